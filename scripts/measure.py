"""make bench: how long a whole journey takes, beside the peers and beside the floor, and how its cost grows.

    scripts/suite bench [--quick | --large] [--lines 1000 10000] [--ledger-lines 10000] [--peer-lines 1000 10000]
                        [--matcher-lines 40 80] [--peers oca-batch ...] [--cases sepa-lines ...] [--beside]
                        [--statement] [--seeds 3] [--chart docs/performance.svg] [--profile FOLDER]

Every size of every case runs in a process and a database of its own, on the cluster of the tests. No test depends on
these figures. docs/performance.md says how to read them.
"""

import argparse
import json
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import comparison
import report
from cluster import Cluster
from database import Databases
from measure_matching import measure_month
from measure_peers import measure_peers
from peer_addons import PEERS
from places import REPOSITORY, state
from say import Missing, step
from server import Odoo
from system import need

MONTH = "month"  # how well lines are matched, beside what it costs
TRANSFERS = "transfers"  # nothing is collected, so there is neither a proposal nor a file
PBS = "pbs-ls"
CASES = ("sepa-lines", "sepa-block", PBS, TRANSFERS, MONTH)
MATCHER = "oca-matcher"  # quadratic: only a few lines can be waited for
DATABASE, FLOOR_DATABASE = "suite_bench", "suite_bench_floor"
LARGE = [100_000]


def run_bench(arguments):
    """Measure, print the tables, what is above its bar and the lines for programs; return 0 when all went well.

    A journey that fails is told in the end, and so is Ctrl-C; what was measured until then is printed.
    """
    options = _options(arguments)
    need("venv", "postgresql")
    cluster = Cluster("test").start()
    results, failed = [], []
    try:
        _measure_all(cluster, options, results, failed)
    except KeyboardInterrupt:
        failed.append("Interrupted: the figures are of what was measured until then.")
    finally:
        for database in (DATABASE, FLOOR_DATABASE):
            cluster.drop(database)
            shutil.rmtree(state("data-test", "filestore", database), ignore_errors=True)
    report.add_growth(results)
    compared = comparison.compare(results)
    report.print_all(results, compared)
    if options.chart:
        import chart

        Path(options.chart).write_text(chart.draw(compared))
    for one in failed:
        print(one, file=sys.stderr)
    return int(bool(failed))


def _measure_all(cluster, options, results, failed):
    odoo = Odoo(cluster, "test")
    databases = Databases(cluster, odoo)
    source = options.source or databases.template()
    if MONTH in options.cases:
        databases.fresh(DATABASE, source)
        results += measure_month(odoo, DATABASE, options)
    for case in [case for case in options.cases if case != MONTH]:
        for lines in _sizes_of_ours(case, options):
            databases.fresh(DATABASE, source)
            try:
                _measure_ours(odoo, case, lines, options, results)
            except Missing as missing:
                failed.append(str(missing))
    measure_peers(
        cluster, options.peers, _sizes_of_peers(options), options.peer_posting_lines, partial(_measure, results)
    )


def run_quick_bench(arguments):
    return run_bench(["--quick", *arguments])


def _options(arguments):
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, nargs="+", default=[1_000, 10_000], help="numbers of invoices")
    parser.add_argument("--ledger-lines", type=int, default=10_000, help="update ledgers up to this number of invoices")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="none: only ours and the floor")
    parser.add_argument("--peer-lines", type=int, nargs="+", default=[1_000, 10_000], help="numbers for the peers")
    parser.add_argument("--peer-posting-lines", type=int, default=10_000, help="the peers post up to this number")
    parser.add_argument("--matcher-lines", type=int, nargs="+", default=[40, 80], help="the same for oca-matcher")
    parser.add_argument("--quick", action="store_true", help="200 invoices, 20 for the matcher; neither PBS nor months")
    parser.add_argument(
        "--large", action="store_true", help="100,000 invoices of ours, with screens, from the proposal to the file"
    )
    parser.add_argument("--beside", action="store_true", help="also notices, screens and report of the remittance")
    parser.add_argument("--statement", action="store_true", help="also the statement, its screens and its undoing")
    parser.add_argument("--no-floor", action="store_true", help="do not write the same rows again by plain SQL")
    parser.add_argument("--cases", nargs="+", choices=CASES, default=CASES)
    parser.add_argument("--seeds", type=int, default=3, help="months of the smallest size to look at")
    parser.add_argument("--source", help="database to copy, instead of the template with all add-ons")
    parser.add_argument("--chart", help="draw the comparison into this file (SVG)")
    parser.add_argument("--profile", help="folder for one cProfile file per step; the figures are higher then")
    options = parser.parse_args(arguments)
    if options.quick:
        options.lines, options.peer_lines, options.matcher_lines = [200], [200], [20]
    if options.large:
        options.lines, options.peers, options.beside = LARGE, [], True
    options.cases = [case for case in options.cases if case not in _left_out(options)]
    return options


def _left_out(options):
    """The cases that have nothing of what is asked for, or take too long for it."""
    if options.large:
        return {TRANSFERS, MONTH}
    if options.quick:
        return {PBS, MONTH}
    return {MONTH} if options.statement else set()


def _sizes_of_peers(options):
    return {name: options.matcher_lines if name == MATCHER else options.peer_lines for name in PEERS}


def _sizes_of_ours(case, options):
    """What is asked for, and each size at which a peer is compared with this case."""
    sizes = set(options.lines)
    for peer in comparison.peers_of(case):
        if peer in options.peers:
            sizes.update(_sizes_of_peers(options)[peer])
    return sorted(sizes)


def _measure_ours(odoo, case, lines, options, results):
    """Run one journey, and write its rows again without any of its work."""
    step(f"{case}, {lines} invoices")
    until = "sheet" if options.large else "ledger" if lines <= options.ledger_lines else "allocation"
    command = ["journey.py", "--case", case, "--until", until]
    command += [flag for flag, asked in _flags(options).items() if asked]
    if options.profile:
        command += ["--profile", options.profile]
    if options.no_floor:
        _measure(results, odoo, command, DATABASE, lines)
        return
    kept = state("bench-rows", "nothing").parent
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir()
    try:
        _measure(results, odoo, [*command, "--keep", str(kept), "--copy", FLOOR_DATABASE], DATABASE, lines)
        _measure(results, odoo, ["floor.py", "--case", case, "--rows", str(kept)], FLOOR_DATABASE, lines)
    finally:
        shutil.rmtree(kept)


def _flags(options):
    return {"--beside": options.beside, "--statement": options.statement, "--cancel": options.large}


def _measure(results, odoo, command, database, lines):
    """Run a command of bench/ in its own process; add its steps to the results as they come."""
    script, *rest = command
    full = [
        odoo.python, str(REPOSITORY / "bench" / script), "--conf", str(odoo.conf), "--database", database,
        "--lines", str(lines), *rest,
    ]  # fmt: skip
    log = state("log", "bench.log")
    with open(log, "wb") as errors, subprocess.Popen(
        full, stdout=subprocess.PIPE, stderr=errors, env=odoo.environment, cwd=REPOSITORY, text=True
    ) as process:  # fmt: skip
        for line in process.stdout:
            results.append(json.loads(line))
            step(f"    {results[-1]['step']}: {results[-1]['wall_s']:.2f} s")
    if process.returncode:
        print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
        raise Missing(f"{' '.join(command[:3])} with {lines} invoices failed; see {log}")
