from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .agreements import CREATED, AgreementCommon

CVR = "13585628"


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    """What an agreement with PBS holds, and how it lives there."""

    def test_only_a_registered_agreement_is_collected(self):
        """MAN-17, MAN-19"""
        self.create_due(self.payer, 100)
        for state in ("local", "sent", "cancellation_sent", "cancelled"):
            self.mandate.sudo().agreement_state = state
            self.assertFalse(self.propose().line_ids, state)
            self.assertFalse(self.usable(), state)
        self.mandate.sudo().agreement_state = "registered"
        self.assertEqual(self.usable(), self.mandate)
        self.assertEqual(self.propose().line_ids.mandate_id, self.mandate)

    def test_validity_and_limit_are_those_of_the_agreement(self):
        """MAN-17, MAN-19"""
        self.register(self.mandate)
        self.create_due(self.payer, 100)
        self.mandate.amount_limit = 99
        self.assertEqual(self.propose().left_out_ids.reason, "no_mandate")
        self.mandate.write({"amount_limit": 0, "valid_from": "2026-12-01"})
        self.assertFalse(self.usable())
        self.mandate.write({"valid_from": False, "valid_until": "2026-10-01"})
        self.assertFalse(self.usable())
        self.mandate.valid_until = "2026-12-31"
        self.assertEqual(self.usable(), self.mandate)

    def test_the_limit_counts_for_what_travels_as_one_amount(self):
        """MAN-17, REM-11"""
        self.register(self.mandate)
        self.mandate.amount_limit = 150
        self.create_due(self.payer, 100)
        self.create_due(self.payer, 100)
        with self.assertRaisesRegex(UserError, "limit of 150"):
            self.propose().action_confirm()

    def test_one_customer_number_is_one_payers(self):
        """MAN-17: two payers under one number would be debited for each other; zeros in front do not count."""
        other = self.create_payer("Sydhavn", 2)
        with self.assertRaisesRegex(ValidationError, "belongs to Nordisk Handel"):
            other.mandate_ids.customer_number = "00C00001"

    def test_lines_without_customer_number_never_vanish_from_the_file(self):
        """REM-8, REM-11"""
        self.register(self.mandate)
        self.create_due(self.payer, 100)
        remittance = self.propose()
        remittance.line_ids.sudo().customer_number = False
        with self.assertRaisesRegex(UserError, "no customer number"):
            remittance.action_confirm()

    def test_cvr_and_cpr_are_checked(self):
        """MAN-14, MAN-17"""
        self.mandate.write({"cvr_number": CVR, "cpr_number": "2110625629"})
        for name, number, message in (
            ("cvr_number", "13585627", "not a CVR number"),
            ("cpr_number", "3113625629", "not a CPR number"),
        ):
            with self.assertRaisesRegex(ValidationError, message):
                self.mandate[name] = number
            self.env.invalidate_all(flush=False)

    def test_the_cvr_number_comes_from_the_customers_vat_number(self):
        """MAN-17"""
        self.payer.write({"country_id": self.env.ref("base.dk").id, "vat": f"DK{CVR}"})
        mandate = self.env["debit.mandate"].create(
            {"partner_id": self.payer.id, "scheme": "pbs_ls", "customer_number": "C00001"}
        )
        self.assertEqual(mandate.cvr_number, CVR)

    def test_a_cpr_number_is_shown_to_few(self):
        """MAN-18"""
        self.mandate.cpr_number = "2110625629"
        clerk = new_test_user(self.env, "clerk_d", "sepa_remittance_addon.group_debit_user", company_id=self.company.id)
        seen = self.mandate.with_user(clerk)
        self.assertEqual(seen.masked_cpr_number, "******-**29")
        with self.assertRaises(AccessError):
            seen.read(["cpr_number"])
        with self.assertRaises(AccessError):
            seen.search([("cpr_number", "=like", "21%")])
        self.assertNotIn("2110625629", str(self.mandate.message_ids.mapped("body")))

    def test_settings_give_headings_and_say_what_is_required(self):
        """MAN-17: the role of an agreement indicator."""
        settings = self.env.ref("sepa_remittance_addon.agreement_scheme_ls")
        settings.heading_ids.filtered(lambda line: line.identifier == "cvr_number").write(
            {"name": "Virksomhed", "required": True}
        )
        with Form(self.mandate) as form:
            self.assertEqual(form.cvr_number_heading, "Virksomhed")
            self.assertFalse(form.agreement_number_heading)
        with self.assertRaisesRegex(ValidationError, "cannot be signed without: Virksomhed"):
            self.create_payer("Sydhavn", 2)

    def test_the_customers_account_is_required_by_setting_only(self):
        """MAN-17"""
        settings = self.env.ref("sepa_remittance_addon.agreement_scheme_ls")
        without = self.create_payer("Sydhavn", 2, bank_ids=[])
        self.assertEqual(without.mandate_ids.state, "active")
        settings.account_required = True
        with self.assertRaisesRegex(ValidationError, "Payer's account"):
            self.create_payer("Odense", 3, bank_ids=[])

    def test_settings_give_validity_and_limit(self):
        """MAN-17"""
        self.env.ref("sepa_remittance_addon.agreement_scheme_ls").write({"validity_months": 18, "amount_limit": 5000})
        mandate = self.create_payer("Sydhavn", 2).mandate_ids
        self.assertEqual((mandate.valid_until, mandate.amount_limit), (date(2027, 7, 5), 5000))

    def test_sepa_mandates_know_nothing_of_pbs(self):
        """MAN-17"""
        mandate = self.env["debit.mandate"].create({"partner_id": self.payer.id, "scheme": "sepa_core"})
        self.assertFalse(mandate.agreement_request)
        self.assertFalse(mandate.customer_number_heading)

    def test_an_unsent_agreement_needs_no_cancellation(self):
        """MAN-17"""
        self.mandate._end("withdrawn", CREATED, "letter")
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("cancelled", False))

    def test_a_withdrawn_agreement_waits_for_its_cancellation(self):
        """MAN-17"""
        self.register(self.mandate)
        self.mandate._end("withdrawn", CREATED, "letter")
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("registered", "cancel"))

    def test_signing_again_after_a_cancellation_asks_to_register(self):
        """MAN-8, MAN-17"""
        self.mandate._end("withdrawn", CREATED, "letter")
        self.mandate._sign(date(2026, 10, 14))
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("local", "register"))

    def test_moves_are_a_table_for_this_life_too(self):
        """MAN-17"""
        with self.assertRaisesRegex(UserError, "Cancellation sent"):
            self.mandate.sudo()._move_field_to("agreement_state", "cancellation_sent")
        with self.assertRaisesRegex(AccessError, "buttons"):
            self.mandate.agreement_state = "registered"

    def test_what_pbs_knows_is_not_edited(self):
        """MAN-17"""
        self.register(self.mandate)
        with self.assertRaisesRegex(UserError, "new customer number"):
            self.mandate.customer_number = "C9"
        self.mandate.customer_number = "C00001"

    def test_a_mandate_per_invoice_is_under_the_agreement_of_its_payer(self):
        """MAN-5, MAN-17"""
        self.register(self.mandate)
        invoice = self.create_due(self.payer, 100)
        one_off = self.env["debit.mandate"].create(
            {
                "partner_id": self.payer.id,
                "scheme": "pbs_ls",
                "kind": "one_off",
                "customer_number": "C00001",
                "move_line_id": self.receivable_of(invoice).id,
                "signature_date": "2026-10-01",
            }
        )
        self.assertEqual((one_off.agreement_state, one_off.agreement_request), ("registered", False))

    def test_deciding_for_pbs_needs_the_right_to_confirm(self):
        """MAN-17"""
        clerk = new_test_user(self.env, "clerk_e", "sepa_remittance_addon.group_debit_user", company_id=self.company.id)
        with self.assertRaisesRegex(AccessError, "Confirm and export"):
            self.mandate.with_user(clerk).action_agreement_registered()
        self.mandate.action_agreement_registered()
        self.assertEqual(self.mandate.agreement_state, "registered")

    def test_only_managers_change_the_settings(self):
        """MAN-17"""
        clerk = new_test_user(self.env, "clerk_f", "sepa_remittance_addon.group_debit_confirm")
        settings = self.env.ref("sepa_remittance_addon.agreement_scheme_ls").with_user(clerk)
        self.assertTrue(settings.heading_ids)
        with self.assertRaises(AccessError):
            settings.heading_ids = [Command.clear()]
