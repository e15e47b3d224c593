from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What a company decided on refunds; it holds for its branches too."""

    _inherit = "res.company"

    refund_xml_export = fields.Boolean(
        "XML export for refunds", help="Refunds can be paid by a file for the bank (SEPA credit transfers, pain.001)."
    )
    refund_approval_from = fields.Monetary(
        "Refunds to approve from",
        help="Refund requests of this amount or more are approved by a second person before they are processed. "
        "Zero: none is.",
    )

    @api.constrains("refund_approval_from")
    def _check_refund_approval_from(self):
        for company in self:
            if company.refund_approval_from < 0:
                raise ValidationError(
                    self.env._("%s: the amount from which refunds are approved cannot be negative.", company.name)
                )

    def write(self, vals):
        if "refund_xml_export" in vals:
            # menus are kept in memory, and one of them depends on it
            self.env.registry.clear_cache()
        return super().write(vals)

    def _exports_refunds(self):
        """Whether refund files are switched on for this branch, or for a company above it."""
        self.ensure_one()
        return any(self._upwards().mapped("refund_xml_export"))

    def _get_refund_approval_from(self):
        """The amount set for this branch, else for the nearest company above it that has one; 0 for none."""
        self.ensure_one()
        return next((company.refund_approval_from for company in self._upwards() if company.refund_approval_from), 0)
