from odoo import api, fields, models


class DebitPbsError(models.Model):
    """An error number by which PBS remarks on what it was sent. Its list is not public: people add what they learn."""

    _name = "debit.pbs.error"
    _description = "Error number of PBS"
    _order = "subject, number"
    _rec_names_search = ["number", "name"]

    number = fields.Char(required=True, size=4)
    subject = fields.Selection(
        [("mandate", "Agreement (0910)"), ("payment", "Payment (0920)")], "Remark on", required=True
    )
    name = fields.Char("Meaning", required=True, translate=True)
    refused = fields.Boolean(
        "Not accepted",
        help="PBS did not carry out what it was asked. When ticked, reading the remark takes the request back at once: "
        "the payment is registered as rejected, the agreement can be sent again. Otherwise the remark is only shown.",
    )

    _number_unique = models.Constraint("UNIQUE(number, subject)", "This error number is already described.")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for error in self:
            error.display_name = f"{error.number} - {error.name}"

    @api.model
    def _by_number(self, subject, numbers):
        """``{number: record}``; an unknown number is added for people to describe."""
        known = self.sudo().search([("subject", "=", subject), ("number", "in", list(numbers))])
        missing = sorted(set(numbers) - set(known.mapped("number")))
        known |= self.sudo().create(
            [{"subject": subject, "number": number, "name": self.env._("Remark of PBS")} for number in missing]
        )
        return {error.number: error for error in known.with_env(self.env)}
