from odoo import api, fields, models
from odoo.tools import SQL

from ..formats.identifiers import check_creditor_identifier, check_iban
from ..formats.refusal import Refusal
from ..models.debit_mandate import SEPA_SCHEMES
from ..models.refusals import tell

MAX_NAMED = 20


class DebitConfirmationChecks(models.AbstractModel):
    """Everything that must hold before the bank is asked: all doubts are collected and told together (REM-8).

    The policy is the list in :meth:`_get_checks`; other modules extend it. A check takes the remittance and returns
    sentences, none when all is well. Checks over lines are one statement each.
    """

    _name = "debit.confirmation.checks"
    _description = "Checks before confirmation"

    @api.model
    def _get_checks(self):
        return [
            self._check_has_lines,
            self._check_creditor,
            self._check_currency,
            self._check_amounts,
            self._check_mandates,
            self._check_dates,
            self._check_positive,
            self._check_one_collection_a_day,
        ]

    @api.model
    def _find_problems(self, remittance):
        """:return: every problem as a sentence that names the record and says what to do."""
        self.env.flush_all()
        return [problem for check in self._get_checks() for problem in check(remittance)]

    def _check_has_lines(self, remittance):
        if not self.env["debit.remittance.line"].search_count(
            [("remittance_id", "=", remittance.id), ("state", "=", "proposed")], limit=1
        ):
            yield self.env._("There is no line to collect: release lines that are on hold, or refresh the proposal.")

    def _check_creditor(self, remittance):
        if not remittance.electronic:
            return
        journal, scheme = remittance.journal_id, remittance.scheme
        identifier = journal._get_creditor_identifier(scheme)
        if scheme in SEPA_SCHEMES:
            yield from self._refusal_of(check_creditor_identifier, identifier, self.env._("Creditor identifier"))
            account = journal.bank_account_id.sanitized_acc_number or ""
            yield from self._refusal_of(check_iban, account, self.env._("Bank account of %s", journal.display_name))
        else:
            if not (identifier or "").isdigit():
                yield self.env._("%s: fill in the PBS creditor number.", journal.display_name)
            if not (journal.pbs_supplier_number or "").isdigit():
                yield self.env._("%s: fill in the PBS data supplier number (CVR).", journal.display_name)

    def _refusal_of(self, check, number, what):
        try:
            check(number)
        except Refusal as refusal:
            yield f"{what}: {tell(self.env, refusal)}"

    def _check_currency(self, remittance):
        if not remittance.electronic:
            return
        wanted = "EUR" if remittance.scheme in SEPA_SCHEMES else "DKK"
        if remittance.currency_id.name != wanted:
            yield self.env._(
                "This scheme collects %(wanted)s only, and the bank account is in %(currency)s.",
                wanted=wanted,
                currency=remittance.currency_id.name,
            )

    def _check_amounts(self, remittance):
        for name, payer in self._named(
            remittance,
            """receivable.reconciled OR receivable.parent_state <> 'posted'
               OR receivable.amount_residual_currency <> line.amount""",
        ):
            yield self.env._(
                "%(invoice)s (%(payer)s): its open amount has changed; refresh the proposal.", invoice=name, payer=payer
            )

    def _check_mandates(self, remittance):
        method = remittance.payment_method_line_id
        if not method.debit_requires_mandate:
            return
        usable = self.env["debit.mandate"]._usable_sql(
            method.debit_scheme,
            remittance.company_id,
            remittance.journal_id._get_creditor_identifier(method.debit_scheme),
            SQL("line.payment_date"),
        )
        for name, payer in self._named(remittance, SQL("mandate.id IS NULL OR NOT (%s)", usable)):
            yield self.env._(
                "%(invoice)s (%(payer)s): its mandate may not be used any more.", invoice=name, payer=payer
            )

    def _check_dates(self, remittance):
        earliest = self.env["debit.proposer"]._earliest(remittance)
        if remittance.payment_method_line_id.debit_late_date == "move":
            return
        for name, payer in self._named(remittance, SQL("line.payment_date < %s", earliest)):
            yield self.env._(
                "%(invoice)s (%(payer)s): its payment date has become too early, the bank can collect on %(day)s at "
                "the earliest.",
                invoice=name,
                payer=payer,
                day=fields.Date.to_string(earliest),
            )

    def _check_positive(self, remittance):
        disburse = remittance.payment_method_line_id.debit_disburse and remittance.scheme == "pbs_ls"
        rows = self.env.execute_query(
            SQL(
                """SELECT payer.name
                     FROM debit_remittance_line line
                     JOIN res_partner payer ON payer.id = line.partner_id
                     LEFT JOIN debit_mandate mandate ON mandate.id = line.mandate_id
                    WHERE line.remittance_id = %s AND line.state = 'proposed'
                    GROUP BY payer.id, line.payment_date, %s
                   HAVING SUM(line.amount) = 0 OR (SUM(line.amount) < 0 AND NOT %s) LIMIT %s""",
                remittance.id,
                self._what_travels_together(remittance),
                bool(disburse),
                MAX_NAMED,
            )
        )
        for (payer,) in rows:
            yield self.env._("%s: the credit notes are not less than the invoices; put the lines on hold.", payer)

    def _what_travels_together(self, remittance):
        """By what the amounts of one payer and day are added up in the file; see the file writer."""
        if remittance.scheme in SEPA_SCHEMES:
            return SQL("line.mandate_id")
        if remittance.scheme == "pbs_ls":
            return SQL("line.customer_number")
        return SQL("line.customer_number, COALESCE(mandate.debtor_group, '')")

    def _check_one_collection_a_day(self, remittance):
        if remittance.scheme != "pbs_ls":
            return
        for payer, day in self.env["debit.proposer"]._taken_days(remittance)[:MAX_NAMED]:
            yield self.env._(
                "%(payer)s is already collected on %(day)s by another remittance, and PBS takes one per day; refresh "
                "the proposal, or hold its lines.",
                payer=self.env["res.partner"].browse(payer).name,
                day=fields.Date.to_string(day),
            )

    def _named(self, remittance, condition):
        """Invoice and payer of the proposed lines on which a condition over line, receivable, mandate holds."""
        return self.env.execute_query(
            SQL(
                """SELECT move.name, payer.name
                     FROM debit_remittance_line line
                     JOIN account_move_line receivable ON receivable.id = line.move_line_id
                     JOIN account_move move ON move.id = line.move_id
                     JOIN res_partner payer ON payer.id = line.partner_id
                     LEFT JOIN debit_mandate mandate ON mandate.id = line.mandate_id
                     LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
                    WHERE line.remittance_id = %s AND line.state = 'proposed' AND (%s)
                    ORDER BY payer.name, move.name LIMIT %s""",
                remittance.id,
                condition if isinstance(condition, SQL) else SQL(condition),
                MAX_NAMED,
            )
        )
