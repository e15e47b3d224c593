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
        ("Αθήνα", "Athena"),
        ("Привет", "Privet"),
        ("Lunch 😀 today", "Lunch today"),
        ("a\tb\r\nc\x00d", "a b c d"),
        ("<b>x_y</b>", "(b)x-y(/b)"),
        ("e\u0301te\u0301", "ete"),
    ],
)
def test_other_letters_are_transliterated(text, written):
    assert charset.to_sepa(text, 70) == written


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
