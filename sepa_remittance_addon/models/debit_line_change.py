from odoo import api, fields, models


class DebitLineChange(models.Model):
    """Who asked for a change of a proposal, how, when and why. Written once, never changed."""

    _name = "debit.line.change"
    _description = "Change of a proposal"
    _order = "id desc"

    line_id = fields.Many2one("debit.remittance.line", required=True, index=True, ondelete="cascade")
    remittance_id = fields.Many2one(related="line_id.remittance_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    partner_id = fields.Many2one(related="line_id.partner_id")
    action = fields.Selection(
        [
            ("hold", "Hold"),
            ("release", "Release"),
            ("remove", "Remove"),
            ("add", "Add"),
            ("lift", "Block lifted"),
            ("again", "Presented again"),
            ("method", "Payment method changed"),
            ("due_date", "Due date changed"),
            ("fee", "Return fee charged"),
            ("interest", "Late interest charged"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [
            ("letter", "Letter"),
            ("telephone", "Telephone"),
            ("email", "E-mail"),
            ("portal", "Customer portal"),
            ("internal", "Our own decision"),
        ],
        "Asked by",
        required=True,
        readonly=True,
    )
    asked_by = fields.Char("Person who asked", readonly=True)
    reason = fields.Char(readonly=True)
    create_uid = fields.Many2one("res.users", "Entered by", readonly=True)
    create_date = fields.Datetime("When", readonly=True)

    @api.model
    def _log(self, lines, action, channel, reason, asked_by=None):
        # the history is written for everyone who may change a line, and by nobody directly
        return self.sudo().create(
            [
                {"line_id": line.id, "action": action, "channel": channel, "reason": reason, "asked_by": asked_by}
                for line in lines
            ]
        )
