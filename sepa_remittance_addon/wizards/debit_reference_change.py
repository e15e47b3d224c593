from odoo import fields, models
from odoo.exceptions import UserError

from ..formats.charset import to_reference
from ..formats.refusal import Refusal
from ..models.refusals import tell


class DebitReferenceChange(models.TransientModel):
    """Gives a mandate another reference; banks that were debited under the old one are told (MAN-11)."""

    _name = "debit.reference.change"
    _description = "Change the reference of a mandate"

    mandate_id = fields.Many2one("debit.mandate", required=True)
    old_reference = fields.Char(related="mandate_id.reference")
    new_reference = fields.Char(required=True)
    changed_on = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)

    def action_change(self):
        self.ensure_one()
        self.mandate_id.check_access("write")
        self._check_change()
        self.mandate_id._change_reference(self.new_reference, self.changed_on, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _check_change(self):
        try:
            lawful = to_reference(self.new_reference)
        except Refusal as refusal:
            raise UserError(tell(self.env, refusal)) from refusal
        if lawful != self.new_reference:
            raise UserError(self.env._("Banks do not take this reference; “%s” would be possible.", lawful))
        if lawful == self.old_reference:
            raise UserError(self.env._("This is the reference the mandate has already."))
        if self.changed_on > fields.Date.context_today(self):
            raise UserError(self.env._("The reference cannot have changed in the future."))
        mandate = self.mandate_id
        taken = mandate.sudo().search_count(
            [
                ("company_id", "=", mandate.company_id.id),
                ("creditor_identifier", "=", mandate.creditor_identifier),
                ("reference", "=ilike", lawful.replace("_", r"\_")),
                ("id", "!=", mandate.id),
            ],
            limit=1,
        )
        if taken:
            raise UserError(self.env._("Another mandate has the reference %s already.", lawful))
