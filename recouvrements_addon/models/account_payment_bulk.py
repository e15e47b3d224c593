from odoo import models


class AccountPayment(models.Model):
    """Payments of many contracts at once, as a file of refunds makes them."""

    _inherit = "account.payment"

    def _generate_journal_entry(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        """Odoo links each payment with its entry by a write of its own, which costs more than all the rest.

        Here all links are set together; what is stored is the same.
        """
        payments = self.filtered(lambda payment: not payment.move_id and payment.outstanding_account_id)
        extras = (write_off_line_vals, force_balance, line_ids)
        if (
            len(payments) < 2
            or any(extra is not None for extra in extras)
            or not all(payments.sudo().mapped("contract_id"))
        ):
            return super()._generate_journal_entry(*extras)
        # entries of payments have no taxes to map: no fiscal position is looked for, partner by partner
        values = [{**payment._generate_move_vals(), "fiscal_position_id": False} for payment in payments]
        payments._link_entries(self.env["account.move"].create(values))
        return None

    def _link_entries(self, moves):
        link = self._fields["move_id"]
        for payment, move in zip(self, moves, strict=True):
            link._update_cache(payment, move.id, dirty=True)
        self.modified(["move_id"])
        self.write({"state": "in_process"})
