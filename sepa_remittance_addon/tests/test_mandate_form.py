"""The mandate form: printed and e-mailed, recorded, in the payer's language (MAN-15)."""

import re
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import CREDITOR, DebitCommon, iban_of


@tagged("post_install", "-at_install")
class TestMandateForm(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = cls.create_payer("Zoe", 1, mandate=False, email="zoe@example.com")
        cls.anna = cls.create_payer("Anna", 2, mandate=False, lang="fr_FR")
        cls.mandates = (cls.zoe | cls.anna).mandate_ids

    def html_of(self, mandate, user=None):
        report = self.env.ref("sepa_remittance_addon.report_mandate").with_user(user or self.env.user)
        html = report._render_qweb_html(report.report_name, mandate.ids)[0].decode()
        return " ".join(re.sub("<[^>]+>", " ", html).split())

    def mails(self):
        return self.env["mail.mail"].search([("subject", "like", self.company.name)])

    def test_the_form_holds_all_that_a_mandate_must_say(self):
        """MAN-15"""
        self.company.partner_id.write({"street": "1 quai Rambaud", "zip": "69002", "city": "Lyon"})
        text = self.html_of(self.zoe.mandate_ids)
        for needed in (
            *(
                "SEPA Direct Debit Mandate",
                self.company.name,
                "1 quai Rambaud",
                CREDITOR,
                self.zoe.mandate_ids.reference,
            ),
            *("Zoe", "Repeated payments", "8 weeks", "Place", "Date", "Signature of the account holder"),
        ):
            self.assertIn(needed, text)
        self.assertIn(" ".join(iban_of(1)), text, "each character stands in a box of its own")

    def test_boxes_stay_blank_while_the_account_is_unknown(self):
        """MAN-15"""
        self.zoe.mandate_ids.partner_bank_id = False
        report = self.env.ref("sepa_remittance_addon.report_mandate")
        html = report._render_qweb_html(report.report_name, self.zoe.mandate_ids.ids)[0].decode()
        self.assertEqual(html.count("width: 17px"), 34)
        self.assertNotIn(" ".join(iban_of(1)), self.html_of(self.zoe.mandate_ids))

    def test_each_scheme_has_its_own_rights(self):
        """MAN-15: eight weeks for Core, no refund between businesses, and the words of PBS."""
        mandate = self.zoe.mandate_ids
        mandate.scheme = "sepa_b2b"
        text = self.html_of(mandate)
        self.assertIn("no right to a refund", text)
        self.assertNotIn("8 weeks", text)
        mandate.write({"scheme": "pbs_ls", "customer_number": "77"})
        self.assertIn("Leverandørservice", self.html_of(mandate))
        mandate.scheme = "pbs_bs"
        text = self.html_of(mandate)
        self.assertIn("Betalingsservice", text)
        self.assertNotIn("SEPA", text)

    def test_a_one_off_mandate_names_its_invoice(self):
        """MAN-15"""
        self.zoe.mandate_per_invoice = True
        invoice = self.create_due(self.zoe, 10)
        text = self.html_of(self.zoe.mandate_ids.filtered(lambda mandate: mandate.kind == "one_off"))
        self.assertIn(f"One single payment, for invoice {invoice.name}", text)

    def test_a_french_payer_reads_french(self):
        """MAN-15: the language is the payer's, not that of who prints."""
        self.env["res.lang"]._activate_lang("fr_FR")
        view = self.env.ref("sepa_remittance_addon.mandate_title")
        view.update_field_translations("arch_db", {"fr_FR": {"SEPA Direct Debit Mandate": "Mandat d'essai"}})
        self.assertIn("Mandat d'essai", self.html_of(self.anna.mandate_ids).replace("&#39;", "'"))
        self.assertIn("SEPA Direct Debit Mandate", self.html_of(self.zoe.mandate_ids))

    def test_printing_makes_one_pdf_in_payer_order_and_is_recorded(self):
        """MAN-15"""
        action = self.mandates.action_print_form()
        self.assertEqual(action["context"]["active_ids"], (self.anna.mandate_ids | self.zoe.mandate_ids).ids)
        self.assertEqual(set(self.mandates.mapped("form_channel")), {"print"})
        self.assertEqual(self.mandates.form_sent_by_id, self.env.user)
        self.assertTrue(all(self.mandates.mapped("form_sent_on")))
        self.assertIn("printed", self.zoe.mandate_ids.message_ids[0].body)

    def test_email_goes_to_those_who_have_one_and_names_the_others(self):
        """MAN-15"""
        result = self.mandates.action_email_form()
        self.assertIn("Anna", result["params"]["message"])
        self.assertEqual((self.zoe.mandate_ids.form_channel, self.anna.mandate_ids.form_channel), ("email", False))
        mail = self.mails()
        self.assertEqual(mail.recipient_ids, self.zoe)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertRegex(mail.body_html, r'href="[^"]+/mandate/sign/[\w-]{40,}"')
        self.assertIn("zoe@example.com", self.zoe.mandate_ids.message_ids[0].body)

    def test_many_forms_are_sent_in_shares_and_none_twice(self):
        """MAN-15, REM-17: an interrupted sending goes on where it was, and nobody gets two links."""
        payers = [self.create_payer(f"P{n}", n, mandate=False, email=f"p{n}@example.com") for n in range(10, 15)]
        mandates = self.env["debit.mandate"].union(*(payer.mandate_ids for payer in payers))
        before = fields.Datetime.now()
        with patch("odoo.addons.sepa_remittance_addon.services.debit_mandate_sender.SHARE", 2):
            left = [
                self.company._email_mandate_forms(mandates.ids, fields.Datetime.to_string(before)) for _ in range(2)
            ]
            mandates[-1].signature_date = fields.Date.today()
            self.company._email_mandate_forms(mandates.ids, fields.Datetime.to_string(before))
        self.assertEqual(left, [3, 1])
        told = self.env["mail.mail"].search([]).recipient_ids
        self.assertEqual(len(self.mails()), 4)
        self.assertEqual(told & mandates.partner_id, mandates[:-1].partner_id)

    def test_the_link_is_in_the_outgoing_mail_only(self):
        """MAN-15: colleagues cannot sign in the payer's name, and nothing stays once the mail is sent."""
        self.zoe.mandate_ids.action_email_form()
        token = re.search(r"/mandate/sign/([\w-]+)", self.mails().body_html)[1]
        mandate = self.zoe.mandate_ids
        self.assertTrue(self.mails().auto_delete)
        self.assertNotIn(token, "".join(mandate.message_ids.mapped("body")) + (self.mails().mail_message_id.body or ""))
        self.env.flush_all()
        self.env.cr.execute("SELECT row_to_json(debit_mandate)::text FROM debit_mandate WHERE id = %s", [mandate.id])
        self.assertNotIn(token, self.env.cr.fetchone()[0])
        with self.assertRaises(AccessError):
            mandate.read(["signing_token_hash"])

    def test_what_is_signed_already_gets_no_link_and_then_nobody_does(self):
        """MAN-15"""
        self.zoe.mandate_ids.signature_date = "2026-10-01"
        with self.assertRaisesRegex(UserError, self.zoe.mandate_ids.reference), self.cr.savepoint():
            self.mandates.action_email_form()
        self.assertFalse(self.anna.mandate_ids.signing_link_until)

    def test_a_link_to_copy_is_shown_once(self):
        """MAN-15"""
        action = self.zoe.mandate_ids.action_new_signing_link()
        address = action["context"]["default_address"]
        token = address.rsplit("/", 1)[1]
        self.assertEqual(self.env["debit.mandate"]._of_signing_token(token), self.zoe.mandate_ids)
        shown = self.env["debit.signing.link"].with_context(**action["context"]).new()
        self.assertEqual(shown.address, address)
        self.assertFalse(self.env["debit.signing.link"]._fields["address"].store)

    def test_readers_send_no_form(self):
        """MAN-15: rights."""
        reader = new_test_user(
            *(self.env, "form reader"),
            groups="sepa_remittance_addon.group_debit_reader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        mandate = self.zoe.mandate_ids.with_user(reader)
        for action in (mandate.action_print_form, mandate.action_email_form, mandate.action_new_signing_link):
            with self.subTest(action.__name__), self.assertRaises(AccessError), self.cr.savepoint():
                action()
        with self.assertRaises(AccessError):
            mandate.read(["signed_document"])

    def test_the_form_masks_the_account_for_who_may_not_see_it(self):
        """MAN-15, MAN-18"""
        preparer = new_test_user(
            *(self.env, "form preparer"),
            groups="sepa_remittance_addon.group_debit_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        text = self.html_of(self.zoe.mandate_ids, preparer)
        self.assertNotIn(" ".join(iban_of(1)), text)
        self.assertIn(" ".join(f"{iban_of(1)[:4]}********{iban_of(1)[-4:]}"), text)
