from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        """The key of a notice's link is put in where the e-mail leaves: colleagues read stored messages (REM-5)."""
        body = super()._prepare_outgoing_body()
        if self.model == "debit.notice" and self.res_id and body:
            notice = self.env["debit.notice"].sudo().browse(self.res_id).exists()
            if notice:
                address = f'/my/notice/{notice.id}"'
                body = body.replace(address, f'/my/notice/{notice.id}?access_token={notice._get_access_key()}"')
        return body
