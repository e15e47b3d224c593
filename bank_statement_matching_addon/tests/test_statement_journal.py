import io
from collections import Counter

from odoo.tests import tagged
from openpyxl import load_workbook

from . import ledger_cases
from .common import TRANSFER
from .test_ledger_as_odoo import LedgerCommon

SEEDS = (3, 5, 8, 11)
NAMES = ("account", "partner", "currency", "amount_currency", "debit", "credit")


@tagged("post_install", "-at_install")
class TestStatementJournal(LedgerCommon):
    """What will be posted, to the cent, and what was (STM-12)."""

    def read_journal(self, received):
        report = self.env["report.bank_statement_matching_addon.statement_journal"]
        return [
            (str(entry["day"]), *(item[name] for name in NAMES))
            for entry in report._get_entries(received)
            for item in entry["items"]
        ]  # fmt: skip

    def sheet(self, received):
        """The rows of the XLSX below its head, up to the first note."""
        name, content = self.env["statement.journal.writer"]._write(received)
        self.assertTrue(name.endswith(".xlsx"))
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        self.assertEqual(rows[0][:4], ("Date", "Entry", "Line", "Account"))
        return [row for row in rows[1:] if row[3]]

    def posted(self, received):
        moves = received.line_ids.native_line_id.move_id
        return moves | ledger_cases.beside(moves)

    def test_random_cases_are_foretold(self):
        """STM-12, option 8: the preliminary journal is what is posted, exchange differences included, in open and in
        closed periods; the sheet is what the ledger holds.
        """
        foretold = 0
        for seed in SEEDS:
            with self.subTest(seed=seed), self.taken_back():
                case = ledger_cases.draw(seed)
                self.set_up_account(case)
                received = self.post_ours(self.plan_of(case, self.invoices_of(case)), case.account)
                if case.lock:
                    self.company[case.lock[0]] = case.lock[1]
                preliminary, differences = self.read_journal(received), self.differences_foretold(received)
                received.action_update_ledgers()
                lines = received.line_ids.native_line_id.move_id
                self.assertEqual(preliminary, self.read_journal(received)[: len(lines.line_ids)])
                self.assertEqual(differences, self.differences_posted(received))
                foretold += len(differences)
                self.assertSheetIsLedger(received)
        self.assertTrue(foretold, "some case has an exchange difference")

    def differences_foretold(self, received):
        found = self.env["statement.preview"]._exchange_differences(received)
        return {item.id: amount for item, amount in found.items()}

    def differences_posted(self, received):
        """``{due amount: loss}`` of what came beside the reconciliations with invoices."""
        found = Counter()
        for item in received.allocation_ids.move_line_id:
            partials = item.matched_debit_ids | item.matched_credit_ids
            for move in partials.exchange_move_id:
                result = move.line_ids.filtered(lambda one: one.account_id.internal_group in ("income", "expense"))
                found[item.id] += sum(result.mapped("balance"))
        own = self.company.currency_id
        return {item: own.round(amount) for item, amount in found.items() if own.round(amount)}

    def assertSheetIsLedger(self, received):
        rows = [(row[1], row[3], row[9] or 0, row[10] or 0) for row in self.sheet(received)]
        items = self.posted(received).line_ids
        ledger = [(item.move_id.name, item.account_id.code, item.debit, item.credit) for item in items]
        self.assertEqual(sorted(rows), sorted(ledger))

    def test_gains_losses_and_taxes_are_told_in_words(self):
        """STM-12: on paper, before anything is posted."""
        usd = self.env.ref("base.USD")
        self.journal.currency_id = usd
        case = ledger_cases.Case(
            "USD",
            (ledger_cases.Invoice(0, 100, ledger_cases.FIRST_INVOICE, "USD", False, "at once", "on payment"),),
            (ledger_cases.Line(ledger_cases.FIRST_LINE, (ledger_cases.Paid("open_item", 0, 0, 1, 1, 0),)),),
            (),
        )
        invoice = self.invoices_of(case)
        received = self.post_ours(self.plan_of(case, invoice), "USD")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "bank_statement_matching_addon.statement_journal", received.ids
        )[0]
        paid, owed = 120 / 1.07, 120 / 1.08
        self.assertIn(
            f"Exchange gain beside these, {invoice.name}: {paid - owed:.2f}".encode(), html.replace(b"\xc2\xa0", b" ")
        )
        self.assertIn(f"Entries for taxes due on payment come beside these: {invoice.name}".encode(), html)

    def test_a_large_journal_is_written_in_the_background_and_kept(self):
        """STM-12, STM-18: paper is for people; thousands of pages are a sheet."""
        received = self.receive(*(self.entry(1, TRANSFER, number, text=f"line {number}") for number in (1, 2, 3)))
        received.action_validate()
        on_paper = received.with_context(discard_logo_check=True).action_journal()
        self.assertEqual(on_paper["type"], "ir.actions.report")
        self.assertEqual(received.action_journal_xlsx()["type"], "ir.actions.act_url")
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", 3)
        received.invalidate_recordset()
        received.action_journal()
        job = self.env["background.job"].search(
            [("res_model", "=", "received.statement"), ("res_id", "=", received.id)]
        )
        self.assertEqual(job.method, "_write_journal")
        job._work()
        attachment = received.message_ids.attachment_ids.filtered(lambda one: one.name.endswith(".xlsx"))
        self.assertTrue(attachment.raw.startswith(b"PK"))
