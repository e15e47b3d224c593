from odoo import api, fields, models
from odoo.exceptions import AccessError

BY_CLERK = {"client_stop_promo", "client_stop_reminders", "client_deceased", "client_letter_closing"}
BY_ADMINISTRATOR = {
    "client_letter",
    "client_partner_code",
    "client_chrono",
    "client_blocked",
    "client_block_reason",
    "client_payment_mode",
    "client_external_reference",
    "client_file_account_id",
}


class ResPartner(models.Model):
    """Many may write customers; what the mail room knows of its clients is written by few, by screen and by program."""

    _inherit = "res.partner"

    client_editable = fields.Boolean("Clients may be administered", compute="_compute_client_editable")

    @api.depends_context("uid")
    def _compute_client_editable(self):
        self.client_editable = self._administers_clients()

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if not self.env.su:
            # what a context gives by default is not in the values
            partners._check_client_right({name for name in BY_CLERK | BY_ADMINISTRATOR if any(partners.mapped(name))})
        return partners

    def write(self, vals):
        self._check_client_right(vals.keys())
        return super().write(vals)

    def _check_client_right(self, names):
        if self.env.su:
            return
        if names & BY_CLERK:
            raise AccessError(self.env._("What a client's letter told is keyed under “Key a client event” only."))
        if names & BY_ADMINISTRATOR and not self._administers_clients():
            raise AccessError(
                self.env._("Codes, blocks and payment modes of mail room clients need the right “Administer”.")
            )

    @api.model
    def _administers_clients(self):
        return self.env.user.has_group("mail_lot_addon.group_mail_lot_manager")
