from odoo import fields, models


class DebitRemittance(models.Model):
    """From what was asked to what the bank answered (REM-16)."""

    _inherit = "debit.remittance"

    answer_ids = fields.Many2many(
        "debit.answer",
        "debit_answer_debit_remittance_rel",
        "debit_remittance_id",
        "debit_answer_id",
        "Bank answers",
        readonly=True,
        copy=False,
        groups="sepa_remittance_addon.group_debit_reader",
    )

    def action_answers(self):
        self.ensure_one()
        return self.answer_ids._action_open()
