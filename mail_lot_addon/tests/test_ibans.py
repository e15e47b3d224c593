from uuid import uuid4

from odoo.addons.sepa_remittance_addon.tests.common import CREDITOR, iban_of
from odoo.exceptions import AccessError, UserError

from ..values.envelope import Envelope
from .common import MailLotCommon

OWN, OTHER = iban_of(601), iban_of(602)


class TestIbans(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.company.sepa_creditor_identifier = CREDITOR
        cls.method = cls.env["account.payment.method.line"].create(
            {
                "name": "Direct debit",
                "journal_id": cls.journal.id,
                "payment_method_id": cls.env.ref("sepa_remittance_addon.payment_method_debit").id,
                "debit_scheme": "sepa_core",
            }
        )
        cls.company.debit_method_line_id = cls.method
        cls.client_j = cls.client_of()

    def mandate_of(self, client, iban=OWN, **more):
        account = self.env["res.partner.bank"].create({"acc_number": iban, "partner_id": client.id})
        values = {"partner_id": client.id, "partner_bank_id": account.id, "signature_date": "2024-01-01", **more}
        return self.env["debit.mandate"].create(values)

    def key_iban(self, iban, operation, client=None, lot=None, content="iban", **more):
        client, lot = client or self.client_j, lot or self.lot_of()
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client)
        operations = {invoice.move_line_id: operation for invoice in pending}
        envelope = Envelope(content, operations, iban=iban, **more)
        return lot.env["mail.lot.item.keyer"]._save(lot, uuid4().hex, client, envelope)

    def proposed(self):
        """What the next proposal takes."""
        proposal = self.env["debit.proposer"]._propose(self.method, {"due_to": "2099-12-31"})
        return proposal.line_ids.move_id

    def test_the_same_account_is_presented_again(self):
        """LOT-7: the rejected debit goes into the next proposal."""
        mandate = self.mandate_of(self.client_j)
        invoice = self.invoice_of(self.client_j, 30)
        invoice.preferred_payment_method_line_id = self.method
        line = self.env["debit.proposer"]._propose(self.method, {"due_to": "2099-12-31"}).line_ids
        line.sudo().state = "remitted"
        line._register_rejection({line.id: ("AM04", "", "test")})
        self.receivable(invoice)._set_payment_block("9")
        self.assertNotIn(invoice, self.proposed())
        item = self.key_iban(OWN, "re_present")
        self.assertEqual(item.payment_mode, "iban")
        self.assertEqual(mandate.partner_bank_id.sanitized_acc_number, OWN)
        self.assertFalse(self.receivable(invoice).payment_block)
        self.assertIn(invoice, self.proposed())

    def test_another_account_amends_the_mandate(self):
        """LOT-7, MAN-11: same mandate, other account; the invoice enters the next proposal, promo stops."""
        mandate = self.mandate_of(self.client_j)
        invoice = self.invoice_of(self.client_j, 30)
        item = self.key_iban(OTHER, "re_invoice")
        self.assertEqual(mandate.partner_bank_id.sanitized_acc_number, OTHER)
        self.assertEqual(item.sudo().mandate_id, mandate)
        self.assertTrue(self.client_j.client_stop_promo)
        self.assertIn(invoice, self.proposed())
        item._cancel("another client's")
        self.assertEqual(mandate.partner_bank_id.sanitized_acc_number, OWN)

    def test_a_mandate_is_made_where_there_is_none(self):
        """LOT-7: signed by the coupon; an unsigned coupon leaves it to sign."""
        self.invoice_of(self.client_j, 30)
        item = self.key_iban(OTHER, "re_invoice")
        mandate = item.sudo().mandate_id
        self.assertEqual((mandate.state, mandate.signature_date), ("active", self.today))
        self.assertEqual(item.account_shown, mandate.masked_account)
        other = self.client_of("2")
        self.invoice_of(other, 30)
        unsigned = self.key_iban(OWN, "re_invoice", other, facts=frozenset({"unsigned"}))
        self.assertEqual(unsigned.sudo().mandate_id.state, "to_sign")

    def test_the_account_of_the_partner_file_counts_too(self):
        """LOT-7: identical to both, or else it is re-invoiced."""
        self.mandate_of(self.client_j)
        keyer, lot = self.env["mail.lot.iban.keyer"], self.lot_of()
        self.assertEqual(keyer._compare(lot, self.client_j, OWN).status, "same")
        self.client_j.client_file_account_id = self.env["res.partner.bank"].create(
            {"acc_number": OTHER, "partner_id": self.client_j.id}
        )
        self.assertEqual(keyer._compare(lot, self.client_j, OWN).status, "different")

    def test_partner_files_are_those_of_the_lot_s_company(self):
        """LOT-7: two companies have a file of the same code, and each judges the accounts of its own lots."""
        other = self.setup_other_company()["company"]
        ours, theirs = (
            self.env["mail.partner.file"]
            .sudo()
            .create({"code": 121, "name": company.name, "company_id": company.id, "accepted": accepted})
            for company, accepted in ((self.company, "FR"), (other, "MC"))
        )
        stranger = self.user_of("stranger", "mail_lot_addon.group_mail_lot_manager", other)
        for lot, is_accepted in ((self.lot_of(), True), (self.lot_of(user=stranger), False)):
            compared = lot.env["mail.lot.iban.keyer"]._compare(lot, self.client_j.with_env(lot.env), OTHER)
            self.assertEqual("iban_refused" not in compared.facts, is_accepted)
        files = self.env["mail.partner.file"].with_user(stranger)
        self.assertEqual(files.search([]), theirs)
        for attempt in (
            lambda: files.browse(ours.id).read(["accepted"]),
            lambda: files.browse(ours.id).write({"accepted": False}),
            lambda: files.create({"code": 7, "name": "Theirs", "company_id": self.company.id}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_partner_files_are_the_administrator_s(self):
        """LOT-7: whoever keys reads them and changes none."""
        file = self.env["mail.partner.file"].sudo().create({"code": 121, "name": "Ours", "company_id": self.company.id})
        self.assertEqual(file.with_user(self.keyer).display_name, "121 Ours")
        with self.assertRaises(AccessError):
            file.with_user(self.closer).write({"accepted": "MC"})

    def test_the_wrong_operation_is_told_beside_its_field(self):
        """LOT-7: re-present and re-invoice are not the operator's choice."""
        self.mandate_of(self.client_j)
        self.invoice_of(self.client_j, 30)
        with self.assertRaisesRegex(UserError, "is the account on file"):
            self.key_iban(OWN, "re_invoice")
        with self.assertRaisesRegex(UserError, "is not the account on file") as refused:
            self.key_iban(OTHER, "re_present")
        self.assertNotIn(OTHER, str(refused.exception))
        with self.assertRaisesRegex(UserError, "check digits|IBAN|account number"):
            self.key_iban(OWN[:-1] + str((int(OWN[-1]) + 1) % 10), "re_invoice")

    def test_an_invoice_the_bank_is_asked_for_is_not_asked_for_twice(self):
        """LOT-7: it stays as it is until the bank has answered."""
        self.mandate_of(self.client_j)
        invoice = self.invoice_of(self.client_j, 30)
        invoice.preferred_payment_method_line_id = self.method
        self.proposed()
        with self.assertRaisesRegex(UserError, "bank is being asked"):
            self.key_iban(OWN, "re_present")

    def test_a_letter_without_means_presents_the_account_on_file_again(self):
        """LOT-13."""
        self.mandate_of(self.client_j)
        invoice = self.invoice_of(self.client_j, 30)
        item = self.key_iban("", "re_present", content="letter")
        self.assertEqual((item.content, item.payment_mode), ("letter", "iban"))
        self.assertIn(invoice, self.proposed())

    def test_no_whole_account_number_stands_in_messages(self):
        """LOT-7."""
        self.mandate_of(self.client_j)
        self.invoice_of(self.client_j, 30)
        item = self.key_iban(OTHER, "re_invoice")
        messages = item.lot_id.message_ids | item.sudo().mandate_id.message_ids | self.client_j.message_ids
        self.assertFalse([body for body in messages.mapped("body") if OTHER in (body or "")])
        shown = self.env["mail.lot.capture"].with_user(self.keyer)._show_item(item.with_user(self.keyer))
        self.assertNotIn(OTHER, str(shown))
