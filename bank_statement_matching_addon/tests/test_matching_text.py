"""What stands in a payer's words, without a database: numbers, names, sums."""

from itertools import combinations
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.scenarios import invoice_text, names
from odoo.addons.bank_statement_matching_addon.scenarios.invoice_text import Level
from odoo.addons.bank_statement_matching_addon.scenarios.sums import MOST_ITEMS, only_set

NUMBER = "INV/2026/00123"


def level(text, number=NUMBER):
    """The most that stands anywhere in a text of a number."""
    words = invoice_text.split(text)
    places = [place for place, word in enumerate(words) if word.text.isdigit()]
    found = [invoice_text.find(words, place, number) for place in places]
    return max((each[0] for each in found if each), default=None)


class TestNumbersInTexts(TestCase):
    def test_a_number_with_its_letters_is_whole_however_it_is_written(self):
        """STM-3, STM-10"""
        for text in (
            NUMBER, "inv-2026-00123", "INV 2026 00123", "Payment of INV/2026/00123, thanks", "INV202600123",
            "INV/2026/123", "inv.2026.123", "RG NR INV/2026/00123 VOM 03.10.2026", "INV/2026/0O123",
        ):  # fmt: skip
            self.assertEqual(level(text), Level.WHOLE, text)

    def test_all_digits_with_another_word_or_none(self):
        """STM-3, STM-10"""
        for text in ("FACT 2026-00123", "2026/123", "202600123", "Rechnung Nr. 2026/00123", "26/00123"):
            self.assertEqual(level(text), Level.DIGITS, text)

    def test_the_last_digits_alone(self):
        """STM-3, STM-10: too little to name an invoice by itself."""
        for text in ("123", "invoice 00123", "INV 00123", "SO2026-00123", "BILL/2026/00123", "Order 2026/00123"):
            self.assertEqual(level(text), Level.BARE, text)

    def test_numbers_of_something_else(self):
        """STM-10: orders, customers, dates and amounts are no invoices."""
        for text in ("Order 00123", "Kundennr 123", "CMD123", "INV/2026/00124", "1230", "EUR 123.00", "1.123,50"):
            self.assertIsNone(level(text), text)
        for text in ("2026-10-15", "15.10.2026", "paid 15/10/26"):
            self.assertIsNone(level(text, "INV/2026/10/0015"), text)
            self.assertIsNone(level(text, "INV/2026/00015"), text)

    def test_numbers_of_other_shapes(self):
        """STM-10"""
        self.assertEqual(level("R12345", "R12345"), Level.WHOLE)
        self.assertEqual(level("12345", "R12345"), Level.DIGITS)
        self.assertEqual(level("R12", "R12"), Level.BARE)
        self.assertEqual(level("FA2026-0042", "FA2026-0042"), Level.WHOLE)
        self.assertEqual(level("20260042", "20260042"), Level.DIGITS)
        self.assertEqual(level("INV/2026/09/0042", "INV/2026/09/0042"), Level.WHOLE)

    @given(st.integers(1, 99_999), st.sampled_from("/-. _"), st.booleans())
    def test_every_number_is_found_whatever_stands_between_its_parts(self, serial, mark, padded):
        """STM-10"""
        digits = f"{serial:05d}" if padded else str(serial)
        text = f"paid INV{mark}2026{mark}{digits} yesterday"
        self.assertEqual(level(text, f"INV/2026/{serial:05d}"), Level.WHOLE)

    @given(st.text(max_size=200))
    def test_no_text_is_too_odd(self, text):
        """STM-10"""
        words = invoice_text.split(text)
        for place, word in enumerate(words):
            if word.text.isdigit():
                invoice_text.find(words, place, NUMBER)
                invoice_text.serials(word)

    def test_a_range(self):
        """STM-10"""
        for text in ("00123-00127", "123 bis 127", "123 à 127", "123 to 127"):
            self.assertTrue(invoice_text.is_range(invoice_text.split(text), 0, len(invoice_text.split(text)) - 1), text)
        self.assertFalse(invoice_text.is_range(invoice_text.split("123, 127"), 0, 1))


class TestNames(TestCase):
    known = names.directory(
        [
            ("Hans Müller", 1), ("Søren Ørsted", 2), ("Måns Ångström", 3), ("François Lefèvre", 4), ("Łukasz Weiß", 5),
            ("Compagnie Internationale de Distribution Alimentaire Lyon", 6), ("Anna Dubois", 7), ("Anna Dubois", 8),
            ("Société Générale de Menuiserie Saint-Étienne Nord", 9),
            ("Société Générale de Menuiserie Saint-Étienne Sud", 10),
            ("Théo Françoise Ångström-Nuñez", 11), ("Loïc Nuñez", 12),
        ]
    )  # fmt: skip

    def test_spellings_of_one_name(self):
        """STM-10: transliterated, in another order, with a title."""
        for name, family in (
            ("HANS MUELLER", 1), ("Muller Hans", 1), ("Herr Hans Müller", 1), ("SOEREN OERSTED", 2),
            ("Orsted Soren", 2), ("MAANS AANGSTROEM", 3), ("MANS ANGSTROM", 3), ("M OU MME LEFEVRE FRANCOIS", 4),
            ("LUKASZ WEISS", 5),
        ):  # fmt: skip
            self.assertEqual(names.find(self.known, name), {family}, name)

    def test_a_name_that_was_cut(self):
        """STM-10: 35 characters are enough where only one customer begins like that."""
        whole = "COMPAGNIE INTERNATIONALE DE DISTRIBUTION ALIMENTAIRE LYON"
        self.assertEqual(names.find(self.known, whole[:35]), {6})
        self.assertEqual(names.find(self.known, "Societe Generale de Menuiserie Sain"), {9, 10})
        self.assertFalse(names.find(self.known, "Compagnie"), "a short name is whole")
        self.assertEqual(names.find(self.known, "HERR AANGSTROEM-NUNEZ THEO FRANCOIS"), {11}, "the surname first")

    def test_other_people(self):
        """STM-10"""
        self.assertEqual(names.find(self.known, "Anna Dubois"), {7, 8})
        for name in ("Hans", "Hans Peter Müller", "", "M.", "Müller"):
            self.assertFalse(names.find(self.known, name), name)


class TestSums(TestCase):
    @given(st.lists(st.integers(-40, 60).filter(bool), max_size=9), st.integers(1, 150))
    def test_the_only_choice_is_found_and_no_other(self, amounts, target):
        """STM-10: compared with looking at every choice."""
        every = [
            places
            for size in range(1, len(amounts) + 1)
            for places in combinations(range(len(amounts)), size)
            if sum(amounts[place] for place in places) == target
        ]
        expected = (every[0], 1) if len(every) == 1 else ((), min(len(every), 2))
        self.assertEqual(only_set(amounts, target), expected)

    def test_too_many_amounts_are_not_judged(self):
        """STM-10"""
        self.assertEqual(only_set([100] + [7] * MOST_ITEMS, 100), ((), 2))
