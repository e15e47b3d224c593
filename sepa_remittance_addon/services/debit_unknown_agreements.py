from odoo import models

NUMBERS = (
    "unknown_scheme", "creditor_number", "customer_number", "debtor_group", "agreement_number", "agreement_date",
)  # fmt: skip


class DebitAnswerReceiver(models.AbstractModel):
    """Keeps the numbers of agreements that nobody knows, so that a mandate can be made from the line."""

    _inherit = "debit.answer.receiver"

    def _store_lines(self, answer, vals_list):
        super()._store_lines(answer, vals_list)
        unknown = {vals["place"]: vals for vals in vals_list if vals.get("unknown_scheme")}
        lines = (
            self.env["debit.answer.line"].sudo().search([("answer_id", "=", answer.id), ("place", "in", list(unknown))])
        )
        for line in lines:
            line.write({name: unknown[line.place][name] for name in NUMBERS})
