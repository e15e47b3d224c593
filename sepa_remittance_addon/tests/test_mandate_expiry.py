from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.tests import tagged

from ..services import debit_mandate_expirer
from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestMandateExpiry(DebitCommon):
    """MAN-13: a SEPA mandate unused for 36 months ends."""

    def expire(self, batch=1000):
        shares = []
        cron = type(self.env["ir.cron"])

        def commit(_cron, processed=0, *, remaining=None, deactivate=False):
            shares.append((processed, remaining))
            return float("inf")

        with patch.object(cron, "_commit_progress", commit), patch.object(debit_mandate_expirer, "BATCH", batch):
            self.env["debit.mandate.expirer"]._cron_expire()
        return shares

    def signed(self, number, day):
        mandate = self.create_payer(f"P{number}", number, mandate=False).mandate_ids
        mandate.signature_date = day
        return mandate

    def test_a_mandate_ends_36_months_after_its_signature_when_never_used(self):
        """MAN-13: on the day itself, not a day before; the day it may not be collected any more (MAN-19)."""
        mandate = self.signed(1, date(2023, 11, 14))
        payer = mandate.partner_id
        self.assertEqual(mandate.expiry_date, date(2026, 11, 14))
        with freeze_time("2026-11-13 12:00:00"):
            self.expire()
            self.assertEqual(mandate.state, "active")
            self.assertTrue(self.env["debit.mandate"]._usable_of_payers(payer, self.method, self.company))
        with freeze_time("2026-11-14 12:00:00"):
            self.assertFalse(self.env["debit.mandate"]._usable_of_payers(payer, self.method, self.company))
            self.expire()
            self.assertEqual((mandate.state, mandate.closed_on), ("abandoned", date(2026, 11, 14)))

    def test_the_shorter_month_ends_both_ways_on_the_same_day(self):
        """MAN-13: what people read and what PostgreSQL reckons agree on 29 February."""
        mandate = self.signed(1, date(2024, 2, 29))
        self.assertEqual(mandate.expiry_date, date(2027, 2, 28))
        for day, found in ((date(2027, 2, 27), False), (date(2027, 2, 28), True)):
            due = self.env["debit.mandate"].search([("expiry_date", "<=", day)])
            self.assertEqual(mandate in due, found)

    def test_a_rejected_collection_counts_as_a_use(self):
        """MAN-13: the rulebook counts what was presented, even if rejected."""
        payer = self.create_payer("Anna", 1)
        self.create_due(payer)
        remittance = self.confirm(self.propose())
        line = remittance.line_ids
        line._register_rejection({line.id: ("MS03", "", "pain.002")})
        self.assertEqual(payer.mandate_ids.last_collection_date, line.payment_date)
        self.assertEqual(payer.mandate_ids.expiry_date, line.payment_date + relativedelta(months=36))

    def test_a_use_elsewhere_counts_too(self):
        """MAN-13: an imported mandate brings its last collection along."""
        mandate = self.signed(1, date(2021, 1, 1))
        self.assertEqual(mandate.expiry_date, date(2024, 1, 1))
        mandate.collected_before = date(2026, 1, 1)
        self.assertEqual(mandate.expiry_date, date(2029, 1, 1))
        self.expire()
        self.assertEqual(mandate.state, "active")

    def test_it_is_told_once_per_mandate_in_batches_with_progress(self):
        """MAN-13"""
        mandates = self.env["debit.mandate"].union(*(self.signed(n, date(2023, 1, 1)) for n in range(1, 6)))
        kept = self.signed(9, date(2026, 1, 1))
        messages = {mandate: len(mandate.message_ids) for mandate in mandates}
        shares = self.expire(batch=2)
        self.assertEqual([done for done, _remaining in shares[1:]], [2, 2, 1])
        self.assertEqual(set(mandates.mapped("state")), {"abandoned"})
        self.assertEqual(kept.state, "active")
        self.expire(batch=2)
        self.env.flush_all()
        self.cr.precommit.run()
        for mandate in mandates:
            told = mandate.message_ids[: len(mandate.message_ids) - messages[mandate]]
            self.assertIn("36 months", told[0].body)
            self.assertEqual(len([message for message in mandate.message_ids if "36 months" in message.body]), 1)

    def test_agreements_of_pbs_do_not_expire_that_way(self):
        """MAN-13: SEPA schemes only."""
        pbs = self.create_payment_type(self.journal, "pbs_bs")
        payer = self.env["res.partner"].create({"name": "Dane", "property_inbound_payment_method_line_id": pbs.id})
        agreement = self.env["debit.mandate"].create(
            {"partner_id": payer.id, "scheme": "pbs_bs", "customer_number": "1", "signature_date": date(2020, 1, 1)}
        )
        self.expire()
        self.assertFalse(agreement.expiry_date)
        self.assertEqual(agreement.state, "active")

    def test_the_filter_shows_what_expires_within_60_days(self):
        """MAN-13: expiring ones only, and unsigned ones never."""
        soon, later = self.signed(1, date(2023, 11, 14)), self.signed(2, date(2024, 3, 1))
        self.create_payer("Unsigned", 3, mandate=False)
        today = date(2026, 10, 14)
        found = self.env["debit.mandate"].search(
            [("state", "=", "active"), ("expiry_date", "<=", today + relativedelta(days=60))]
        )
        self.assertIn(soon, found)
        self.assertNotIn(later, found)

    def test_many_cost_the_queries_of_few(self):
        """MAN-13: set-based."""

        def cost(first, count):
            for number in range(first, first + count):
                self.signed(number, date(2023, 1, 1))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.expire()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(100, 2)
        few, many = cost(200, 2), cost(300, 20)
        self.assertLessEqual(many, few + 5)
