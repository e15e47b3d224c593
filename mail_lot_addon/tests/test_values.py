from datetime import date

from odoo.tests import BaseCase, tagged

from ..values.cheque import Cheque, clean_number, last_day, may_be_same_bank, read_date
from ..values.client_code import ClientCode, parse_client_code
from ..values.cmc7 import parse_cmc7


@tagged("post_install", "-at_install")
class TestValues(BaseCase):
    def test_a_client_code_with_spaces_has_one_reading(self):
        """LOT-2: letter, partner code and chrono as printed on the coupon."""
        for text in ("J 121 52134466", "j 121 52134466", "  J121 52134466\n", "J-121-52134466", "J 121 5213 4466"):
            self.assertEqual(parse_client_code(text), (ClientCode("J", 121, "52134466"),), text)

    def test_a_client_code_without_spaces_has_every_split_as_a_reading(self):
        """LOT-2: spaces optional."""
        readings = parse_client_code("J12152134466")
        self.assertIn(ClientCode("J", 121, "52134466"), readings)
        self.assertEqual([reading.partner_code for reading in readings], [1, 12, 121, 1215, 12152])

    def test_what_is_no_client_code_has_no_reading(self):
        """LOT-2: bad input is not searched for."""
        for text in (
            "",
            None,
            "J",
            "J 1",
            "121 52134466",
            "JJ 121 52134466",
            "J 121 52A",
            "J 000 123",
            "é 1 2",
            "J ١ ٢٣",
        ):
            self.assertEqual([reading for reading in parse_client_code(text) if reading.letter != "J"], [], text)
        self.assertEqual(parse_client_code("J 1"), ())
        self.assertEqual(parse_client_code("J 000 123"), ())

    def test_a_cheque_line_gives_number_bank_and_account(self):
        """LOT-4: the CMC7 line fills three fields, whatever separators the reader types."""
        line = parse_cmc7("<1234567< 004000123456> 012345678901:")
        self.assertEqual(line, ("1234567", "004000123456", "012345678901"))
        self.assertIsNone(parse_cmc7("1234567 00400012345"))
        self.assertIsNone(parse_cmc7(None))

    def test_the_amount_in_words_prevails(self):
        """LOT-4: art. L131-10."""
        self.assertEqual(Cheque("1", None, 58.0).amount, 58.0)
        self.assertEqual(Cheque("1", None, 58.0, 58.95).amount, 58.95)

    def test_a_cheque_lapses_a_year_and_eight_days_after_its_date(self):
        """LOT-4: eight days to present it, then one year."""
        self.assertEqual(last_day(date(2025, 3, 1)), date(2026, 3, 9))
        self.assertEqual(last_day(date(2024, 2, 21)), date(2025, 2, 28))

    def test_a_date_is_keyed_day_first(self):
        """LOT-4: six digits are enough."""
        for text in ("050126", "05012026", "5/1/26", "05.01.2026", " 05-01-2026 "):
            self.assertEqual(read_date(text), date(2026, 1, 5), text)
        for text in ("", None, "today", "320126", "0501", "05/01", "29022025", "1/2/3"):
            self.assertIsNone(read_date(text), text)

    def test_cheque_numbers_compare_as_seven_digits(self):
        """LOT-14: typed without its zeros it is the same cheque."""
        self.assertEqual(clean_number(" 12345 "), "0012345")
        self.assertEqual(clean_number("12A"), "")

    def test_banks_differ_only_when_known_in_the_same_way(self):
        """LOT-14: a scanned bank zone and a typed name cannot be told apart, so the question is asked."""
        self.assertTrue(may_be_same_bank("BNP", "BNP"))
        self.assertTrue(may_be_same_bank("BNP", ""))
        self.assertTrue(may_be_same_bank("004000123456", "BNP"))
        self.assertFalse(may_be_same_bank("BNP", "LCL"))
