"""The reference we gave the debit comes back. A merged debit has one reference for several invoices: all of them."""

from odoo.tools import SQL

from .proposal import of_kind, without_rivals
from .remitted import candidates

_CONDITION = SQL("asked.end_to_end_id = line.end_to_end_id AND line.end_to_end_id <> ''")


def evidence(line):
    return line.env._("end-to-end reference %s", line.end_to_end_id)


def propose(env, lines):
    found = candidates(env, lines, _CONDITION, told_refused=True)
    by_id = {line.id: line for line in lines}
    return without_rivals({line: of_kind(by_id[line], chosen) for line, chosen in found.items()})


def why_not(line):
    if line.end_to_end_id and line.effect in ("collection", "charged_back"):
        return line.env._("No debit with the reference %s waits for this answer.", line.end_to_end_id)
    return None
