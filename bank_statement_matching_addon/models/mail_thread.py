from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Mail to the address of a bank account brings its files; whoever may write there was asked before (STM-4).

        It is not kept like other mail: its attachments hold account numbers, and everybody who sees the profile reads
        its messages.
        """
        ours = [route for route in routes or () if route[0] == "statement.profile" and route[4]]
        for _model, _thread, _values, _user, alias in ours:
            profile = self.env["statement.profile"].browse(alias.alias_force_thread_id)
            self.env["statement.mail.receiver"]._receive_mail(profile, message, message_dict)
        others = [route for route in routes or () if route not in ours]
        return super()._message_route_process(message, message_dict, others)
