"""One journey from due invoices to paid ones, step by step; run in a process of its own by ``make bench``.

Each step has its own transaction and empty caches, as when people click one after the other. Prints one line of JSON
per step.
"""

import argparse
import json
import logging
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import odoo
from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

STEPS = ("proposal", "notices", "screens", "confirm", "sheet", "import", "validation", "allocation", "ledger")
STEPS_WITHOUT_ANSWER = STEPS[: STEPS.index("import")]
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
        self.method_id = self.remittance_id = self.received_id = None
        self.file = None

    def run(self):
        self.set_up()
        counted = self.count_entries()
        for step in STEPS[: STEPS.index(self.options.until) + 1]:
            if step == "screens":
                self.open_screens()
                continue
            self.take(step)
            if step == "confirm":
                assert self.count_entries() == counted, "asking the bank posts nothing"
                if self.options.until not in STEPS_WITHOUT_ANSWER:
                    self.bank_answers()
        if self.options.cancel:
            self.take("cancel")

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
            self.method_id = creditor.create(env, self.case).id
        with self.environment() as env:
            ledger.populate(env["account.payment.method.line"].browse(self.method_id), self.case, self.options.lines)
        self.analyze()

    def analyze(self):
        """The cluster of the tests has no autovacuum: what it would know of the tables by the next day."""
        with self.environment() as env:
            env.cr.execute("ANALYZE")

    def count_entries(self):
        with self.environment() as env:
            env.cr.execute("SELECT (SELECT COUNT(*) FROM account_payment), (SELECT COUNT(*) FROM account_move)")
            return env.cr.fetchone()

    def bank_answers(self):
        import answers

        with self.environment() as env:
            self.file = answers.render(env["debit.remittance"].browse(self.remittance_id), self.case.answer)
        self.analyze()

    # ------------------------------------------------------------ what is measured

    def take(self, step, request=None):
        """Measure one step, or one request that looks at the remittance."""
        import meter

        profile = (
            f"{self.options.profile}/{self.case.name}-{self.options.lines}-{step.replace(' ', '-')}.prof"
            if self.options.profile
            else None
        )
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
        method = env["account.payment.method.line"].browse(self.method_id)
        selection = {"due_to": fields.Date.context_today(method) + timedelta(days=60)}
        self.remittance_id = env["debit.proposer"]._propose(method, selection).id

    def take_confirm(self, env):
        self.remittance(env).action_confirm()

    def take_notices(self, env):
        env["debit.notifier"]._prepare(self.remittance(env))

    def take_sheet(self, env):
        self.remittance(env).action_report_sheet()

    def take_cancel(self, env):
        self.remittance(env)._cancel("Measured")

    def take_import(self, env):
        journal = env["account.payment.method.line"].browse(self.method_id).journal_id
        self.received_id = env["statement.receiver"]._receive([self.file], journal).id

    def take_validation(self, env):
        self.received(env).action_validate()

    def take_allocation(self, env):
        self.received(env).action_allocate()

    def take_ledger(self, env):
        self.received(env).action_update_ledgers()

    # ------------------------------------------------------------ what must be true then

    def remittance(self, env):
        return env["debit.remittance"].browse(self.remittance_id)

    def received(self, env):
        return env["received.statement"].browse(self.received_id)

    def check_proposal(self, env):
        assert self.remittance(env).line_count == self.options.lines, self.remittance(env).line_count

    def check_notices(self, env):
        assert env["debit.notice"].search_count([("remittance_id", "=", self.remittance_id)])

    def check_sheet(self, env):
        assert self.remittance(env).message_ids.attachment_ids

    def check_cancel(self, env):
        states = {state for (state,) in env["debit.remittance.line"]._read_group([], ["state"])}
        assert self.remittance(env).state == "cancelled" and states == {"cancelled"}, states

    def check_confirm(self, env):
        assert self.remittance(env).state == "confirmed" and self.remittance(env).file_ids.file_size

    def check_import(self, env):
        assert self.received(env).state == "ready" and self.received(env).line_ids

    def check_validation(self, env):
        assert self.received(env).state == "to_allocate", self.received(env).error_ids.mapped("message")

    def check_allocation(self, env):
        assert self.received(env).state == "full", self.received(env).state
        assert len(self.received(env).allocation_ids) == self.options.lines

    def check_ledger(self, env):
        remitted = self.remittance(env).line_ids
        assert set(remitted.mapped("state")) == {"matched"}
        assert set(remitted.move_id.mapped("payment_state")) <= {"paid", "in_payment"}


if __name__ == "__main__":
    assert odoo.release.version_info[0] == 19
    main()
