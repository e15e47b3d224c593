from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_iban
from odoo.addons.sepa_remittance_addon.tests.common import iban_of
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DAY, SepaStatementCommon
from .test_reception import camt

GROUPS = ("reader", "user", "ledger", "administrator")
COMPANY_MODELS = (
    "received.statement", "received.statement.line", "received.allocation", "received.statement.error",
    "statement.profile", "statement.scenario.priority",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestRights(SepaStatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: cls.create_user(name) for name in GROUPS}
        cls.remitted = cls.remit(100)
        cls.received = cls.allocate(
            cls.receive(cls.entry(100, end_to_end_id=cls.remitted.end_to_end_id), cls.entry(5, "OTHER", 2))
        )
        cls.env["received.statement.error"].create({"statement_id": cls.received.id, "check_name": "x", "message": "x"})

    @classmethod
    def create_user(cls, name):
        return new_test_user(
            cls.env,
            f"statement_{name}",
            groups=f"base.group_user,bank_statement_matching_addon.group_statement_{name}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def by(self, name, record=None):
        return (record or self.received).with_user(self.users[name])

    def test_a_reader_reads_and_does_nothing_else(self):
        """STM-7: rights are separate."""
        mine = self.by("reader")
        self.assertEqual((mine.state, mine.line_ids[0].allocation_ids.kind), ("partial", "remitted"))
        attempts = (
            mine.action_validate,
            mine.action_allocate,
            mine.action_update_ledgers,
            mine.line_ids[0].allocation_ids.action_take_off,
            lambda: mine.write({"number": "9"}),
            mine.unlink,
            lambda: mine.env["statement.receiver"]._receive([("a.xml", camt("FR76"))]),
            lambda: mine.env["received.release"].create({"statement_ids": mine.ids}),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError), self.cr.savepoint():
                attempt()

    def test_account_numbers_in_the_banks_words(self):
        """MAN-18, STM-9: who may not see account numbers reads, exports, searches and groups words without them."""
        line, iban = self.received.line_ids[1], iban_of(3)
        line.sudo().with_context(receiving_statement=True).write(
            {"text": f"Rent {iban} May", "counterparty": f"Anna {iban}", "bank_reference": "RF18 5390 0754 7034"}
        )
        self.users["user"].group_ids += self.env.ref("base.group_allow_export")
        mine, theirs = self.by("user", line), line.with_user(self.env.ref("base.user_admin"))
        theirs.env.user.group_ids += self.env.ref("sepa_remittance_addon.group_see_numbers")
        theirs.env.user.company_ids += self.company
        told = {"text": {}, "counterparty": {}, "bank_reference": {}}
        self.assertEqual(mine.web_read(told)[0]["text"], f"Rent {mask_iban(iban)} May")
        self.assertEqual(mine.web_read(told)[0]["bank_reference"], "RF18 5390 0754 7034")
        self.assertEqual(theirs.web_read(told)[0]["text"], f"Rent {iban} May")
        self.assertNotIn(iban, str(mine.export_data(["text", "counterparty"])))
        self.assertNotIn(iban, str(mine.formatted_read_group([("id", "=", line.id)], ["text"], ["__count"])))
        for field, words, found in (
            ("text", iban[:10], False), ("text", iban[-4:], False), ("text", "rent", True),
            ("counterparty", "anna", True), ("counterparty", iban[4:12], False), ("bank_reference", "5390", True),
        ):  # fmt: skip
            domain = [("id", "=", line.id), (field, "ilike", words)]
            self.assertEqual(bool(mine.search(domain)), found, words)
            self.assertTrue(theirs.search(domain), words)
        ordered = mine.search([("statement_id", "=", self.received.id)], order="text, counterparty desc")
        self.assertEqual(len(ordered), 2)
        self.assertEqual(line.text, f"Rent {iban} May", "the server's own code reads on")

    def test_the_ledgers_label_carries_no_account_number(self):
        """MAN-18, STM-15: the entry is read by more people than the bank's words."""
        line, iban = self.received.line_ids[1], iban_of(3)
        line.sudo().with_context(receiving_statement=True).text = f"Rent {iban} May"
        self.env["statement.settler"]._write_off(line, self.company_data["default_account_revenue"], line.difference)
        self.received.action_update_ledgers()
        self.assertEqual(line.native_line_id.payment_ref, f"Rent {mask_iban(iban)} May")
        self.assertNotIn(iban, str(line.native_line_id.move_id.line_ids.mapped("name")))

    def test_a_user_settles_and_does_not_post(self):
        """STM-13, STM-15"""
        mine = self.by("user")
        line = mine.line_ids[1]
        account = self.company_data["default_account_revenue"]
        self.env["statement.settler"].with_user(self.users["user"])._write_off(line, account, line.difference)
        self.assertEqual(mine.state, "full")
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.action_update_ledgers()
        self.by("ledger").action_update_ledgers()
        self.assertEqual((self.received.state, self.remitted.state), ("done", "matched"))
        with self.assertRaises(AccessError), self.cr.savepoint():
            mine.action_undo_ledgers()
        self.by("ledger").action_undo_ledgers()
        self.assertEqual(self.remitted.state, "remitted")

    def test_a_user_receives_validates_allocates_and_releases(self):
        """STM-4, STM-10, STM-14: also where the answers touch remittances."""
        again = self.remit(70)
        iban = self.journal.bank_account_id.sanitized_acc_number
        content = camt(iban, again.end_to_end_id, number=5).replace(b">100.00<", b">70.00<")
        mine = self.env["statement.receiver"].with_user(self.users["user"])._receive([("a.xml", content)])
        mine.action_validate()
        mine.action_allocate()
        self.assertEqual(mine.state, "full")
        mine.allocation_ids.action_lift_block()
        self.assertEqual(again.state, "rejected")

    def test_automation_does_not_lend_the_right_to_post(self):
        """STM-1, STM-15"""
        self.profile.stop_after = "ledger"
        again = self.remit(100)
        iban = self.journal.bank_account_id.sanitized_acc_number
        content = camt(iban, again.end_to_end_id, number=5)
        mine = self.env["statement.receiver"].with_user(self.users["user"])._receive([("a.xml", content)])
        self.assertEqual(mine.state, "full")

    def test_only_an_administrator_sets_up(self):
        """STM-1, STM-2, STM-3"""
        kind = self.env.ref("bank_statement_matching_addon.type_0580")
        scenario = self.env.ref("bank_statement_matching_addon.scenario_on_account")
        for record, values in (
            (self.profile, {"manual_entry": True}),
            (kind, {"name": "x"}),
            (scenario, {"sequence": 1}),
        ):
            with self.subTest(record._name):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.by("ledger", record).write(values)
                self.by("administrator", record).write(values)

    def test_whole_account_numbers_are_for_administrators(self):
        """STM-7: the IBAN of the other side is masked, and so is our own."""
        mine = self.by("user")
        for records, name in ((mine.line_ids, "counterparty_account"), (mine, "account")):
            with self.subTest(name), self.assertRaises(AccessError):
                records.mapped(name)
        number = self.by("administrator").account
        self.assertEqual(mine.masked_account, f"{number[:4]} **** **** {number[-4:]}")

    def test_the_banks_file_is_for_those_who_see_whole_numbers(self):
        """STM-7, MAN-18: it names the accounts of all who paid."""
        iban = self.journal.bank_account_id.sanitized_acc_number
        received = self.env["statement.receiver"]._receive([("a.xml", camt(iban, number=7))])
        attachment = received.attachment_id
        self.assertTrue(attachment.raw)
        with self.assertRaises(AccessError):
            self.by("user", received).mapped("attachment_id")
        with self.assertRaises(AccessError):
            self.by("user", attachment).mapped("raw")
        self.users["user"].group_ids |= self.env.ref("sepa_remittance_addon.group_see_numbers")
        self.assertEqual(self.by("user", received).attachment_id.raw, attachment.raw)

    def test_no_context_lets_a_user_past_what_the_bank_said(self):
        """STM-7: keys by which our own code says what it does mean nothing from outside."""
        mine = self.by("user").with_context(allocating_statement=True, receiving_statement=True)
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.line_ids[0].amount = 1_000_000
        self.received._move_to("to_allocate")
        self.received._move_to("ready")
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.line_ids.allocation_ids.unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            mine.env["received.statement.line"].create({"statement_id": mine.id, "amount": 5})

    def test_another_company_sees_and_changes_nothing(self):
        """STM-1, STM-4: record rules on all four rights, for every model that belongs to a company."""
        other = self.setup_other_company()["company"]
        foreigner = new_test_user(
            self.env,
            "statement_foreigner",
            groups="base.group_user,bank_statement_matching_addon.group_statement_administrator",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        scenario = self.env["statement.scenario"].create(
            {"name": "Ours", "kind": "on_account", "company_id": self.company.id}
        )
        for model in (*COMPANY_MODELS, "statement.scenario"):
            records = self.env[model].search([("company_id", "=", self.company.id)])
            theirs = records.with_user(foreigner).with_company(other)
            with self.subTest(model):
                self.assertTrue(records, model)
                self.assertFalse(theirs.search([("id", "in", records.ids)]))
                for right in ("read", "write", "unlink"):
                    self.assertFalse(theirs.has_access(right), right)
        self.assertNotIn(scenario, self.env["statement.scenario"].with_user(foreigner).search([]))

    def test_a_statement_of_another_company_finds_none_of_our_debits(self):
        """STM-10: the same reference in two companies."""
        data = self.setup_other_company()
        journal = data["default_journal_bank"]
        received = self.env["received.statement"].sudo().create(
            {"journal_id": journal.id, "company_id": data["company"].id, "layout": "camt.053.001.08", "number": "1",
             "currency_id": self.remitted.currency_id.id, "state": "ready"}
        )  # fmt: skip
        self.env["received.statement.line"].sudo().with_context(receiving_statement=True).create(
            {"statement_id": received.id, "amount": 100, "end_to_end_id": self.remitted.end_to_end_id, "state": "ready",
             "booking_date": DAY}
        )  # fmt: skip
        self.remitted_again = self.remit(60)
        received.line_ids.sudo().with_context(
            receiving_statement=True
        ).end_to_end_id = self.remitted_again.end_to_end_id
        received._set_lines("to_allocate")
        received._move_to("to_allocate")
        received.action_allocate()
        self.assertFalse(received.allocation_ids)
