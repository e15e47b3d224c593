from odoo import api, fields, models


class AccountMove(models.Model):
    """Invoices and the mandates they are debited under."""

    _inherit = "account.move"

    mandate_missing = fields.Boolean(
        compute="_compute_mandate_missing",
        help="The customer is collected automatically and no mandate may be used for what is open of this invoice.",
    )

    @api.depends("partner_id", "company_id", "state")
    def _compute_mandate_missing(self):
        self.mandate_missing = False
        for company, moves in self.grouped("company_id").items():
            open_moves = moves.filtered(
                lambda move: move.move_type == "out_invoice" and move.payment_state in ("not_paid", "partial")
            )
            payers = open_moves.commercial_partner_id.with_company(company).filtered("collect_automatically")
            missing = payers.filtered("mandate_missing")
            missing_moves = open_moves.filtered(lambda move, missing=missing: move.commercial_partner_id in missing)
            per_invoice = payers.filtered("mandate_per_invoice")
            missing_moves |= open_moves.filtered(
                lambda move, per_invoice=per_invoice: move.commercial_partner_id in per_invoice
            )._without_own_mandate(company)
            missing_moves.mandate_missing = True

    def _without_own_mandate(self, company):
        """Those of which a due amount may be debited under no mandate, its own one-off or another."""
        due = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        for method, lines in due.grouped(
            lambda line: line.move_id.commercial_partner_id.with_company(company)._get_debit_method()
        ).items():
            due -= self.env["debit.mandate"]._served(lines, method, company)
        return due.move_id

    def _post(self, soft=True):
        """MAN-5: a customer who gives a mandate per invoice gets one to sign for each due amount, in one go."""
        posted = super()._post(soft)
        self.env["debit.mandate.builder"]._make_one_off(posted)
        return posted

    def button_draft(self):
        """Mandates that nobody signed go with the due amounts they were made for; posting makes new ones."""
        result = super().button_draft()
        one_off = self.line_ids.sudo().mandate_ids
        one_off.filtered(lambda mandate: mandate.state == "to_sign").unlink()
        return result
