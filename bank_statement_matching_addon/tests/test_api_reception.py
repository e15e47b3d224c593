import base64
import json
from datetime import timedelta
from xmlrpc.client import Fault

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SepaStatementCommon
from .test_reception import camt

ROUTE = "/json/2/received.statement/receive_files"


@tagged("post_install", "-at_install")
class TestApiReception(SepaStatementCommon, HttpCase):
    frozen_at = None  # keys expire by the clock of the database

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = cls.journal.bank_account_id.sanitized_acc_number
        cls.robot = cls.create_user("robot", "group_statement_user")
        cls.reader = cls.create_user("reader", "group_statement_reader")

    @classmethod
    def create_user(cls, login, group):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,bank_statement_matching_addon.{group}",
            company_id=cls.company.id,
        )

    def key(self, user):
        until = fields.Datetime.now() + timedelta(days=1)
        return self.env["res.users.apikeys"].with_user(user)._generate("rpc", "bank", until)

    def file(self, content=None, name="bank.xml"):
        return {"name": name, "content": base64.b64encode(content or camt(self.iban)).decode()}

    def post(self, user, **body):
        headers = {"Authorization": f"bearer {self.key(user)}", "Content-Type": "application/json"}
        return self.url_open(ROUTE, data=json.dumps(body), headers=headers, timeout=60)

    def test_a_program_sends_a_statement_over_http_with_an_api_key(self):
        """STM-4: JSON-2."""
        answer = self.post(self.robot, files=[self.file()])
        self.assertEqual(answer.status_code, 200, answer.text)
        told = answer.json()
        (statement,) = told["statements"]
        received = self.env["received.statement"].browse(statement["id"])
        self.assertEqual((received.create_uid, received.journal_id), (self.robot, self.journal))
        self.assertEqual(
            (statement["state"], statement["lines"], statement["movement"], statement["currency"]),
            ("ready", 1, "100.00", "EUR"),
        )
        self.assertIn("2 - Ready for validation", told["summary"])

    @mute_logger("odoo.http")
    def test_what_is_wrong_is_said_and_nothing_stored(self):
        """STM-5, STM-6: bad file, known file, no base64, wrong right, no key."""
        self.assertEqual(self.post(self.robot, files=[self.file()]).status_code, 200)
        for words, body in {
            "received before": {"files": [self.file()]},
            "broken or cut off": {"files": [self.file(camt(self.iban, "B", 2)), self.file(b"<broken")]},
            "base64": {"files": [{"name": "x", "content": "§"}]},
            "at least one file": {"files": []},
            "no bank journal": {"files": [self.file()], "journal_id": 999999999},
        }.items():
            answer = self.post(self.robot, **body)
            self.assertIn(answer.status_code, (400, 422), words)
            self.assertIn(words, answer.json()["message"])
        self.assertEqual(self.post(self.reader, files=[self.file(camt(self.iban, "C", 3))]).status_code, 403)
        anonymous = self.url_open(ROUTE, data=json.dumps({"files": []}), headers={"Content-Type": "application/json"})
        self.assertEqual(anonymous.status_code, 401)
        self.assertEqual(self.env["received.statement"].search_count([("journal_id", "=", self.journal.id)]), 1)

    def test_errors_of_a_statement_are_told(self):
        """STM-4, STM-8: the program learns what people will see."""
        self.profile.stop_after = "validation"
        self.assertEqual(self.post(self.robot, files=[self.file(camt(self.iban, opening=500))]).status_code, 200)
        told = self.post(self.robot, files=[self.file(camt(self.iban, "B", 2, opening=700))]).json()
        (statement,) = told["statements"]
        self.assertEqual(statement["state"], "errors")
        self.assertIn("opening balance", statement["errors"][0]["message"])

    def test_xml_rpc_receives_too(self):
        """STM-4"""
        models = self.xmlrpc_object
        call = (self.env.cr.dbname, self.robot.id, self.key(self.robot), "received.statement", "receive_files")
        told = models.execute_kw(*call, [[self.file()]], {"journal_id": self.journal.id})
        self.assertEqual(told["statements"][0]["journal_id"], self.journal.id)
        with mute_logger("odoo.http"), self.assertRaisesRegex(Fault, "received before"):
            models.execute_kw(*call, [[self.file()]])

    def test_the_method_checks_the_right_itself(self):
        """STM-4"""
        statements = self.env["received.statement"]
        with self.assertRaises(AccessError):
            statements.with_user(self.reader).receive_files([self.file()])
        with self.assertRaisesRegex(UserError, "no bank journal"):
            other = self.env["res.company"].create({"name": "Other"})
            journal = self.env["account.journal"].create(
                {"name": "Bank", "type": "bank", "code": "OTH", "company_id": other.id}
            )
            statements.with_user(self.robot).receive_files([self.file()], journal.id)
