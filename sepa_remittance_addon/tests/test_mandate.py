from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestMandate(DebitCommon):
    def test_filling_in_the_signature_date_activates(self):
        """MAN-2"""
        mandate = self.create_payer("Anna", 1, mandate=False).mandate_ids
        self.assertEqual(mandate.state, "to_sign")
        mandate.signature_date = date(2026, 2, 1)
        self.assertEqual(mandate.state, "active")

    def test_moves_that_are_not_in_the_table_are_refused_naming_the_mandate(self):
        """MAN-2"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        mandate._move_to("withdrawn")
        with self.assertRaisesRegex(UserError, mandate.reference):
            mandate._move_to("abandoned")

    def test_moving_twice_has_the_effect_of_moving_once(self):
        """MAN-2"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        self.assertEqual(mandate._move_to("withdrawn"), mandate)
        self.assertFalse(mandate._move_to("withdrawn"))

    def test_a_withdrawn_mandate_needs_a_new_signature_date(self):
        """MAN-2"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        mandate._move_to("withdrawn")
        with self.assertRaises(UserError):
            mandate._sign(mandate.signature_date)
        self.assertEqual(mandate.state, "withdrawn")
        mandate._sign(date(2026, 3, 1))
        self.assertEqual((mandate.state, mandate.signature_date), ("active", date(2026, 3, 1)))

    def test_a_used_mandate_is_never_deleted(self):
        """MAN-2"""
        payer = self.create_payer("Anna", 1)
        with self.assertRaises(UserError):
            payer.mandate_ids.unlink()
        unsigned = self.create_payer("Bert", 2, mandate=False).mandate_ids
        unsigned.unlink()

    def test_the_reference_is_unique_per_creditor_ignoring_case(self):
        """MAN-1"""
        payer = self.create_payer("Anna", 1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["debit.mandate"].create({"partner_id": payer.id, "reference": payer.mandate_ids.reference.lower()})

    def test_a_reference_outside_the_sepa_set_is_refused_with_a_lawful_one(self):
        """MAN-1"""
        payer = self.create_payer("Anna", 1)
        with self.assertRaisesRegex(ValidationError, "Muller"):
            self.env["debit.mandate"].create({"partner_id": payer.id, "reference": "Müller/1"})
        with self.assertRaises(ValidationError):
            self.env["debit.mandate"].create({"partner_id": payer.id, "reference": "R" * 36})

    def test_the_account_must_be_the_payer_s(self):
        """MAN-1"""
        anna, bert = self.create_payer("Anna", 1), self.create_payer("Bert", 2)
        with self.assertRaisesRegex(ValidationError, "Bert"):
            self.env["debit.mandate"].create({"partner_id": anna.id, "partner_bank_id": bert.bank_ids.id})

    def test_an_active_sepa_mandate_needs_an_iban(self):
        """MAN-1, MAN-19"""
        payer = self.env["res.partner"].create({"name": "No account"})
        with self.assertRaises(ValidationError):
            self.env["debit.mandate"].create({"partner_id": payer.id, "signature_date": "2026-01-01"})

    def test_usable_is_decided_in_one_place(self):
        """MAN-19: active, not suspended, right scheme and creditor, account active, used within 36 months."""
        payer = self.create_payer("Anna", 1)
        mandate = payer.mandate_ids

        def usable():
            return bool(self.env["debit.mandate"]._usable_of_payers(payer, self.method, self.company))

        self.assertTrue(usable())
        for field, bad, good in (
            ("suspended", True, False),
            ("creditor_identifier", "FR89ZZZ999999", mandate.creditor_identifier),
            ("signature_date", date(2023, 1, 1), date(2026, 1, 5)),
            ("scheme", "sepa_b2b", "sepa_core"),
            ("valid_until", date(2026, 1, 1), False),
        ):
            with self.subTest(field):
                mandate[field] = bad
                self.assertFalse(usable())
                mandate[field] = good
                self.assertTrue(usable())
        # no button archives an account under mandate; imports and other add-ons might
        self.env.cr.execute("UPDATE res_partner_bank SET active = FALSE WHERE id = %s", payer.bank_ids.ids)
        self.assertFalse(usable())

    def test_lists_show_a_masked_account(self):
        """MAN-18: lists show no full IBAN."""
        mandate = self.create_payer("Anna", 1).mandate_ids
        self.assertNotIn(mandate.partner_bank_id.sanitized_acc_number[6:-4], mandate.masked_account.replace(" ", ""))
        self.assertIn("*", mandate.masked_account)
