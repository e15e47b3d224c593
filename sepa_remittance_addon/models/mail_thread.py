from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_log_batch(self, bodies, **kwargs):
        """What is logged while an account is archived names it masked (MAN-18)."""
        for number, masked in (self.env.context.get("debit_masked_in_messages") or {}).items():
            bodies = {res_id: body.replace(number, masked) for res_id, body in bodies.items()}
        return super()._message_log_batch(bodies, **kwargs)
