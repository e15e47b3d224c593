"""One journey from due invoices to paid ones, step by step; run in a process of its own by ``make bench``.

Each step is done by a process of its own, a copy of one that has just started: it has its own transaction and empty
caches, as when people click one after the other, and its memory is its own. Prints one line of JSON per step.
"""

import argparse
import json
import logging
import os
import tempfile
import traceback
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import odoo
from odoo import api, fields, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

STEPS = ("proposal", "notices", "screens", "confirm", "sheet", "import", "validation", "allocation", "ledger")
STEPS_WITHOUT_ANSWER = STEPS[: STEPS.index("import")]
# what a remittance costs beside what its statement costs
OF_REMITTANCE_ONLY = ("notices", "screens", "sheet")
ADMIN = 2


def main():
    options = _options()
    config.parse_config(["-c", options.conf, "-d", options.database, "--log-level=warn"], setup_logging=True)
    logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)
    Journey(options).run()


def _options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--conf", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--case", required=True)
    parser.add_argument("--lines", type=int, required=True)
    parser.add_argument("--until", choices=STEPS, default="ledger")
    parser.add_argument("--statement", action="store_true", help="only what the bank's statement needs, and its screen")
    parser.add_argument("--cancel", action="store_true", help="cancel the remittance in the end")
    parser.add_argument("--profile", help="folder for one cProfile file per step")
    return parser.parse_args()


class Journey:
    def __init__(self, options):
        # what needs Odoo's add-ons can only be imported once their path is known
        import cases

        self.case = cases.CASES[options.case]
        self.options = options
        self.registry = Registry(options.database)
        self.known = {}  # what one step leaves for the next: ids, and where the file of the bank lies
        # a child must not speak through the connections of its parent
        sql_db.close_all()

    def run(self):
        self.apart(self.set_up)
        self.apart(self.count_entries)
        for step in STEPS[: STEPS.index(self.options.until) + 1]:
            if self.options.statement and step in OF_REMITTANCE_ONLY:
                continue
            if step == "screens":
                self.open_screens()
                continue
            self.take(step)
            if step == "confirm":
                self.apart(self.count_entries)
                if self.options.until not in STEPS_WITHOUT_ANSWER:
                    self.apart(self.bank_answers)
        if self.options.statement:
            self.look_at_statement()
        if self.options.cancel:
            self.take("cancel")

    def look_at_statement(self):
        """Its form with its lines, its list of lines, and what takes its allocations off again."""
        import screens

        self.take("open statement", lambda env, **_known: screens.open_form(self.received(env)))
        self.take("open its lines", lambda env, **_known: screens.open_related(env, self.received(env).action_lines()))
        if self.options.until == "allocation":
            self.take("release")

    def apart(self, work):
        """Let a child do some work; what it learned of ids is kept.

        :raises SystemExit: when the child failed; it has said why.
        """
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            self.do_and_tell(work, tell)
        os.close(tell)
        with os.fdopen(told, "rb") as stream:
            said = stream.read()
        _pid, status = os.waitpid(child, 0)
        if status or not said:
            raise SystemExit("a step failed")
        self.known = json.loads(said)

    def do_and_tell(self, work, tell):
        try:
            work()
            os.write(tell, json.dumps(self.known).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def open_screens(self):
        """Every list that a large remittance makes long, each opened by a request of its own."""
        import screens

        for screen in screens.SCREENS:
            self.take(f"open {screen.name}", partial(screens.open_screen, screen=screen))
        self.take("open remittance", lambda _env, remittance: screens.open_form(remittance))

    @contextmanager
    def environment(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, ADMIN, {})
            company = env.user.company_id
            yield env(context={"allowed_company_ids": company.ids, "tz": "Europe/Paris"})

    def set_up(self):
        import creditor
        import ledger

        with self.environment() as env:
            # what is measured is the work, done at once whatever its size
            env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", 10**9)
            # files lie beside the database, as in daily use; the databases of the tests hold theirs
            env["ir.config_parameter"].set_param("ir_attachment.location", "file")
            self.known["method"] = creditor.create(env, self.case).id
        with self.environment() as env:
            ledger.populate(self.method(env), self.case, self.options.lines)
        self.analyze()

    def analyze(self):
        """The cluster of the tests has no autovacuum: what it would know of the tables by the next day."""
        with self.environment() as env:
            env.cr.execute("ANALYZE")

    def count_entries(self):
        """Asking the bank posts nothing: as many entries when it was asked as before."""
        with self.environment() as env:
            env.cr.execute("SELECT (SELECT COUNT(*) FROM account_payment), (SELECT COUNT(*) FROM account_move)")
            counted = list(env.cr.fetchone())
        assert self.known.setdefault("entries", counted) == counted, "asking the bank posts nothing"

    def bank_answers(self):
        import answers

        with self.environment() as env, tempfile.NamedTemporaryFile(delete=False) as kept:
            name, content = answers.render(self.remittance(env), self.case.answer)
            kept.write(content)
        self.known["file"] = [name, kept.name]
        self.analyze()

    # ------------------------------------------------------------ what is measured

    def take(self, step, request=None):
        """Measure one step, or one request that looks at the remittance."""
        profile = (
            f"{self.options.profile}/{self.case.name}-{self.options.lines}-{step.replace(' ', '-')}.prof"
            if self.options.profile
            else None
        )
        self.apart(partial(self.measure, step, request, profile))

    def measure(self, step, request, profile):
        import meter

        with self.environment() as env:
            with meter.measured(env.cr, profile) as cost:
                if request:
                    request(env, remittance=self.remittance(env))
                else:
                    getattr(self, f"take_{step}")(env)
                env.cr.commit()
            if not request:
                getattr(self, f"check_{step}")(env)
        print(json.dumps({"case": self.case.name, "step": step, "n": self.options.lines, **cost}), flush=True)

    def take_proposal(self, env):
        method = self.method(env)
        selection = {"due_to": fields.Date.context_today(method) + timedelta(days=60)}
        self.known["remittance"] = env["debit.proposer"]._propose(method, selection).id

    def take_confirm(self, env):
        self.remittance(env).action_confirm()

    def take_notices(self, env):
        env["debit.notifier"]._prepare(self.remittance(env))

    def take_sheet(self, env):
        self.remittance(env).action_report_sheet()

    def take_cancel(self, env):
        self.remittance(env)._cancel("Measured")

    def take_import(self, env):
        name, path = self.known["file"]
        received = env["statement.receiver"]._receive([(name, Path(path).read_bytes())], self.method(env).journal_id)
        self.known["received"] = received.id

    def take_validation(self, env):
        self.received(env).action_validate()

    def take_allocation(self, env):
        self.received(env).action_allocate()

    def take_release(self, env):
        env["statement.releaser"]._release(self.received(env))

    def take_ledger(self, env):
        self.received(env).action_update_ledgers()

    # ------------------------------------------------------------ what must be true then

    def method(self, env):
        return env["account.payment.method.line"].browse(self.known["method"])

    def remittance(self, env):
        return env["debit.remittance"].browse(self.known.get("remittance"))

    def received(self, env):
        return env["received.statement"].browse(self.known["received"])

    def check_proposal(self, env):
        assert self.remittance(env).line_count == self.options.lines, self.remittance(env).line_count

    def check_notices(self, env):
        assert env["debit.notice"].search_count([("remittance_id", "=", self.known["remittance"])])

    def check_sheet(self, env):
        assert self.remittance(env).message_ids.attachment_ids

    def check_cancel(self, env):
        states = {state for (state,) in env["debit.remittance.line"]._read_group([], ["state"])}
        assert self.remittance(env).state == "cancelled" and states == {"cancelled"}, states

    def check_confirm(self, env):
        assert self.remittance(env).state == "confirmed" and self.remittance(env).file_ids.file_size

    def check_import(self, env):
        assert self.received(env).state == "ready" and self.received(env).line_count
        Path(self.known["file"][1]).unlink()

    def check_validation(self, env):
        assert self.received(env).state == "to_allocate", self.received(env).error_ids.mapped("message")

    def check_allocation(self, env):
        assert self.received(env).state == "full", self.received(env).state
        assert env["received.allocation"].search_count([]) == self.options.lines

    def check_release(self, env):
        assert self.received(env).state == "to_allocate" and not self.received(env).allocated

    def check_ledger(self, env):
        remitted = self.remittance(env).line_ids
        assert set(remitted.mapped("state")) == {"matched"}
        assert set(remitted.move_id.mapped("payment_state")) <= {"paid", "in_payment"}


if __name__ == "__main__":
    assert odoo.release.version_info[0] == 19
    main()
