from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from ..models.card_number import looks_like_card_number
from .contract_case import ContractCase

# A published test number of a card scheme.
CARD_NUMBER = "4111 1111 1111 1111"


class TestCardAuthorisations(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terminal = cls.company_data["default_journal_credit"]
        cls.company.card_authorisation_days = 10

    def _reserve(self, amount=300, **values):
        contract = self._contract(deposit_expected=300)
        values = {"card_reference": "T-100", **values}
        return self._key(contract, "card_authorisation", amount, part="deposit", **values)

    def _capture(self, authorisation, user=None, **values):
        authorisation = authorisation.with_user(user or self.cashier)
        action = authorisation.action_capture()
        wizard = authorisation.env[action["res_model"]].with_context(**action["context"]).create(values)
        wizard.action_capture()
        authorisation.contract_id.invalidate_recordset()
        return authorisation.captured_ids

    def test_a_reservation_is_no_money_and_makes_no_entry(self):
        """CTR-5"""
        authorisation = self._reserve()
        contract = authorisation.contract_id
        self.assertEqual((authorisation.state, authorisation.method), ("authorised", "card"))
        self.assertFalse(authorisation.entry_id or authorisation.payment_id)
        self.assertEqual((contract.deposit_received, contract.deposit_held, contract.deposit_status), (0, 0, "unpaid"))
        self.assertEqual(contract.authorised_amount, 300)
        until = fields.Date.today() + timedelta(days=10)
        self.assertEqual((authorisation.expiry_date, contract.authorised_until), (until, until))

    def test_what_the_terminal_printed_must_be_keyed(self):
        """CTR-5: said in the dialog, before anything is saved."""
        with self.assertRaises(AssertionError):  # required on the form
            self._reserve(card_reference=False)
        form = self._dialog(self._contract(deposit_expected=300), "deposit")
        form.kind = "card_authorisation"
        form.expiry_date = fields.Date.today() - timedelta(days=1)
        self.assertIn("until when", form.obstacle)

    def test_a_captured_part_becomes_the_deposit_and_the_rest_is_given_up(self):
        """CTR-5"""
        authorisation = self._reserve()
        captured = self._capture(authorisation, amount=120)
        contract = authorisation.contract_id
        self.assertEqual((captured.kind, captured.amount, captured.journal_id), ("deposit_payment", 120, self.terminal))
        self.assertEqual((authorisation.state, contract.deposit_held, contract.authorised_amount), ("captured", 120, 0))
        self.assertEqual(self._balance_of(self.deposit_account, contract), -120)

    def test_capturing_twice_takes_the_money_once(self):
        """CTR-5: two clicks, or two people"""
        authorisation = self._reserve()
        first = self._capture(authorisation, amount=120)
        self.assertEqual(self._capture(authorisation, amount=200), first)
        self.assertEqual(authorisation.contract_id.deposit_held, 120)

    def test_no_more_than_is_reserved_can_be_captured(self):
        """CTR-5"""
        authorisation = self._reserve()
        with self.assertRaisesRegex(UserError, authorisation.contract_id.number):
            self._capture(authorisation, amount=300.01)
        self.assertEqual(authorisation.state, "authorised")

    def test_the_dialog_says_what_cannot_be_captured(self):
        """CTR-5: before anything is saved"""
        authorisation = self._reserve()
        action = authorisation.with_user(self.cashier).action_capture()
        form = Form(self.env[action["res_model"]].with_user(self.cashier).with_context(**action["context"]))
        self.assertEqual((form.amount, form.obstacle or ""), (300, ""))
        form.amount = 300.01
        self.assertIn("is reserved", form.obstacle)
        form.amount = 300
        form.date = authorisation.expiry_date + timedelta(days=1)
        self.assertIn("reserved until", form.obstacle)

    def test_a_released_or_expired_reservation_is_not_there_any_more(self):
        """CTR-5"""
        released, expired, lasting = self._reserve(), self._reserve(), self._reserve()
        released.with_user(self.cashier).action_release()
        expired.sudo().expiry_date = fields.Date.today() - timedelta(days=1)
        lasting.sudo().expiry_date = fields.Date.today()
        self.env["contract.transaction"]._cron_expire()
        self.assertEqual((released | expired | lasting).mapped("state"), ["released", "expired", "authorised"])
        for gone in (released, expired):
            self.assertEqual(gone.contract_id.authorised_amount, 0)
            with self.assertRaisesRegex(UserError, gone.contract_id.number):
                self._capture(gone, amount=10)

    def test_after_its_last_day_a_reservation_cannot_be_captured_even_before_it_is_marked_expired(self):
        """CTR-5"""
        authorisation = self._reserve()
        authorisation.sudo().expiry_date = fields.Date.today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "reserved until"):
            self._capture(authorisation, amount=10)

    def test_a_reversed_capture_leaves_the_reservation_used(self):
        """CTR-5: the terminal took the money and gave it back; the reservation is gone."""
        authorisation = self._reserve()
        captured = self._capture(authorisation)
        self.env["contract.cashier"]._reverse(captured, "Wrong customer")
        self.assertEqual((authorisation.state, authorisation.contract_id.deposit_held), ("captured", 0))

    def test_a_card_number_is_never_stored(self):
        """CTR-5: neither as the reference nor in the comment, and not in the dialog's own table either."""
        self.assertTrue(looks_like_card_number(f"Visa {CARD_NUMBER}"))
        self.assertTrue(looks_like_card_number(CARD_NUMBER.replace(" ", "")))
        self.assertFalse(looks_like_card_number("TPE 004512 du 03/05/2026"))
        for field in ("card_reference", "comment"):
            with self.assertRaisesRegex(UserError, "card number"):
                self._reserve(**{field: CARD_NUMBER})
        stored = self.env["contract.transaction.entry"].search([])
        self.assertFalse([one for one in stored if CARD_NUMBER in (one.card_reference, one.comment)])

    def test_without_a_card_terminal_the_dialog_says_what_is_missing(self):
        authorisation = self._reserve()
        self.terminal.collection_method = False
        arch = self.env.ref("recouvrements_addon.view_card_capture_form").arch
        wizard = self.env["card.capture"].with_user(self.cashier)
        self.assertFalse(wizard.new({"authorisation_id": authorisation.id}).available_journal_ids)
        self.assertIn('invisible="available_journal_ids"', arch)

    def test_capturing_and_releasing_need_the_right_and_the_branch(self):
        """CTR-2"""
        authorisation = self._reserve()
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_contract_cashier", other)
        for user in (self.reader, self.processor, stranger):
            with self.assertRaises(AccessError):
                authorisation.with_user(user).action_release()
            with self.assertRaises(AccessError):
                self._capture(authorisation, user=user, amount=5)
        self.assertEqual(authorisation.state, "authorised")

    def test_the_days_are_those_of_the_branch(self):
        branch = self.env["res.company"].create({"name": "Harbour", "parent_id": self.company.id})
        branch.card_authorisation_days = 3
        self.cashier.company_ids = [Command.link(branch.id)]
        form = self._dialog(self._contract(company_id=branch.id, deposit_expected=50), "deposit")
        form.kind = "card_authorisation"
        self.assertEqual(form.expiry_date, (fields.Date.today() + timedelta(days=3)))
