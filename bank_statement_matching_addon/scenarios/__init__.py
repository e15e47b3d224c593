"""One belief about a statement line per file.

A scenario is a module with ``propose(env, lines)``: one query over all the lines at once, and
``{line id: [Proposal, ...]}`` back, in a fixed order. What is equally good twice is not proposed. ``evidence(line)``
says in words what was compared, unless the proposal says so itself. ``why_not(env, lines)``, where there is one, says
what spoke against lines that stayed open. Nothing here writes.
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
