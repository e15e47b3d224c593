import logging
import os
from contextlib import contextmanager, nullcontext
from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..services import ledger_copy_permission
from . import every_row, ledger_cases
from .test_ledger_as_odoo import ALWAYS, NEVER, LedgerCommon, copies_from

# The same few each time; SUITE_LEDGER_CASES=500 looks at that many.
CASES = int(os.environ.get("SUITE_LEDGER_CASES") or 2)


@tagged("post_install", "-at_install")
class TestLedgerCopies(LedgerCommon):
    """Entries and reconciliations that are copied set by set are those that Odoo makes one by one (STM-15, STM-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what is told on records is copied too
        told = dict.fromkeys(("tracking_disable", "mail_notrack", "mail_create_nolog"), False)
        cls.env = cls.env(context={**cls.env.context, **told})

    def test_every_row_of_the_database_is_as_by_odoo(self):
        """STM-15, STM-18: what may be copied, mixed with what may not: currencies, parts, instalments, credit notes,
        taxes due on payment, payments on account and ledger accounts, one payer and several, one invoice and many.
        """
        copied = 0
        for seed in range(CASES):
            with self.subTest(seed=seed), self.taken_back():
                case = ledger_cases.draw_plain(seed)
                self.set_up_account(case)
                invoices = self.invoices_of(case)
                self.follow(invoices, seed)
                received = self.post_ours(self.plan_of(case, invoices), case.account)
                odoo, _count = self.updated(received, NEVER)
                ours, count = self.updated(received, ALWAYS)
                self.assertFalse(every_row.differences(odoo, ours), case)
                copied += count
        self.assertGreater(copied, 3 * CASES, "most of them are copies")

    def follow(self, invoices, seed):
        """Somebody wants to hear when some invoice is paid, and somebody wrote on another."""
        paid = self.env.ref("account.mt_invoice_paid")
        chosen = invoices[seed % len(invoices)]
        chosen.message_subscribe(self.other_payer.ids, subtype_ids=paid.ids)
        invoices[0].message_post(body="Please call", message_type="comment")

    def updated(self, received, from_number):
        """Every row after the update, and how many pairs were copied; then it never happened."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows, count = {}, 0
        with copies_from(from_number), self.counted() as counted, self.taken_back():
            every_row.align(self.env)
            received.action_update_ledgers()
            rows = every_row.contents(self.env)
            count = len(counted)
        return rows, count

    @contextmanager
    def counted(self):
        """The pairs that are copied meanwhile."""
        pairs, copy = [], type(self.env["statement.pair.cloner"])._copy

        def note(cloner, original, copies):
            pairs.extend(copies)
            return copy(cloner, original, copies)

        with patch.object(type(self.env["statement.pair.cloner"]), "_copy", note):
            yield pairs

    def test_instalments_are_as_by_odoo(self):
        """STM-15, STM-18: the first leaves an invoice partly paid, the second pays it; also of a credit note."""
        kinds = ("out_invoice",) * 4 + ("out_refund",)
        invoices = [
            self.create_due(
                self.payers[number % 2], amount=100 + number, move_type=kind, due="2026-09-01",
                invoice_payment_term_id=self.terms["instalments"].id,
            )
            for number, kind in enumerate(kinds)
        ]  # fmt: skip
        for number, state in enumerate(("partial", "paid")):
            plan = []
            for invoice in invoices:
                item = self.due_amounts(invoice)[number]
                part = {"kind": "open_item", "move_line_id": item.id, "partner_id": item.partner_id.id}
                plan.append((ledger_cases.FIRST_LINE, [{**part, "amount": item.balance}]))
                invoice.message_post(body="Please call", message_type="comment")
            received = self.post_ours(plan, "EUR", number=str(number))
            odoo, _count = self.updated(received, NEVER)
            ours, count = self.updated(received, ALWAYS)
            self.assertFalse(every_row.differences(odoo, ours), state)
            self.assertEqual(count, len(plan) - 1, state)
            received.action_update_ledgers()
            self.assertEqual({invoice.payment_state for invoice in invoices}, {state})

    def test_an_entry_of_any_length_is_reconciled_by_copies(self):
        """STM-18: an original is made while a long entry is short, or of a short one."""
        for count in (3, 4, 5):
            with self.subTest(count=count), self.taken_back():
                parts = []
                for number in range(count):
                    item = self.receivable_of(self.create_due(self.payer, amount=100 + number, due="2026-09-01"))
                    part = {"kind": "open_item", "move_line_id": item.id, "partner_id": item.partner_id.id}
                    parts.append({**part, "amount": item.balance})
                received = self.post_ours([(ledger_cases.FIRST_LINE, parts)], "EUR")
                odoo, _count = self.updated(received, NEVER)
                ours, copied = self.updated(received, ALWAYS)
                self.assertEqual(copied, count - 1)
                self.assertFalse(every_row.differences(odoo, ours))

    def test_the_block_of_a_debit_goes_with_its_status_only(self):
        """STM-15, REM-8: what was refused before and is paid after all keeps its status, and so its block."""
        remitted = self.remit(100, 50, 70, 30)
        refused = remitted[1]
        refused._register_rejection({refused.id: ("MS02", "", "answer")})
        self.assertEqual((refused.state, refused.payment_block), ("rejected", "9"))
        plan = []
        for line in remitted:
            part = {"kind": "remitted", "remittance_line_id": line.id, "move_line_id": line.move_line_id.id}
            plan.append((ledger_cases.FIRST_LINE, [{**part, "partner_id": line.partner_id.id, "amount": line.amount}]))
        received = self.post_ours(plan, "EUR")
        odoo, _count = self.updated(received, NEVER)
        ours, count = self.updated(received, ALWAYS)
        self.assertEqual(count, len(plan) - 1)
        self.assertFalse(every_row.differences(odoo, ours))

    def test_days_of_a_row_are_as_by_odoo(self):
        """STM-15, STM-18: one original for the days that are numbered in one row, by whatever the journal numbers; a
        closed day has its own, because Odoo posts on another, and its entries are numbered among those of that day.
        """
        days = [date(2025, 12, 30), date(2025, 12, 31)]
        days += [date(2026, 9, day) for day in (18, 18, 21, 21, 28, 30)] + [date(2026, 10, day) for day in (1, 2, 5)]
        plan = []
        for number, day in enumerate(days):
            item = self.receivable_of(self.create_due(self.payers[number % 2], amount=100 + number, due="2026-09-01"))
            part = {"kind": "open_item", "move_line_id": item.id, "partner_id": item.partner_id.id}
            plan.append((day, [{**part, "amount": item.balance}]))
        received = self.post_ours(plan, "EUR")
        # of the closed days only one has more than one line
        for numbering, opened, closed in (
            ("BNK9/2026/00001", 2, 2),
            ("BNK9/2026/09/0001", 3, 3),
            ("BNK9-00001", 1, 2),
        ):
            for locked, originals in ((False, opened), ("2026-09-18", closed)):
                with self.subTest(numbering=numbering, locked=locked), self.taken_back():
                    self.company.fiscalyear_lock_date = False
                    self.number_by(received.journal_id, numbering)
                    self.company.fiscalyear_lock_date = locked
                    odoo, _count = self.updated(received, NEVER)
                    with self.counting_originals() as counted:
                        ours, _count = self.updated(received, ALWAYS)
                    self.assertFalse(every_row.differences(odoo, ours))
                    self.assertEqual(len(counted), originals)

    def number_by(self, journal, name):
        """An entry of before, whose number the next ones follow."""
        items = [
            {"account_id": self.charges.id, "debit": 5.0},
            {"account_id": journal.default_account_id.id, "credit": 5.0},
        ]
        entry = self.env["account.move"].create(
            {"journal_id": journal.id, "date": "2026-09-15", "line_ids": [Command.create(item) for item in items]}
        )
        entry.name = name
        entry.action_post()

    @contextmanager
    def counting_originals(self):
        """The lines that Odoo posts to be copied."""
        poster, lines = type(self.env["statement.poster"]), []
        post_first = poster._post_first

        def note(service, statement, line, fixed):
            lines.append(line)
            return post_first(service, statement, line, fixed)

        with patch.object(poster, "_post_first", note):
            yield lines

    def test_entries_of_all_sorts_of_payers_are_as_by_odoo(self):
        """STM-15, STM-18: what Odoo computes of a payer, where it is asked once for many who are alike."""
        self.create_fiscal_positions()
        plan = []
        for number, payer in enumerate(self.all_sorts_of_payers()):
            invoice = self.create_due(payer, amount=100 + number, due="2026-09-01")
            item = self.receivable_of(invoice)
            part = {"kind": "open_item", "move_line_id": item.id, "partner_id": payer.id, "amount": item.balance}
            plan.append((ledger_cases.FIRST_LINE, [part]))
        received = self.post_ours(plan, "EUR")
        odoo, _count = self.updated(received, NEVER)
        asked = []
        with self.counting_positions(asked):
            ours, count = self.updated(received, ALWAYS)
        self.assertFalse(every_row.differences(odoo, ours))
        self.assertEqual(count, len(plan) - 1)
        # the original's, then one for each sort
        self.assertLess(len(asked), len(plan))
        # an add-on may decide by facts that nobody compares here: then Odoo computes each
        asked.clear()
        reader = type(self.env["statement.payer.reader"])
        with self.counting_positions(asked), patch.object(reader, "_known_fields", lambda _reader: set()):
            ours, count = self.updated(received, ALWAYS)
        self.assertFalse(every_row.differences(odoo, ours))
        self.assertGreaterEqual(len(asked), len(plan))
        received.action_update_ledgers()
        positions = received.line_ids.native_line_id.move_id.fiscal_position_id
        self.assertGreaterEqual(set(positions.mapped("name")), {"By zip", "By country", "By VAT number", "By hand"})

    def create_fiscal_positions(self):
        france, germany = self.env.ref("base.fr"), self.env.ref("base.de")
        automatic = {"auto_apply": True, "company_id": self.company.id}
        self.by_hand = self.env["account.fiscal.position"].create(
            [
                {"name": "By zip", "country_id": france.id, "zip_from": "97100", "zip_to": "97999", **automatic},
                {"name": "By VAT number", "country_id": germany.id, "vat_required": True, "sequence": 1, **automatic},
                {"name": "By country", "country_id": germany.id, "sequence": 2, **automatic},
                {"name": "By hand", "company_id": self.company.id},
            ]
        )[-1]

    def all_sorts_of_payers(self):
        france, germany = self.env.ref("base.fr").id, self.env.ref("base.de").id
        sorts = (
            {"country_id": france, "zip": "69001"},
            {"country_id": france, "zip": "97110"},
            {"country_id": germany},
            {"country_id": germany, "vat": "DE136695976"},
            {"country_id": germany, "property_account_position_id": self.by_hand.id},
            {"is_company": True, "country_id": france},
            {},
        )
        payers = self.env["res.partner"].create(
            [{"name": f"Payer {number} {twin}", **facts} for number, facts in enumerate(sorts) for twin in "ab"]
        )
        methods = self.company_data["default_journal_bank"].outbound_payment_method_line_ids
        payers[1].property_outbound_payment_method_line_id = methods[0]
        family = self.env["res.partner"].create({"name": "Firm", "is_company": True, "country_id": france})
        members = self.env["res.partner"].create(
            [
                {"name": "Its store", "type": "delivery", "parent_id": family.id, "country_id": germany},
                {"name": "Its clerk", "type": "contact", "parent_id": family.id, "country_id": france},
                {"type": "invoice", "parent_id": family.id, "country_id": france},
            ]
        )
        self.env["res.partner.bank"].create(
            [
                {"partner_id": payers[0].id, "acc_number": "0001", "currency_id": self.env.ref("base.USD").id},
                {"partner_id": payers[0].id, "acc_number": "0002", "allow_out_payment": False},
                {"partner_id": payers[0].id, "acc_number": "0003", "allow_out_payment": True},
                {"partner_id": payers[1].id, "acc_number": "0004", "active": False},
                {"partner_id": family.id, "acc_number": "0005"},
            ]
        )
        return payers | family | members

    @contextmanager
    def counting_positions(self, asked):
        positions = type(self.env["account.fiscal.position"])
        find = positions._get_fiscal_position

        def note(position, partner, delivery=None):
            asked.append(partner)
            return find(position, partner, delivery=delivery)

        with patch.object(positions, "_get_fiscal_position", note):
            yield

    def test_what_an_add_on_does_must_have_been_read(self):
        """STM-15: work, checks and computations of an add-on that nobody looked at mean no copies, and the log says so;
        who looked at it for this installation may say so.
        """
        permission, journal = self.env["ledger.copy.permission"], self.company_data["default_journal_bank"]
        self.assertTrue(permission._allows(journal))
        unread = ledger_copy_permission.READ - {"account"}
        for own in ("_post", "_get_starting_sequence", "_compute_name", "_check_invoice_currency_rate"):
            named = f"account (account.move.{own})"
            with self.subTest(own), patch.object(ledger_copy_permission, "READ", unread):
                with self.assertLogs(ledger_copy_permission._logger, logging.INFO) as log:
                    self.assertFalse(permission._allows(journal))
                self.assertIn(named, log.output[0])
                self.say_read("elsewhere, account")
                self.assertTrue(permission._allows(journal))
                self.say_read("")

        messages = type(self.env["mail.message"])
        create = messages.create

        def log(messages, vals_list):
            return create(messages, vals_list)

        log.__module__ = "odoo.addons.auditlog.models.rule"
        with patch.object(messages, "create", log):
            self.assertEqual(permission._obstacle_of_company(self.company), "auditlog (mail.message.create)")

    def say_read(self, addons):
        """As an administrator does, in the settings."""
        self.env["res.config.settings"].create({"copies_beside": addons}).execute()

    def test_settings_tell_what_is_in_the_way(self):
        """STM-15: an administrator sees why a ledger update is slow."""
        self.env["res.lang"]._activate_lang("fr_FR")
        settings = self.env["res.config.settings"].with_context(lang="fr_FR")
        self.assertFalse(settings.create({}).copies_obstacle)
        self.env["account.analytic.distribution.model"].create({"partner_id": self.payer.id})
        self.assertEqual(
            settings.create({}).copies_obstacle, "modèles de distribution analytique sans article ni compte"
        )
        self.assertFalse(self.env["ledger.copy.permission"]._allows(self.company_data["default_journal_bank"]))

    def test_analytic_models_concern_their_accounts_only(self):
        """STM-15: charges get their distribution from Odoo, receivables of the same statement are copied."""
        plan = self.env["account.analytic.plan"].create({"name": "Places"})
        place = self.env["account.analytic.account"].create({"name": "Lyon", "plan_id": plan.id})
        prefix = f"none, {self.charges.code[:3]}"
        model = self.env["account.analytic.distribution.model"].create(
            {"account_prefix": prefix, "analytic_distribution": {str(place.id): 100}}
        )
        part = {"kind": "ledger_account", "account_id": self.charges.id, "amount": 7.0}
        lines = [(ledger_cases.FIRST_LINE, [part])]
        for number in range(4):
            item = self.receivable_of(self.create_due(self.payer, amount=100 + number, due="2026-09-01"))
            part = {"kind": "open_item", "move_line_id": item.id, "partner_id": item.partner_id.id}
            lines.append((ledger_cases.FIRST_LINE, [{**part, "amount": item.balance}]))
        received = self.post_ours(lines, "EUR")
        odoo, _count = self.updated(received, NEVER)
        with self.counting_originals() as originals:
            ours, _count = self.updated(received, ALWAYS)
        self.assertFalse(every_row.differences(odoo, ours))
        self.assertEqual(len(originals), 1, "the receivables are copied")
        model.account_prefix = received.journal_id.default_account_id.code
        self.assertFalse(self.env["ledger.copy.permission"]._allows(received.journal_id))
        received.action_update_ledgers()
        items = received.line_ids.native_line_id.move_id.line_ids.filtered("analytic_distribution")
        self.assertEqual(items.account_id, received.journal_id.default_account_id)

    def test_ranks_of_customers_after_the_commit(self):
        """STM-15: whoever had a rank gets more of it, whoever had none gets the first at once."""
        partners = self.env["res.partner"].create([{"name": "Old", "customer_rank": 3}, {"name": "New"}])
        counts, ranker = dict.fromkeys(partners.ids, 2), self.env["statement.partner.ranker"]
        ranker._raise("customer_rank", counts)
        ranker._raise("customer_rank", counts)
        self.assertEqual(partners.mapped("customer_rank"), [3, 2])
        later = self.env.cr.postcommit.data["statement.partner.ranker.customer_rank"]
        self.assertEqual([later[partner.id] for partner in partners], [4, 2])
        with patch.object(type(self.registry), "cursor", lambda registry: nullcontext(self.env.cr)):
            ranker._raise_later("customer_rank", later)
        self.assertEqual(partners.mapped("customer_rank"), [7, 4])
        self.assertFalse(later)
