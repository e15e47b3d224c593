from odoo import api, models
from odoo.exceptions import UserError


class DebitMandate(models.Model):
    """The life of a mandate: made, signed, withdrawn, abandoned, signed again."""

    _inherit = "debit.mandate"

    @api.model_create_multi
    def create(self, vals_list):
        """A signature date given at creation makes the mandate active; a missing reference is built."""
        for vals in vals_list:
            if vals.get("signature_date") and vals.get("state", "to_sign") == "to_sign":
                vals["state"] = "active"
        self.env["debit.mandate.builder"]._fill_references(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Filling in the signature date of a mandate to sign activates it."""
        signing = self.browse()
        if vals.get("signature_date") and "state" not in vals:
            signing = self.filtered(lambda mandate: mandate.state == "to_sign")
        result = super().write(vals)
        if signing:
            signing._move_to("active")
        return result

    @api.ondelete(at_uninstall=False)
    def _refuse_delete_used(self):
        used = self.filtered(lambda mandate: mandate.state != "to_sign" or mandate.line_ids)
        if used:
            raise UserError(
                self.env._(
                    "These mandates were signed or used and stay on record; withdraw or abandon them instead: %s",
                    ", ".join(used.mapped("reference")),
                )
            )

    def _before_active(self):
        """A withdrawn mandate is signed again: only a new date makes it valid (MAN-2)."""
        unsigned = self.filtered(lambda mandate: not mandate.signature_date)
        if unsigned:
            raise UserError(self.env._("Fill in the signature date of: %s", ", ".join(unsigned.mapped("reference"))))
        super()._before_active()

    def action_sign(self):
        """Ask for the signature date; it is needed each time, also when a withdrawn mandate is signed again."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the mandate"),
            "res_model": "debit.mandate.sign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mandate_ids": self.ids},
        }

    @api.private
    def _sign(self, day):
        """Make the mandates active by a signature of the given day, later than that of an earlier signature."""
        again = self.filtered(lambda mandate: mandate.state == "withdrawn")
        self._refuse_stale_signature(again, day)
        self._refuse_move("active")
        for earlier, mandates in again.grouped("signature_date").items():
            # the history keeps every date; the last one before this stands on the mandate itself (MAN-8)
            mandates.previous_signature_date = earlier
        again.write({"suspended": False, "suspension_reason": False, "closed_on": False, "closing_reason": False})
        self.write({"signature_date": day})
        self._move_to("active")

    def _refuse_stale_signature(self, again, day):
        stale = again.filtered(lambda mandate: mandate.signature_date and day <= mandate.signature_date)
        if stale:
            raise UserError(
                self.env._(
                    "A withdrawn mandate becomes active only by a new signature, after the earlier one: %s",
                    ", ".join(stale.mapped("reference")),
                )
            )

    def action_withdraw(self):
        return self._ask_end("withdrawn", self.env._("Withdraw the mandate"))

    def action_abandon(self):
        return self._ask_end("abandoned", self.env._("Abandon the mandate"))

    def _ask_end(self, target, title):
        """When it ended and why is kept with the mandate, and whether the customer is collected any longer (MAN-7)."""
        self._refuse_move(target)
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "debit.mandate.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mandate_ids": self.ids, "default_target": target},
        }

    @api.private
    def _end(self, target, day, reason):
        """Withdraw or abandon the mandates as of a day.

        :param target: ``withdrawn`` or ``abandoned``.
        """
        return self._move_to(target, closed_on=day, closing_reason=reason)

    def action_resume(self):
        """Collect a suspended mandate again."""
        self.write({"suspended": False, "suspension_reason": False})

    def _suspend(self, reason):
        self.filtered(lambda mandate: not mandate.suspended).write({"suspended": True, "suspension_reason": reason})

    def action_open_debits(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debits"),
            "res_model": "debit.remittance.line",
            "view_mode": "list,form",
            "domain": [("mandate_id", "=", self.id)],
        }

    def action_open_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
