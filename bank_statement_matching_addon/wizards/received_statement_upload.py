import base64

from odoo import fields, models


class ReceivedStatementUpload(models.TransientModel):
    """Asks for the bank's file."""

    _name = "received.statement.upload"
    _description = "Receive a statement"

    journal_id = fields.Many2one(
        "account.journal",
        "Bank journal",
        domain="[('type', '=', 'bank')]",
        help="Only needed when the account in the file is not that of a bank journal.",
    )
    content = fields.Binary("File", required=True, attachment=False)
    file_name = fields.Char()

    def action_receive(self):
        self.ensure_one()
        files = [(self.file_name or self.env._("file"), base64.b64decode(self.content))]
        return self.env["debit.answer.receiver"]._receive_and_open(files, self.journal_id)
