from odoo import fields, models


class DebitAnswerUpload(models.TransientModel):
    """Asks for the files by which the bank or PBS answered."""

    _name = "debit.answer.upload"
    _description = "Receive bank answers"

    attachment_ids = fields.Many2many("ir.attachment", string="Files", required=True)

    def action_receive(self):
        self.ensure_one()
        files = [(attachment.name, attachment.raw) for attachment in self.attachment_ids]
        action = self.env["debit.answer.receiver"]._receive_and_open(files)
        # the answers keep their own copy
        self.attachment_ids.filtered(lambda attachment: attachment.res_model == self._name).unlink()
        return action
