from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import DebitCommon, iban_of


@tagged("post_install", "-at_install")
class TestIdentifiersOfRecords(DebitCommon):
    def test_a_wrong_creditor_identifier_is_refused_on_company_and_journal(self):
        """MAN-14"""
        for record in (self.company, self.journal):
            with self.subTest(record._name), self.assertRaises(ValidationError):
                record.sepa_creditor_identifier = "FR73ZZZ123456"

    def test_the_bank_account_s_own_identifier_comes_first(self):
        """MAN-14"""
        self.assertEqual(self.journal._get_creditor_identifier("sepa_core"), "FR72ZZZ123456")
        self.journal.sepa_creditor_identifier = "ES23ZZZ47690558N"
        self.assertEqual(self.journal._get_creditor_identifier("sepa_core"), "ES23ZZZ47690558N")

    def test_a_mandate_refuses_an_iban_that_odoo_lets_pass(self):
        """MAN-14: wrong national check digits are told."""
        payer = self.env["res.partner"].create({"name": "Anna"})
        wrong = iban_of(5)[4:-2] + "00"
        from schwifty import IBAN

        number = str(IBAN.from_bban("FR", wrong, validate_bban=False))
        account = self.env["res.partner.bank"].create({"acc_number": number, "partner_id": payer.id})
        with self.assertRaises(ValidationError) as caught:
            self.env["debit.mandate"].create({"partner_id": payer.id, "partner_bank_id": account.id})
        self.assertNotIn(number, str(caught.exception), "a message shows no full IBAN")

    def test_the_bic_is_derived_from_the_iban(self):
        """MAN-14"""
        account = self.env["res.partner.bank"].create(
            {"acc_number": "DE89370400440532013000", "partner_id": self.company.partner_id.id}
        )
        self.assertEqual(account.bank_id.bic[:8], "COBADEFF")
