from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .contract_case import IBAN, ContractCase


class TestContract(ContractCase):
    def test_a_contract_gets_a_number_that_is_unique_in_its_branch(self):
        """CTR-1"""
        contract = self._contract()
        self.assertTrue(contract.number.startswith("CTR"))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._contract(number=contract.number.lower())

    def test_a_computed_deposit_follows_the_contract_amount(self):
        """CTR-1"""
        self.company.deposit_rate = 30
        contract = self._contract(agreed_amount=500)
        self.assertEqual(contract.deposit_expected, 150)
        contract.agreed_amount = 1000
        self.assertEqual(contract.deposit_expected, 300)

    def test_a_typed_deposit_is_never_overwritten(self):
        """CTR-1: neither when typed on the form nor when given by an import."""
        self.company.deposit_rate = 30
        with Form(self.env["customer.contract"].with_user(self.cashier)) as form:
            form.partner_id = self.customer
            form.agreed_amount = 500
            form.deposit_source = "typed"
            form.deposit_expected = 80
            form.agreed_amount = 900
        self.assertEqual(form.record.deposit_expected, 80)
        imported = self._contract(agreed_amount=500, deposit_expected=0)
        imported.agreed_amount = 700
        self.assertEqual((imported.deposit_source, imported.deposit_expected), ("typed", 0))
        imported.deposit_source = "computed"
        self.assertEqual(imported.deposit_expected, 210)

    def test_the_branch_says_what_becomes_of_deposits(self):
        """CTR-1, CTR-7"""
        self.company.deposit_handling = "settled"
        self.assertEqual(self._contract().deposit_handling, "settled")
        self.assertEqual(self._contract(deposit_handling="refunded").deposit_handling, "refunded")

    def test_a_wrong_deposit_iban_is_refused_and_a_right_one_is_cleaned(self):
        contract = self._contract(deposit_iban="FR14 2004 1010 0505 0001 3M02 606")
        self.assertEqual(contract.deposit_iban, IBAN)
        with self.assertRaisesRegex(ValidationError, contract.number):
            contract.deposit_iban = IBAN[:-1] + "7"

    def test_a_contract_with_an_invoice_stays_on_record(self):
        contract = self._contract()
        self._invoice(contract, 10)
        with self.assertRaisesRegex(UserError, contract.number):
            contract.unlink()
        self._contract().unlink()

    def test_an_invoice_paid_on_a_contract_stays_with_it(self):
        """CTR-4: a transaction names only invoices of its own contract, now and later."""
        contract, other = self._contract(), self._contract()
        invoice = self._invoice(contract, 100)
        self._key(contract, "payment", 40, invoice_id=invoice)
        with self.assertRaisesRegex(ValidationError, invoice.name):
            invoice.contract_id = other

    def test_a_contract_with_transactions_keeps_its_customer(self):
        """CTR-1, CTR-9: what was paid is this customer's in the ledger; one of its contacts may take its place."""
        contract = self._contract(deposit_expected=50)
        stranger = self.env["res.partner"].create({"name": "Somebody else"})
        contract.partner_id = stranger
        contract.partner_id = self.customer
        self._key(contract, "deposit_payment", 50)
        with self.assertRaisesRegex(UserError, contract.number):
            contract.partner_id = stranger
        contract.partner_id = self.env["res.partner"].create({"name": "Rita's driver", "parent_id": self.customer.id})

    def test_a_contract_is_found_by_its_number_and_by_its_customer(self):
        """CTR-1"""
        contract = self._contract()
        for words in (contract.number, "rita rent"):
            found = self.env["customer.contract"].with_user(self.reader).name_search(words)
            self.assertIn((contract.id, contract.number), found)
        offered = contract.with_user(self.reader).with_context(formatted_display_name=True).display_name
        self.assertIn("Rita Renter", offered, "whose it is shows where one is chosen")

    def test_what_is_wrong_with_an_iban_is_told_in_the_reader_s_language(self):
        """CTR-6: on the contract and in the dialog"""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.cashier.lang = "fr_FR"
        contract = self._contract(deposit_expected=50).with_user(self.cashier).with_context(lang="fr_FR")
        with self.assertRaisesRegex(ValidationError, "chiffres de contrôle"):
            contract.deposit_iban = IBAN[:-1] + "7"
        form = self._dialog(contract, "deposit")
        form.iban = IBAN[:-1] + "7"
        self.assertRegex(form.obstacle, "chiffres de contrôle")

    def test_only_one_final_invoice_per_contract(self):
        """CTR-7"""
        contract = self._contract()
        self._invoice(contract, 10, is_final_invoice=True, post=False)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._invoice(contract, 10, is_final_invoice=True, post=False)

    def test_a_credit_note_stays_on_the_contract_of_its_invoice(self):
        """CTR-3"""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=True)
        self.assertEqual((contract.invoiced_amount, contract.balance), (0, 0))
