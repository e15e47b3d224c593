from odoo import api, models


class DebitAnswerFinder(models.AbstractModel):
    """A company also knows the references of the refunds it sent."""

    _inherit = "debit.answer.finder"

    @api.model
    def _companies_of(self, companies, references):
        return super()._companies_of(companies, references) | self.env["refund.line.finder"]._companies_of(
            companies, references
        )
