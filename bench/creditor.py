"""The company that collects by our add-ons: its payment type, and who works for it."""

import company

USER_GROUPS = (
    "account.group_account_manager",
    "sepa_remittance_addon.group_debit_manager",
    "bank_statement_matching_addon.group_statement_administrator",
    "bank_statement_matching_addon.group_statement_ledger",
)


def create(env, case):
    """Return the payment type of a new company that collects as the case says."""
    journal = company.create(env, case, USER_GROUPS)
    collecting = journal.company_id
    collecting.sepa_creditor_identifier = "FR72ZZZ123456"
    collecting.pbs_creditor_number = "12345"
    journal.write({"pbs_creditor_number": "12345", "pbs_supplier_number": "19552101"})
    # who is not asked either: transfers are received by the same company
    scheme = case.scheme or "sepa_core"
    method = journal.env["account.payment.method.line"].create(
        {
            "name": f"Direct debit {scheme}",
            "journal_id": journal.id,
            "payment_method_id": journal.env.ref("sepa_remittance_addon.payment_method_debit").id,
            "debit_scheme": scheme,
        }
    )
    collecting.debit_method_line_id = method
    # how its statements are matched, which the first one would settle
    method.env["statement.profile"]._of_journal(journal)
    return method
