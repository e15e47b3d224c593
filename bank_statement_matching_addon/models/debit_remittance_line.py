from odoo import fields, models

MOST_NAMED = 10


class DebitRemittanceLine(models.Model):
    _inherit = "debit.remittance.line"

    received_allocation_ids = fields.One2many("received.allocation", "remittance_line_id", "Allocations of statements")

    def _tell_remitted_again(self):
        """:return: a sentence: why an answer about the invoices of these later debits is not undone, and what to do."""
        names = [f"{line.move_id.name} ({line.remittance_id.name})" for line in self[:MOST_NAMED]]
        return self.env._(
            "These invoices were remitted again. First take them out of that proposal, cancel that remittance, or "
            "undo the ledger update that paid them: %s",
            ", ".join(names),
        )
