from odoo import fields, models


class StatementProfile(models.Model):
    """Bank files may come by e-mail to an address of the bank account (STM-4)."""

    _name = "statement.profile"
    _inherit = ["statement.profile", "mail.thread", "mail.alias.mixin.optional"]

    alias_contact = fields.Selection(related="alias_id.alias_contact", readonly=False)
    mail_user_id = fields.Many2one(
        "res.users",
        "Receives files as",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        copy=False,
        help="Files that come by e-mail are received with the rights of this user, and go as far as these reach.",
    )

    def _alias_get_creation_values(self):
        """Each mail comes to this profile. At first only its followers may send: senders are easily forged."""
        return {
            **super()._alias_get_creation_values(),
            "alias_model_id": self.env["ir.model"]._get_id("statement.profile"),
            "alias_force_thread_id": self.id,
            **({} if self.alias_id else {"alias_contact": "followers"}),
        }
