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
        [
            ("none", "Nothing"),
            ("suspend", "Suspend the mandate"),
            ("new_account", "Suspend the mandate and ask for a new account"),
            ("withdraw", "Withdraw the mandate"),
        ],
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

    def _ask_for_new_account(self, mandates):
        """Whoever looks after the customer is asked to get another account: once, however often it is told."""
        summary = self.env._("Ask for a new bank account")
        kind = self.env.ref("mail.mail_activity_data_todo")
        payers = mandates.partner_id
        asked = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", payers._name),
                    ("res_id", "in", payers.ids),
                    ("activity_type_id", "=", kind.id),
                    ("summary", "=", summary),
                ]
            )
        )
        self.env["mail.activity"].sudo().create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(payers._name),
                    "res_id": payer.id,
                    "activity_type_id": kind.id,
                    "summary": summary,
                    "note": f"{self.display_name}. {self.advice or ''}",
                    "user_id": (payer.user_id or self.env.user).id,
                }
                for payer in payers.filtered(lambda payer: payer.id not in asked.mapped("res_id"))
            ]
        )
