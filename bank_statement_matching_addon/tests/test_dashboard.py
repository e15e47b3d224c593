"""The card of the bank account, and the graph of how the lines were matched (STM-17)."""

from odoo import fields
from odoo.tests import new_test_user

from ..models.account_journal_dashboard import _percentages
from .common import SepaStatementCommon

READER = "bank_statement_matching_addon.group_statement_reader,account.group_account_readonly"


class TestDashboard(SepaStatementCommon):
    def card(self, journal=None, user=None):
        journal = (journal or self.journal).with_user(user or self.env.user)
        return journal._get_journal_dashboard_data_batched()[journal.id]["received"]

    def matched(self, received):
        self.env["received.matching"].invalidate_model()
        found = self.env["received.matching"].search([("statement_id", "=", received.id)], order="id")
        return found.mapped("matched")

    def test_the_card_tells_what_waits_and_leads_to_it(self):
        """STM-17: statements by status, lines to settle and their amount; each figure opens what it counts."""
        one, other = self.remit(100, 40)
        valid = self.receive(self.collected(one), number="1")
        before = self.card()
        self.assertEqual((before["to_validate"], before["to_settle"], before["to_post"]), (1, 0, 0))
        self.allocate(valid)
        strange = self.allocate(self.receive(self.entry("12.34", number=7), self.collected(other), number="2"))
        card = self.card()
        self.assertEqual((card["to_validate"], card["to_allocate"], card["errors"]), (0, 0, 0))
        self.assertEqual((card["to_settle"], card["to_post"]), (1, 1))
        self.assertIn("12.34", card["to_settle_amount"])
        expected = {"to_settle": strange.line_ids[0], "to_post": valid}
        for what, record in expected.items():
            action = self.journal.with_context(received=what).action_received()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(record, found, what)

    def test_each_line_is_matched_automatically_by_hand_or_open(self):
        """STM-17: a refusal, a duplicate and a notification are no lines to match."""
        (debit,) = self.remit(100)
        due = self.create_due(self.other_payer, 55)
        received = self.allocate(
            self.receive(
                self.collected(debit),
                self.entry(55, "PMNT-RCDT-ESCT", number=2),
                self.entry(9, "PMNT-RCDT-ESCT", number=3),
            )
        )
        self.assertEqual(self.matched(received), ["automatic", "open", "open"])
        line = received.line_ids.sorted("id")[1]
        line.partner_id = self.other_payer
        receivable = due.line_ids.filtered(lambda item: item.account_type == "asset_receivable")
        self.env["statement.settler"]._add(line, receivable)
        self.assertEqual(self.matched(received), ["automatic", "manual", "open"])

    def test_shares_are_whole_and_never_hide_what_is_open(self):
        """STM-17"""
        for counts in ((1, 1, 1), (999, 0, 1), (0, 0, 7), (5, 0, 0), (2, 1, 100_000)):
            shares = _percentages(dict(zip(("automatic", "manual", "open"), counts, strict=True)))
            with self.subTest(counts):
                self.assertEqual(sum(shares.values()), 100)
                self.assertEqual(bool(shares["open"]), bool(counts[2]))
                self.assertTrue(all(share >= 0 for share in shares.values()))

    def test_the_card_shows_the_shares_of_the_last_days(self):
        """STM-17"""
        today = fields.Date.context_today(self.journal)
        self.allocate(self.receive(self.entry(5, number=1, day=today), to_date=today))
        self.assertEqual(self.card()["shares"], {"automatic": 0, "manual": 0, "open": 100})

    def test_the_card_is_for_readers_and_for_accounts_with_statements(self):
        """STM-17: rights, and the second company."""
        self.assertFalse(self.card())
        self.receive(self.entry(5))
        plain = new_test_user(self.env, "plain", groups="account.group_account_readonly", company_id=self.company.id)
        self.assertFalse(self.card(user=plain))
        reader = new_test_user(self.env, "reading", groups=READER, company_id=self.company.id)
        self.assertEqual(self.card(user=reader)["to_validate"], 1)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", groups=READER, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        env = self.env(user=stranger, context={**self.env.context, "allowed_company_ids": other.ids})
        self.assertFalse(self.journal.with_env(env)._get_received_figures())
        self.assertFalse(env["received.matching"].search([]))

    def test_any_number_of_accounts_costs_the_same(self):
        """STM-17"""

        def queries(journals):
            self.env.flush_all()
            journals.invalidate_recordset()
            journals.mapped("currency_id.symbol")
            start = self.env.cr.sql_log_count
            journals._get_received_figures()
            return self.env.cr.sql_log_count - start

        self.receive(self.entry(5))
        journals = self.journal
        for number in range(5):
            journals |= self.journal.copy({"code": f"B{number}", "bank_account_id": False})
        queries(journals)
        self.assertEqual(queries(journals), queries(self.journal))
