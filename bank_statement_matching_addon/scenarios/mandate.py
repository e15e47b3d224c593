"""The mandate and the amount; where a mandate was debited several times the same, the payment date decides."""

from odoo.tools import SQL

from .proposal import exactly, of_kind, without_rivals
from .remitted import candidates

_CONDITION = SQL(
    """line.mandate_reference <> '' AND UPPER(mandate.reference) = UPPER(line.mandate_reference)
       AND mandate.company_id = line.company_id"""
)
_CONDITION_DATED = SQL(
    "%s AND asked.payment_date = COALESCE(line.payment_date, line.value_date, line.booking_date)", _CONDITION
)


def evidence(line):
    return line.env._("mandate %s and amount", line.mandate_reference)


def propose(env, lines):
    """First among the debits of the day, then among all debits of the mandate."""
    dated, all_days = candidates(env, lines, _CONDITION_DATED), candidates(env, lines, _CONDITION)
    proposals = {}
    for line in lines.sorted("id"):
        chosen = exactly(line, dated.get(line.id, [])) or exactly(line, all_days.get(line.id, []))
        if chosen:
            proposals[line.id] = of_kind(line, chosen)
    return without_rivals(proposals)
