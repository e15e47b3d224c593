from odoo import api, fields, models


class DebitReason(models.Model):
    """A bank's reason for not paying, in plain language, and what we do about it (domain: EPC173-14, PBS codes)."""

    _name = "debit.reason"
    _description = "Reason of a rejected or returned debit"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, index=True)
    name = fields.Char("Meaning", required=True, translate=True)
    advice = fields.Char("What to do", translate=True)
    lift_block = fields.Boolean(
        "Lift the block at once",
        help="When ticked, the invoice may be proposed again as soon as the bank's answer is read. "
        "Otherwise its block stays until someone decides.",
    )
    mandate_effect = fields.Selection(
        [("none", "Nothing"), ("suspend", "Suspend the mandate"), ("withdraw", "Withdraw the mandate")],
        required=True,
        default="none",
        string="Effect on the mandate",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "There is already a reason with this code.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for reason in self:
            reason.display_name = f"{reason.code} - {reason.name}"

    @api.model
    def _by_code(self, codes):
        """The reasons of the given codes; an unknown code is added, its block kept, for people to describe."""
        codes = {code for code in codes if code}
        known = self.sudo().with_context(active_test=False).search([("code", "in", list(codes))])
        missing = sorted(codes - set(known.mapped("code")))
        known |= self.sudo().create(
            [{"code": code, "name": self.env._("Reason given by the bank")} for code in missing]
        )
        return {reason.code: reason for reason in known.with_env(self.env)}
