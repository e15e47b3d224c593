from odoo import api, fields, models

from ..values.envelope import clean_prefixes


class MailPartnerFile(models.Model):
    """The partner through which subscribers came, and which accounts its file takes (LOT-7)."""

    _name = "mail.partner.file"
    _description = "Partner file"
    _order = "code"

    code = fields.Integer("Partner code", required=True, aggregator=None)
    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    accepted = fields.Char(
        "IBANs accepted",
        help="How the accounts begin that this file takes, such as FR, MC or FR7630004. Empty: all of them.",
    )

    _code_unique = models.UniqueIndex("(company_id, code)", "There is already a partner file of this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for file in self:
            file.display_name = f"{file.code} {file.name}"

    @api.model
    @api.private
    def _accepts(self, company, code, number):
        """Whether the file of this partner code takes the account; one that is not on record takes all."""
        file = self.sudo().search([("company_id", "=", company.id), ("code", "=", code)])
        prefixes = clean_prefixes(file.accepted)
        return not prefixes or number.startswith(prefixes)
