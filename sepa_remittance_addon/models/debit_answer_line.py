from odoo import fields, models


class DebitAnswerLine(models.Model):
    """One thing a bank's file told, in a sentence, and the debit or mandate it was about."""

    _name = "debit.answer.line"
    _description = "What a bank answer says"
    _order = "answer_id desc, id"
    _rec_name = "subject"
    _check_company_auto = True

    answer_id = fields.Many2one("debit.answer", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="answer_id.company_id", store=True, index=True)
    received_on = fields.Datetime(related="answer_id.received_on")
    place = fields.Char("Place in the file", readonly=True)
    subject = fields.Char("About", readonly=True, help="The reference by which the file names what it is about.")
    outcome = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("rejected", "Refused"),
            ("information", "Information"),
            ("unknown", "Not applied"),
        ],
        required=True,
        readonly=True,
        index=True,
        help="Refused: what the file says was done. Not applied: the file names something that we do not know, or that "
        "contradicts what we asked; somebody has to look.",
    )
    text = fields.Char("What it says", readonly=True)
    reason_id = fields.Many2one("debit.reason", "Bank's reason", readonly=True, ondelete="restrict")
    remittance_line_id = fields.Many2one(
        "debit.remittance.line", "Debit", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    remittance_id = fields.Many2one(
        "debit.remittance", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    mandate_id = fields.Many2one(
        "debit.mandate", readonly=True, index="btree_not_null", ondelete="restrict", check_company=True
    )
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True, index="btree_not_null", ondelete="restrict")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)

    def action_open(self):
        """What the line is about: the debit, the mandate or the remittance."""
        self.ensure_one()
        record = self.remittance_line_id or self.mandate_id or self.remittance_id or self.answer_id
        return {"type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "view_mode": "form"}
