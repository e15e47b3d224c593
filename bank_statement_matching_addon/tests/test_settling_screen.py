from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..services.fitting import fitting
from ..services.settling_amount import typed_amount
from .common import TRANSFER, LsStatementCommon, SepaStatementCommon
from .test_query_counts import Counting


class Desk:
    """Asks what the screen asks, as a user."""

    def desk(self, name=None):
        desk = self.env["settling.desk"]
        return desk.with_user(self.users[name]) if name else desk

    def look(self, line, name=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.desk(name).line(line.id)

    def act(self, line, act, name=None, version=None, **values):
        scope = {"statement": line.statement_id.id}
        version = version or self.look(line)["version"]
        answer = self.desk(name).act(scope, line.id, version, act, values)
        self.assertFalse(answer["conflict"], answer["conflict"])
        return answer["line"]

    def undo(self, line, name=None):
        return self.desk(name).undo({"statement": line.statement_id.id})["line"]


@tagged("post_install", "-at_install")
class TestSettlingScreen(Desk, LsStatementCommon):
    """What the settling screen shows and does, without its browser (STM-13, STM-14)."""

    def over(self):
        """Two remitted invoices of which the bank paid one: 50 too much is allocated."""
        remitted = self.remit(100, 50)
        return remitted, self.allocate(self.receive_ls(("0580", "C00001", 100))).line_ids

    def under(self):
        """130 came where 100 was asked for."""
        remitted = self.remit(100)
        return remitted, self.allocate(self.receive_ls(("0580", "C00001", 130))).line_ids

    # ------------------------------------------------------------ what is shown

    def test_a_line_is_told_in_full_and_in_cents(self):
        """STM-13: the line, its payer's remitted and open invoices, the difference."""
        remitted, line = self.under()
        extra = self.create_due(self.payer, 30.1)
        told = self.look(line)
        self.assertEqual((told["amount"], told["allocated"], told["difference"]), (13000, 10000, 3000))
        self.assertEqual((told["status"], told["payer"]["name"]), ("under", "Nordisk Handel"))
        self.assertEqual(told["allocations"][0]["remittance_name"], remitted.remittance_id.name)
        self.assertEqual([(item["name"], item["open"]) for item in told["items"]], [(extra.name, 3010)])
        self.assertIn("C00001", [fact["value"] for fact in told["facts"]])
        self.assertTrue(told["evidence"])

    def test_an_open_invoice_says_where_else_it_is(self):
        """STM-13, REM-13: in a remittance, refused, blocked, or allocated to another line."""
        remitted, line = self.over()
        other = self.create_due(self.payer, 70)
        received = self.allocate(self.receive_ls(("0580", "NOBODY", 70), name="other.txt", task_number="9")).line_ids
        self.act(received, "payer", payer=self.payer.id)
        items = {item["name"]: item for item in self.look(received)["items"]}
        elsewhere = items[remitted[0].move_id.name]
        self.assertEqual(elsewhere["asked"]["state"], "remitted")
        self.assertEqual(elsewhere["asked"]["remittance_name"], remitted.remittance_id.name)
        self.assertEqual((elsewhere["elsewhere"][0]["line"], elsewhere["free"]), (line.id, 0))
        self.assertEqual(elsewhere["block"], "9 - Remitted")
        self.assertEqual((items[other.name]["asked"], items[other.name]["free"]), (None, 7000))
        self.act(line, "lift", ids=line.allocation_ids.filtered(lambda one: one.amount == 50).ids)
        items = {item["name"]: item for item in self.look(received)["items"]}
        self.assertEqual(items[remitted[1].move_id.name]["asked"]["state"], "rejected")

    def test_a_line_without_anything_says_why(self):
        """STM-13"""
        received = self.receive_ls(("0580", "NOBODY", 70))
        received.action_validate()
        self.assertIn("not looked", self.look(received.line_ids)["evidence"])
        received.action_allocate()
        self.assertIn("names a payer", self.look(received.line_ids)["evidence"])

    def test_the_lists_count_and_find_lines(self):
        """STM-13: to settle, partly, over-allocated, all; by words and by amounts."""
        self.remit(100, 50)
        self.remit(60, payer=self.other_payer)
        received = self.allocate(
            self.receive_ls(("0580", "C00001", 100), ("0580", "C00002", 90.5), ("0580", "WRONG", 7))
        )
        over, under, bare = received.line_ids
        scope = {"statement": received.id}
        opened = self.desk().open(scope)
        self.assertEqual(opened["counts"], {"all": 3, "open": 3, "under": 1, "over": 1})
        wanted = {"over": over, "under": under, "open": received.line_ids, "all": received.line_ids}
        for kind, lines in wanted.items():
            with self.subTest(kind):
                self.assertEqual(self.desk().open(scope, kind)["ids"], lines.ids)
        searches = {
            "nordisk": over, "wrong": bare, "90,50": under, "30.5": under, "7": bare, "nothing": bare.browse()
        }  # fmt: skip
        for text, lines in searches.items():
            with self.subTest(text):
                self.assertEqual(self.desk().open(scope, "all", text)["ids"], lines.ids)
        rows = self.desk().rows(received.line_ids.ids)
        self.assertEqual([row["status"] for row in rows], ["over", "under", "unallocated"])
        self.assertEqual([row["difference"] for row in rows], [-5000, 3050, 700])

    def test_payers_are_found_by_what_one_has_at_hand(self):
        """STM-13: by name, number, invoice, amount, mandate, account."""
        invoice = self.create_due(self.payer, 77.7)
        line = self.allocate(self.receive_ls(("0580", "NOBODY", 70))).line_ids
        number = self.payer.bank_ids.sanitized_acc_number
        for text in ("nordisk", "C00001", invoice.name, "77,70", self.payer.mandate_ids.reference, number):
            with self.subTest(text):
                found = self.desk().find("payers", line.id, text)
                self.assertIn(self.payer.id, [one["id"] for one in found])
        by_invoice = self.desk().find("payers", line.id, invoice.name)[-1]
        self.assertEqual(by_invoice["item"], self.receivable_of(invoice).id)

    def test_typed_amounts_are_understood(self):
        """STM-13"""
        understood = {
            "1 234,56": 1234.56, "1.234,56": 1234.56, "1,234.56": 1234.56, "1234": 1234, "1.234": 1234, "-5,5": -5.5,
            "INV/2026": None, "": None, "12a": None,
        }  # fmt: skip
        self.assertEqual({text: typed_amount(text) for text in understood}, understood)

    # ------------------------------------------------------------ offers

    def test_what_fits_is_offered_and_never_taken(self):
        """STM-13: one invoice that is the difference, several that add up to it."""
        _remitted, line = self.under()
        small, large, other = (self.create_due(self.payer, amount) for amount in (10, 20, 55))
        offers = self.look(line)["offers"]
        self.assertEqual([(offer["act"], offer["names"]) for offer in offers], [("add", [small.name, large.name])])
        self.assertEqual(line.difference, 30)
        exact = self.create_due(self.payer, 30)
        self.assertEqual(self.look(line)["offers"][0]["names"], [exact.name])
        self.assertNotIn(other.name, str(offers))

    def test_what_is_too_much_is_offered_to_be_taken_off(self):
        """STM-13"""
        remitted, line = self.over()
        offers = self.look(line)["offers"]
        self.assertEqual([(one["act"], one["names"]) for one in offers], [("take_off", [remitted[1].move_id.name])])

    def test_sets_that_fit_add_up(self):
        """STM-13"""
        self.assertEqual(fitting(30, [30, 10, 20]), [(0,), (1, 2)])
        self.assertEqual(fitting(100, [10, 20, 70, 5]), [(0, 1, 2)])
        self.assertEqual(fitting(100, [1, 40, 2, 30, 20, 3, 10]), [(1, 3, 4, 6)])
        self.assertEqual(fitting(-20, [50, -20]), [(1,)])
        self.assertEqual(fitting(7, [10] * 400), [])
        self.assertEqual(len(fitting(20, [10] * 400)), 4)

    def test_write_off_models_of_odoo_are_offered(self):
        """STM-13: those whose parts are accounts and shares; the parts add up to the gap to the cent."""
        _remitted, line = self.under()
        fees, other = self.company_data["default_account_expense"], self.company_data["default_account_revenue"]
        parts = [(fees, "fixed", "-4.99"), (fees, "percentage", "33.33"), (other, "percentage", "100")]
        model = self.env["account.reconcile.model"].create(
            {
                "name": "Bank fee",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "amount_type": kind, "amount_string": amount, "label": kind}
                    )
                    for account, kind, amount in parts
                ],
            }
        )
        other_bank = self.env["account.journal"].create({"name": "Other bank", "type": "bank", "code": "OTH"})
        model.copy({"name": "Of another journal", "match_journal_ids": [Command.set(other_bank.ids)]})
        model.copy({"name": "With a tax"}).line_ids[0].tax_ids = self.company_data["default_tax_sale"]
        offered = {one["name"] for one in self.look(line)["templates"]}
        self.assertIn("Bank fee", offered)
        self.assertFalse(offered & {"Of another journal", "With a tax"})
        told = self.act(line, "template", template=model.id)
        self.assertEqual([one["amount"] for one in told["allocations"][1:]], [-499, 1166, 2333])
        self.assertEqual((told["difference"], told["status"], line.state), (0, "settled", "full"))

    # ------------------------------------------------------------ what is done

    def test_invoices_are_added_as_far_as_something_is_left(self):
        """STM-13: the oldest is filled first; typed amounts count; a credit note makes room."""
        _remitted, line = self.under()
        first, second = self.create_due(self.payer, 20, due="2026-09-01"), self.create_due(self.payer, 40)
        credit = self.create_due(self.payer, 15, move_type="out_refund")
        ids = [self.receivable_of(move).id for move in (second, first, credit)]
        told = self.act(line, "add", ids=ids)
        self.assertEqual(
            {one["label"]: one["amount"] for one in told["allocations"][1:]},
            {credit.name: -1500, first.name: 2000, second.name: 2500},
        )
        self.assertEqual((told["difference"], line.state), (0, "full"))
        self.undo(line)
        told = self.act(line, "add", ids=ids[:2], whole=True, amounts={str(ids[0]): 1})
        self.assertEqual(sorted(one["amount"] for one in told["allocations"]), [1, 2000, 10000])

    def test_an_invoice_for_which_nothing_is_left_is_named(self):
        """STM-13"""
        _remitted, line = self.under()
        first, second = self.create_due(self.payer, 30, due="2026-09-01"), self.create_due(self.payer, 40)
        ids = [self.receivable_of(move).id for move in (first, second)]
        with self.assertRaisesRegex(UserError, second.name):
            self.act(line, "add", ids=ids)
        told = self.act(line, "add", ids=ids, whole=True)
        self.assertEqual((told["status"], told["difference"]), ("over", -4000))

    def test_what_another_line_holds_is_not_added_twice(self):
        """STM-13: the rest of an invoice is what other lines leave of it."""
        _remitted, line = self.under()
        invoice = self.create_due(self.payer, 50)
        other = self.allocate(self.receive_ls(("0580", "NOBODY", 200), name="b.txt", task_number="9")).line_ids
        item = self.receivable_of(invoice).id
        self.act(line, "add", ids=[item])
        self.act(other, "payer", payer=self.payer.id)
        told = self.act(other, "add", ids=[item])
        self.assertEqual(told["allocations"][-1]["amount"], 2000)

    def test_an_invoice_in_another_currency_is_shown_and_taken_in_the_banks(self):
        """STM-13: converted at the rate of the line's day; its own amount beside it; undone with everything it knew."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "company_id": self.company.id, "name": "2026-01-01", "inverse_company_rate": 7.5}
        )
        _remitted, line = self.under()
        invoice = self.create_due(self.payer, 4, currency_id=euro.id)
        told = self.look(line)
        self.assertEqual([(one["name"], one["free"]) for one in told["items"]], [(invoice.name, 3000)])
        self.assertEqual(told["items"][0]["foreign"], {"amount": 400, "currency": euro.id})
        self.assertEqual(told["offers"][0]["names"], [invoice.name])
        told = self.act(line, "add", ids=[told["items"][0]["id"]])
        self.assertEqual((told["status"], line.state), ("settled", "full"))
        before = self.env["settling.historian"]._look(line)
        self.act(line, "take_off", ids=[told["allocations"][-1]["id"]])
        self.undo(line)
        self.assertEqual(self.env["settling.historian"]._look(line), before)

    def test_settling_a_line_leaves_the_others_alone(self):
        """STM-13, STM-18: a step costs the same in a long statement; the statement's status is still that of all."""
        received = self.allocate(self.receive_ls(("0580", "NOBODY", 10), ("0580", "SOMEBODY", 20)))
        first, second = received.line_ids
        self.env.cr.execute("SELECT id, xmin::text FROM received_statement_line WHERE id = ANY(%s)", [second.ids])
        before = self.env.cr.fetchall()
        self.act(first, "payer", payer=self.payer.id)
        self.act(first, "on_account", amount=1000)
        with self.env.cr.savepoint():
            self.act(first, "release_all")
        self.env.cr.execute("SELECT id, xmin::text FROM received_statement_line WHERE id = ANY(%s)", [second.ids])
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual((first.state, second.state, received.state), ("to_allocate", "partial", "to_allocate"))

    def test_too_much_is_taken_off_moved_or_freed(self):
        """STM-13: off the line, to another line, or back to be remitted."""
        remitted, line = self.over()
        small = line.allocation_ids.filtered(lambda one: one.amount == 50)
        told = self.act(line, "lift", ids=small.ids)
        self.assertEqual((told["status"], remitted[1].state), ("settled", "rejected"))
        self.assertFalse(remitted[1].move_line_id.payment_block)
        self.undo(line)
        self.assertEqual((remitted[1].state, remitted[1].payment_block, line.difference), ("remitted", "9", -50))
        small = line.allocation_ids.filtered(lambda one: one.amount == 50)
        self.assertEqual(small.origin, "automatic", "the undo made what was there before")
        self.act(line, "take_off", ids=small.ids)
        self.assertEqual((remitted[1].state, line.state), ("remitted", "full"))

    def test_an_invoice_moves_to_the_line_that_lacks_it(self):
        """STM-13: lines that fit are proposed first; both change at once."""
        remitted = self.remit(100, 50)
        received = self.allocate(
            self.receive_ls(("0580", "C00001", 100), ("0580", "WRONG", 80), ("0580", "NOBODY", 50))
        )
        first, _other, fitting_line = received.line_ids
        small = first.allocation_ids.filtered(lambda one: one.amount == 50)
        targets = self.desk().find("targets", first.id, "", 5000)
        self.assertEqual(targets[0]["id"], fitting_line.id)
        self.assertEqual([one["id"] for one in self.desk().find("targets", first.id, "wrong", 5000)], [_other.id])
        self.act(first, "move", ids=small.ids, target=fitting_line.id)
        self.assertEqual((first.state, fitting_line.state), ("full", "full"))
        self.assertEqual(fitting_line.allocation_ids.remittance_line_id, remitted[1])
        self.undo(first)
        self.assertEqual((first.difference, fitting_line.difference), (-50, 50))
        self.assertFalse(fitting_line.allocation_ids)

    def test_amounts_change_to_the_cent(self):
        """STM-13: what is typed is what is stored."""
        _remitted, line = self.under()
        self.create_due(self.payer, 30)
        item = self.look(line)["items"][0]["id"]
        told = self.act(line, "add", ids=[item])
        told = self.act(line, "change", id=told["allocations"][-1]["id"], amount=2933)
        self.assertEqual((told["difference"], told["status"], line.allocated), (67, "under", 129.33))
        with self.assertRaisesRegex(UserError, "as a whole"):
            self.act(line, "change", id=told["allocations"][0]["id"], amount=1)
        with self.assertRaisesRegex(UserError, "zero"):
            self.act(line, "change", id=told["allocations"][-1]["id"], amount=0)

    def test_the_rest_goes_on_account_or_to_a_ledger_account(self):
        """STM-13: with the words of whoever books it, in the entry too."""
        _remitted, line = self.under()
        account = self.company_data["default_account_revenue"]
        told = self.act(line, "ledger_account", account=account.id, amount=1050, label="Interest")
        self.assertEqual((told["allocations"][-1]["note"], told["difference"]), ("Interest", 1950))
        told = self.act(line, "on_account", amount=1950)
        self.assertEqual((told["status"], line.statement_id.state), ("settled", "full"))
        line.statement_id.action_update_ledgers()
        counterpart = line.native_line_id.move_id.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual((counterpart.name, counterpart.credit), ("Interest", 10.5))

    def test_the_banks_own_account_takes_no_rest(self):
        """STM-13"""
        _remitted, line = self.under()
        offered = self.desk().find("accounts", line.id, self.journal.default_account_id.code)
        self.assertNotIn(self.journal.default_account_id.id, [one["id"] for one in offered])
        with self.assertRaises(UserError):
            self.act(line, "ledger_account", account=self.journal.default_account_id.id, amount=3000)

    def test_one_line_is_released_with_or_without_what_people_did(self):
        """STM-14, option 23"""
        _remitted, line = self.under()
        self.act(line, "on_account", amount=3000)
        told = self.act(line, "release")
        self.assertEqual([one["kind"] for one in told["allocations"]], ["on_account"])
        told = self.act(line, "release_all")
        self.assertEqual((told["allocations"], told["status"], line.state), ([], "unallocated", "to_allocate"))
        self.undo(line)
        self.undo(line)
        self.assertEqual((line.state, set(line.allocation_ids.mapped("kind"))), ("full", {"remitted", "on_account"}))

    # ------------------------------------------------------------ undo, and two people

    def test_steps_are_undone_one_by_one(self):
        """STM-13: each undo gives back exactly what was there."""
        _remitted, line = self.under()
        extra = self.create_due(self.payer, 30)
        historian = self.env["settling.historian"]
        looks = [historian._look(line)]
        steps = (
            ("payer", {"payer": self.other_payer.id}),
            ("payer", {"payer": self.payer.id}),
            ("add", {"ids": self.receivable_of(extra).ids}),
            ("take_off", {"ids": line.allocation_ids.ids}),
        )
        for act, values in steps:
            self.act(line, act, **values)
            looks.append(historian._look(line))
        for look in reversed(looks[:-1]):
            self.undo(line)
            self.assertEqual(historian._look(line), look)
        with self.assertRaisesRegex(UserError, "nothing of yours"):
            self.undo(line)
        self.assertEqual(line.settling_step_ids.mapped("undone"), [True] * 4)

    def test_a_step_is_not_undone_over_what_others_did(self):
        """STM-13"""
        _remitted, line = self.under()
        self.act(line, "on_account", amount=1000)
        self.env["statement.settler"]._put_on_account(line, self.payer, 20)
        with self.assertRaisesRegex(UserError, "changed since"):
            self.undo(line)

    def test_a_step_is_not_undone_when_the_invoice_is_on_another_line(self):
        """STM-13: nothing is collected twice."""
        remitted, line = self.over()
        other = self.allocate(self.receive_ls(("0580", "NOBODY", 50), name="b.txt", task_number="9")).line_ids
        self.act(line, "take_off", ids=line.allocation_ids.filtered(lambda one: one.amount == 50).ids)
        self.act(other, "payer", payer=self.payer.id)
        other.partner_id = self.payer
        self.env["statement.settler"]._add(other, remitted[1].move_line_id)
        with self.assertRaisesRegex(UserError, "another line"):
            self.undo(line)

    def test_the_second_of_two_is_told_and_sees_what_the_first_did(self):
        """STM-13: no silent overwrite, whichever way the first one went."""
        _remitted, line = self.under()
        stale = self.look(line)["version"]
        self.act(line, "on_account", amount=1000)
        answer = self.desk().act({"statement": line.statement_id.id}, line.id, stale, "on_account", {"amount": 3000})
        self.assertIn(self.env.user.name, answer["conflict"])
        self.assertEqual((answer["line"]["difference"], line.difference), (2000, 20))
        stale = self.look(line)["version"]
        line.allocation_ids[-1].amount = 12
        answer = self.desk().act({"statement": line.statement_id.id}, line.id, stale, "on_account", {"amount": 3000})
        self.assertTrue(answer["conflict"])
        self.assertEqual(line.difference, 18)

    def test_a_posted_line_is_only_looked_at(self):
        """STM-13, STM-15"""
        _remitted, line = self.under()
        told = self.act(line, "on_account", amount=3000)
        line.statement_id.action_update_ledgers()
        self.assertEqual((self.look(line)["status"], self.look(line)["changeable"]), ("done", False))
        with self.assertRaises(UserError):
            self.act(line, "take_off", ids=[told["allocations"][0]["id"]])
        with self.assertRaisesRegex(UserError, "nothing of yours"):
            self.undo(line)

    def test_what_fails_leaves_nothing(self):
        """STM-13: half a step is no step."""
        _remitted, line = self.under()
        before = self.look(line)
        historian = type(self.env["settling.historian"])
        failing = patch.object(historian, "_note", side_effect=UserError("full"))
        with failing, self.assertRaises(UserError), self.env.cr.savepoint():
            self.act(line, "on_account", amount=3000)
        self.assertEqual(self.look(line), before)

    def test_a_refusal_taken_off_stays_off(self):
        """STM-11, STM-13: the undo does not read the bank's answer a second time."""
        remitted = self.remit(100)
        line = self.allocate(self.receive_ls(("0530", "C00001", 100))).line_ids
        self.assertEqual(self.look(line)["status"], "refused")
        self.act(line, "release")
        self.assertEqual(remitted.state, "remitted")
        with self.assertRaisesRegex(UserError, "nothing of yours"):
            self.undo(line)


@tagged("post_install", "-at_install")
class TestSettlingRights(Desk, SepaStatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            name: new_test_user(
                cls.env,
                f"settling_{name}",
                groups=f"base.group_user,bank_statement_matching_addon.group_statement_{name}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for name in ("reader", "user")
        }
        cls.invoice = cls.create_due(cls.payer, 61.3)
        number = cls.payer.bank_ids.sanitized_acc_number
        cls.received = cls.allocate(cls.receive(cls.entry(61.3, TRANSFER, text=f"Thank you {number}")))
        cls.line = cls.received.line_ids
        cls.scope = {"statement": cls.received.id}

    def test_a_reader_looks_and_changes_nothing(self):
        """STM-13: rights are separate."""
        told = self.look(self.line, "reader")
        self.assertEqual(told["difference"], 6130)
        self.assertFalse(self.desk("reader").open(self.scope)["may_settle"])
        for act, values in (("payer", {"payer": self.payer.id}), ("on_account", {"amount": 1}), ("release", {})):
            with self.subTest(act), self.assertRaises(AccessError), self.cr.savepoint():
                self.act(self.line, act, "reader", **values)
        with self.assertRaises(AccessError):
            self.undo(self.line, "reader")

    def test_a_user_settles_a_line_from_nothing(self):
        """STM-13: payer, invoice, settled; who did it stays on record."""
        self.act(self.line, "payer", "user", payer=self.payer.id)
        told = self.act(self.line, "add", "user", ids=self.receivable_of(self.invoice).ids)
        self.assertEqual((told["status"], self.received.state), ("settled", "full"))
        self.assertEqual({step["who"] for step in told["steps"]}, {self.users["user"].name})
        self.assertIn(self.invoice.name, told["steps"][0]["words"])

    def test_nobody_undoes_the_step_of_another(self):
        """STM-13"""
        self.act(self.line, "payer", payer=self.payer.id)
        with self.assertRaisesRegex(UserError, "nothing of yours"):
            self.undo(self.line, "user")

    def test_whole_account_numbers_do_not_reach_the_screen(self):
        """MAN-18, STM-13: not as a field, not in the bank's text, not by a search for a part of one."""
        number = self.payer.bank_ids.sanitized_acc_number
        self.line.sudo().with_context(receiving_statement=True).counterparty_account = number
        desk = self.desk("user")
        shown = str((desk.line(self.line.id), desk.open(self.scope), desk.rows(self.line.ids)))
        self.assertNotIn(number, shown)
        self.assertIn(number[-4:], shown)
        by_part = desk.find("payers", self.line.id, number[4:12])
        by_whole = desk.find("payers", self.line.id, number)
        self.assertEqual((by_part, [one["id"] for one in by_whole]), ([], [self.payer.id]))
        self.assertNotIn(number, str(by_whole))

    def test_another_company_sees_and_changes_nothing(self):
        """STM-13"""
        other = self.setup_other_company()["company"]
        self.users["foreigner"] = new_test_user(
            self.env,
            "settling_foreigner",
            groups="base.group_user,bank_statement_matching_addon.group_statement_administrator",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.act(self.line, "payer", payer=self.payer.id)
        desk = self.desk("foreigner").with_company(other)
        self.assertEqual(desk.open({"statement": False})["ids"], [])
        self.assertEqual(desk.rows(self.line.ids), [])
        attempts = (
            lambda: desk.open(self.scope),
            lambda: desk.line(self.line.id),
            lambda: desk.find("payers", self.line.id, "a"),
            lambda: desk.act({}, self.line.id, "x", "release", {}),
            lambda: self.line.settling_step_ids.with_user(self.users["foreigner"]).with_company(other).read(["words"]),
        )
        for number, attempt in enumerate(attempts):
            with self.subTest(number), self.assertRaises(AccessError):
                attempt()

    def test_what_a_browser_sends_is_looked_up_again(self):
        """STM-13: foreign allocations, invoices of others, unknown acts."""
        theirs = self.create_due(self.other_payer, 61.3)
        self.act(self.line, "payer", "user", payer=self.payer.id)
        sent = (
            ("add", {"ids": self.receivable_of(theirs).ids}),
            ("add", {"ids": []}),
            ("take_off", {"ids": [self.env["received.allocation"].search([], limit=1).id + 999]}),
            ("_act", {}),
            ("unlink", {}),
        )
        for act, values in sent:
            with self.subTest(act), self.assertRaises(UserError), self.cr.savepoint():
                self.act(self.line, act, "user", **values)
        self.assertFalse(self.line.allocation_ids)


@tagged("post_install", "-at_install")
class TestSettlingCounts(Counting, Desk, SepaStatementCommon):
    def measure(self, size, number):
        """A line with ``size`` allocations, whose payer has as many open invoices more."""
        payer = self.create_payer(f"Payer {number}", number)
        for amount in range(size):
            self.create_due(payer, 10 + amount)
        taken = self.remit(*[5] * size, payer=payer)
        line = self.allocate(
            self.receive(self.entry(5000 + number, text="x", number=number), number=str(number))
        ).line_ids
        line.partner_id = payer
        half = self.env["statement.settler"]._open_items(line)[:size]
        self.env["statement.settler"]._add(line, half, whole=True)
        self.assertEqual((len(line.allocation_ids), len(taken)), (size, size * 2))
        look = self.count(lambda: self.desk().line(line.id))
        version, item = self.look(line)["version"], self.look(line)["items"][0]["id"]
        add = self.count(
            lambda: self.desk().act({"statement": line.statement_id.id}, line.id, version, "add", {"ids": [item]})
        )
        rows = self.count(lambda: self.desk().open({"statement": line.statement_id.id}))
        return {"look": look, "add": add, "open": rows}

    def test_a_line_costs_the_same_however_much_it_holds(self):
        """STM-13: few queries, as many for forty invoices as for two."""
        self.measure(1, 70)
        few, many = self.measure(2, 71), self.measure(40, 72)
        self.assertEqual(few, many)
        self.assertLessEqual(many["look"], 45)
