from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.addons.sepa_remittance_addon.models.number_mask import SEES_NUMBERS, MaskedText

from ..models.received_statement import ALLOCATING
from ..scenarios.proposal import minor_units
from .settling_lister import status_of

FACTS = (
    "booking_date", "value_date", "payment_date", "customer_number", "counterparty", "masked_account", "text",
    "entry_text", "structured_reference", "end_to_end_id", "mandate_reference", "bank_reference",
    "payment_information_id", "message_id", "instruction_id", "return_code", "return_text", "business_code",
    "user_field_1", "user_field_2", "user_field_3", "user_field_4", "told_place",
)  # fmt: skip
MONEY_FACTS = ("rejected_amount", "charges")
WHOLE = ("remitted", "returned", "refused")
MOST_STEPS = 12


class SettlingDescriber(models.AbstractModel):
    """Everything the settling screen shows of one line, in one go and as exact values (STM-13).

    Amounts are whole numbers of the currency's smallest unit.
    """

    _name = "settling.describer"
    _description = "A line to settle, in full"

    @api.model
    def _describe(self, line):
        currency = line.currency_id
        amount = minor_units(currency, line.amount)
        allocations = [self._allocation(allocation) for allocation in self._allocations(line)]
        allocated = sum(allocation["amount"] for allocation in allocations)
        items = self.env["settling.items"]._items(line)
        return {
            "id": line.id,
            "name": line.display_name,
            "version": self.env["settling.historian"]._version(line),
            "statement": {"id": line.statement_id.id, "name": line.statement_id.name, "state": line.statement_id.state},
            "currency": currency.id,
            "amount": amount,
            "rejected": minor_units(currency, line.rejected_amount),
            "allocated": allocated,
            "difference": amount - allocated,
            "state": line.state,
            "status": status_of(line.state, amount, allocated, line.rejected_amount),
            "type": line.transaction_type_id.display_name or line.bank_code or "",
            "payer": self._payer(line),
            "facts": self._facts(line),
            "scenario": line.scenario_id.name or "",
            "evidence": self._masked(line.evidence or "") or self._why_nothing(line),
            "allocations": allocations,
            "items": items["shown"],
            "more_items": items["more"],
            "offers": self.env["settling.offerer"]._offers(amount - allocated, items["shown"], allocations),
            "templates": self.env["settling.offerer"]._templates(line),
            "steps": self._steps(line),
            "changeable": line.state in ALLOCATING and not line.dropped,
        }

    # ------------------------------------------------------------ what the bank said

    def _facts(self, line):
        """``[{label, value, kind}]`` of what is told; account numbers in free texts are masked (MAN-18)."""
        facts = [self._fact(line, name) for name in FACTS if line[name]]
        facts[3:3] = [
            {"label": self._label(line, name), "value": minor_units(line.currency_id, line[name]), "kind": "money"}
            for name in MONEY_FACTS
            if line[name]
        ]
        return facts

    def _fact(self, line, name):
        field, value = line._fields[name], line[name]
        if isinstance(field, MaskedText):
            value = self._masked(value)
        kind = "date" if field.type == "date" else "text"
        return {"label": self._label(line, name), "value": str(value), "kind": kind}

    def _label(self, line, name):
        """User-defined fields are called after what the profile fills them with."""
        if name.startswith("user_field_"):
            profile = self.env["statement.profile"]._of_journal(line.journal_id)
            choices = dict(profile._fields[name]._description_selection(self.env))
            return choices.get(profile[name]) or line._fields[name]._description_string(self.env)
        return line._fields[name]._description_string(self.env)

    @api.model
    def _masked(self, text):
        """What others wrote, with the account numbers in it masked for whoever may not see them."""
        return text if self.env.user.has_group(SEES_NUMBERS) else mask_ibans(text)

    def _payer(self, line):
        payer = line.partner_id
        return {"id": payer.id, "name": payer.display_name, "reference": payer.ref or ""} if payer else False

    def _why_nothing(self, line):
        """A sentence for a line without evidence of a scenario."""
        if line.allocation_ids:
            return ""
        if line.state == "to_allocate":
            return self.env._("The automatic allocation (22) has not looked at this line yet.")
        if not line.partner_id:
            return self.env._("No scenario found an invoice, and nothing in the line names a payer we know.")
        return self.env._("The payer is known, but no scenario found invoices for certain.")

    # ------------------------------------------------------------ what we believe

    def _allocations(self, line):
        return line.allocation_ids.sorted("id")

    def _allocation(self, allocation):
        labels = dict(allocation._fields["kind"]._description_selection(self.env))
        asked = allocation.remittance_line_id
        return {
            "id": allocation.id,
            "kind": allocation.kind,
            "kind_label": labels[allocation.kind],
            "label": self._name_of(allocation),
            "note": allocation.label or "",
            "payer": allocation.partner_id.name or "",
            "payer_id": allocation.partner_id.id,
            "amount": minor_units(allocation.currency_id, allocation.amount),
            "left": minor_units(allocation.currency_id, allocation.residual) if allocation.move_line_id else False,
            "invoice": allocation.move_id.id,
            "due": str(allocation.move_line_id.date_maturity or ""),
            "remittance": asked.remittance_id.id,
            "remittance_name": asked.remittance_id.name or "",
            "payment_date": str(asked.payment_date or ""),
            "asked_state": self._asked_state(asked),
            "origin": allocation.origin,
            "whole": allocation.kind in WHOLE,
            "liftable": allocation.kind == "remitted",
            "movable": allocation.kind in ("remitted", "open_item", "on_account"),
        }

    def _name_of(self, allocation):
        return allocation.move_id.name or allocation.account_id.display_name or allocation.partner_id.name or ""

    def _asked_state(self, asked):
        return dict(asked._fields["state"]._description_selection(self.env)).get(asked.state, "")

    @api.model
    def _block(self, block):
        labels = dict(self.env["account.move.line"]._fields["payment_block"]._description_selection(self.env))
        return labels.get(block, "")

    def _steps(self, line):
        steps = self.env["received.settling.step"].search([("line_id", "=", line.id)], limit=MOST_STEPS)
        return [
            {"words": step.words, "who": step.create_uid.name, "when": str(step.create_date), "undone": step.undone}
            for step in steps
        ]
