from ast import literal_eval
from datetime import date

from odoo.tests import tagged

from .common import DebitCommon, iban_of


@tagged("post_install", "-at_install")
class TestMandateLists(DebitCommon):
    """MAN-16: the lists people work with."""

    def listed(self, action):
        action = self.env.ref(f"sepa_remittance_addon.{action}")
        return self.env["debit.mandate"].search(literal_eval(action.domain))

    def test_to_sign_is_one_list_for_recurrent_and_one_for_one_off(self):
        """MAN-16, MAN-7: what ended never comes back there."""
        recurrent = self.create_payer("Anna", 1, mandate=False).mandate_ids
        payer = self.create_payer("Bert", 2, mandate=False)
        payer.mandate_per_invoice = True
        one_off = self.receivable_of(self.create_due(payer)).mandate_ids
        active = self.create_payer("Cleo", 3).mandate_ids
        ended = self.create_payer("Dora", 4).mandate_ids
        ended._move_to("withdrawn")
        ours = recurrent | one_off | active | ended
        self.assertEqual(self.listed("action_mandate_to_sign") & ours, recurrent)
        self.assertEqual(self.listed("action_mandate_to_sign_one_off") & ours, one_off)
        self.assertEqual(self.listed("action_mandate_active") & ours, active)

    def test_double_mandates_are_those_of_one_payer_on_one_account(self):
        """MAN-16: one of another account, scheme or payer, or an ended one, is no double."""
        payer = self.create_payer("Anna", 1)
        first = payer.mandate_ids
        second = self.env["debit.mandate"].create({"partner_id": payer.id, "partner_bank_id": payer.bank_ids.id})
        other_account = self.env["res.partner.bank"].create({"partner_id": payer.id, "acc_number": iban_of(55)})
        for vals in (
            {"partner_bank_id": other_account.id},
            {"partner_bank_id": payer.bank_ids[0].id, "scheme": "sepa_b2b"},
        ):
            self.env["debit.mandate"].create({"partner_id": payer.id, **vals})
        self.create_payer("Bert", 2)
        self.assertEqual(self.listed("action_mandate_double"), first | second)
        self.assertEqual(payer.mandate_ids.filtered("is_double"), first | second)
        second._move_to("abandoned")
        self.assertFalse(self.listed("action_mandate_double"))
        first.invalidate_recordset(["is_double"])
        self.assertFalse(first.is_double)

    def test_one_offs_of_several_invoices_are_no_doubles(self):
        """MAN-16"""
        payer = self.create_payer("Anna", 1, mandate=False)
        payer.mandate_per_invoice = True
        self.create_due(payer)
        self.create_due(payer)
        self.assertEqual(len(payer.mandate_ids), 2)
        self.assertFalse(self.listed("action_mandate_double"))

    def test_suspended_ones_are_listed(self):
        """MAN-16"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        mandate._suspend("Account closed")
        self.assertEqual(self.listed("action_mandate_suspended"), mandate)
        mandate.action_resume()
        self.assertFalse(self.listed("action_mandate_suspended"))

    def test_customers_without_a_usable_mandate_are_listed(self):
        """MAN-16, MAN-19: to sign, suspended and expired mandates cannot be used."""
        unsigned = self.create_payer("Unsigned", 1, mandate=False)
        suspended = self.create_payer("Suspended", 2)
        suspended.mandate_ids._suspend("x")
        expired = self.create_payer("Expired", 3)
        expired.mandate_ids.signature_date = date(2023, 1, 1)
        fine = self.create_payer("Fine", 4)
        action = self.env.ref("sepa_remittance_addon.action_customer_without_mandate")
        found = self.env["res.partner"].search(literal_eval(action.domain))
        self.assertEqual(found & (unsigned | suspended | expired | fine), unsigned | suspended | expired)

    def test_the_preferred_account_is_one_the_scheme_can_debit(self):
        """MAN-4, MAN-14: a number that is no IBAN does not keep a customer from being collected."""
        payer = self.env["res.partner"].create({"name": "Two accounts"})
        self.env["res.partner.bank"].create(
            [
                {"partner_id": payer.id, "acc_number": "12345", "sequence": 1},
                {"partner_id": payer.id, "acc_number": iban_of(9), "sequence": 2},
            ]
        )
        payer.collect_automatically = True
        self.assertEqual(payer.mandate_ids.partner_bank_id.sanitized_acc_number, iban_of(9))

    def test_a_mandate_is_for_the_creditor_of_the_collecting_bank_account(self):
        """MAN-14, MAN-19: a bank account with an identifier of its own finds its mandates usable."""
        self.journal.sepa_creditor_identifier = "DE98ZZZ09999999999"
        payer = self.create_payer("Anna", 1)
        self.assertEqual(payer.mandate_ids.creditor_identifier, "DE98ZZZ09999999999")
        self.assertFalse(payer.mandate_missing)
