from datetime import date

from odoo.tests import tagged

from .amendments import AmendmentCommon
from .common import iban_of


@tagged("post_install", "-at_install")
class TestSequenceTypes(AmendmentCommon):
    def types(self, lines):
        for line in lines:
            self.assertEqual(self.sequence_in_file(line), line.sequence_type)
        return lines.sorted("payment_date").mapped("sequence_type")

    def test_recurrent_debits_are_rcur_from_the_first(self):
        """MAN-12, REM-1: the rule since 2016."""
        self.assertEqual(self.types(self.debit()), ["RCUR"])
        self.later()
        self.assertEqual(self.types(self.debit()), ["RCUR"])

    def test_where_the_bank_wants_it_the_first_of_a_series_is_frst(self):
        """MAN-12, REM-1: of two in one remittance the earlier one."""
        self.method.debit_sequence_on_new_account = "FRST"
        self.create_due(self.anna, 10, due="2026-11-20")
        self.assertEqual(self.types(self.debit()), ["FRST", "RCUR"])
        self.later()
        self.assertEqual(self.types(self.debit()), ["RCUR"])

    def test_two_lines_of_one_day_have_one_first(self):
        """MAN-12"""
        self.method.debit_sequence_on_new_account = "FRST"
        self.assertEqual(sorted(self.types(self.debit(count=2))), ["FRST", "RCUR"])

    def test_merged_lines_are_one_debit_and_share_the_type(self):
        """MAN-12, REM-10"""
        self.method.write({"debit_sequence_on_new_account": "FRST", "debit_merge": True})
        self.mandate.final_collection = True
        self.create_due(self.anna, 10, due="2026-11-20")
        self.create_due(self.anna, 10, due="2026-11-20")
        self.assertEqual(self.types(self.debit(count=2)), ["FRST", "FRST", "FNAL", "FNAL"])

    def test_after_a_rejected_first_the_next_is_first_again(self):
        """MAN-12"""
        self.method.debit_sequence_on_new_account = "FRST"
        line = self.debit()
        self.reject(line)
        self.later()
        self.assertEqual(self.types(self.debit()), ["FRST", "RCUR"])  # the refused invoice and the new one

    def test_after_a_returned_first_the_series_has_begun(self):
        """MAN-12: it was settled."""
        self.method.debit_sequence_on_new_account = "FRST"
        line = self.debit()
        line._register_return({line.id: ("AM04", "Returned", "test")})
        self.later()
        self.assertEqual(set(self.types(self.debit())), {"RCUR"})

    def test_after_a_cancelled_first_the_next_is_first(self):
        """MAN-12, REM-8"""
        self.method.debit_sequence_on_new_account = "FRST"
        self.debit().remittance_id._cancel("not sent")
        self.assertIn("FRST", self.types(self.debit()))

    def test_a_new_account_begins_a_series_where_the_bank_wants_it(self):
        """MAN-11, MAN-12: until one is under way; back to an account used before, it begins again."""
        self.method.debit_sequence_on_new_account = "FRST"
        self.collected()
        self.replace_account(2)
        self.later()
        self.assertEqual(self.types(self.debit()), ["FRST"])
        self.later()
        second = self.debit()
        self.assertEqual((self.types(second), second.amended), (["RCUR"], True))
        self.collect(second)
        self.replace_account(1)
        self.later()
        self.assertEqual(self.types(self.debit()), ["FRST"])

    def test_a_new_reference_begins_no_series(self):
        """MAN-12"""
        self.method.debit_sequence_on_new_account = "FRST"
        self.collected()
        self.mandate._change_reference("NEW-1", date(2026, 10, 14), "x")
        self.later()
        self.assertEqual(self.types(self.debit()), ["RCUR"])

    def test_a_mandate_collected_before_this_database_is_no_first(self):
        """MAN-12, MAN-16: imported with the date of its first collection."""
        self.method.debit_sequence_on_new_account = "FRST"
        self.mandate.write({"first_collection_date": "2025-01-05", "last_collection_date": "2026-01-05"})
        self.assertEqual(self.types(self.debit()), ["RCUR"])

    def test_the_last_collection_is_fnal_and_completes_the_mandate(self):
        """MAN-12: of two only the last."""
        self.mandate.final_collection = True
        self.create_due(self.anna, 10, due="2026-11-20")
        self.assertEqual(self.types(self.debit()), ["RCUR", "FNAL"])
        self.assertEqual(self.mandate.state, "completed")

    def test_a_last_collection_that_did_not_succeed_reopens_the_mandate(self):
        """MAN-12, MAN-10"""
        self.mandate.final_collection = True
        line = self.debit()
        self.reject(line)
        self.assertEqual(self.mandate.state, "active")
        line._undo_answer()
        self.assertEqual(self.mandate.state, "completed")
        line._register_return({line.id: ("AM04", "Returned", "test")})
        self.assertEqual(self.mandate.state, "active")
        self.later()
        again = self.debit()
        self.assertIn("FNAL", self.types(again))
        again.remittance_id._cancel("not sent")
        self.assertEqual(self.mandate.state, "active")

    def test_a_refused_debit_before_the_last_one_reopens_nothing(self):
        """MAN-12: the last one still runs, and the bank was told that it is the last."""
        self.mandate.final_collection = True
        self.create_due(self.anna, 10, due="2026-11-20")
        lines = self.debit().sorted("payment_date")
        self.reject(lines[0])
        self.assertEqual(self.mandate.state, "completed")

    def test_the_dates_of_a_cancelled_remittance_do_not_count(self):
        """MAN-1, MAN-13: the bank never received it."""
        line = self.debit()
        first = line.payment_date
        self.collect(line)
        self.later(30)
        cancelled = self.debit()
        self.assertEqual(self.mandate.last_collection_date, cancelled.payment_date)
        cancelled.remittance_id._cancel("not sent")
        self.assertEqual((self.mandate.first_collection_date, self.mandate.last_collection_date), (first, first))

    def test_a_refused_debit_counts_as_presented(self):
        """MAN-13"""
        line = self.debit()
        self.reject(line)
        self.assertEqual(self.mandate.last_collection_date, line.payment_date)

    def test_dates_of_before_come_back_when_all_is_cancelled(self):
        """MAN-1, MAN-16: typed or imported dates are not forgotten."""
        self.mandate.write({"first_collection_date": "2025-01-05", "last_collection_date": "2026-01-05"})
        self.debit().remittance_id._cancel("not sent")
        self.assertEqual(
            (self.mandate.first_collection_date, self.mandate.last_collection_date),
            (date(2025, 1, 5), date(2026, 1, 5)),
        )
        never = self.create_payer("Bert", 7)
        self.debit(never).remittance_id._cancel("not sent")
        self.assertFalse(never.mandate_ids.last_collection_date or never.mandate_ids.first_collection_date)

    def test_the_account_of_a_debit_stays_with_it(self):
        """MAN-12"""
        line = self.debit()
        self.assertEqual(line.sudo().debited_iban, iban_of(1))
