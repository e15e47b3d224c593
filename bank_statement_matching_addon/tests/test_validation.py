from datetime import date
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.values import Balance
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DAY, SepaStatementCommon, iban_of


@tagged("post_install", "-at_install")
class TestValidation(SepaStatementCommon):
    """What only the company's data can judge is stored with status 3 and all its errors (STM-5, STM-8)."""

    def errors(self, received):
        received.action_validate()
        self.assertEqual(received.state, "errors")
        return set(received.error_ids.mapped("check_name"))

    def balances(self, opening, closing):
        return {"opening": Balance(Decimal(opening), "EUR", DAY), "closing": Balance(Decimal(closing), "EUR", DAY)}

    def test_a_sound_statement_becomes_4(self):
        """STM-8, STM-7"""
        received = self.receive(self.entry(10), **self.balances(0, 10))
        self.assertEqual(received.state, "ready")
        received.action_validate()
        self.assertEqual(
            (received.state, received.line_ids.state, received.error_count), ("to_allocate", "to_allocate", 0)
        )

    def test_an_account_that_is_not_ours(self):
        """STM-5, STM-8: stored, and validated again after correction."""
        unknown = self.told(self.entry(10), account=iban_of(999))
        attachment = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        source = {"digest": False, "position": 1, "attachment_id": attachment.id, "layout": "camt.053.001.08"}
        received = self.env["statement.receiver"]._store("x", unknown, source, None)
        self.assertFalse(received.journal_id)
        self.assertEqual(self.errors(received), {"account", "currency"} & self.errors(received) | {"account"})
        self.journal.bank_account_id = self.env["res.partner.bank"].create(
            {"acc_number": iban_of(999), "partner_id": self.company.partner_id.id}
        )
        received.journal_id = self.journal
        received.action_validate()
        self.assertEqual((received.state, received.line_ids.journal_id), ("to_allocate", self.journal))

    def test_another_account_than_the_journals(self):
        """STM-8"""
        self.assertIn("account", self.errors(self.receive(self.entry(10), account=iban_of(999))))

    def test_a_currency_that_is_not_active(self):
        """STM-8"""
        self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")]).active = False
        received = self.receive(self.entry(10, currency="JPY"), currency="JPY")
        self.assertIn("currency", self.errors(received))

    def test_another_currency_than_the_journals(self):
        """STM-8"""
        self.env.ref("base.USD").active = True
        self.assertIn("currency", self.errors(self.receive(self.entry(10, currency="USD"), currency="USD")))

    def test_a_missing_exchange_rate(self):
        """STM-8"""
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.unlink()
        self.journal.currency_id = usd
        self.assertIn("rate", self.errors(self.receive(self.entry(10, currency="USD"), currency="USD")))
        self.env["res.currency.rate"].create({"currency_id": usd.id, "name": "2026-01-01", "rate": 1.1})
        self.assertNotIn("rate", {error.check_name for error in self.env["statement.validator"]._validate(
            self.env["received.statement"].search([("journal_id", "=", self.journal.id)], limit=1)
        )})  # fmt: skip

    def test_dates_that_cannot_be(self):
        """STM-8: each line with its own error, all together."""
        received = self.receive(self.entry(1, day=None), self.entry(2, number=2, day=date(2036, 1, 1)))
        self.assertEqual(self.errors(received), {"dates"})
        self.assertEqual(received.error_ids.line_id, received.line_ids)
        self.assertEqual(received.line_ids.mapped("state"), ["errors", "errors"])
        self.assertTrue(all(received.error_ids.mapped("hint")))

    def test_a_period_that_ends_before_it_begins(self):
        """STM-8"""
        self.assertEqual(self.errors(self.receive(self.entry(1), from_date=date(2026, 11, 1))), {"dates"})

    def test_lines_that_are_not_the_movement(self):
        """STM-8"""
        received = self.receive(self.entry(10), **self.balances(0, 11))
        self.assertEqual(self.errors(received), {"balance"})
        received.closing_balance = 10
        received.action_validate()
        self.assertEqual(received.state, "to_allocate")

    def test_an_opening_balance_that_does_not_follow(self):
        """STM-8: equal to the previous closing balance."""
        self.receive(self.entry(10), **self.balances(0, 10))
        received = self.receive(
            self.entry(5, number=2), number="2", to_date=date(2026, 10, 16), **self.balances(11, 16)
        )
        self.assertEqual(self.errors(received), {"balance"})
        self.assertRegex(received.error_ids.message, "10[.,]00")

    def test_a_number_used_before(self):
        """STM-8"""
        self.receive(self.entry(10))
        self.assertEqual(self.errors(self.receive(self.entry(5, number=2))), {"number"})

    def test_numbers_begin_again_each_year(self):
        """STM-8"""
        self.receive(self.entry(10), to_date=date(2025, 10, 1))
        received = self.receive(self.entry(5, number=2))
        received.action_validate()
        self.assertEqual(received.state, "to_allocate")

    def test_all_errors_are_shown_together(self):
        """STM-8: option 12."""
        received = self.receive(self.entry(1, day=None), account=iban_of(999), **self.balances(0, 9))
        action = received.action_validate()
        self.assertEqual(set(received.error_ids.mapped("check_name")), {"account", "dates", "balance"})
        self.assertEqual(action["res_model"], "received.statement.error")

    def test_nothing_is_allocated_before_validation(self):
        """STM-7, STM-8"""
        received = self.receive(self.entry(1))
        with self.assertRaisesRegex(UserError, "2 - Ready for validation"):
            received.action_allocate()

    def test_the_statement_has_the_status_of_its_lowest_line(self):
        """STM-7"""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted), self.entry(7, "OTHER", 2)))
        self.assertEqual(sorted(received.line_ids.mapped("state")), ["full", "partial"])
        self.assertEqual((received.state, received.to_settle_count), ("partial", 1))

    def test_what_the_bank_said_stays_as_it_came(self):
        """STM-7: evidence is kept apart from what we believe."""
        received = self.receive(self.entry(1))
        with self.assertRaises(UserError):
            received.line_ids.write({"amount": 2})
        with self.assertRaises(UserError):
            received.line_ids.unlink()
        received.action_validate()
        with self.assertRaises(UserError):
            received.with_env(received.env).write({"opening_balance": 5})
