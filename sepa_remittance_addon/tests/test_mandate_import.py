from datetime import date
from io import BytesIO

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import file_open
from openpyxl import load_workbook

from .common import DebitCommon, iban_of

COLUMNS = ["payer_number", "iban", "reference", "scheme", "signature_date", "collected_before", "state"]
OPTIONS = {"has_headers": True, "quoting": '"', "separator": ",", "date_format": "%Y-%m-%d", "encoding": "utf-8"}


@tagged("post_install", "-at_install")
class TestMandateImport(DebitCommon):
    """MAN-16: mandates from CSV or XLSX through Odoo's import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.env["res.partner"].create({"name": "Anna", "ref": "K1"})
        cls.bert = cls.env["res.partner"].create({"name": "Bert", "ref": "K2"})

    def load(self, *rows, columns=None, user=None):
        columns = columns or COLUMNS
        rows = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [columns, *rows])
        importer = self.env["base_import.import"].with_user(user or self.env.user)
        importer = importer.create({"res_model": "debit.mandate", "file": text.encode(), "file_type": "text/csv"})
        return importer.execute_import(columns, columns, dict(OPTIONS))

    def mandates(self):
        return (self.anna | self.bert).mandate_ids

    def problems_of(self, result):
        self.assertFalse(result["ids"])
        return {message["rows"]["from"]: message["message"] for message in result["messages"]}

    def test_payer_and_account_are_found_or_the_account_is_added(self):
        """MAN-16, MAN-1: origin imported; a signature date makes it active."""
        account = self.env["res.partner.bank"].create({"partner_id": self.anna.id, "acc_number": iban_of(1)})
        result = self.load(
            ["K1", f"{iban_of(1)[:4]} {iban_of(1)[4:]}", "OLD-1", "SEPA Core", "2024-03-01", "2026-06-30", "Active"],
            ["K2", iban_of(2), "OLD-2", "SEPA B2B", "2025-09-15"],
        )
        self.assertEqual((result["messages"], len(result["ids"])), ([], 2))
        mandate = self.anna.mandate_ids
        self.assertEqual((mandate.partner_bank_id, mandate.state, mandate.origin), (account, "active", "imported"))
        self.assertEqual((mandate.reference, mandate.signature_date), ("OLD-1", date(2024, 3, 1)))
        self.assertEqual(mandate.last_collection_date, date(2026, 6, 30))
        self.assertEqual(self.bert.bank_ids.sanitized_acc_number, iban_of(2))
        self.assertEqual((self.bert.mandate_ids.scheme, self.bert.mandate_ids.state), ("sepa_b2b", "active"))

    def test_a_row_without_date_is_to_sign_and_gets_the_company_s_reference(self):
        """MAN-16, MAN-3"""
        result = self.load(["K1", "", "", "", "", "", "To sign"])
        self.assertEqual(result["messages"], [])
        mandate = self.anna.mandate_ids
        self.assertEqual((mandate.state, mandate.reference, mandate.scheme), ("to_sign", "SRK1", "sepa_core"))

    def test_all_bad_rows_are_named_with_the_reason_and_nothing_is_stored(self):
        """MAN-16: not even the account of a good row."""
        self.env["debit.mandate"].create({"partner_id": self.bert.id, "reference": "TAKEN"})
        self.env["res.partner"].create({"name": "Twin 1", "ref": "T"})
        self.env["res.partner"].create({"name": "Twin 2", "ref": "T"})
        accounts = self.env["res.partner.bank"].search_count([])
        result = self.load(
            ["K1", iban_of(1), "GOOD", "", "2024-03-01"],
            ["K9", iban_of(2), "R1", "", "2024-03-01"],
            ["T", iban_of(3), "R2", "", "2024-03-01"],
            ["K1", "FR7630006000011234567890188", "R3", "", "2024-03-01"],
            ["K1", iban_of(1), "taken", "", "2024-03-01"],
            ["K1", iban_of(1), "good", "", "2024-03-01"],
            ["K1", iban_of(1), "R6", "", "2030-03-01"],
            ["K1", iban_of(1), "R7", "", "", "", "Active"],
            ["K1", "", "R8", "", "2024-03-01"],
            ["", "", "R9", "", ""],
        )
        problems = self.problems_of(result)
        expected = {
            1: "K9", 2: "Twin 1, Twin 2", 3: "check digits", 4: "taken by a mandate of Bert", 5: "earlier row",
            6: "future", 7: "date of its signature", 8: "IBAN", 9: "names no customer",
        }  # fmt: skip
        self.assertEqual(set(problems), set(expected))
        for row, words in expected.items():
            self.assertIn(words, problems[row])
        self.assertTrue(problems[2].startswith("R2: "), "the sentence itself names the row")
        self.assertNotIn("FR7630006000011234567890188", problems[3], "MAN-18: no message shows a whole IBAN")
        self.assertEqual(self.mandates().mapped("reference"), ["TAKEN"])
        self.assertEqual(self.env["res.partner.bank"].search_count([]), accounts)

    def test_what_odoo_refuses_later_leaves_no_account_either(self):
        """MAN-16: the whole file or nothing."""
        result = self.load(["K1", iban_of(1), "Müller", "", "2024-03-01"])
        self.assertIn("Muller", self.problems_of(result)[0])
        self.assertFalse(self.anna.bank_ids | self.env["res.partner.bank"].search([("partner_id", "=", self.anna.id)]))
        result = self.load(["K1", iban_of(1), "OK", "SEPA Corr", "2024-03-01"])
        self.assertIn("SEPA Corr", result["messages"][0]["message"])
        self.assertFalse(self.mandates())

    def test_a_mandate_to_sign_of_that_reference_is_the_one_that_was_signed(self):
        """MAN-16: the list of signed forms comes back as a file; once signed, it is not signed again by a file."""
        payer = self.create_payer("Cleo", 3, mandate=False)
        waiting = payer.mandate_ids
        row = ["C00003", iban_of(3), waiting.reference, "", "2026-09-01"]
        self.assertEqual(self.load(row)["messages"], [])
        self.assertEqual(payer.mandate_ids, waiting)
        self.assertEqual((waiting.state, waiting.signature_date), ("active", date(2026, 9, 1)))
        self.assertIn("Active", self.problems_of(self.load(row))[0])

    def test_an_account_finds_its_holder_unless_several_hold_it(self):
        """MAN-16: domain §4.2 rule 11."""
        self.env["res.partner.bank"].create({"partner_id": self.anna.id, "acc_number": iban_of(1)})
        self.assertEqual(self.load(["", iban_of(1), "A1", "", "2024-03-01"])["messages"], [])
        self.assertEqual(self.anna.mandate_ids.reference, "A1")
        self.env["res.partner.bank"].create({"partner_id": self.bert.id, "acc_number": iban_of(1)})
        problems = self.problems_of(self.load(["", iban_of(1), "A2", "", "2024-03-01"]))
        self.assertIn("Anna", problems[0])
        self.assertIn("Bert", problems[0])

    def test_ended_mandates_come_as_ended(self):
        """MAN-16: their references stay taken (MAN-3)."""
        result = self.load(["K1", iban_of(1), "SRK1", "", "2020-03-01", "", "Withdrawn"])
        self.assertEqual(result["messages"], [])
        self.assertEqual(self.anna.mandate_ids.state, "withdrawn")
        self.anna.collect_automatically = True
        self.assertEqual(len(self.anna.mandate_ids), 1, "it is signed again, not doubled")

    def test_the_template_can_be_imported_as_it_is(self):
        """MAN-16: its headings are the labels of the fields."""
        template = self.env["debit.mandate"].get_import_templates()[0]["template"]
        with file_open(template.lstrip("/"), "rb") as file:
            content = file.read()
        for row in list(load_workbook(BytesIO(content)).active.values)[1:]:
            self.env["res.partner"].create({"name": row[0], "ref": row[0]})
        importer = self.env["base_import.import"].create(
            {
                "res_model": "debit.mandate",
                "file": content,
                "file_type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            }
        )
        preview = importer.parse_preview({"has_headers": True})
        columns = [preview["matches"].get(number, [False])[0] for number in range(len(preview["headers"]))]
        self.assertNotIn(False, columns)
        self.assertEqual(columns[:2], ["payer_number", "iban"])
        result = importer.execute_import(columns, preview["headers"], preview["options"])
        self.assertEqual(result["messages"], [])
        made = self.env["debit.mandate"].browse(result["ids"])
        self.assertEqual(made.mapped("state"), ["active", "active", "to_sign"])

    def test_who_may_keep_mandates_may_import_them(self):
        """MAN-16: rights and company."""
        preparer = new_test_user(self.env, "p", groups="sepa_remittance_addon.group_debit_user")
        self.assertEqual(self.load(["K1", iban_of(1), "P1", "", "2024-03-01"], user=preparer)["messages"], [])
        reader = new_test_user(self.env, "r", groups="sepa_remittance_addon.group_debit_reader")
        try:
            result = self.load(["K2", iban_of(2), "P2", "", "2024-03-01"], user=reader)
        except AccessError:
            result = {"ids": False}
        self.assertFalse(result["ids"])
        self.assertFalse(self.bert.mandate_ids or self.bert.bank_ids)

    def test_many_rows_cost_the_queries_of_few(self):
        """MAN-16: looked up by whole sets."""

        def cost(first, count):
            self.env["res.partner"].create([{"name": f"N{n}", "ref": f"N{n}"} for n in range(first, first + count)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            result = self.load(
                *([f"N{n}", iban_of(n), f"REF{n}", "", "2024-03-01"] for n in range(first, first + count))
            )
            self.assertEqual(result["messages"], [])
            return self.env.cr.sql_log_count - before

        cost(100, 2)
        few, many = cost(200, 3), cost(300, 33)
        self.assertLessEqual(many - few, 4 * 30, "Odoo itself looks up payer and account of each row by their ids")
