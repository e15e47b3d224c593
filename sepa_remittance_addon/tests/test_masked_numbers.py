import json
import logging

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..formats.identifiers import mask_iban
from .common import COMPANY_IBAN, DebitCommon, iban_of

GROUP = "sepa_remittance_addon.group_see_numbers"


@tagged("post_install", "-at_install")
class TestMaskedNumbers(DebitCommon, HttpCase):
    """MAN-18: as a user without the right, over real RPC."""

    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = iban_of(1)
        cls.masked = mask_iban(cls.iban)
        cls.payer = cls.create_payer("Anna", 1)
        cls.account = cls.payer.bank_ids
        common = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        rights = "sepa_remittance_addon.group_debit_user,base.group_partner_manager,base.group_allow_export"
        cls.preparer = new_test_user(cls.env, "preparer", groups=rights, password="preparer-pass", **common)
        cls.confirmer = new_test_user(
            cls.env,
            "confirmer",
            groups="sepa_remittance_addon.group_debit_confirm,base.group_allow_export",
            password="confirmer-pass",
            **common,
        )

    def rpc(self, model, method, *args, login="preparer", **kwargs):
        if getattr(self, "logged_in_as", None) != login:
            self.authenticate(login, f"{login}-pass")
            self.logged_in_as = login
        response = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs}}),
            headers={"Content-Type": "application/json"},
        ).json()
        if "error" in response:
            raise UserError(response["error"]["data"]["message"])
        return response["result"]

    def assertMasked(self, answer, what):
        text = json.dumps(answer, default=str).replace(" ", "")
        self.assertNotIn(self.iban[4:-4], text, what)

    def test_every_way_of_reading_gives_a_mask(self):
        """MAN-18"""
        numbers = ["acc_number", "sanitized_acc_number", "display_name"]
        spec = {name: {} for name in numbers}
        ids, mine = self.account.ids, [("id", "=", self.account.id)]
        partner_spec = {"bank_ids": {"fields": spec}}
        read_as = {
            "read": lambda **who: self.rpc("res.partner.bank", "read", ids, numbers, **who),
            "web_read": lambda **who: self.rpc("res.partner.bank", "web_read", ids, specification=spec, **who),
            "search_read": lambda **who: self.rpc("res.partner.bank", "search_read", mine, numbers, **who),
            "web_search_read": lambda **who: self.rpc("res.partner.bank", "web_search_read", mine, spec, **who),
            "export_data": lambda **who: self.rpc("res.partner.bank", "export_data", ids, numbers, **who),
            "export of the customer": lambda **who: self.rpc(
                "res.partner", "export_data", self.payer.ids, ["name", "bank_ids/acc_number", "bank_ids"], **who
            ),
            "the customer's form": lambda **who: self.rpc(
                "res.partner", "web_read", self.payer.ids, specification=partner_spec, **who
            ),
            "name_search": lambda **who: self.rpc("res.partner.bank", "name_search", "", mine, **who),
            "a field that points at it": lambda **who: self.rpc(
                "debit.mandate", "read", self.payer.mandate_ids.ids, ["partner_bank_id"], **who
            ),
            "groups of another model": lambda **who: self.rpc(
                "debit.mandate", "formatted_read_group",
                [("partner_id", "=", self.payer.id)], ["partner_bank_id"], ["__count"], **who
            ),
            "onchange": lambda **who: self.rpc(
                "res.partner", "onchange", self.payer.ids, {"name": "A"}, ["name"], {"name": {}, **partner_spec}, **who
            ),
            "copy_data": lambda **who: self.rpc("res.partner.bank", "copy_data", ids, **who),
        }  # fmt: skip
        for what, read in read_as.items():
            with self.subTest(what):
                answer = read()
                self.assertMasked(answer, what)
        for what in set(read_as) - {"onchange"}:
            with self.subTest(f"with the right: {what}"):
                whole = json.dumps(read_as[what](login="confirmer")).replace(" ", "")
                self.assertIn(self.iban, whole)
        self.assertEqual(read_as["read"]()[0]["acc_number"], self.masked)

    def test_a_number_is_not_guessed_by_searching_grouping_or_sorting(self):
        """MAN-18: exact match only."""
        part = self.iban[6:14]

        def count(*condition, login="preparer", model="res.partner.bank"):
            domain = [condition, ("id", "in", (self.account if model == "res.partner.bank" else self.payer).ids)]
            return self.rpc(model, "search_count", domain, login=login)

        self.assertEqual(count("acc_number", "=", self.iban), 1)
        self.assertEqual(count("acc_number", "ilike", self.iban), 1)
        self.assertEqual(len(self.rpc("res.partner.bank", "name_search", self.iban)), 1)
        for operator, value in (
            ("ilike", part), ("like", part), ("=ilike", f"%{part}%"), ("=like", f"{self.iban[:10]}%"),
            (">=", self.iban[:8]), ("<", "GR"),
        ):  # fmt: skip
            for field in ("acc_number", "sanitized_acc_number"):
                with self.subTest(f"{field} {operator}"):
                    self.assertEqual(count(field, operator, value), 0)
        self.assertEqual(count("bank_ids.sanitized_acc_number", "ilike", part, model="res.partner"), 0)
        self.assertEqual(count("bank_ids", "ilike", part, model="res.partner"), 0)
        self.assertFalse(self.rpc("res.partner.bank", "name_search", part))
        self.assertEqual(count("acc_number", "ilike", part, login="confirmer"), 1)
        for group, aggregate in (("acc_number", "__count"), ("partner_id", "acc_number:array_agg")):
            with self.subTest(group), self.assertRaisesRegex(UserError, "See account numbers"):
                self.rpc("res.partner.bank", "formatted_read_group", [], [group], [aggregate])
        self.rpc("res.partner.bank", "search", [], order="sanitized_acc_number")

    def test_the_company_s_own_account_stays_visible(self):
        """MAN-18"""
        own = self.journal.bank_account_id
        read = self.rpc("res.partner.bank", "read", own.ids, ["acc_number", "display_name"])[0]
        self.assertIn(COMPANY_IBAN, read["acc_number"].replace(" ", ""))
        self.assertIn(COMPANY_IBAN, read["display_name"].replace(" ", ""))
        found = self.rpc("res.partner.bank", "search", [("acc_number", "ilike", COMPANY_IBAN[8:14])])
        self.assertEqual(found, own.ids)

    def test_creating_works_and_a_mask_is_never_stored(self):
        """MAN-18"""
        number = iban_of(77)
        created = self.rpc("res.partner.bank", "create", [{"acc_number": number, "partner_id": self.payer.id}])
        account = self.env["res.partner.bank"].browse(created)
        self.assertEqual(account.sanitized_acc_number, number)
        with self.assertRaisesRegex(UserError, "whole number"):
            self.rpc("res.partner.bank", "write", created, {"acc_number": mask_iban(number)})
        self.rpc("res.partner.bank", "web_save", created, {"acc_holder_name": "A."}, specification={"acc_number": {}})
        self.assertEqual(account.sanitized_acc_number, number)

    def test_server_code_reads_the_whole_number(self):
        """MAN-18"""
        account = self.account.with_user(self.preparer)
        self.assertEqual(account.sanitized_acc_number, self.iban)
        self.create_due(self.payer)
        remittance = self.propose()
        remittance.with_user(self.confirmer).action_confirm()
        self.assertIn(self.iban.encode(), self.file_of(remittance))

    def test_the_setting_shows_numbers_to_everybody(self):
        """MAN-18"""
        self.env["res.config.settings"].create({"group_see_numbers": True}).execute()
        read = self.rpc("res.partner.bank", "read", self.account.ids, ["sanitized_acc_number"])
        self.assertEqual(read[0]["sanitized_acc_number"], self.iban)
        self.env["res.config.settings"].create({"group_see_numbers": False}).execute()
        self.assertTrue(self.preparer.has_group("base.group_user"))
        self.assertFalse(self.preparer.has_group(GROUP))
        self.assertTrue(self.confirmer.has_group(GROUP))

    def test_the_chatter_never_holds_a_whole_number(self):
        """MAN-18: not even for those with the right, a message outlives rights."""
        second, third = iban_of(78), iban_of(79)
        account = self.env["res.partner.bank"].create({"acc_number": second, "partner_id": self.payer.id})
        account.write({"acc_number": third})
        account.unlink()
        self.cr.precommit.run()  # where Odoo writes down what was tracked
        messages = self.env["mail.message"].sudo().search([("id", ">", 0)])
        text = " ".join(filter(None, messages.mapped("body")))
        values = self.env["mail.tracking.value"].sudo().search([])
        text += " ".join(filter(None, [*values.mapped("old_value_char"), *values.mapped("new_value_char")]))
        for number in (second, third):
            self.assertNotIn(number, text.replace(" ", ""))
        self.assertIn(mask_iban(third), text)

    def test_nothing_that_happens_in_a_journey_logs_a_whole_number(self):
        """MAN-18: messages of the chatter, sentences of errors, the server's log."""
        self.create_due(self.payer)
        with self.assertLogs(logging.getLogger("odoo.addons.sepa_remittance_addon"), "DEBUG") as log:
            logging.getLogger("odoo.addons.sepa_remittance_addon").debug("start")
            remittance = self.propose()
            self.payer.email = "anna@example.com"
            notices = self.env["debit.notifier"]._prepare(remittance)
            self.env["debit.notifier"]._tell(notices, "email")
            self.env["debit.notifier"]._tell(notices, "print")
            self.payer.mandate_ids.partner_bank_id.active = True
            with self.assertRaises(RedirectWarning) as error, self.cr.savepoint():
                self.account.write({"acc_number": iban_of(5)})
            self.confirm(remittance)
        self.cr.precommit.run()  # where Odoo writes down what was tracked
        bodies = self.env["mail.message"].sudo().search([]).mapped("body")
        mails = self.env["mail.mail"].sudo().search([]).mapped("body_html")
        text = " ".join(map(str, [*bodies, *mails, *log.output, error.exception]))
        self.assertNotIn(self.iban, text.replace(" ", ""))

    def test_bank_files_are_for_those_who_confirm(self):
        """MAN-18, REM-8: they hold the account numbers of all payers."""
        self.create_due(self.payer)
        remittance = self.confirm(self.propose())
        attachment = remittance.file_ids
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.preparer).read(["raw"])
        with self.assertRaises(AccessError):
            remittance.with_user(self.preparer).action_download()
        self.assertFalse(
            self.env["ir.attachment"]
            .with_user(self.preparer)
            .search([("res_model", "=", "debit.remittance"), ("res_id", "=", remittance.id)])
        )
        self.authenticate("preparer", "preparer-pass")
        self.assertEqual(self.url_open(f"/web/content/{attachment.id}?download=true").status_code, 404)
        self.authenticate("confirmer", "confirmer-pass")
        self.assertIn(self.iban.encode(), self.url_open(f"/web/content/{attachment.id}?download=true").content)
        read = self.rpc("debit.remittance", "web_read", remittance.ids, {"file_ids": {"fields": {"name": {}}}},
                        login="confirmer")  # fmt: skip
        self.assertEqual(read[0]["file_ids"][0]["name"], attachment.name)
