import io
import zipfile

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import TRANSFER, SepaStatementCommon

MOVE_FIELDS = ("payment_state", "amount_residual", "amount_residual_signed", "state")
ITEM_FIELDS = ("balance", "amount_currency", "amount_residual", "amount_residual_currency", "reconciled", "account_id")


@tagged("post_install", "-at_install")
class TestLedgerUpdate(SepaStatementCommon):
    """One transaction, the outcome of Odoo's own reconciliation, and a way back (STM-15)."""

    def reconciled_by_odoo(self, amount, invoices):
        """What a person gets by hand: one statement line, its counterparts, one reconciliation after the other."""
        receivables = [self.receivable_of(invoice) for invoice in invoices]
        account = self.journal.default_account_id
        currency = {"currency_id": (self.journal.currency_id or self.company.currency_id).id}
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "date": "2026-10-15",
                "amount": amount,
                "payment_ref": "by hand",
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "name": "by hand", "amount_currency": amount, **currency}
                    ),
                    *(
                        Command.create(
                            {
                                "account_id": item.account_id.id,
                                "partner_id": item.partner_id.id,
                                "name": item.move_id.name,
                                "amount_currency": -part,
                                **currency,
                            }
                        )
                        for item, part in self.parts(amount, receivables)
                    ),
                ],
            }
        )
        for item in receivables:
            counterpart = line.line_ids.filtered(lambda one, item=item: one.name == item.move_id.name)
            (item | counterpart).reconcile()
        return line

    def parts(self, amount, receivables):
        for item in receivables:
            part = min(amount, item.amount_residual_currency)
            amount -= part
            yield item, part

    def snapshot(self, native, invoices):
        items = native.line_ids.sorted(lambda item: (item.account_id.id, item.amount_currency))
        receivables = [self.receivable_of(invoice) for invoice in invoices]
        return {
            "entry": [[item[name] for name in ITEM_FIELDS] for item in items],
            "invoices": [[invoice[name] for name in MOVE_FIELDS] for invoice in invoices],
            "receivables": [[item[name] for name in ITEM_FIELDS] for item in receivables],
            "partials": [sorted(item.matched_credit_ids.mapped("amount")) for item in receivables],
            "full": [bool(item.full_reconcile_id) for item in receivables],
            "caba": [
                sorted(
                    (move.line_ids.mapped("balance"))
                    for move in self.env["account.move"].search([("tax_cash_basis_origin_move_id", "=", invoice.id)])
                )
                for invoice in invoices
            ],
            "exchange": [
                sorted(item.matched_credit_ids.exchange_move_id.line_ids.mapped("balance")) for item in receivables
            ],
            "line": (native.is_reconciled, native.amount_residual, native.move_id.state),
        }

    def assertSameAsOdoo(self, amount, ours, theirs):
        text = " ".join(invoice.name for invoice in ours)
        received = self.allocate(self.receive(self.entry(amount, TRANSFER, text=text)))
        self.assertEqual(received.state, "full")
        received.action_update_ledgers()
        native = self.reconciled_by_odoo(amount, theirs)
        self.assertEqual(self.snapshot(received.line_ids.native_line_id, ours), self.snapshot(native, theirs))

    def dues(self, *amounts, **values):
        return [self.create_due(self.payer, amount, **values) for amount in amounts]

    def test_full_payment_of_several_invoices_is_as_by_odoo(self):
        """STM-15: accounts, amounts, residuals, payment states, full reconciliations."""
        self.assertSameAsOdoo(150, self.dues(100, 50), self.dues(100, 50))

    def test_partial_payment_is_as_by_odoo(self):
        """STM-15: partial reconciliation."""
        self.assertSameAsOdoo(30, self.dues(100), self.dues(100))

    def test_cash_basis_taxes_are_as_by_odoo(self):
        """STM-15: cash-basis taxes, due when the invoice is paid."""
        self.company.tax_exigibility = True
        transition = self.company_data["default_account_assets"].copy({"reconcile": True, "code": "445990"})
        tax = self.env["account.tax"].create(
            {
                "name": "On payment",
                "amount": 20,
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": transition.id,
                "company_id": self.company.id,
            }
        )
        line = {"name": "Service", "quantity": 1, "price_unit": 100, "tax_ids": [Command.set(tax.ids)]}
        invoices = [self.create_due(self.payer, invoice_line_ids=[Command.create(line)]) for _number in range(2)]
        self.assertEqual(invoices[0].amount_total, 120)
        self.assertSameAsOdoo(120, invoices[:1], invoices[1:])

    def test_exchange_differences_are_as_by_odoo(self):
        """STM-15: an account in a foreign currency, and a rate that moved since the invoice."""
        usd = self.env.ref("base.USD")
        usd.active = True
        usd.rate_ids.unlink()
        for day, rate in (("2026-01-01", 1.1), ("2026-10-15", 1.25)):
            self.env["res.currency.rate"].create({"currency_id": usd.id, "name": day, "rate": rate})
        self.journal.currency_id = usd
        ours, theirs = self.dues(100, currency_id=usd.id), self.dues(100, currency_id=usd.id)
        text = ours[0].name
        received = self.allocate(self.receive(self.entry(100, TRANSFER, text=text, currency="USD"), currency="USD"))
        self.assertEqual(received.state, "full", received.error_ids.mapped("message"))
        received.action_update_ledgers()
        native = self.reconciled_by_odoo(100, theirs)
        mine = self.snapshot(received.line_ids.native_line_id, ours)
        self.assertTrue(mine["exchange"][0], "the rate moved, so there is a difference")
        self.assertEqual(mine, self.snapshot(native, theirs))

    def test_nothing_is_posted_before_every_line_is_full(self):
        """STM-15"""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted), self.entry(5, "OTHER", 2)))
        moves = self.env["account.move"].search_count([])
        with self.assertRaises(UserError):
            received.action_update_ledgers()
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_updating_twice_posts_once(self):
        """STM-15: a double click."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted)))
        received.action_update_ledgers()
        moves = self.env["account.move"].search_count([])
        received.action_update_ledgers()
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_undo_gives_the_state_before(self):
        """STM-15: entries, reconciliations, remittance lines, blocks and statement."""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive(*(self.collected(line, number=n) for n, line in enumerate(remitted, 1))))
        before = self.whole_state(received, remitted)
        received.action_update_ledgers()
        self.assertNotEqual(self.whole_state(received, remitted), before)
        received.action_undo_ledgers()
        self.assertEqual(self.whole_state(received, remitted), before)
        received.action_update_ledgers()
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"paid"})

    def whole_state(self, received, remitted):
        self.env.invalidate_all()
        return {
            "states": [received.state, *received.line_ids.mapped("state"), *remitted.mapped("state")],
            "blocks": remitted.mapped("payment_block"),
            "invoices": remitted.move_id.mapped("payment_state") + remitted.move_id.mapped("amount_residual"),
            "moves": self.env["account.move"].search_count([("journal_id", "=", self.journal.id)]),
            "native": self.env["account.bank.statement"].search_count([("journal_id", "=", self.journal.id)]),
            "links": (received.native_statement_id.id, received.allocation_ids.counterpart_id.ids),
            "mandates": remitted.mandate_id.mapped("state"),
        }

    def test_undo_in_a_closed_period_reverses(self):
        """STM-15: what a lock date keeps is reversed, not removed."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted)))
        received.action_update_ledgers()
        entry = received.line_ids.native_line_id.move_id
        self.company.fiscalyear_lock_date = "2026-10-31"
        received.action_undo_ledgers()
        self.assertTrue(entry.exists())
        self.assertEqual((remitted.move_id.amount_residual, remitted.state), (100, "remitted"))
        account = self.journal.default_account_id
        items = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        self.assertEqual(sum(items.mapped("balance")), 0)
        self.company.fiscalyear_lock_date = False
        received.action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")

    def test_money_that_was_taken_back_is_undone_in_order(self):
        """STM-15"""
        remitted = self.remit(100)
        paid = self.allocate(self.receive(self.collected(remitted)))
        paid.action_update_ledgers()
        back = self.allocate(self.receive(self.returned(remitted, number=2), number="2"))
        back.action_update_ledgers()
        with self.assertRaisesRegex(UserError, "first"):
            paid.action_undo_ledgers()
        back.action_undo_ledgers()
        paid.action_undo_ledgers()
        self.assertEqual((remitted.state, remitted.move_id.amount_residual), ("remitted", 100))

    def test_posted_lines_are_ordinary_ones(self):
        """STM-19: Odoo's own screens see reconciled statement lines, nothing on suspense, and can undo them."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted)))
        received.action_update_ledgers()
        native = received.line_ids.native_line_id
        self.assertTrue(native.is_reconciled)
        self.assertNotIn(self.journal.suspense_account_id, native.line_ids.account_id)
        self.assertTrue(received.native_statement_id.is_complete)
        self.assertEqual(native.transaction_details["end_to_end_id"], remitted.end_to_end_id)
        native.action_undo_reconciliation()
        self.assertEqual(remitted.move_id.payment_state, "not_paid")

    def test_what_was_removed_in_odoo_is_told(self):
        """STM-19: on the statement and in its allocations, until it is reconciled again or the update is undone."""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive(*(self.collected(line, number=n) for n, line in enumerate(remitted, 1))))
        received.action_update_ledgers()
        self.assertEqual((received.unreconciled_count, received.missing_count), (0, 0))
        first, second = received.line_ids
        counterpart = first.allocation_ids.counterpart_id
        counterpart.remove_move_reconcile()
        received.invalidate_recordset()
        self.assertEqual((received.unreconciled_count, received.missing_count), (1, 0))
        shown = self.env["received.allocation"].search(received.action_unreconciled()["domain"])
        self.assertEqual(shown, first.allocation_ids)
        (counterpart | first.allocation_ids.move_line_id).reconcile()
        received.invalidate_recordset()
        self.assertEqual(received.unreconciled_count, 0)
        second.native_line_id.action_undo_reconciliation()
        received.native_statement_id.unlink()
        second.native_line_id.unlink()
        received.invalidate_recordset()
        self.assertEqual(received.missing_count, 1)
        received.action_undo_ledgers()
        self.assertEqual((received.state, received.unreconciled_count, received.missing_count), ("full", 0, 0))

    def test_the_preliminary_journal_is_what_is_posted(self):
        """STM-12, option 8"""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive(*(self.collected(line, number=n) for n, line in enumerate(remitted, 1))))
        journal = self.env["report.bank_statement_matching_addon.statement_journal"]

        def rows():
            return [
                [(item["account"], item["partner"], item["debit"], item["credit"]) for item in entry["items"]]
                for entry in journal._get_entries(received)
            ]

        moves = self.env["account.move"].search_count([])
        preliminary = rows()
        self.assertEqual(self.env["account.move"].search_count([]), moves, "the journal posts nothing")
        received.action_update_ledgers()
        self.assertEqual(rows(), preliminary)
        self.assertTrue(all(entry["number"] for entry in journal._get_entries(received)))
        html = self.env["ir.actions.report"]._render_qweb_html(
            "bank_statement_matching_addon.statement_journal", received.ids
        )[0]
        self.assertIn(remitted[0].move_id.name, html.decode())

    def test_what_a_bank_writes_is_no_formula_in_the_sheet(self):
        """STM-12: the words of a payment are those of whoever paid."""
        received = self.allocate(self.receive(self.entry(100, text='=HYPERLINK("https://example.com","pay")')))
        _name, content = self.env["statement.journal.writer"]._write(received)
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            cells = sheet.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", cells)
