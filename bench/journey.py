"""One journey of ours from due invoices to paid ones, step by step; run in a process of its own by ``make bench``."""

import tempfile
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import odoo
import stage
from odoo import fields

STEPS = ("proposal", "notices", "screens", "confirm", "sheet", "import", "validation", "allocation", "ledger")
# what a remittance costs beside the way from its invoices to the file
BESIDE = ("notices", "screens", "sheet")
VERSION = "pain.008.001.08"
PAID = [("move_type", "=", "out_invoice"), ("payment_state", "in", ("paid", "in_payment"))]
UNDONE_BY = {"allocation": "release", "ledger": "undo"}


def main():
    options = _options()
    stage.start_odoo(options)
    Journey(options).run()


def _options():
    parser = stage.parser(__doc__)
    parser.add_argument("--case", required=True)
    parser.add_argument("--until", choices=STEPS, default="ledger")
    parser.add_argument("--beside", action="store_true", help="also notices, screens and report of the remittance")
    parser.add_argument("--statement", action="store_true", help="also its screens, and undoing it")
    parser.add_argument("--cancel", action="store_true", help="cancel the remittance in the end")
    parser.add_argument("--keep", help="folder for the rows that each step writes, for floor.py to write again")
    parser.add_argument("--copy", help="database to be made when the data are there, for the floor")
    return parser.parse_args()


class Journey(stage.Stage):
    def __init__(self, options):
        # what needs Odoo's add-ons can only be imported once their path is known
        import cases

        self.case = cases.CASES[options.case]
        super().__init__(options, options.case)

    def run(self):
        self.apart(self.set_up)
        if self.options.copy:
            stage.copy_database(self.options.database, self.options.copy)
        self.warm_up()
        self.apart(self.count_entries)
        if not self.case.scheme:
            self.apart(self.bank_answers)
        for step in self.steps():
            if step == "screens":
                self.open_screens()
            else:
                self.take(step)
            if step == "confirm":
                self.after_confirm()
        if self.options.statement:
            self.look_at_statement()
        if self.options.cancel:
            self.take("cancel")

    def warm_up(self):
        super().warm_up()
        from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban
        from odoo.addons.sepa_remittance_addon.formats.iso20022 import schema

        # reads what is known of each country's numbers, and of the bank's file
        check_iban(self.case.account)
        schema.schema_for(VERSION)

    def steps(self):
        first = 0 if self.case.scheme else STEPS.index("import")
        steps = STEPS[first : STEPS.index(self.options.until) + 1]
        return [step for step in steps if self.options.beside or step not in BESIDE]

    def after_confirm(self):
        self.apart(self.count_entries)
        if "import" in self.steps():
            self.apart(self.bank_answers)

    def look_at_statement(self):
        """Its form with its lines, its list of lines, and what takes its entries or its allocations off again."""
        import screens

        self.take("open statement", lambda env: screens.open_form(self.received(env)))
        self.take("open its lines", lambda env: screens.open_related(env, self.received(env).action_lines()))
        if self.options.until in UNDONE_BY:
            self.take(UNDONE_BY[self.options.until])

    def open_screens(self):
        """Every list that a large remittance makes long, each opened by a request of its own."""
        import screens

        for screen in screens.SCREENS:
            self.take(f"open {screen.name}", partial(self.open_screen, screen))
        self.take("open remittance", lambda env: screens.open_form(self.remittance(env)))

    def open_screen(self, screen, env):
        import screens

        screens.open_screen(env, screen, self.remittance(env))

    def set_up(self):
        import creditor
        import ledger
        from no_mandates import NoMandates

        with self.environment() as env:
            # what is measured is the work, done at once whatever its size
            env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", 10**9)
            # files lie beside the database, as in daily use; the databases of the tests hold theirs
            env["ir.config_parameter"].set_param("ir_attachment.location", "file")
            self.known["method"] = creditor.create(env, self.case).id
        with self.environment() as env:
            mandates = None if self.case.scheme else NoMandates()
            ledger.populate(self.method(env), self.case, self.options.lines, mandates)
        self.analyze()

    def count_entries(self):
        """Asking the bank posts nothing: as many entries when it was asked as before."""
        with self.environment() as env:
            env.cr.execute("SELECT (SELECT COUNT(*) FROM account_payment), (SELECT COUNT(*) FROM account_move)")
            counted = list(env.cr.fetchone())
        assert self.known.setdefault("entries", counted) == counted, "asking the bank posts nothing"

    def bank_answers(self):
        import answers

        with self.environment() as env, tempfile.NamedTemporaryFile(delete=False) as kept:
            asked = self.remittance(env) if self.case.scheme else self.method(env).journal_id
            name, content = answers.render(asked, self.case.answer)
            kept.write(content)
        self.known["file"] = [name, kept.name]
        if self.options.keep and self.writes_xml():
            Path(self.options.keep, "import.xml").write_bytes(content)
        self.analyze()

    # ------------------------------------------------------------ what is measured

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

    def take_undo(self, env):
        self.received(env).action_undo_ledgers()

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
        assert set(remitted.mapped("state")) <= {"matched"}
        assert env["account.move"].search_count(PAID) == self.options.lines

    def check_undo(self, env):
        assert self.received(env).state == "full" and not env["account.bank.statement.line"].search_count([])
        assert not env["account.move"].search_count(PAID)

    # ------------------------------------------------------------ what the floor writes again

    @contextmanager
    def watched(self, env, step):
        if not self.options.keep:
            yield
            return
        import rows

        before = rows.transaction(env.cr)
        yield
        rows.keep(env.cr, step, before, Path(self.options.keep))
        if step == "confirm" and self.writes_xml():
            Path(self.options.keep, "confirm.xml").touch()

    def writes_xml(self):
        return self.case.answer != "pbs_ls"


if __name__ == "__main__":
    assert odoo.release.version_info[0] == 19
    main()
