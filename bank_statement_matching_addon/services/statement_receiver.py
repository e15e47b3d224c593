from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.refusal import Caution, Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.exceptions import AccessError, UserError

from ..formats.accounts import names_account
from . import statement_staging

BANK_FILE = "application/x-bank-file"  # with a name of its own, Odoo neither guesses nor indexes what it is


class StatementReceiver(models.AbstractModel):
    """Turns the bank's bytes into staging records: all of a delivery, or nothing (STM-4, STM-5, STM-6)."""

    _name = "statement.receiver"
    _description = "Reception of statements"

    @api.model
    def _receive(self, files, journal=None):
        """Store the statements in some files.

        :param files: ``[(name, bytes)]``.
        :param journal: the bank journal for statements whose account is not recognised.
        :return: the received statements, taken as far as the profiles of their journals say.
        :raises UserError: for a bad file, naming it and the place; then nothing of any file is stored.
        """
        received = self.env["debit.answer.receiver"]._receive_all(files, journal)
        return received.get("received.statement", self.env["received.statement"])

    @api.model
    def _store_file(self, file, found, journal):
        """Store the statements of one file that was read.

        :param file: ``name``, ``content`` and ``digest``.
        :param found: the :class:`Delivery` values in it.
        """
        if not self.env["received.statement"].has_access("create"):
            raise AccessError(self.env._("You are not allowed to receive bank statements."))
        statements = [(delivery, statement) for delivery in found for statement in delivery.statements]
        known = self._known_positions(file["name"], file["digest"], len(statements))
        # it holds whole account numbers: who may not see the field may not have the file
        attachment = self.env["ir.attachment"].sudo().create(
            {"name": file["name"], "raw": file["content"], "mimetype": BANK_FILE,
             "res_model": "received.statement", "res_field": "attachment_id"}
        )  # fmt: skip
        received = self.env["received.statement"].browse()
        for position, (delivery, statement) in enumerate(statements, 1):
            if position in known:
                continue
            source = {
                "digest": file["digest"],
                "position": position,
                "attachment_id": attachment.id,
                "layout": delivery.layout,
            }
            received |= self._store(file["name"], statement, source, journal)
        attachment.res_id = received[:1].id
        return received

    @api.model
    def _known_positions(self, name, digest, count=None):
        """Which of the statements of a file are there; those that were deleted may come again.

        :param count: how many statements the file holds; before it is read, those up to the last known one.
        :raises UserError: when all of them are there.
        """
        known = self.env["received.statement"].search(
            [("digest", "=", digest), ("company_id", "in", self.env.companies.ids)], order="position"
        )
        if known and len(known) >= (count or known[-1].position):
            raise UserError(
                self.env._(
                    "%(file)s was received before, as %(statement)s on %(date)s. Nothing was stored.",
                    file=name,
                    statement=known[0].name,
                    date=known[0].create_date.date(),
                )
            )
        return set(known.mapped("position"))

    # ------------------------------------------------------------ storing

    def _store(self, name, statement, source, journal):
        journal = self._journal_of(statement) or journal or self.env["account.journal"].browse()
        kind = "notification" if source["layout"].startswith("camt.054") else "statement"
        profile = self.env["statement.profile"]._of_journal(journal) if journal else self.env["statement.profile"]
        vals = {
            **self._prepare_statement_vals(statement, journal, profile),
            **source,
            "kind": kind,
            "posts": self._posts(kind, profile),
            "account": statement.account.iban or statement.account.other_account,
        }
        # what comes with a file nobody types in
        received = self.env["received.statement"].sudo().create(vals).with_env(self.env)
        self.env["statement.line.storer"]._store(received, profile, statement)
        self._refuse_known_statement(name, received)
        return received

    def _posts(self, kind, profile):
        return kind == "statement" or bool(profile.book_notifications)

    def _prepare_statement_vals(self, statement, journal, profile):
        company = journal.company_id or self.env.company
        currency = self.env["res.currency"].search([("name", "=", statement.currency)], limit=1)
        day = statement.to_date or (statement.closing and statement.closing.day)
        day = day or max((entry.booking_date for entry in statement.entries if entry.booking_date), default=None)
        balances = statement.opening is not None and statement.closing is not None
        values = {
            "company_id": company.id,
            "journal_id": journal.id,
            "identification": statement.identification,
            "creditor_number": statement.creditor_number,
            "currency_code": statement.currency,
            "currency_id": currency.id,
            "from_date": statement.from_date,
            "to_date": statement.to_date,
            "has_balances": balances,
            "opening_balance": statement.opening.amount if balances else 0,
            "closing_balance": statement.closing.amount if balances else 0,
            "complete": statement.complete,
            "remarks": "\n".join(self._remarks(statement)),
            "state": "ready",
        }
        if day:
            values["date"] = day
        values["number"] = self._number(profile, statement, day)
        return values

    def _remarks(self, statement):
        for remark in statement.remarks:
            caution = isinstance(remark, Caution) and Refusal(remark.template, **remark.values)
            yield tell(self.env, caution) if caution else str(remark)
        pending = statement_staging.count_pending(statement)
        if pending:
            yield self.env._("%s entries are not booked yet and were left out; the bank sends them again.", pending)
        if not statement.complete:
            yield self.env._("This is not the last page of the statement.")

    def _number(self, profile, statement, day):
        if profile.number_rule == "calendar" and day:
            return f"{day:%Y%j}"
        if profile.number_rule == "next":
            profile._take_turn()
            last = self.env["received.statement"].search_read(
                [("journal_id", "=", profile.journal_id.id), ("number", "!=", False)],
                ["number"],
                order="id desc",
                limit=1,
            )
            number = last[0]["number"] if last else "0"
            return str(int(number) + 1) if number.isdecimal() else "1"
        return statement.number or statement.identification

    # ------------------------------------------------------------ whose account (STM-4)

    def _journal_of(self, statement):
        """The bank journal of the account in the file: its IBAN, the number inside it, or its PBS creditor number."""
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), *self.env["account.journal"]._check_company_domain(self.env.companies)]
        )
        account = statement.account.iban or statement.account.other_account
        matching = journals.filtered(
            lambda journal: names_account(journal.bank_account_id.sanitized_acc_number, account)
        )
        if statement.creditor_number and len(matching) != 1:
            by_number = (matching or journals).filtered(
                lambda journal: journal._get_creditor_identifier("pbs_ls") == statement.creditor_number
            )
            matching = by_number.filtered("pbs_creditor_number") or by_number
        return matching if len(matching) == 1 else self.env["account.journal"]

    # ------------------------------------------------------------ what came before (STM-6)

    def _refuse_known_statement(self, name, received):
        """Every line known, in one statement with the same identification: certain, whatever the bytes."""
        twin = self.env["statement.line.storer"]._known_as(received)
        if received.identification and twin.identification == received.identification:
            raise UserError(
                self.env._(
                    "%(file)s holds a statement that was received before, as %(statement)s. Nothing was stored.",
                    file=name,
                    statement=twin.name,
                )
            )
