"""The page on which a payer signs its mandate, over real HTTP (MAN-15)."""

import base64
import io
from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from PIL import Image

from .common import DebitCommon, iban_of

MUTED = ("odoo.http", "odoo.addons.http_routing.models.ir_http")


def drawing():
    picture = io.BytesIO()
    Image.new("RGBA", (60, 20), "navy").save(picture, "PNG")
    return base64.b64encode(picture.getvalue()).decode()


@tagged("post_install", "-at_install")
class TestSigningPage(DebitCommon, HttpCase):
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "Collecting & Co"
        cls.zoe = cls.create_payer("Zoe", 1, mandate=False, email="zoe@example.com")
        cls.other = cls.create_payer("Secret Neighbour", 2, mandate=False)
        cls.mandate = cls.zoe.mandate_ids

    def setUp(self):
        super().setUp()
        self.path = self.link_of(self.mandate)

    def link_of(self, mandate):
        return "/mandate/sign/" + mandate._make_signing_links()[mandate.id].rsplit("/", 1)[1]

    def page(self, path=None):
        with mute_logger(*MUTED):
            return self.url_open(path or self.path)

    def accept(self, path=None, **values):
        path = path or self.path
        values = {"name": "Zoe Zola", "signature": drawing(), "read": self.mandate._get_form_fingerprint(), **values}
        return self.make_jsonrpc_request(f"{path}/accept", values)

    def assertClosed(self, response):
        self.assertEqual(response.status_code, 404)
        self.assertIn("This link can no longer be used", response.text)
        for secret in ("Zoe", self.mandate.reference, "Collecting &amp; Co", self.company.name, self.env.company.name):
            self.assertNotIn(secret, response.text)

    def test_the_page_shows_this_mandate_and_nothing_else(self):
        """MAN-15"""
        response = self.page()
        self.assertEqual(response.status_code, 200)
        for shown in ("Zoe", self.mandate.reference, "Collecting &amp; Co", f"**** **** {iban_of(1)[-4:]}"):
            self.assertIn(shown, response.text)
        for hidden in (iban_of(1), "Secret Neighbour", iban_of(2)):
            self.assertNotIn(hidden, response.text.replace(" ", ""))
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_the_scripts_of_the_page_speak_the_payers_language(self):
        """MAN-15."""
        answer = self.url_open("/website/translations?lang=fr_FR").json()
        words = answer["modules"]["sepa_remittance_addon"]["messages"]
        self.assertIn("Utiliser un autre compte", [word["string"] for word in words])

    def test_signing_activates_and_keeps_the_proof(self):
        """MAN-15"""
        self.mandate.form_sent_by_id = self.env.user
        answer = self.accept()
        self.assertIn("/mandate/signed", answer["redirect_url"])
        self.assertEqual((self.mandate.state, self.mandate.signed_by), ("active", "Zoe Zola"))
        self.assertEqual(self.mandate.signature_date, self.company._get_local_now().date())
        self.assertTrue(self.mandate.signed_document)
        self.assertTrue(self.mandate.signed_ip)
        document = base64.b64decode(self.mandate.signed_document).decode("utf-8", "ignore")
        self.assertIn("Proof of the online signature", document)
        told = self.mandate.message_ids.filtered(lambda message: "Signed online" in (message.body or ""))
        self.assertIn(f"**** **** {iban_of(1)[-4:]}", told.body)
        self.assertNotIn(iban_of(1), told.body.replace(" ", ""))
        self.assertIn(self.env.user.partner_id, told.notified_partner_ids)
        copy = self.env["mail.mail"].sudo().search([("recipient_ids", "in", self.zoe.ids)])
        self.assertFalse(copy.model, "the document is not among the messages that colleagues read")
        self.assertEqual(len(copy.attachment_ids), 1)
        self.assertEqual(self.page("/mandate/signed").status_code, 200)

    def test_the_date_is_that_of_the_company(self):
        """MAN-15: half past eleven in the evening in London is the next day in Paris."""
        with freeze_time("2026-07-01 22:30:00", tick=True):
            self.assertEqual(str(self.company._get_local_now().date()), "2026-07-02")

    def test_a_link_works_once(self):
        """MAN-15"""
        self.accept()
        self.assertClosed(self.page())
        again = self.accept(name="Mallory")
        self.assertIn("no longer", again["error"])
        self.assertEqual(self.mandate.signed_by, "Zoe Zola")

    def test_wrong_replaced_expired_and_dropped_links_get_the_same_answer(self):
        """MAN-15: no page tells whether a link ever existed."""
        wrong = self.page("/mandate/sign/" + "a" * 43)
        self.assertClosed(wrong)
        earlier, self.path = self.path, self.link_of(self.mandate)
        answers = [self.page(earlier)]
        self.mandate.signing_link_until = fields.Date.today() - timedelta(days=2)
        answers.append(self.page())
        answers.append(self.page(self.link_of(self.other.mandate_ids)[:-1]))
        path = self.link_of(self.other.mandate_ids)
        self.other.mandate_ids.sudo()._move_to("abandoned")
        answers.append(self.page(path))
        path = self.link_of(self.mandate)
        self.mandate.unlink()
        answers.append(self.page(path))
        bodies = {self._without_csrf(answer.text) for answer in (wrong, *answers)}
        self.assertEqual((len(bodies), {answer.status_code for answer in answers}), (1, {404}))

    def _without_csrf(self, text):
        body = text[text.index('<div id="wrap"') :]
        return body[: body.index("</main>")]

    def test_a_link_expires_after_the_days_of_the_company(self):
        """MAN-15"""
        self.company.signing_link_days = 3
        self.path = self.link_of(self.mandate)
        today = self.company._get_local_now().date()
        self.assertEqual(self.mandate.signing_link_until, today + timedelta(days=3))
        self.mandate.signing_link_until = today
        self.assertEqual(self.page().status_code, 200)
        self.mandate.signing_link_until = today - timedelta(days=1)
        self.assertClosed(self.page())
        self.assertIn("no longer", self.accept()["error"])
        self.assertEqual(self.mandate.state, "to_sign")

    def test_a_link_made_before_the_mandate_was_signed_on_paper_is_dead_for_good(self):
        """MAN-15: also when the mandate is withdrawn afterwards."""
        self.mandate._sign(fields.Date.today() - timedelta(days=20))
        self.assertClosed(self.page())
        self.mandate.sudo()._move_to("withdrawn")
        self.assertClosed(self.page())

    def test_another_payer_on_the_mandate_ends_the_link(self):
        """MAN-15"""
        self.mandate.write({"partner_bank_id": False, "partner_id": self.other.id})
        self.assertClosed(self.page())

    def test_an_entered_account_becomes_the_payers_and_is_debited(self):
        """MAN-15"""
        number = iban_of(77)
        self.accept(account_number=f" {number[:4]} {number[4:].lower()} ")
        account = self.mandate.partner_bank_id
        self.assertEqual((account.sanitized_acc_number, account.partner_id), (number, self.zoe))
        self.assertEqual(len(self.zoe.bank_ids), 2)
        self.assertFalse(account.allow_out_payment, "what a stranger types is never paid to without a look")

    def test_an_account_the_payer_has_already_is_not_made_twice(self):
        """MAN-15: also one that was archived."""
        account = self.env["res.partner.bank"].create({"acc_number": iban_of(78), "partner_id": self.zoe.id})
        account.active = False
        self.accept(account_number=iban_of(78))
        self.assertEqual((self.mandate.partner_bank_id, account.active), (account, True))

    def test_a_wrong_account_is_told_beside_the_field_and_nothing_is_signed(self):
        """MAN-15, MAN-14"""
        wrong = iban_of(5)[:-1] + ("0" if iban_of(5)[-1] != "0" else "1")
        for number, words in ((wrong, "check digits"), (iban_of(5)[:-2], "too short"), ("US12 3456", "IBAN country")):
            with self.subTest(number):
                check = self.make_jsonrpc_request(f"{self.path}/account", {"account_number": number})
                self.assertIn(words, check["account_error"])
                self.assertIn(words, self.accept(account_number=number)["account_error"])
        self.assertEqual((self.mandate.state, len(self.zoe.bank_ids)), ("to_sign", 1))
        self.assertEqual(self.page().status_code, 200, "the link still works after a mistake")

    def test_a_bank_outside_sepa_is_refused_for_sepa_only(self):
        """MAN-15"""
        brazilian = "BR1800360305000010009795493C1"  # published example
        self.assertIn("SEPA", self.accept(account_number=brazilian)["account_error"])

    def test_without_any_account_there_is_no_sepa_signature(self):
        """MAN-15"""
        self.mandate.partner_bank_id = False
        self.assertIn("IBAN", self.accept()["error"])
        self.assertEqual(self.mandate.state, "to_sign")

    def test_pbs_needs_no_account_here(self):
        """MAN-15, MAN-17"""
        self.mandate.write({"scheme": "pbs_ls", "customer_number": "77", "partner_bank_id": False})
        self.assertIn("Leverandørservice", self.page().text)
        self.accept()
        self.assertEqual(self.mandate.state, "active")

    def test_name_and_signature_are_needed_and_only_a_picture_counts(self):
        """MAN-15"""
        script = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
        for values, words in (
            ({"name": "  "}, "name"),
            ({"signature": ""}, "signature"),
            ({"signature": None}, "signature"),
            ({"signature": script}, "signature"),
            ({"signature": "not base64!"}, "signature"),
        ):
            with self.subTest(values):
                self.assertIn(words, self.accept(**values)["error"])
        self.assertEqual(self.mandate.state, "to_sign")

    def test_the_payer_does_not_learn_whose_number_is_the_same(self):
        """MAN-15: what our own checks say of a mandate names other customers; the payer is asked to call."""
        agreements = self.mandate | self.other.mandate_ids
        agreements.write({"scheme": "pbs_ls", "customer_number": "42"})
        self.other.mandate_ids.signature_date = fields.Date.context_today(self.other)
        answer = self.accept()
        self.assertIn("cannot be signed online", answer["error"])
        self.assertNotIn("Secret Neighbour", str(answer))
        self.assertEqual(self.mandate.state, "to_sign")

    def test_nothing_else_is_signed_than_what_was_read(self):
        """MAN-15: a colleague changes the account between reading and signing."""
        read = self.mandate._get_form_fingerprint()
        self.mandate.partner_bank_id = self.env["res.partner.bank"].create(
            {"acc_number": iban_of(79), "partner_id": self.zoe.id}
        )
        self.assertIn("changed", self.accept(read=read)["error"])
        self.assertEqual(self.mandate.state, "to_sign")

    def test_a_withdrawn_mandate_is_signed_again_by_a_new_link(self):
        """MAN-15, MAN-8"""
        self.mandate._sign(fields.Date.today() - timedelta(days=40))
        self.mandate.sudo()._move_to("withdrawn")
        self.path = self.link_of(self.mandate)
        self.accept()
        self.assertEqual(
            (self.mandate.state, self.mandate.signature_date), ("active", self.company._get_local_now().date())
        )

    def test_signed_and_withdrawn_today_is_told_in_the_payers_words(self):
        """MAN-15, MAN-8"""
        self.mandate._sign(self.company._get_local_now().date())
        self.mandate.sudo()._move_to("withdrawn")
        self.path = self.link_of(self.mandate)
        self.assertIn("tomorrow", self.accept()["error"])
        self.assertEqual(self.page().status_code, 200)

    def test_another_companys_mandate_shows_that_company_only(self):
        """MAN-15: the visitor's company is the first of the database, not the creditor."""
        first = self.env["res.company"].search([], order="id", limit=1)
        first.name = "First Of All Ltd"
        response = self.page()
        self.assertIn("Collecting &amp; Co", response.text)
        self.assertNotIn("First Of All Ltd", response.text)

    def test_a_payer_signs_in_the_browser(self):
        """MAN-15: as people click."""
        self.mandate.partner_bank_id = False
        self.path = self.link_of(self.mandate)
        self.start_tour(f"{self.path}?iban={iban_of(81)}", "debit_signing_tour")
        self.assertEqual((self.mandate.state, self.mandate.signed_by), ("active", "Zoe"))
        self.assertEqual(self.mandate.partner_bank_id.sanitized_acc_number, iban_of(81))
