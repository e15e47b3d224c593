"""The case "month" of make bench: how many lines of a month are matched by themselves, how many of them rightly.

Line by line against the truth, for several months of invented payers (bench/month.py). What is wrong is told first.
"""

import json
import subprocess
import sys
from collections import Counter

from places import REPOSITORY, state
from say import Missing, step

COUNTED = ("lines", "matched", "right", "wrong", "expected")
HEADINGS = ("line or scenario", "lines", "matched", "right", "WRONG", "left open", "precision", "recall")


def measure_month(odoo, database, options):
    """Print the tables of all months; return what allocating cost, as the steps of other cases are told."""
    rows, costs = [], []
    for lines in options.lines:
        # few months of many customers, then one large one to see how the cost grows
        seeds = options.seeds if lines == min(options.lines) else 1
        step(f"month, {seeds} times about {lines} lines")
        for told in _run(odoo, database, lines, seeds):
            (costs if "step" in told else rows).append(told)
    _print_table("Sort of line", rows, "sort")
    _print_table("Scenario that decided", [row for row in rows if row["scenario"]], "scenario")
    wrong = sum(row["wrong"] for row in rows)
    print(f"MONTH seeds={options.seeds} wrong={wrong} {_rates(_sum(rows))}")
    return costs


def _run(odoo, database, lines, seeds):
    command = [
        odoo.python, str(REPOSITORY / "bench" / "matching.py"), "--conf", str(odoo.conf), "--database", database,
        "--seeds", str(seeds), "--transfers", str(lines), "--debits", str(lines // 10), "--idle", str(2 * lines),
    ]  # fmt: skip
    log = state("log", "bench.log")
    with open(log, "wb") as errors, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, env=odoo.environment, cwd=REPOSITORY, text=True
    ) as process:  # fmt: skip
        for line in process.stdout:
            if line.startswith("{"):
                yield json.loads(line)
            else:
                print(line, end="", file=sys.stderr)
    if process.returncode:
        print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
        raise Missing(f"The month with {lines} lines failed; see {log}")


def _print_table(title, rows, key):
    print(f"\n{title}\n\n| {' | '.join(HEADINGS)} |\n| --- |{' ---: |' * (len(HEADINGS) - 1)}")
    for name in sorted({row[key] for row in rows}):
        total = _sum([row for row in rows if row[key] == name])
        open_lines = total["lines"] - total["matched"]
        cells = (total["lines"], total["matched"], total["right"], total["wrong"], open_lines, *_parts(total))
        print(f"| {name} | {' | '.join(map(str, cells))} |")


def _sum(rows):
    total = Counter()
    for row in rows:
        total.update({name: row[name] for name in COUNTED})
    return total


def _parts(total):
    """Of what was matched, how much is right; of what could be known, how much was found."""
    precision = f"{total['right'] / total['matched']:.1%}" if total["matched"] else ""
    recall = f"{min(total['right'], total['expected']) / total['expected']:.1%}" if total["expected"] else ""
    return precision, recall


def _rates(total):
    precision, recall = _parts(total)
    return f"lines={total['lines']} matched={total['matched']} precision={precision} recall={recall}"
