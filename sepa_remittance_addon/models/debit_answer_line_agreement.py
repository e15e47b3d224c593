from odoo import fields, models
from odoo.exceptions import UserError

from .debit_mandate import SCHEMES


class DebitAnswerLine(models.Model):
    """An agreement that PBS tells of and we do not know: a mandate can be made from it (MAN-17)."""

    _inherit = "debit.answer.line"

    unknown_scheme = fields.Selection(SCHEMES, readonly=True, help="Given where a mandate can be made from the line.")
    creditor_number = fields.Char(readonly=True)
    customer_number = fields.Char(readonly=True)
    debtor_group = fields.Char(readonly=True)
    agreement_number = fields.Char(readonly=True)
    agreement_date = fields.Date("Effective on", readonly=True)

    def action_adopt_agreement(self):
        """Choose the customer whose agreement this is."""
        self.ensure_one()
        if not self.unknown_scheme or self.outcome != "unknown":
            raise UserError(self.env._("There is no unknown agreement on this line."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Agreement %s", self.customer_number),
            "res_model": "debit.agreement.adopt",
            "view_mode": "form",
            "target": "new",
            "context": {"default_answer_line_id": self.id},
        }
