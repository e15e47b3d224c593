import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.tests.common import _super_send

from ..services import external_mandate_client
from ..values.envelope import Envelope
from .common import MailLotCommon


class Provider(BaseHTTPRequestHandler):
    """A mandate provider that also fails, hangs and answers nonsense."""

    mood = "good"
    windows = {}
    keys = set()

    def do_POST(self):
        Provider.keys.add((self.path, self.headers["Authorization"]))
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Provider.windows.setdefault(asked["request"], []).append(asked)
        self.reply({"window": f"https://provider.example/{asked['request']}"})

    def do_GET(self):
        self.reply({"state": "done", "reference": "SLIM-2", "reason": ""})

    def reply(self, answer):
        if self.mood == "hang":
            time.sleep(0.6)
        body = b"<html>" if self.mood == "nonsense" else json.dumps(answer).encode()
        self.send_response(500 if self.mood == "fail" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Quiet."""


class TestExternalMandates(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.company.external_mandate_url = f"http://127.0.0.1:{cls.server.server_port}"
        cls.company.external_mandate_key = "secret-key"
        cls.client_j = cls.client_of(client_payment_mode="99", client_external_reference="SLIM-1")
        cls.invoice = cls.invoice_of(cls.client_j, 30)

    def setUp(self):
        super().setUp()
        Provider.mood, Provider.windows, Provider.keys = "good", {}, set()
        self.patch(external_mandate_client, "TIMEOUT", (0.3, 0.3))

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """The test framework knows no pair of timeouts; all that is asked here is on this machine."""
        return _super_send(session, request, **kwargs)

    def ask_for(self, lot=None):
        lot = lot or self.lot_of()
        envelope = Envelope("iban", {self.receivable(self.invoice).id: "re_invoice"})
        item = lot.env["mail.lot.item.keyer"]._save(lot, uuid4().hex, self.client_j, envelope)
        return self.env["external.mandate.request"].search([("item_id", "=", item.id)]).with_user(self.keyer)

    def test_the_window_opens_and_the_mandate_comes_back(self):
        """LOT-8: the RUM shows, the provider takes the IBAN, nothing of MAN-11 happens here."""
        request = self.ask_for()
        self.assertEqual((request.state, request.item_id.payment_mode, request.reference), ("waiting", "99", "SLIM-1"))
        request.action_ask()
        self.assertEqual(request.state, "opened")
        self.assertTrue(request.window_url.startswith("https://provider.example/"))
        request.action_ask()
        self.assertEqual((request.state, self.client_j.client_external_reference), ("assigned", "SLIM-2"))
        self.assertFalse(self.env["debit.mandate"].search([("partner_id", "=", self.client_j.id)]))

    def test_while_the_provider_does_not_answer_the_item_waits_and_nothing_is_lost(self):
        """LOT-8: an error, a silence, nonsense, and a server that is away."""
        request = self.ask_for()
        for mood in ("fail", "hang", "nonsense"):
            Provider.mood = mood
            with self.subTest(mood), self.assertLogs("odoo.addons.mail_lot_addon", "WARNING") as logs:
                request.action_ask()
                self.assertEqual((request.state, request.item_id.state), ("waiting", "keyed"))
                self.assertIn("does not answer", request.note)
                self.assertNotIn("secret-key", str(logs.output))
        Provider.mood = "good"
        commit = patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60)
        with commit:
            self.env["external.mandate.request"].sudo()._cron_ask()
        self.assertEqual(request.state, "opened")

    def test_asked_twice_and_answered_twice_it_happens_once(self):
        """LOT-8: the request has a name, and a mandate that came back is assigned once."""
        request = self.ask_for()
        Provider.mood = "hang"
        with self.assertLogs("odoo.addons.mail_lot_addon", "WARNING"):
            request.action_ask()
        Provider.mood = "good"
        request.action_ask()
        self.assertEqual(len(Provider.windows), 1, "both tries name the same request")
        request.sudo()._assign("SLIM-2")
        messages = len(request.item_id.lot_id.message_ids)
        request.sudo()._assign("SLIM-2")
        self.assertEqual(len(request.item_id.lot_id.message_ids), messages)

    def test_an_iban_of_a_client_in_mode_99_is_not_keyed_here(self):
        """LOT-8: the field belongs to the provider's window."""
        lot = self.lot_of()
        envelope = Envelope("iban", {self.receivable(self.invoice).id: "re_invoice"}, iban="FR76")
        with self.assertRaisesRegex(Exception, "provider's window"):
            lot.env["mail.lot.item.keyer"]._save(lot, "x", self.client_j, envelope)

    def test_a_reader_asks_nobody(self):
        """LOT-8."""
        with self.assertRaisesRegex(Exception, "needs the right"):
            self.ask_for().with_user(self.reader).action_ask()

    def test_each_company_asks_its_own_provider(self):
        """LOT-8: with its own address and key; a request is out of the other company's reach."""
        other = self.setup_other_company()
        company = other["company"].sudo()
        company.external_mandate_url = f"{self.company.external_mandate_url}/other"
        company.external_mandate_key = "other-key"
        theirs = {"company_id": company.id, "journal_id": other["default_journal_sale"].id}
        invoice = self.invoice_of(self.client_j, 12, **theirs)
        stranger = self.user_of("stranger", "mail_lot_addon.group_mail_lot_key", company)
        lot = self.lot_of(user=stranger)
        envelope = Envelope("iban", {self.receivable(invoice).id: "re_invoice"})
        item = lot.env["mail.lot.item.keyer"]._save(lot, uuid4().hex, self.client_j.with_env(lot.env), envelope)
        requests = self.env["external.mandate.request"].with_user(stranger)
        ours, others = self.ask_for(), requests.search([("item_id", "=", item.id)])
        self.assertEqual(requests.search([]), others)
        with self.assertRaises(AccessError):
            ours.with_user(stranger).action_ask()
        with self.assertRaises(AccessError):
            others.with_user(self.keyer).action_ask()
        self.assertFalse(Provider.keys)
        ours.action_ask()
        others.action_ask()
        self.assertEqual(Provider.keys, {("/windows", "Bearer secret-key"), ("/other/windows", "Bearer other-key")})
