from datetime import timedelta

from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.values import Party
from odoo.addons.sepa_remittance_addon.tests.common import iban_of
from odoo.tests import HttpCase, new_test_user, tagged

from .common import TRANSFER, SepaStatementCommon


@tagged("post_install", "-at_install")
class TestStatementTour(SepaStatementCommon, HttpCase):
    """What a finance user clicks; the browser has a clock of its own, so all dates follow today."""

    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.finance_user = new_test_user(
            cls.env,
            "finance_user",
            groups="account.group_account_invoice,bank_statement_matching_addon.group_statement_ledger",
            company_id=cls.company.id,
            lang="en_US",
            password="finance_user",
        )

    def remit_today(self, *payers):
        """One confirmed debit of 100 for each payer; returns their remittance lines in that order."""
        due = self.today - timedelta(days=3)
        for payer in payers:
            self.create_due(payer, due=due, invoice_date=due)
        lines = self.confirm(self.propose(due_to=self.today)).line_ids
        return [lines.filtered(lambda line, payer=payer: line.partner_id == payer) for payer in payers]

    def receive_today(self, *entries):
        return self.receive(*entries, to_date=self.today)

    def answers(self, anna, bert):
        """Both debits collected, Bert's returned, and a transfer of Carl that names nothing."""
        carl = self.create_payer("Carl", 3)
        return (
            self.collected(anna, day=self.today, counterparty=Party(name="Anna", iban=iban_of(1))),
            self.collected(bert, day=self.today, number=2, counterparty=Party(name="Bert", iban=iban_of(2))),
            self.returned(bert, "AM04", day=self.today, number=3),
            self.entry(
                61.3, TRANSFER, number=4, day=self.today, counterparty=Party(name="Carl", iban=iban_of(3)),
            ),
        ), carl  # fmt: skip

    def test_a_finance_user_validates_allocates_settles_and_posts_in_the_browser(self):
        """STM-2, STM-7, STM-8, STM-10, STM-11, STM-13, STM-15: as people click, from the menus."""
        anna, bert = self.remit_today(self.payer, self.other_payer)
        entries, carl = self.answers(anna, bert)
        received = self.receive_today(*entries)
        self.start_tour("/odoo", "received_statement_tour", login="finance_user")
        self.assertEqual((received.state, set(received.line_ids.mapped("state"))), ("done", {"done"}))
        self.assertEqual((anna.state, bert.state), ("matched", "returned"))
        self.assertEqual((anna.move_id.payment_state, bert.move_id.payment_state), ("paid", "not_paid"))
        self.assertEqual((bert.move_id.amount_residual, bert.payment_block), (100, False))
        on_account = received.allocation_ids.filtered(lambda one: one.kind == "on_account").counterpart_id
        self.assertEqual((on_account.partner_id, on_account.amount_residual), (carl, -61.3))

    def test_files_come_by_the_dialog(self):
        """STM-4: upload."""
        self.start_tour("/odoo", "received_statement_upload_tour", login="finance_user")
        received = self.env["received.statement"].search([("journal_id", "=", self.journal.id)], order="number")
        self.assertEqual(received.mapped("number"), ["501"])
        self.assertEqual(received.line_ids.mapped("amount"), [12.5])
