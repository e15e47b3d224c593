"""OCA's import of camt.053 and its automatic matcher: the same file that we receive, one transfer per invoice."""

import base64
import tempfile
from pathlib import Path

import answers
import cases
import company
import ledger
import stage
from no_mandates import NoMandates

GROUPS = ("account.group_account_manager", "account.group_account_user")


class Receiving(stage.Stage):
    """Open invoices, a bank journal, and the file that pays them."""

    case = cases.CASES["transfers"]

    def set_up(self):
        with self.environment() as env:
            self.known["journal"] = company.create(env, self.case, GROUPS).id
        with self.environment() as env:
            ledger.populate(self.method(env), self.case, self.options.lines, NoMandates())
        self.analyze()

    def journal(self, env):
        return env["account.journal"].browse(self.known["journal"])

    def method(self, env):
        return self.journal(env).inbound_payment_method_line_ids[:1]

    def native_lines(self, env):
        return env["account.bank.statement.line"].search([("journal_id", "=", self.known["journal"])], order="id")


class Camt(Receiving):
    """account_statement_import_camt, alone."""

    STEPS = ("import",)

    def set_up(self):
        super().set_up()
        with self.environment() as env, tempfile.NamedTemporaryFile(delete=False) as kept:
            kept.write(answers.render(self.journal(env), self.case.answer)[1])
        self.known["file"] = kept.name

    def take_import(self, env):
        content = base64.b64encode(Path(self.known["file"]).read_bytes())
        wizard = env["account.statement.import"].create(
            {"statement_file": content, "statement_filename": "transfers.xml"}
        )
        wizard.with_context(journal_id=self.known["journal"]).import_file_button()

    def check_import(self, env):
        Path(self.known["file"]).unlink()
        assert len(self.native_lines(env)) == self.options.lines


class Matcher(Receiving):
    """account_reconcile_oca: what it does by itself when statement lines are created, after they were created."""

    STEPS = ("allocation",)

    def set_up(self):
        super().set_up()
        with self.environment() as env:
            self.create_lines(env)

    def create_lines(self, env):
        """Without the automatic matching, which is measured: the module itself leaves it out in tests."""
        from odoo.tools import config

        invoices = env["account.move"].search([("move_type", "=", "out_invoice"), ("partner_id.ref", "!=", "K0000000")])
        config["test_enable"] = True
        env["account.bank.statement.line"].create(
            [
                {"journal_id": self.known["journal"], "payment_ref": move.name, "amount": move.amount_residual}
                for move in invoices
            ]
        )

    def take_allocation(self, env):
        self.native_lines(env)._auto_reconcile()

    def check_allocation(self, env):
        assert all(self.native_lines(env).mapped("is_reconciled"))
