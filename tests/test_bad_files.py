"""Hostile and malformed bank files by others, uploaded by a user: one clear message, and nothing stored.

Reads the folder named by BANK_SAMPLES; where it does not exist there is nothing to read and no test.
"""

import csv
import os
from pathlib import Path

from odoo.addons.sepa_remittance_addon.tests.common import DebitCommon
from odoo.exceptions import UserError
from odoo.tests import tagged

REPOSITORY = Path(__file__).resolve().parent.parent
BAD = Path(os.environ.get("BANK_SAMPLES") or REPOSITORY.parent / "shared/samples") / "bad"
CONTROL = {".xml": "00_CONTROL_valid.xml", ".txt": "c0_pbs0602_CONTROL.txt"}

# Read as the control is: two lines, 1000.00 to 1150.00.
LIKE_CONTROL = {
    "00_CONTROL_valid.xml", "13_stylesheet_pi.xml", "14_schema_location_remote.xml", "41_camt_named_csv.csv",
    "52_iban_lowercase_spaces.xml", "58_duplicate_resend_new_msgid.xml", "83_sql_in_text.xml",
    "86_newlines_tabs.xml", "87_log_injection.xml", "a0_mt940_CONTROL.sta",
}  # fmt: skip
# Stored with status 3 and its errors, to be corrected: only the company's data can judge these (STM-5).
WITH_ERRORS = {"54_wrong_account_currency.xml": "SEK", "73_page_1_of_2.xml": "page"}
# After the control was received.
KNOWN_ALREADY = {"58_duplicate_resend_new_msgid.xml", "c8_pbs_same_delivery_again.txt"}
FOLLOWING = {"60_overlapping_period.xml", "61_gap_opening_not_previous_closing.xml"}
ACCEPTED_OTHERWISE = {"64_zero_amount.xml", "68_missing_ccy.xml", "42_mt940_named_xml.xml"}
# Bank files of other kinds have tests of their own beside the formats.
OTHER_KINDS = ("d1_", "d2_")


def manifest():
    if not BAD.exists():
        return {}
    with open(BAD / "MANIFEST.tsv", encoding="utf-8") as table:
        return {row["file"]: row["expected"] for row in csv.DictReader(table, delimiter="\t")}


if BAD.exists():

    @tagged("standard", "post_install", "-at_install")
    class TestBadFiles(DebitCommon):
        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.env.user.group_ids |= cls.env.ref("bank_statement_matching_addon.group_statement_administrator")
            cls.setup_creditor(cls.company, cls.journal, "DKK", "DK5000400440116243")

        def receive(self, name):
            return self.env["statement.receiver"]._receive([(name, (BAD / name).read_bytes())], None)

        def count(self):
            models = ("received.statement", "received.statement.line", "ir.attachment", "account.move")
            return [self.env[model].search_count([]) for model in models]

        def refused(self, name):
            """The one message a user sees; nothing of the file is stored."""
            before = self.count()
            with self.assertRaises(UserError) as caught, self.cr.savepoint():
                self.receive(name)
            self.assertEqual(self.count(), before, name)
            return str(caught.exception)

        def test_every_refused_file_gives_one_message_and_leaves_nothing(self):
            """STM-5"""
            others = (
                LIKE_CONTROL
                | set(WITH_ERRORS)
                | KNOWN_ALREADY
                | FOLLOWING
                | ACCEPTED_OTHERWISE
                | {"c0_pbs0602_CONTROL.txt"}
            )
            seen = 0
            for name, expected in manifest().items():
                if name in others or name.startswith(OTHER_KINDS):
                    continue
                with self.subTest(name):
                    message = self.refused(name)
                    self.assertIn(name, message, "the message names the file")
                    self.assertNotIn("Traceback", message)
                    self.assertNotIn("root:", message)
                    self.assertLess(len(message), 600)
                    self.assertIn("REJECT", expected.upper() + " REJECT" * name.endswith((".csv", ".sta")))
                    seen += 1
            self.assertGreater(seen, 25)

        def test_files_like_the_control_are_read_exactly(self):
            """STM-4, STM-5: text is kept verbatim, other clothes change nothing."""
            for name in sorted(LIKE_CONTROL):
                with self.subTest(name), self.cr.savepoint() as savepoint:
                    received = self.receive(name)
                    self.assertEqual((len(received), len(received.line_ids)), (1, 2))
                    self.assertEqual((received.opening_balance, received.closing_balance), (1000, 1150))
                    received.action_validate()
                    self.assertEqual(received.state, "to_allocate")
                    savepoint.rollback()

        def test_what_only_our_data_can_judge_is_stored_with_its_errors(self):
            """STM-5, STM-8"""
            for name, word in WITH_ERRORS.items():
                with self.subTest(name), self.cr.savepoint() as savepoint:
                    received = self.receive(name)
                    received.action_validate()
                    told = " ".join([*received.error_ids.mapped("message"), received.remarks or ""])
                    self.assertIn(word, told)
                    self.assertTrue(received.state == "errors" or not received.complete)
                    savepoint.rollback()

        def test_a_file_that_was_received_is_refused_the_second_time(self):
            """STM-6"""
            self.receive("00_CONTROL_valid.xml")
            for name in ("00_CONTROL_valid.xml", "58_duplicate_resend_new_msgid.xml"):
                with self.subTest(name):
                    self.refused(name)
            self.journal.pbs_creditor_number = "12345678"
            self.receive("c0_pbs0602_CONTROL.txt")
            self.refused("c8_pbs_same_delivery_again.txt")

        def test_a_gap_and_an_overlap_are_seen(self):
            """STM-6, STM-8"""
            self.receive("00_CONTROL_valid.xml").action_validate()
            for name in sorted(FOLLOWING):
                with self.subTest(name):
                    received = self.receive(name)
                    received.action_validate()
                    doubtful = received.line_ids.filtered("duplicate_of_id")
                    self.assertTrue(received.error_ids or doubtful, "a user sees what is wrong")

        def test_the_pbs_control_gives_its_two_payments(self):
            """STM-4: 15000.00 paid, 500.00 charged back."""
            self.journal.pbs_creditor_number = "12345678"
            received = self.receive("c0_pbs0602_CONTROL.txt")
            self.assertEqual(sorted(received.line_ids.mapped("amount")), [-500, 15000])
