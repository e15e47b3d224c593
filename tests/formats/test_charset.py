"""Texts and references in the character set of SEPA (EPC217-08)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats import charset
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

LAWFUL = re.compile("[A-Za-z0-9/\\-?:().,'+ ]*")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Martin", "Martin"),
        ("Müller & Søn", "Muller + Son"),
        ("Crédit  d'Œuvre", "Credit d'OEuvre"),
        ("Søren Ærøskøbing Ångström", "Soren AEroskobing Angstrom"),
        ("Αθήνα", "Athina"),
        ("ΘΕΣΣΑΛΟΝΊΚΗ", "THESSALONIKI"),
        ("Ἀθῆναι", "Athinai"),
        ("Α\u0301λφα", "Alfa"),
        ("Привет", "Privet"),
        ("Щерев Ъгълов", "SHTerev Agalov"),
        ("И\u0306ордан", "Yordan"),
        ("Łódź Đorđe Þór İstanbul ığüş Ștefan", "Lodz Dorde Thor Istanbul igus Stefan"),
        ("Straße", "Strasse"),
        ("\U0001d409\U0001d428\U0001d421\U0001d427 ﬁn ＡＢＣ", "John fin ABC"),
        ("€5 – “Miete” … №3", "EUR5 - 'Miete' ... No3"),
        ("Lunch 😀 today", "Lunch today"),
        ("a😀b", "a b"),
        ("\u202eevil\u2066", "evil"),
        ("Anne\ud800", "Anne"),
        ("a\tb\r\nc\x00d", "a b c d"),
        ("<b>x_y</b>", "(b)x-y(/b)"),
        ("e\u0301te\u0301", "ete"),
    ],
)
def test_other_letters_are_transliterated(text, written):
    assert charset.to_sepa(text, 70) == written


# The conversion table of EPC217-08 (1089 characters), its letters of the official languages of SEPA countries. Written
# otherwise on purpose: see the module's own words.
GREEK = ("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ", "A V G D E Z I TH I K L M N X O P R S T Y F CH PS O A E I I O Y O I Y")
BULGARIAN = (
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ",
    "A B V G D E ZH Z I Y K L M N O P R S T U F H TS CH SH SHT A Y YU YA",
)
LATIN = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŐŔŖŘŚŜŞŠȘŢŤŦȚŨŪŬŮŰŲŴŶŸŹŻŽ",
    " ".join("AAAAAACEEEEIIIINOOOOOOUUUUYAAACCCCDDEEEEEGGGGHHIIIIIJKLLLLLNNNORRRSSSSSTTTTUUUUUUWYYZZZ"),
)


@pytest.mark.parametrize(("letters", "written"), [GREEK, BULGARIAN, LATIN])
def test_the_alphabets_of_sepa_countries_are_written_as_the_table_of_the_epc_has_them(letters, written):
    """REM-10: letter by letter, capital and small; no letter is lost or becomes a question mark."""
    for letter, latin in zip(letters, written.split(), strict=True):
        assert charset.to_sepa(letter, 70) == latin
        if len(letter.lower()) == 1:  # the small form of the Turkish İ is a letter and a mark
            assert charset.to_sepa(letter.lower(), 70) == latin.lower()


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x17F, categories=["Lu", "Ll"]), min_size=1))
def test_no_letter_of_a_latin_alphabet_is_lost(text):
    written = charset.to_sepa(text, 1000)
    assert len(written.replace(" ", "")) >= len(text)


def test_a_text_is_cut_and_has_no_blanks_around_it():
    assert charset.to_sepa("  abc def  ", 4) == "abc"


@pytest.mark.parametrize("empty", ["", "   ", "😀", "\u200b\u200b", "--- ///", "\x00\x01"])
def test_a_text_of_which_nothing_is_left_is_refused_with_its_name(empty):
    with pytest.raises(Refusal, match="Nothing of this name"):
        charset.to_sepa(empty, 70, what="name")
    with pytest.raises(Refusal, match="Nothing of this reference"):
        charset.to_reference(empty)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("INV/2026/001", "INV/2026/001"),
        ("//INV//2026///001/", "INV/2026/001"),
        ("/ / INV", "INV"),
        ("x" * 34 + "/y", "x" * 34),
        ("A|B\\C", "A/B/C"),
    ],
)
def test_a_reference_has_no_slash_at_its_ends_and_no_double_one(text, written):
    assert charset.to_reference(text) == written


@pytest.mark.parametrize("wrong", ["", "/a", "a/", "a//b", "x" * 36, "é", " a", "a ", "a\n"])
def test_an_unlawful_reference_is_recognised(wrong):
    assert not charset.is_reference(wrong)


@given(st.text(max_size=200), st.integers(1, 140))
def test_any_text_is_lawful_or_refused(text, length):
    try:
        written = charset.to_sepa(text, length)
    except Refusal:
        return
    assert LAWFUL.fullmatch(written)
    assert 0 < len(written) <= length
    assert written == written.strip()


@given(st.text(max_size=200))
def test_any_reference_is_lawful_or_refused(text):
    try:
        reference = charset.to_reference(text)
    except Refusal:
        return
    assert charset.is_reference(reference)
    assert charset.to_reference(reference) == reference
