from odoo import api, fields, models
from odoo.tools import SQL

from .debit_mandate import SEPA_SCHEMES


class DebitMandate(models.Model):
    """When a mandate may be debited (MAN-19): the only place that knows."""

    _inherit = "debit.mandate"

    @api.model
    def _usable_sql(self, scheme, company, creditor_identifier, day):
        """When a mandate may be debited, for statements over the aliases ``mandate``, ``account`` and ``receivable``.

        :param day: SQL expression of the collection date.
        """
        rule = SQL(
            """mandate.company_id = %(company)s AND mandate.scheme = %(scheme)s AND mandate.state = 'active'
               AND mandate.suspended IS NOT TRUE
               AND COALESCE(mandate.creditor_identifier, '') = %(creditor)s
               AND (mandate.valid_from IS NULL OR mandate.valid_from <= %(day)s)
               AND (mandate.valid_until IS NULL OR mandate.valid_until >= %(day)s)
               AND (mandate.kind = 'recurrent' OR mandate.move_line_id = receivable.id)
               AND (COALESCE(mandate.amount_limit, 0) = 0
                    OR receivable.amount_residual_currency <= mandate.amount_limit)""",
            company=company.id,
            scheme=scheme,
            creditor=creditor_identifier or "",
            day=day,
        )
        if scheme not in SEPA_SCHEMES:
            return SQL("%s AND (account.id IS NULL OR account.active) AND mandate.agreement_state = 'registered'", rule)
        return SQL("%s AND account.active AND %s > %s", rule, self._expiry_sql(SQL("mandate")), day)

    @api.model
    def _usable_today_sql(self, payment_method_line, company):
        """The same for a payment type, which has a scheme, and the day of whoever asks."""
        scheme = payment_method_line.debit_scheme
        creditor = payment_method_line.journal_id._get_creditor_identifier(scheme)
        return self._usable_sql(scheme, company, creditor, SQL("%s::date", fields.Date.context_today(self)))

    @api.model
    def _usable_of_payers(self, payers, payment_method_line, company):
        """The recurrent mandates under which these payers may be debited today by this payment type."""
        if not payers or not payment_method_line.debit_scheme:
            return self.browse()
        self.env["debit.mandate"].flush_model()
        self.env["res.partner.bank"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """SELECT mandate.id
                     FROM debit_mandate mandate
                     LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
                    CROSS JOIN (SELECT NULL::int AS id, 0::numeric AS amount_residual_currency) receivable
                    WHERE mandate.partner_id = ANY(%s) AND %s""",
                payers.ids,
                self._usable_today_sql(payment_method_line, company),
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _served(self, receivables, payment_method_line, company):
        """Those of these due amounts that may be debited today by this payment type, under whatever mandate."""
        if not receivables or not payment_method_line.debit_scheme:
            return receivables.browse()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT receivable.id
                     FROM account_move_line receivable
                     JOIN debit_mandate mandate ON mandate.partner_id = receivable.partner_id
                     LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
                    WHERE receivable.id = ANY(%s) AND %s""",
                receivables.ids,
                self._usable_today_sql(payment_method_line, company),
            )
        )
        return receivables.browse(row[0] for row in rows)
