"""The account in the file is ours, and it is that of the journal."""

from ..formats.accounts import names_account
from .doubt import Doubt


def doubts(statement):
    env, journal = statement.env, statement.journal_id
    account = statement.sudo().account
    if not journal:
        yield Doubt(
            env._("The account %s is not that of a bank journal of this company.", statement.masked_account or "-"),
            env._("Set the account number on its bank journal, then choose that journal here and validate again."),
        )
        return
    if not journal.default_account_id:
        yield Doubt(
            env._("The bank journal %s has no bank account in the ledger.", journal.display_name),
            env._("Set the bank account of the journal under Configuration, Journals."),
        )
    own = journal.bank_account_id.sanitized_acc_number
    if account and own and not names_account(own, account) and not _is_creditor(statement):
        yield Doubt(
            env._(
                "The file is about the account %(told)s, the journal has another one.", told=statement.masked_account
            ),
            env._("Choose the journal of that account."),
        )


def _is_creditor(statement):
    number = statement.creditor_number
    return bool(number) and statement.journal_id._get_creditor_identifier("pbs_ls") == number
