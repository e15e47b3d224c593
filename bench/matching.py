"""How well a month is matched: what was allocated by itself, line by line against the truth; run by ``make bench``.

Prints one line of JSON per seed, sort of line and scenario. Nothing is committed.
"""

import argparse
import json
import logging
import random
from collections import Counter
from typing import NamedTuple

from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

ADMIN = 2
IN_CENTS = 100


class Outcome(NamedTuple):
    """What became of one line."""

    sort: str
    scenario: str  # the kind that decided, or ""
    matched: bool
    right: bool  # all of the truth that can be known, and nothing else
    wrong: bool  # something that is not true
    expected: bool  # there is something to find, for who knows all that is on file
    line: object  # of the bank, with what was allocated and the evidence, to look at


def run_month(env, seed, transfers, debits, idle=0):
    """Build a month, let it be allocated; return the outcomes of its lines, and what the allocation cost."""
    import meter
    import month
    import month_bank
    import month_company
    import month_debits

    env["ir.config_parameter"].sudo().set_param("sepa_remittance_addon.background_from", 10**9)
    played = month.Month(seed, transfers, debits, idle)
    company = month_company.Company(env, played)
    if played.history_lines:
        company.settle_history(lambda lines: _allocated(month_bank.receive(company.journal, lines, "1")))
    lines = played.lines + month_debits.answers(company, played.chance)
    played.chance.shuffle(lines)
    received = month_bank.receive(company.journal, lines, "2")
    # what autovacuum would know by the time the bank's file comes
    env.cr.execute("ANALYZE")
    with meter.measured(env.cr) as cost:
        received.action_allocate()
        env.flush_all()
    by_place = {line.bank_reference: line for line in received.line_ids}
    outcomes = [_judge(by_place[f"BANK-{place}"], *_truth(line)) for place, line in enumerate(lines)]
    return outcomes, cost


def _allocated(received):
    received.action_allocate()
    return received


def _truth(line):
    return line.sort, line.truth, not line.hopeless and bool(line.truth), line


def run_danish(env, seed, invoices):
    import month_danish

    received, truth = month_danish.allocate(env, random.Random(f"danish {seed}"), invoices)
    outcomes = []
    for line in received.line_ids:
        key = line.transaction_type_id.code, line.customer_number.lstrip("0"), line.payment_date
        sort, true = truth[key]
        outcomes.append(_judge(line, sort, true, True, key))
    return outcomes


def _judge(received, sort, truth, expected, line):
    found = Counter()
    for allocation in received.allocation_ids.filtered(lambda one: one.kind != "variance"):
        remitted = allocation.remittance_line_id
        key = (allocation.kind, remitted.id) if remitted else ("invoice", allocation.move_id.name)
        found[key] += round(allocation.amount * IN_CENTS)
    wrong = any(truth.get(target) != cents for target, cents in found.items())
    return Outcome(
        sort,
        received.scenario_id.kind or "" if found else "",
        bool(found),
        bool(found) and dict(found) == truth,
        wrong,
        expected,
        (line, dict(found), received.evidence, received.display_name),
    )


def main():
    options = _options()
    config.parse_config(["-c", options.conf, "-d", options.database, "--log-level=error"], setup_logging=True)
    logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)
    registry = Registry(options.database)
    for seed in range(options.first, options.first + options.seeds):
        with registry.cursor() as cr:
            outcomes, cost = run_month(_environment(cr), seed, options.transfers, options.debits, options.idle)
            print(json.dumps({"case": "month", "step": "allocation", "n": len(outcomes), **cost}), flush=True)
            cr.rollback()
        with registry.cursor() as cr:
            outcomes += run_danish(_environment(cr), seed, options.debits) if options.debits else []
            cr.rollback()
        registry.clear_all_caches()
        _tell(seed, outcomes, options.show)


def _environment(cr):
    return api.Environment(cr, ADMIN, {})


def _tell(seed, outcomes, show):
    for outcome in outcomes:
        if outcome.wrong or (show and show in (outcome.sort, "open") and outcome.expected and not outcome.right):
            print("WRONG" if outcome.wrong else "OPEN", outcome.sort, *outcome.line, flush=True)
    groups = {}
    for outcome in outcomes:
        groups.setdefault((outcome.sort, outcome.scenario), []).append(outcome)
    for (sort, scenario), those in sorted(groups.items()):
        counts = {
            name: sum(getattr(each, name) for each in those) for name in ("matched", "right", "wrong", "expected")
        }
        told = {"seed": seed, "sort": sort, "scenario": scenario, "lines": len(those), **counts}
        print(json.dumps(told), flush=True)


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conf", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--transfers", type=int, default=600)
    parser.add_argument("--debits", type=int, default=90)
    parser.add_argument("--idle", type=int, default=0, help="customers who owe something and pay nothing")
    parser.add_argument("--show", default="", help="a sort of line, or 'open': print those left open")
    return parser.parse_args()


if __name__ == "__main__":
    main()
