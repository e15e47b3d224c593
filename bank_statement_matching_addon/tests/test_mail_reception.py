import io
import zipfile
from email.message import EmailMessage

from odoo.addons.sepa_remittance_addon.tests.common import iban_of
from odoo.tests import new_test_user, tagged

from .common import SepaStatementCommon
from .test_reception import camt

CP850 = "Dato;Tekst;Beløb;Valuta\n2026-10-05;Indbetaling Søren Æbelø;100,50;EUR\n".encode("cp850")


@tagged("post_install", "-at_install")
class TestMailReception(SepaStatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = cls.journal.bank_account_id.sanitized_acc_number
        domain = cls.env["mail.alias.domain"].search([("name", "=", "bank.example.com")]) or cls.env[
            "mail.alias.domain"
        ].create({"name": "bank.example.com"})
        cls.company.alias_domain_id = domain
        cls.receiving_user = cls.create_user("robot", "group_statement_user")
        cls.sender = cls.env["res.partner"].create({"name": "Sofie", "email": "sofie@example.org"})
        cls.profile.write({"alias_name": "statements-bnk1", "mail_user_id": cls.receiving_user.id})
        cls.profile.message_subscribe(cls.sender.ids)
        cls.counter = 0

    @classmethod
    def create_user(cls, login, group):
        return new_test_user(cls.env, login, groups=f"bank_statement_matching_addon.{group}", company_id=cls.company.id)

    def send(self, *attachments, sender="sofie@example.org", to=None, subject="Kontoudtog", **headers):
        """One mail as a server hands it in; returns what was received and what was answered."""
        type(self).counter += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to or self.profile.alias_email, subject
        mail["Message-Id"] = headers.pop("message_id", f"<{self.counter}@example.org>")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(f"Here is {self.iban}.")
        for name, content in attachments:
            kind = ("text", "csv") if name.endswith(".csv") else ("application", "octet-stream")
            kind = ("image", "png") if name.endswith(".png") else kind
            mail.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
        last = self.env["received.statement"].search([], order="id desc", limit=1).id or 0
        last_mail = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        self.env["mail.thread"].message_process(False, mail.as_bytes())
        self.answers = self.env["mail.mail"].search([("id", ">", last_mail)])
        return self.env["received.statement"].search([("id", ">", last)])

    def log(self):
        return self.profile.message_ids[0]

    def assertNothingOfItStored(self, *attachments, **more):
        before = self.env["ir.attachment"].search_count([("res_model", "!=", "mail.mail")])
        self.assertFalse(self.send(*attachments, **more))
        self.assertEqual(self.env["ir.attachment"].search_count([("res_model", "!=", "mail.mail")]), before)

    # ------------------------------------------------------------ good files

    def test_a_statement_that_comes_by_mail_is_received_with_the_rights_of_the_profile_s_user(self):
        """STM-4: e-mail alias."""
        received = self.send(("bank.xml", camt(self.iban)))
        self.assertEqual((received.journal_id, received.state, received.line_ids.amount), (self.journal, "ready", 100))
        self.assertEqual(received.create_uid, self.receiving_user)
        self.assertIn(received.name, self.log().body)
        self.assertEqual(received.attachment_id.raw, camt(self.iban))

    def test_the_mail_itself_is_not_kept(self):
        """STM-4, MAN-18: everybody who sees the profile reads its messages."""
        self.send(("bank.xml", camt(self.iban)), subject=f"Konto {self.iban}")
        message = self.log()
        self.assertFalse(message.attachment_ids)
        self.assertNotIn(self.iban, message.body + message.subject)
        self.assertEqual((message.author_id, message.email_from), (self.sender, "sofie@example.org"))

    def test_several_files_and_an_archive_in_one_mail(self):
        """STM-4"""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writer:
            writer.writestr("1.xml", camt(self.iban, "A", 1))
            writer.writestr("2.xml", camt(self.iban, "B", 2))
        received = self.send(
            ("both.zip", archive.getvalue()), ("3.xml", camt(self.iban, "C", 3)), ("logo.png", b"\x89PNG")
        )
        self.assertEqual(sorted(received.mapped("number")), ["1", "2", "3"])

    def test_a_table_comes_in_the_bytes_the_bank_sent(self):
        """STM-4: a mail program says nothing, or something wrong, of the encoding of a text."""
        proposal = self.env["statement.layout.proposal"]
        proposal.browse(proposal._open("a.csv", CP850, self.journal)["res_id"])._save()
        received = self.send(("october.csv", CP850))
        self.assertEqual((received.line_ids.text, received.line_ids.amount), ("Indbetaling Søren Æbelø", 100.5))

    def test_the_same_mail_twice_is_one(self):
        """STM-6: a mail server that delivers again."""
        self.assertTrue(self.send(("bank.xml", camt(self.iban)), message_id="<twice@example.org>"))
        self.assertFalse(self.send(("bank.xml", camt(self.iban)), message_id="<twice@example.org>"))
        self.assertFalse(self.answers)

    def test_automation_goes_no_further_than_the_rights_of_the_user(self):
        """STM-1, STM-4: a mail posts nothing unless its user may."""
        self.profile.stop_after = "ledger"
        remitted = self.remit(100)
        self.assertEqual(self.send(("bank.xml", camt(self.iban, remitted.end_to_end_id))).state, "full")

    # ------------------------------------------------------------ bad files

    def test_a_bad_file_is_answered_and_nothing_is_kept(self):
        """STM-5: good and bad together too; the answer says where, without account numbers."""
        good, bad = ("good.xml", camt(self.iban)), ("bad.csv", f"Date,Text\n2026-10-05,{iban_of(5)}\n".encode())
        self.assertNothingOfItStored(good, bad)
        self.assertIn("bad.csv", self.log().body)
        self.assertEqual(self.answers.email_to, "sofie@example.org")
        self.assertIn("No saved layout reads this table", self.answers.body_html)
        self.assertNotIn(iban_of(5), self.answers.body_html)

    def test_archives_are_all_or_nothing_and_write_nowhere(self):
        """STM-5: one bad member; a member that leads outside."""
        for name, member in (("2.xml", b"<broken"), ("../../etc/cron.d/x", camt(self.iban, "B", 2))):
            archive = io.BytesIO()
            with zipfile.ZipFile(archive, "w") as writer:
                writer.writestr("1.xml", camt(self.iban))
                writer.writestr(name, member)
            self.assertNothingOfItStored(("a.zip", archive.getvalue()))
            self.assertIn("a.zip", self.answers.body_html)

    def test_a_mail_without_a_bank_file_is_answered(self):
        """STM-5"""
        self.assertNothingOfItStored(("logo.png", b"\x89PNG"))
        self.assertIn("brought no bank file", self.answers.body_html)

    def test_the_same_file_by_another_way_is_refused(self):
        """STM-6: uploaded this morning, sent at noon."""
        self.env["statement.receiver"]._receive([("bank.xml", camt(self.iban))])
        self.assertNothingOfItStored(("bank.xml", camt(self.iban)))
        self.assertIn("received before", self.answers.body_html)

    def test_an_automaton_gets_no_answer(self):
        """STM-4: two automatons would never stop."""
        self.assertNothingOfItStored(Auto_Submitted="auto-replied")
        self.assertFalse(self.answers)
        self.assertIn("brought no bank file", self.log().body)

    # ------------------------------------------------------------ who may

    def test_strangers_are_turned_away_by_the_policy_of_the_address(self):
        """STM-4: followers at first; the administrator may open it."""
        self.assertEqual(self.profile.alias_contact, "followers")
        self.assertNothingOfItStored(("bank.xml", camt(self.iban)), sender="thief@example.net")
        self.profile.alias_contact = "everyone"
        self.assertTrue(self.send(("bank.xml", camt(self.iban)), sender="bank@example.net"))

    def test_a_user_without_the_right_receives_nothing(self):
        """STM-4"""
        self.profile.mail_user_id = self.create_user("mere_reader", "group_statement_reader")
        self.assertNothingOfItStored(("bank.xml", camt(self.iban)))
        self.assertIn("right", self.log().body)
        self.profile.mail_user_id = False
        self.assertNothingOfItStored(("bank.xml", camt(self.iban)))
        self.assertIn("Nobody is named", self.log().body)

    def test_an_answer_to_an_answer_brings_the_right_file(self):
        """STM-4: a person answers the refusal with the file that was meant."""
        self.send(("bad.xml", b"<broken"))
        received = self.send(("bank.xml", camt(self.iban)), References=f"<{self.counter}@example.org>")
        self.assertEqual(received.journal_id, self.journal)
        self.assertFalse(self.log().attachment_ids)
