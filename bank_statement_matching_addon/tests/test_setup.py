from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import SepaStatementCommon

PREFIX = "bank_statement_matching_addon."


@tagged("post_install", "-at_install")
class TestSetup(SepaStatementCommon):
    def test_a_profile_begins_with_the_usual_scenarios(self):
        """STM-1, STM-3: the Danish set-up, and the references of camt."""
        rows = self.profile.priority_ids
        self.assertEqual(self.profile._keys()[:2], ["account", "transaction_type"])
        of_type = {row.transaction_type_id.code: row.scenario_id for row in rows if row.transaction_type_id}
        self.assertTrue(all(of_type[code].executed for code in ("0580", "0585", "0555", "0236", "0239")))
        self.assertFalse(any(of_type[code].executed for code in ("0530", "0540", "0237", "0238")))
        fallback = rows.filtered(lambda row: not row.transaction_type_id).scenario_id
        self.assertEqual(
            fallback.mapped("kind"), ["end_to_end", "block", "invoice_number", "iban_and_amount", "name_and_amount"]
        )

    def test_a_profile_tells_by_what_scheme_its_bank_account_collects(self):
        """STM-1"""
        self.assertEqual(self.profile.payment_type_ids, self.method)
        self.assertEqual(self.profile.payment_type_ids.mapped("debit_scheme"), ["sepa_core"])

    def test_a_type_fits_what_says_more(self):
        """STM-3: the scenarios of PMNT-IDDT decide for PMNT-IDDT-ESDD, unless that has its own."""
        line = self.receive(self.entry(1)).line_ids
        self.assertEqual(line.transaction_type_id.code, "PMNT-IDDT-ESDD")
        self.assertIn("mandate", self.profile.priority_ids._of_line(line).mapped("kind"))
        self.env["statement.scenario.priority"].create(
            {
                "profile_id": self.profile.id,
                "transaction_type_id": line.transaction_type_id.id,
                "scenario_id": self.env.ref(f"{PREFIX}scenario_block").id,
            }
        )
        self.assertEqual(self.profile.priority_ids._of_line(line).mapped("kind"), ["block"])

    def test_at_most_five_scenarios_for_a_combination(self):
        """STM-3"""
        with self.assertRaisesRegex(ValidationError, "at most 5"):
            self.env["statement.scenario.priority"].create(
                {"profile_id": self.profile.id, "scenario_id": self.env.ref(f"{PREFIX}scenario_on_account").id}
            )

    def test_a_key_has_to_be_one_of_the_profile(self):
        """STM-1, STM-3"""
        with self.assertRaises(ValidationError):
            self.env["statement.scenario.priority"].create(
                {
                    "profile_id": self.profile.id,
                    "text": "fee",
                    "scenario_id": self.env.ref(f"{PREFIX}scenario_on_account").id,
                }
            )
        with self.assertRaises(ValidationError):
            self.profile.key_4 = "text"

    def test_user_fields_are_filled_from_the_file(self):
        """STM-1"""
        self.profile.write({"user_field_1": "end_to_end_id", "user_field_3": "message_id", "user_field_2": False})
        line = self.receive(self.entry(1, end_to_end_id="E1", message_id="M1")).line_ids
        self.assertEqual((line.user_field_1, line.user_field_2, line.user_field_3), ("E1", False, "M1"))

    def test_a_limit_needs_its_account(self):
        """STM-1"""
        with self.assertRaises(ValidationError):
            self.profile.over_limit = 1

    def test_a_ledger_scenario_needs_its_account(self):
        """STM-3"""
        with self.assertRaises(ValidationError):
            self.env["statement.scenario"].create({"name": "Fees", "kind": "ledger_account"})

    @mute_logger("odoo.sql_db")
    def test_one_profile_per_journal(self):
        """STM-1"""
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["statement.profile"].create({"journal_id": self.journal.id})

    def test_transaction_types_are_data(self):
        """STM-2: codes, meaning and direction are shipped; more specific bank codes follow their family."""
        types = self.env["statement.transaction.type"]
        expected = {
            "0580": ("collection", "in"), "0585": ("disbursement", "out"), "0530": ("rejected", "none"),
            "0540": ("cancelled", "none"), "0555": ("charged_back", "out"), "0236": ("collection", "in"),
            "0237": ("rejected", "none"), "0238": ("cancelled", "none"), "0239": ("charged_back", "out"),
            "0297": ("collection", "in"), "0299": ("charged_back", "out"), "PMNT-IDDT-UPDD": ("charged_back", "out"),
            "PMNT-RCDT-ESCT": ("other", "in"),
        }  # fmt: skip
        found = types._by_code(list(expected))
        self.assertEqual({code: (kind.meaning, kind.direction) for code, kind in found.items()}, expected)
        self.assertEqual(types._by_code(["PMNT-IDDT-XXXX"])["PMNT-IDDT-XXXX"].code, "PMNT-IDDT")
        self.assertFalse(types._by_code(["NONSENSE", ""]))

    def test_people_read_words_and_choose_by_code(self):
        """STM-2: the bank's code stands beside the label only where a type is chosen."""
        kind = self.env.ref("bank_statement_matching_addon.type_pmnt_iddt_esdd")
        self.assertEqual(kind.display_name, "SEPA Core direct debit")
        self.assertEqual(
            kind.with_context(show_transaction_code=True).display_name, "PMNT-IDDT-ESDD SEPA Core direct debit"
        )
        self.assertIn("`PMNT-IDDT-ESDD`", kind.with_context(formatted_display_name=True).display_name)
        self.assertIn((kind.id, kind.display_name), kind.name_search("IDDT-ESDD"))

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_what_happens_once(self):
        """STM-6, STM-10: a remitted invoice is collected once, a line of the bank is stored once."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted), self.entry(100, "OTHER", 2)))
        values = received.allocation_ids.copy_data()[0]
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["received.allocation"].create({**values, "line_id": received.line_ids[1].id})
            self.env.flush_all()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env.cr.execute(
                "UPDATE received_statement_line SET fingerprint = %s WHERE id = %s",
                [received.line_ids[0].fingerprint, received.line_ids[1].id],
            )

    def test_a_new_bank_account_follows_the_company_s_automation(self):
        """STM-1: how far automation goes is a setting of the company, and of each profile."""
        self.company.statement_stop_after = "allocation"
        journal = self.env["account.journal"].create({"name": "Second bank", "code": "BNK9", "type": "bank"})
        self.assertEqual(self.env["statement.profile"]._of_journal(journal).stop_after, "allocation")
        self.assertEqual(self.profile.stop_after, "import", "an existing profile keeps its own")
