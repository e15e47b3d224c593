"""One belief about a statement line per file.

A scenario is a module with ``propose(env, lines)``: one query over all the lines at once, and
``{line id: [Proposal, ...]}`` back, in a fixed order. What is equally good twice is not proposed. ``evidence(line)``
says in words what was compared. Nothing here writes.

Where lines are judged one by one after reading, the module has ``judge(env, lines)`` instead, with
``{line id: Verdict}`` back: proposals, or why there are none. Others may have ``why_not(line)``.
"""

from . import (
    block,
    end_to_end,
    iban_and_amount,
    invoice_number,
    ledger_account,
    mandate,
    name_and_amount,
    on_account,
    payer_and_date,
)
from .proposal import Verdict

SCENARIOS = {
    "payer_and_date": payer_and_date,
    "block": block,
    "end_to_end": end_to_end,
    "mandate": mandate,
    "invoice_number": invoice_number,
    "iban_and_amount": iban_and_amount,
    "name_and_amount": name_and_amount,
    "on_account": on_account,
    "ledger_account": ledger_account,
}
# These do not ask who paid.
BY_REFERENCE = {"block", "end_to_end", "mandate"}


def believe(env, kind, lines):
    """``{line id: Verdict}`` of some lines by one kind of scenario."""
    scenario = SCENARIOS[kind]
    if hasattr(scenario, "judge"):
        return scenario.judge(env, lines)
    proposals = scenario.propose(env, lines)
    why_not = getattr(scenario, "why_not", lambda _line: None)
    return {
        line.id: Verdict(proposals[line.id], "") if proposals.get(line.id) else Verdict([], why_not(line))
        for line in lines
    }
