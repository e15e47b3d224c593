"""A company whose debits the bank has answered: for tests of two people at one statement, and of workers that die."""

from odoo.addons.bank_statement_matching_addon.tests.test_reception import camt
from parallel import World

LINES = 60
IBAN = "FR7630006000011234567890189"


class StatementWorld(World):
    """One confirmed remittance, and the file in which the bank says that every debit was paid."""

    lines = LINES

    def populate(self):
        super().populate()
        with self.environment() as env:
            remittance = self.propose(env)
            remittance._confirm()
            self.remittance_id = remittance.id
            self.journal_id = remittance.journal_id.id
            self.answer = self.answer_of(remittance)
        self.automate("import")

    def answer_of(self, remittance):
        import answers

        _name, content = answers.render(remittance, "camt_lines")
        return content

    def automate(self, stop_after, large_from=10**6, **profile):
        with self.environment() as env:
            env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", large_from)
            journal = env["account.journal"].browse(self.journal_id)
            env["statement.profile"]._of_journal(journal).write({"stop_after": stop_after, **profile})

    def file(self, number, reference=None, **more):
        """The bytes of another small statement of the same account."""
        return camt(IBAN, reference or f"OTHER-{number}", number, f"M{number}", **more)

    def receive(self, env, content, name="bank.xml"):
        return env["statement.receiver"]._receive([(name, content)])

    def received(self, content):
        with self.environment() as env:
            return self.receive(env, content).id

    def forget_statements(self):
        """The next test receives the same files."""
        with self.environment() as env:
            statements = env["received.statement"].search([])
            for statement in statements.filtered(lambda one: one.state in ("partial", "full")):
                env["statement.releaser"]._release(statement, with_manual=True)
            statements.unlink()
            env["received.delivery"].search([]).unlink()
        self.automate("import", number_rule="bank")
