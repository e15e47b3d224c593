"""REM-10, REM-12: by whose clock the cut-off counts, and which payers need an address."""

from datetime import date

from freezegun import freeze_time
from odoo.exceptions import UserError

from .common import DebitCommon

SWISS_IBAN = "CH9300762011623852957"  # published example


class TestPaymentDates(DebitCommon):
    def earliest(self, moment, company_zone, user_zone):
        self.company.partner_id.tz = company_zone
        self.env.user.tz = user_zone
        self.method.write({"debit_lead_days": 1, "debit_cut_off": 15.0})
        remittance = self.env["debit.remittance"].new({"payment_method_line_id": self.method.id})
        remittance.company_id = self.company
        with freeze_time(moment):
            return self.env["debit.proposer"]._earliest(remittance)

    def test_the_cut_off_counts_by_the_clock_of_the_company_wherever_the_user_sits(self):
        """REM-12: 15:00 in Paris is 13:00 UTC in summer; in Tokyo it is late at night then, in New York morning."""
        for user_zone in ("Europe/Paris", "Asia/Tokyo", "America/New_York", False):
            self.assertEqual(self.earliest("2026-10-14 12:59:00", "Europe/Paris", user_zone), date(2026, 10, 15))
            self.assertEqual(self.earliest("2026-10-14 13:00:00", "Europe/Paris", user_zone), date(2026, 10, 16))

    def test_without_a_time_zone_of_its_own_a_company_has_that_of_its_country(self):
        """REM-12"""
        self.company.account_fiscal_country_id = self.env.ref("base.fi")
        for user_zone in ("Asia/Tokyo", "America/New_York", False):
            self.assertEqual(self.earliest("2026-10-14 11:59:00", False, user_zone), date(2026, 10, 15))
            self.assertEqual(self.earliest("2026-10-14 12:00:00", False, user_zone), date(2026, 10, 16))

    def test_the_cut_off_follows_the_change_of_the_hour(self):
        """REM-12: Friday 23 October is summer time, Monday 26 October winter time."""
        for moment, day in (
            ("2026-10-23 13:00:00", date(2026, 10, 27)),
            ("2026-10-26 13:59:00", date(2026, 10, 27)),
            ("2026-10-26 14:00:00", date(2026, 10, 28)),
        ):
            self.assertEqual(self.earliest(moment, "Europe/Paris", "Asia/Tokyo"), day)

    def swiss_payer(self, **values):
        payer = self.create_payer("Urs", 1, mandate=False, bank_ids=[(0, 0, {"acc_number": SWISS_IBAN})], **values)
        payer.mandate_ids.signature_date = date(2026, 1, 5)
        self.create_due(payer)
        return payer

    def test_a_payer_with_a_bank_outside_the_eea_needs_town_and_country(self):
        """REM-10: said before confirmation, by name; then the address is in the file."""
        payer = self.swiss_payer(city=False)
        remittance = self.propose()
        with self.assertRaisesRegex(UserError, "Urs: fill in town and country"):
            self.confirm(remittance)
        payer.city = "Zürich"
        payer.country_id = self.env.ref("base.ch")
        self.confirm(remittance)
        self.assertIn(b"<TwnNm>Zurich</TwnNm><Ctry>CH</Ctry>", remittance.file_ids.raw)

    def test_an_address_that_is_not_whole_is_left_out_where_nobody_needs_it(self):
        """REM-10: unstructured addresses are refused by banks since 15 November 2026."""
        for number, values in enumerate(({"city": False}, {"city": False, "country_id": False, "street": "Rue X"}), 1):
            self.create_due(self.create_payer(f"P{number}", number, **values))
        remittance = self.confirm(self.propose())
        self.assertNotIn(b"PstlAdr", remittance.file_ids.raw)
