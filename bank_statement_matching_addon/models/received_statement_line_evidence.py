from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .received_statement import EDITABLE

# What the bank said and nobody changes. Type, dates and payer are read from it and may be corrected.
EVIDENCE = frozenset(
    {
        "place", "amount", "rejected_amount", "currency_code", "bank_reference", "end_to_end_id",
        "mandate_reference", "instruction_id", "payment_information_id", "message_id",
        "structured_reference", "text", "entry_text", "counterparty", "counterparty_account",
        "customer_number", "return_code", "return_text", "business_code", "bank_code", "charges",
        "fingerprint",
    }
)  # fmt: skip
# What follows from the allocations, from the ledger update and from the answers to doubts.
FOLLOWING = frozenset(
    {"state", "allocated", "dropped", "duplicate_of_id", "native_line_id", "settling_revision"}
)  # fmt: skip
DATES = frozenset({"booking_date", "value_date", "payment_date"})
BELIEVED = frozenset({"transaction_type_id", "effect", "partner_id", "scenario_id", "evidence"})


class ReceivedStatementLine(models.Model):
    """What of a line is written by whom: the bank's words by nobody, what follows from them by our services alone."""

    _inherit = "received.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_following(set().union(*vals_list))
        lines = super().create(vals_list)
        fixed = lines.statement_id.filtered(lambda statement: statement.state != "entering")
        if fixed and not self._is_received():
            raise UserError(self.env._("Lines are added only while a statement is being entered: %s", fixed[0].name))
        return lines

    def write(self, vals):
        self._refuse_following(vals)
        if EVIDENCE & vals.keys() and not self._is_received():
            self._refuse_change_of_evidence()
        if not self.env.su:
            self._refuse_late_correction(vals)
        return super().write(vals)

    def _is_received(self):
        """Whether the receiver is at work; a context alone anybody may send."""
        return self.env.su and self.env.context.get("receiving_statement")

    def _refuse_following(self, names):
        told = FOLLOWING.intersection(names)
        if told and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(told)]
            raise AccessError(self.env._("These change by the buttons of a line only: %s", ", ".join(labels)))

    def _refuse_late_correction(self, vals):
        """Dates are corrected before the statement is valid, what we believe before it is posted."""
        late = self.filtered(
            lambda line: (
                (DATES & vals.keys() and line.state not in EDITABLE)
                or (BELIEVED & vals.keys() and line.state == "done")
            )
        )
        if late:
            raise UserError(
                self.env._(
                    "This is valid or posted already; go back to correction, or undo the ledger update: %s",
                    ", ".join(late[:5].mapped("display_name")),
                )
            )

    def _refuse_change_of_evidence(self):
        kept = self.filtered(lambda line: not line.manual or line.statement_id.state != "entering")
        if kept:
            raise UserError(
                self.env._("What the bank said stays as it came: %s", ", ".join(kept[:5].mapped("display_name")))
            )

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        kept = self.filtered(lambda line: not line.manual or line.statement_id.state != "entering")
        if kept:
            raise UserError(self.env._("Lines of a received statement stay on record: %s", kept[0].display_name))
