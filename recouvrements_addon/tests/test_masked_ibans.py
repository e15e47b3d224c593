from odoo.exceptions import UserError
from odoo.fields import Command

from .contract_case import IBAN, OTHER_IBAN, ContractCase

MASKED = "FR14 **** **** 2606"


class TestMaskedIbans(ContractCase):
    """People who key see which account is known, never the whole number: not on the screen, and not over RPC."""

    def setUp(self):
        super().setUp()
        self.contract = self._contract(deposit_expected=300)
        self._key(self.contract, "deposit_payment", 300, iban=IBAN)

    def _entry(self, user, **values):
        """The dialog as a program asks for it."""
        values = {"contract_id": self.contract.id, "part": "deposit", "kind": "deposit_refund_request", **values}
        entries = self.env["contract.transaction.entry"].with_user(user)
        return entries.create({"method": "transfer", "amount": 50, **values})

    def test_the_dialog_shows_the_known_account_masked_and_keys_none(self):
        """CTR-6"""
        entry = self._entry(self.cashier)
        self.env.invalidate_all()
        told = entry.read(["known_iban", "iban"])[0]
        self.assertEqual((told["known_iban"], told["iban"]), (MASKED, False))
        entry.action_save()
        request = self.contract.transaction_ids.filtered(lambda made: made.state == "requested")
        self.assertEqual(
            (request.iban, request.refund_iban), (False, IBAN), "it goes to the known account all the same"
        )

    def test_who_may_see_numbers_sees_them(self):
        """CTR-6"""
        self.cashier.group_ids = [Command.link(self.env.ref("sepa_remittance_addon.group_see_numbers").id)]
        self.assertEqual(self._entry(self.cashier).read(["known_iban"])[0]["known_iban"], IBAN)

    def test_a_keyed_account_is_masked_as_soon_as_it_is_stored(self):
        """CTR-6"""
        entry = self._entry(self.cashier, iban=OTHER_IBAN)
        self.env.invalidate_all()
        self.assertNotIn(OTHER_IBAN, str(entry.read()))
        entry.action_save()
        transactions = self.contract.transaction_ids.with_user(self.cashier)
        self.env.invalidate_all()
        self.assertNotIn(OTHER_IBAN, str(transactions.read()))
        self.assertNotIn(IBAN, str(transactions.read()))
        self.assertNotIn(IBAN, str(self.contract.with_user(self.cashier).read()))

    def test_a_mask_is_never_stored_as_an_account(self):
        """CTR-6: neither by the dialog nor on the contract"""
        with self.assertRaises(UserError):
            self._entry(self.cashier, iban=MASKED)
        with self.assertRaises(UserError):
            self.contract.with_user(self.cashier).write({"deposit_iban": MASKED})
        self.assertEqual(self.contract.deposit_iban, IBAN)

    def test_a_masked_account_cannot_be_guessed_by_searching(self):
        """CTR-6"""
        entry = self._entry(self.cashier, iban=OTHER_IBAN)
        entries = self.env["contract.transaction.entry"].with_user(self.cashier)
        self.assertFalse(entries.search([("iban", "=like", "BE68%")]))
        self.assertEqual(entries.search([("iban", "=", OTHER_IBAN)]), entry, "whole numbers are found")
