import base64
import io
import zipfile

import openpyxl
from lxml import html
from odoo.addons.sepa_remittance_addon.tests.common import iban_of
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import SepaStatementCommon

FRENCH = """Compte;{account}
Date;Libellé;Débit;Crédit;Solde
05/10/2026;VIR ANNA;;100,00;1 100,00
13/10/2026;FRAIS;2,50;;1 097,50
"""


@tagged("post_install", "-at_install")
class TestTables(SepaStatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = cls.journal.bank_account_id.sanitized_acc_number
        cls.content = FRENCH.format(account=cls.iban).encode("cp1252")
        cls.receiver = cls.env["debit.answer.receiver"]
        cls.user = new_test_user(
            cls.env,
            "matching_user",
            groups="bank_statement_matching_addon.group_statement_user",
            company_id=cls.company.id,
        )

    def propose(self, content=None, name="octobre.csv", journal=None, user=None):
        """Upload a table nobody has described; return the wizard that asks what it is."""
        env = self.env(user=user) if user else self.env
        action = env["debit.answer.receiver"]._receive_and_open([(name, content or self.content)], journal)
        self.assertEqual((action["res_model"], action["target"]), ("statement.layout.proposal", "new"))
        return env["statement.layout.proposal"].browse(action["res_id"])

    def received(self, action):
        self.assertEqual(action["res_model"], "received.statement")
        return self.env["received.statement"].browse(action["res_id"])

    def words(self, markup):
        return " ".join(html.fromstring(markup).text_content().replace("\ufeff", "").split())

    # ------------------------------------------------------------ the first file of its kind

    def test_an_unknown_table_is_shown_with_what_its_columns_are_likely_to_be(self):
        """STM-4: upload, proposed mapping, preview, save, receive."""
        wizard = self.propose()
        self.assertEqual(
            wizard.column_ids.mapped("meaning"), ["booking_date", "text", "money_out", "money_in", "balance"]
        )
        self.assertEqual(
            (wizard.encoding, wizard.delimiter, wizard.title_row, wizard.date_order, wizard.decimal_mark),
            ("cp1252", "semicolon", 2, "dmy", "comma"),
        )
        self.assertIn("VIR ANNA · FRAIS", wizard.column_ids.mapped("sample"))
        received = self.received(wizard.action_receive())
        self.assertEqual(received.line_ids.mapped("amount"), [100, -2.5])
        self.assertEqual((received.opening_balance, received.closing_balance), (1000, 1097.5))
        self.assertEqual((received.journal_id, received.layout), (self.journal, "csv"))
        received.action_validate()
        self.assertEqual(received.state, "to_allocate", received.error_ids.mapped("message"))

    def test_the_next_file_with_these_titles_is_read_by_itself(self):
        """STM-4: no wizard, by upload, by drop on the journal and by drop on the list."""
        self.propose().action_receive()
        for number, drop in enumerate((self.env["received.statement"], self.journal), 1):
            content = self.content.replace(b"/10/2026", b"/%d/2026" % (10 - number))
            attachment = self.env["ir.attachment"].create({"name": "autre.csv", "raw": content})
            received = self.received(drop.create_document_from_attachment(attachment.ids))
            self.assertEqual(received.line_ids.mapped("amount"), [100, -2.5])

    def test_the_preview_tells_the_lines_and_the_balances(self):
        """STM-4"""
        told = self.words(self.propose().preview)
        for words in ("VIR ANNA", "100.00", "-2.50", "Lines: 2", "1,000.00", "1,097.50"):
            self.assertIn(words, told)
        self.assertNotIn(self.iban, told)

    def test_the_preview_follows_what_is_typed(self):
        """STM-4: live, before anything is saved; errors are marked by row."""
        with Form(self.propose()) as form:
            form.date_order = "mdy"
            self.assertIn("row 4: 13/10/2026 is not a date", self.words(form.preview))
            form.date_order = False
            self.assertIn("row 3: 05/10/2026 may be more than one day", self.words(form.preview))
            form.date_order = "dmy"
            with form.column_ids.edit(4) as column:
                column.meaning = False
            self.assertNotIn("1,097.50", self.words(form.preview))
            with form.column_ids.edit(0) as column:
                column.meaning = False
            self.assertIn("No column is the booking date", self.words(form.preview))

    def test_another_delimiter_is_another_table(self):
        """STM-4"""
        with Form(self.propose()) as form:
            form.delimiter = "comma"
            self.assertEqual(len(form.column_ids), 1, "no title holds a comma")
            form.delimiter = "semicolon"
            self.assertEqual(len(form.column_ids), 5)

    def test_an_ambiguous_date_is_asked_never_guessed(self):
        """STM-4: 01/02/2026"""
        wizard = self.propose(b"Date,Label,Amount,Currency\n01/02/2026,x,1.50,EUR\n", journal=self.journal)
        self.assertFalse(wizard.date_order)
        with self.assertRaisesRegex(UserError, "row 2: 01/02/2026 may be more than one day"):
            wizard.action_receive()

    def test_what_is_refused_leaves_neither_layout_nor_statement(self):
        """STM-5"""
        wizard = self.propose(self.content.replace(b"1 097,50", b"1 000,00"))
        self.assertIn("row 4: The balance does not follow", self.words(wizard.preview))
        with self.assertRaisesRegex(UserError, "row 4"), self.cr.savepoint():
            wizard.action_receive()
        self.assertFalse(self.env["statement.layout"].search([("company_id", "=", self.company.id)]))
        self.assertFalse(self.env["received.statement"].search([("journal_id", "=", self.journal.id)]))

    def test_a_file_that_names_no_account_belongs_to_the_journal_of_its_layout(self):
        """STM-4"""
        content = self.content.split(b"\n", 1)[1]
        self.propose(content, journal=self.journal).action_receive()
        received = self.receiver._receive_all([("b.csv", content.replace(b"VIR ANNA", b"VIR BERT"))])
        self.assertEqual(received["received.statement"].journal_id, self.journal)

    def test_a_layout_that_is_described_again_replaces_the_old_one(self):
        """STM-4: a bank changes what a column says."""
        self.propose().action_receive()
        layout = self.env["statement.layout"].search([("company_id", "=", self.company.id)])
        layout.active = False
        wizard = self.propose(self.content.replace(b"/10/", b"/09/"))
        wizard.action_receive()
        layout.unlink()
        self.assertEqual(self.env["statement.layout"].search_count([("company_id", "=", self.company.id)]), 1)

    # ------------------------------------------------------------ workbooks, several accounts and currencies

    def workbook(self, *rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def test_a_workbook_is_received_like_a_text(self):
        """STM-4: XLSX"""
        content = self.workbook(["Date", "Description", "Amount", "IBAN"], ["2026-10-05", "Rent", 0.1 + 0.2, self.iban])
        wizard = self.propose(content, "bank.xlsx")
        self.assertEqual((wizard.kind, wizard.column_ids[3].meaning), ("xlsx", "account"))
        received = self.received(wizard.action_receive())
        self.assertEqual((received.line_ids.amount, received.journal_id), (0.3, self.journal))
        again = self.workbook(["Date", "Description", "Amount", "IBAN"], ["2026-10-06", "Rent", 5, self.iban])
        self.assertEqual(self.receiver._receive_all([("b.xlsx", again)])["received.statement"].line_ids.amount, 5)

    def test_formulas_are_not_calculated(self):
        """STM-5"""
        content = self.workbook(
            ["Date", "Text", "Amount", "Currency"], ["2026-10-05", "x", 1, "EUR"], ["2026-10-05", "x", "=1+1", "EUR"]
        )
        wizard = self.propose(content, "bank.xlsx")
        with self.assertRaisesRegex(UserError, "row 3: The cell holds a formula"):
            wizard.action_receive()

    def test_several_accounts_in_one_table_are_several_statements(self):
        """STM-4, STM-8: an account that is not ours is stored with its error."""
        foreign = iban_of(77)
        rows = [f"2026-10-05,a,1.00,{self.iban}", f"2026-10-05,b,2.00,{foreign}", f"2026-10-06,c,3.00,{self.iban}"]
        content = "\n".join(["Date,Text,Amount,Account", *rows]).encode()
        wizard = self.propose(content)
        action = wizard.action_receive()
        received = self.env["received.statement"].search(action["domain"])
        self.assertEqual(sorted(len(one.line_ids) for one in received), [1, 2])
        self.assertEqual(received.journal_id, self.journal)

    def test_each_currency_of_an_account_is_a_statement_of_its_own(self):
        """STM-4, STM-8: lines in another currency never add up with those of the account."""
        content = b"Date,Text,Amount,Currency\n2026-10-05,a,1.00,EUR\n2026-10-05,b,2.00,USD\n"
        action = self.propose(content, journal=self.journal).action_receive()
        received = self.env["received.statement"].search(action["domain"])
        self.assertEqual({(one.currency_code, one.total) for one in received}, {("EUR", 1), ("USD", 2)})
        received.action_validate()
        wrong = received.filtered(lambda one: one.currency_code == "USD")
        self.assertEqual((wrong.state, "currency" in wrong.error_ids.mapped("check_name")), ("errors", True))

    def test_an_amount_in_another_currency_is_kept_in_words(self):
        """STM-4: what was bought in dollars is booked in euro, and says so."""
        content = (
            b"Date,Text,Amount,Currency,Original amount,Original currency\n2026-10-05,Hotel,-12.90,EUR,-15.00,USD\n"
        )
        received = self.received(self.propose(content, journal=self.journal).action_receive())
        self.assertEqual((received.line_ids.amount, received.line_ids.text), (-12.9, "Hotel -15.00 USD"))

    def test_an_archive_may_hold_tables(self):
        """STM-4, STM-5: read by their layout, all or none."""
        self.propose().action_receive()
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writer:
            writer.writestr("9.csv", self.content.replace(b"/10/", b"/09/"))
        self.assertEqual(len(self.receiver._receive_all([("a.zip", archive.getvalue())])["received.statement"]), 1)
        with zipfile.ZipFile(archive, "a") as writer:
            writer.writestr("8.csv", b"Something,else\n1,2\n")
        with self.assertRaisesRegex(UserError, "8.csv: No saved layout reads this table"):
            self.receiver._receive_and_open([("b.zip", archive.getvalue())])

    # ------------------------------------------------------------ layouts

    def layout(self, **more):
        titles = {"Date": "booking_date", "Text": "text", "Amount": "amount"}
        columns = [{"title": title, "meaning": meaning} for title, meaning in titles.items()]
        return self.env["statement.layout"].create(
            {"name": "Bank", "column_ids": [Command.create(column) for column in columns], **more}
        )

    def test_one_layout_for_the_same_titles(self):
        """STM-4: which one reads a file is never a matter of chance."""
        self.layout()
        self.layout(journal_id=self.journal.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.layout(name="Other")

    def test_a_layout_needs_a_date_and_one_amount(self):
        """STM-4: all faults are told together."""
        columns = [Command.create({"title": name, "meaning": "value_date"}) for name in ("A", "B")]
        with self.assertRaisesRegex(ValidationError, "(?s)Two columns.*booking date.*amount"):
            self.env["statement.layout"].create({"name": "Bad", "column_ids": columns})

    def test_layouts_of_accounts_that_read_a_file_otherwise_ask_for_the_journal(self):
        """STM-4"""
        other = self.journal.copy({"code": "BNK9"})
        self.layout(journal_id=self.journal.id, date_order="dmy", decimal_mark="point")
        self.layout(journal_id=other.id, date_order="mdy", decimal_mark="point", name="American")
        content = b"Date,Text,Amount\n05/10/2026,x,1.50\n"
        with self.assertRaisesRegex(UserError, "Choose the bank journal"):
            self.receiver._receive_all([("a.csv", content)])
        for journal, day in ((self.journal, "2026-10-05"), (other, "2026-05-10")):
            with self.cr.savepoint() as savepoint:
                received = self.receiver._receive_all([("a.csv", content)], journal)["received.statement"]
                self.assertEqual((str(received.line_ids.booking_date), received.journal_id), (day, journal))
                savepoint.rollback()

    # ------------------------------------------------------------ rights

    def test_who_matches_describes_tables_and_who_reads_does_not(self):
        """STM-4"""
        received = self.received(self.propose(user=self.user).action_receive())
        self.assertEqual(received.journal_id, self.journal)
        reader = new_test_user(
            self.env,
            "reading_user",
            groups="bank_statement_matching_addon.group_statement_reader",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.propose(self.content + b"\n", user=reader)
        layout = self.env["statement.layout"].search([("company_id", "=", self.company.id)]).with_user(reader)
        self.assertTrue(layout.name)
        with self.assertRaises(AccessError):
            layout.name = "Mine"

    def test_another_company_s_layouts_are_neither_seen_nor_used(self):
        """STM-4"""
        self.propose().action_receive()
        stranger = self._user_of_another_company()
        self.assertFalse(self.env["statement.layout"].with_user(stranger).search([]))
        self.propose(user=stranger)

    def _user_of_another_company(self):
        company = self.env["res.company"].create({"name": "Stranger"})
        return new_test_user(
            self.env,
            "stranger",
            groups="bank_statement_matching_addon.group_statement_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_a_description_that_is_being_tried_is_its_maker_s(self):
        """STM-4: it holds the file."""
        wizard = self.propose(user=self.user)
        colleague = self.user.copy({"login": "colleague"})
        with self.assertRaises(AccessError):
            wizard.with_user(colleague).read(["content"])
        self.assertTrue(base64.b64decode(wizard.content))

    def test_a_large_table_is_described_before_it_is_read_in_the_background(self):
        """STM-4, STM-18: the one who brought it is there now, not when a job finds that nobody described it."""
        rows = "".join(f"05/10/2026;LIGNE {number};;1,00;\n" for number in range(40_000))
        wizard = self.propose(FRENCH.format(account=self.iban).encode("cp1252") + rows.encode())
        self.assertIn("The whole file is checked when it is received", self.words(wizard.preview))
