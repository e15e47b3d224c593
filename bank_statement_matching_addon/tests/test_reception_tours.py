from odoo.addons.sepa_remittance_addon.formats.values import Balance
from odoo.tests import HttpCase, new_test_user, tagged

from .common import DAY, SepaStatementCommon


@tagged("post_install", "-at_install")
class TestReceptionTours(SepaStatementCommon, HttpCase):
    """What a finance user clicks when statements come in."""

    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance_user = new_test_user(
            cls.env,
            "finance_user",
            groups="account.group_account_invoice,bank_statement_matching_addon.group_statement_user",
            company_id=cls.company.id,
            lang="en_US",
            password="finance_user",
        )

    def test_a_finance_user_describes_the_bank_s_table_once_in_the_browser(self):
        """STM-4: upload, proposal, live preview with errors by row, save, receive; then known by itself."""
        self.start_tour("/odoo", "received_table_tour", login="finance_user")
        received = self.env["received.statement"].search([("journal_id", "=", self.journal.id)], order="number")
        self.assertEqual(received.mapped("number"), ["20260201-20260202", "20260301-20260302"])
        self.assertEqual(received.line_ids.mapped("amount"), [100.5, -2.5, 100.5, -2.5])
        layout = self.env["statement.layout"].search([("company_id", "=", self.company.id)])
        self.assertEqual((layout.name, layout.date_order), ("My bank", "dmy"))

    def test_a_finance_user_types_in_a_statement_in_the_browser(self):
        """STM-9: to try the set-up before going live."""
        self.profile.manual_entry = True
        self.start_tour("/odoo", "typed_statement_tour", login="finance_user")
        typed = self.env["received.statement"].search([("journal_id", "=", self.journal.id)])
        self.assertEqual((typed.number, typed.manual, typed.state), ("77", True, "to_allocate"))
        self.assertEqual((typed.line_ids.amount, typed.line_ids.booking_date), (61.3, typed.date))


@tagged("post_install", "-at_install")
class TestReceivedBefore(SepaStatementCommon):
    def overlapping(self):
        """A statement of three lines, and a longer one that tells them again."""
        entries = [self.entry(number, number=number) for number in (1, 2, 3)]
        self.receive(*entries, opening=Balance(0, "EUR", DAY), closing=Balance(6, "EUR", DAY))
        more = [*entries, self.entry(4, number=4)]
        return self.receive(*more, number="2", opening=Balance(0, "EUR", DAY), closing=Balance(10, "EUR", DAY))

    def test_lines_received_before_are_shown_before_anything_else(self):
        """STM-6: in one list, to be decided upon together."""
        received = self.overlapping()
        self.assertEqual((received.state, received.duplicate_count), ("ready", 3))
        action = received.action_duplicates()
        doubtful = self.env["received.statement.line"].search(action["domain"])
        self.assertEqual(doubtful.mapped("amount"), [1, 2, 3])
        doubtful.action_drop()
        self.assertEqual((received.duplicate_count, received.opening_balance, received.total), (0, 6, 4))
        received.action_validate()
        self.assertEqual(received.state, "to_allocate", received.error_ids.mapped("message"))

    def test_another_line_that_says_the_same_is_taken_in_with_the_others(self):
        """STM-6: two coffees on two statements."""
        received = self.overlapping()
        self.env["received.statement.line"].search(received.action_duplicates()["domain"]).action_keep()
        self.assertEqual((received.duplicate_count, received.total), (0, 10))

    def test_the_only_journal_for_typing_is_proposed(self):
        """STM-9"""
        statements = self.env["received.statement"]
        self.assertFalse(statements.default_get(["journal_id"]).get("journal_id"))
        self.profile.manual_entry = True
        self.assertEqual(statements.default_get(["journal_id"])["journal_id"], self.journal.id)
