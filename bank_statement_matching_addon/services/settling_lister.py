from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.received_statement import ALLOCATING
from ..scenarios.proposal import minor_units
from .settling_amount import typed_amount

OPEN = ("to_allocate", "partial")
MOST_LISTED = 100_000
ROW = [
    "statement_id", "booking_date", "value_date", "counterparty", "partner_id", "customer_number", "text",
    "entry_text", "amount", "rejected_amount", "allocated", "currency_id", "state", "scenario_id", "evidence", "effect",
]  # fmt: skip
SEARCHED = (
    "counterparty", "partner_id.name", "partner_id.ref", "text", "entry_text", "customer_number", "end_to_end_id",
    "mandate_reference", "structured_reference", "bank_reference",
)  # fmt: skip
# the sign of what is left over against that of the line: minus is too much
TABLE = "received_statement_line"
LEFT = SQL(f"SIGN({TABLE}.amount) * ({TABLE}.amount - COALESCE({TABLE}.allocated, 0))")
OVER = SQL(f"(%s < 0 OR {TABLE}.amount = 0 AND COALESCE({TABLE}.allocated, 0) <> 0)", LEFT)
UNDER = SQL(f"(%s > 0 AND COALESCE({TABLE}.allocated, 0) <> 0)", LEFT)
IS_OPEN = SQL(f"{TABLE}.state IN ('to_allocate', 'partial')")


class SettlingLister(models.AbstractModel):
    """The lines on the left of the settling screen: which, how many, and what each shows (STM-13)."""

    _name = "settling.lister"
    _description = "Lines to settle"

    @api.model
    def _domain(self, scope):
        """Of one statement, or all that are being settled, also of one bank journal.

        :param scope: ``{"statement": id or False, "journal": id or False}``.
        """
        domain = Domain("dropped", "=", False)
        if scope.get("statement"):
            return domain & Domain("statement_id", "=", int(scope["statement"]))
        if scope.get("journal"):
            domain &= Domain("journal_id", "=", int(scope["journal"]))
        return domain & Domain("state", "in", ALLOCATING)

    @api.model
    def _find(self, scope, kind, text):
        """The ids of all lines that are wanted, in the order of the statements."""
        lines = self.env["received.statement.line"]
        domain = self._domain(scope) & self._of_kind(kind)
        return list(lines._search(domain & self._saying(text), order=lines._order, limit=MOST_LISTED))

    def _of_kind(self, kind):
        """One of the filters of the screen."""
        if kind == "open":
            return Domain("state", "in", OPEN)
        condition = {"over": OVER, "under": UNDER}.get(kind)
        if not condition:
            return Domain.TRUE
        chosen = SQL("(SELECT id FROM received_statement_line WHERE %s AND %s)", IS_OPEN, condition)
        return Domain("state", "in", OPEN) & Domain("id", "in", chosen)

    def _saying(self, text):
        """Words or references of the line, its payer, or an amount of it: the bank's, the refused or the open one."""
        if not text:
            return Domain.TRUE
        found = Domain.OR([(name, "ilike", text)] for name in SEARCHED)
        amount = typed_amount(text)
        if amount is None:
            return found
        open_amount = SQL(
            "(SELECT id FROM received_statement_line WHERE ABS(amount - COALESCE(allocated, 0)) = %s)", abs(amount)
        )
        amounts = Domain("amount", "in", (amount, -amount)) | Domain("rejected_amount", "=", amount)
        return found | amounts | Domain("id", "in", open_amount)

    @api.model
    def _count(self, scope):
        """How many lines of each filter there are, and what is left to settle, in one query."""
        query = self.env["received.statement.line"]._search(self._domain(scope))
        row = self.env.execute_query(
            query.select(
                SQL("COUNT(*)"),
                SQL("COUNT(*) FILTER (WHERE %s)", IS_OPEN),
                SQL("COUNT(*) FILTER (WHERE %s AND %s)", IS_OPEN, UNDER),
                SQL("COUNT(*) FILTER (WHERE %s AND %s)", IS_OPEN, OVER),
            )
        )[0]
        return dict(zip(("all", "open", "under", "over"), row, strict=True))

    @api.model
    def _rows(self, lines):
        """What the list shows of each line."""
        lines.fetch(ROW)
        return [self._row(line) for line in lines]

    def _row(self, line):
        currency, masked = line.currency_id, self.env["settling.describer"]._masked
        amount, allocated = minor_units(currency, line.amount), minor_units(currency, line.allocated)
        return {
            "id": line.id,
            "statement": line.statement_id.name,
            "date": str(line.booking_date or line.value_date or ""),
            "who": masked(line.partner_id.name or line.counterparty or line.customer_number or ""),
            "known": bool(line.partner_id),
            "text": masked(line.text or line.entry_text or ""),
            "amount": amount,
            "rejected": minor_units(currency, line.rejected_amount),
            "difference": amount - allocated,
            "allocated": allocated,
            "currency": currency.id,
            "state": line.state,
            "status": status_of(line.state, amount, allocated, line.rejected_amount),
            "scenario": line.scenario_id.name or "",
            "evidence": masked(line.evidence or ""),
        }


def status_of(state, amount, allocated, rejected):
    """Where a line stands, in one word of the screen."""
    if state not in ALLOCATING:
        return "done" if state == "done" else "not_ready"
    if not amount and not allocated:
        return "refused" if rejected else "nothing"
    if state == "full":
        return "settled"
    if not allocated:
        return "unallocated"
    return "over" if (amount - allocated) * (1 if amount > 0 else -1) < 0 else "under"
