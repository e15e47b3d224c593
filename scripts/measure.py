"""make bench: how long a whole journey takes, and how the cost of each step grows with the number of invoices.

    scripts/suite bench [--lines 1000 10000 | --large] [--statement] [--ledger-lines 1000] [--cases sepa-lines ...]
                        [--seeds 3] [--profile FOLDER]

Every size of every case runs in a process and a database of its own, on the cluster of the tests. No test depends on
these figures. docs/performance.md says how to read them.
"""

import argparse
import json
import math
import shutil
import subprocess
import sys

from cluster import Cluster
from database import Databases
from measure_matching import measure_month
from places import REPOSITORY, state
from say import Missing, step
from server import Odoo
from system import need

MONTH = "month"  # how well lines are matched, beside what it costs
CASES = ("sepa-lines", "sepa-block", "pbs-ls", MONTH)
DATABASE = "suite_bench"
# Milliseconds of CPU per invoice that a step may cost; see docs/performance.md.
BARS = {"proposal+confirm": 1, "allocation": 2, "ledger": 50}
BARS_FROM = 1000  # invoices; below, what a step costs at any size weighs more
STEEPEST = 1.1
# What the screens and the memory may cost, whatever the size; a list is opened by the steps that are called so.
OPENED_WITHIN, HELD_BELOW = 1, 1024  # seconds of CPU, megabytes
LARGE = [100_000]
HEADINGS = (
    "case", "step", "invoices", "wall s", "wall ms/line", "CPU ms/line", "python s", "database s", "queries",
    "peak MB", "growth",
)  # fmt: skip


def run_bench(arguments):
    """Measure, print the table, the machine-readable lines and what is above its bar; return 0 when all went well."""
    options = _options(arguments)
    need("venv", "postgresql")
    cluster = Cluster("test").start()
    odoo = Odoo(cluster, "test")
    databases = Databases(cluster, odoo)
    source = options.source or databases.template()
    results = []
    try:
        if MONTH in options.cases:
            databases.fresh(DATABASE, source)
            results += measure_month(odoo, DATABASE, options)
        for case in [case for case in options.cases if case != MONTH]:
            for lines in options.lines:
                databases.fresh(DATABASE, source)
                results += _measure(odoo, case, lines, options)
    finally:
        cluster.drop(DATABASE)
        shutil.rmtree(state("data-test", "filestore", DATABASE), ignore_errors=True)
    _add_growth(results)
    _print_table(results)
    _print_lines(results)
    _print_verdict(results)
    return 0


def _options(arguments):
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000, 10_000], help="numbers of invoices")
    parser.add_argument("--ledger-lines", type=int, default=1_000, help="update ledgers up to this number of invoices")
    parser.add_argument(
        "--large", action="store_true", help="100,000 invoices, from the proposal to the file and back, no statement"
    )
    parser.add_argument(
        "--statement",
        action="store_true",
        help="reception, validation, allocation, screens and release of the statement; nothing else of the remittance",
    )
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--seeds", type=int, default=3, help="months of the smallest size to look at")
    parser.add_argument("--source", help="database to copy, instead of the template with all add-ons")
    parser.add_argument("--profile", help="folder for one cProfile file per step; the figures are higher then")
    options = parser.parse_args(arguments)
    if options.large:
        options.lines = LARGE
    if options.large or options.statement:
        options.cases = [case for case in options.cases if case != MONTH]
    return options


def _measure(odoo, case, lines, options):
    """Run one journey in its own process; return its steps, proposal and confirmation also together."""
    step(f"{case}, {lines} invoices")
    until = "sheet" if options.large else "ledger" if lines <= options.ledger_lines else "allocation"
    command = [
        odoo.python, str(REPOSITORY / "bench" / "journey.py"), "--conf", str(odoo.conf), "--database", DATABASE,
        "--case", case, "--lines", str(lines), "--until", until,
    ]  # fmt: skip
    if options.large:
        command.append("--cancel")
    if options.statement:
        command.append("--statement")
    if options.profile:
        command += ["--profile", options.profile]
    steps = []
    log = state("log", "bench.log")
    with open(log, "wb") as errors, subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, env=odoo.environment, cwd=REPOSITORY, text=True
    ) as process:  # fmt: skip
        for line in process.stdout:
            steps.append(json.loads(line))
            step(f"    {steps[-1]['step']}: {steps[-1]['wall_s']:.2f} s")
    if process.returncode:
        print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
        raise Missing(f"The journey {case} with {lines} invoices failed; see {log}")
    return _with_together(steps)


def _with_together(steps):
    """The proposal and its confirmation have one bar: what one line costs from the ledger to the file."""
    by_name = {each["step"]: each for each in steps}
    after = steps.index(by_name["confirm"]) + 1
    return [*steps[:after], _together(by_name["proposal"], by_name["confirm"]), *steps[after:]]


def _together(first, second):
    summed = {name: first[name] + second[name] for name in ("wall_s", "python_s", "postgresql_s", "queries")}
    peak = max(first["peak_mb"], second["peak_mb"])
    return {**first, "step": f"{first['step']}+{second['step']}", **summed, "peak_mb": peak}


def cpu(result):
    return result["python_s"] + result["postgresql_s"]


def _add_growth(results):
    """The exponent of growth from the next smaller size, half of it or less: 1 is linear, 2 is quadratic."""
    for result in results:
        same = [other for other in results if (other["case"], other["step"]) == (result["case"], result["step"])]
        half = [other for other in same if other["n"] <= result["n"] / 2]
        smaller = max(half, key=lambda one: one["n"], default=None)
        result["growth"] = smaller and _exponent(smaller, result)


def _exponent(smaller, result):
    # what takes no measurable time has no growth to speak of
    if min(cpu(smaller), cpu(result)) < 0.01:
        return None
    return math.log(cpu(result) / cpu(smaller)) / math.log(result["n"] / smaller["n"])


def _row(result):
    wall, used, n = result["wall_s"], cpu(result), result["n"]
    growth = "" if result["growth"] is None else f"{result['growth']:.2f}"
    return (
        result["case"], result["step"], f"{n}", f"{wall:.2f}", f"{1000 * wall / n:.2f}", f"{1000 * used / n:.2f}",
        f"{result['python_s']:.2f}", f"{result['postgresql_s']:.2f}", f"{result['queries']}",
        f"{result['peak_mb']:.0f}", growth,
    )  # fmt: skip


def _print_table(results):
    """A table as Markdown writes it, ready for docs/performance.md."""
    rows = [HEADINGS, *map(_row, results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    marks = ["-" * width if place < 2 else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
    print()
    for row in (rows[0], marks, *rows[1:]):
        cells = [
            f"{cell:<{width}}" if place < 2 else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |")
    print()


def _print_lines(results):
    for result in results:
        n, wall = result["n"], result["wall_s"]
        growth = "" if result["growth"] is None else f" growth={result['growth']:.3f}"
        print(
            f"BENCH case={result['case']} step={result['step']} n={n} ours_s={wall:.3f} ms_line={1000 * wall / n:.3f}"
            f" cpu_ms_line={1000 * cpu(result) / n:.3f} python_s={result['python_s']:.3f}"
            f" postgresql_s={result['postgresql_s']:.3f} queries={result['queries']}"
            f" peak_mb={result['peak_mb']:.0f}{growth}"
        )


def _print_verdict(results):
    """A bar that is missed is told; it is no failure, because the machine may be busy or slow."""
    above = []
    for result in results:
        bar, cost = BARS.get(result["step"]), 1000 * cpu(result) / result["n"]
        name = f"{result['case']} {result['step']} with {result['n']} invoices"
        if bar and result["n"] >= BARS_FROM and cost > bar:
            above.append(f"{name}: {cost:.2f} ms of CPU per invoice, the bar is {bar}")
        if result["step"].startswith("open ") and cpu(result) > OPENED_WITHIN:
            above.append(f"{name}: {cpu(result):.1f} s, the bar is {OPENED_WITHIN}")
        if result["peak_mb"] > HELD_BELOW:
            above.append(f"{name}: {result['peak_mb']:.0f} MB, the bar is {HELD_BELOW}")
        if bar and (result["growth"] or 0) > STEEPEST:
            above.append(f"{name}: grows with the power {result['growth']:.2f}, the bar is {STEEPEST}")
    print("\nAbove the bar:\n  " + "\n  ".join(above) if above else "\nEvery step is within its bar.")
