"""Account numbers, BICs, creditor identifiers and references: accepted as people paste them, refused with a reason."""

from datetime import date

import pytest
from odoo.addons.sepa_remittance_addon.formats import identifiers
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

DANISH = "DK5000400440116243"  # published example of the IBAN registry


@pytest.mark.parametrize(
    "pasted",
    [
        DANISH,
        "DK50 0040 0440 1162 43",
        "dk50-0040-0440-1162-43",
        "DK50.0040.0440.1162.43",
        "DK50\u00a00040\u202f0440 1162 43\n",
        "DK50\u20130040\u20130440\u20131162\u201343",
    ],
)
def test_an_iban_is_accepted_as_people_paste_it(pasted):
    assert identifiers.check_iban(pasted) == DANISH


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("", "is empty"),
        (None, "is empty"),
        ("DK5000400440116244", "check digits"),
        ("DK500040044011624", "too short or too long"),
        ("XX5000400440116243", "IBAN country"),
        ("DE8937040044053201300O", "has a letter"),
        ("DK750040A440116243", "has a letter"),
        ("BE41539007547035", "national check digits"),
        ("FR8420041010050500013M02607", "national check digits"),
        ("NO6686011117948", "national check digits"),
        ("DE00370400440532018701", "check digits"),
        ("\u200bDK5000400440116243", "neither a plain letter nor a digit"),
        ("DK5000400440116243\u200b", "neither a plain letter nor a digit"),
        ("DK\uff15\uff10\uff10\uff10400440116243", "neither a plain letter nor a digit"),
        ("D\u0138" + DANISH[2:], "neither a plain letter nor a digit"),
        ("=DK5000400440116243", "neither a plain letter nor a digit"),
        ("IBAN DK5000400440116243", "has a letter"),
    ],
)
def test_a_wrong_iban_is_refused_with_its_reason(wrong, reason):
    with pytest.raises(Refusal, match=reason):
        identifiers.check_iban(wrong)


def test_a_refusal_never_shows_a_whole_iban():
    for wrong in ("DK5000400440116244", "FR7630006000011234567890188", "\u200bDK5000400440116243"):
        with pytest.raises(Refusal) as refused:
            identifiers.check_iban(wrong)
        assert wrong not in str(refused.value)
        assert wrong[4:-4] not in str(refused.value)


def test_a_masked_iban_keeps_its_beginning_and_its_end():
    assert identifiers.mask_iban("FR76 3000 6000 0112 3456 7890 189") == "FR76 **** **** 0189"
    assert identifiers.mask_iban("DK50004") == "****"
    assert identifiers.mask_iban("") == "****"


def test_the_bic_is_given_only_where_the_bank_code_names_one_bank():
    assert identifiers.bic_of(DANISH) == "NDEADKKK"
    assert identifiers.bic_of("DE89370400440532013000") == "COBADEFF"
    assert identifiers.bic_of("GB29NWBK60161331926819") == ""  # several banks share this code
    assert identifiers.bic_of("PT50000201231234567890154") == ""
    assert identifiers.bic_of("no iban at all") == ""


def test_a_bic_has_eight_or_eleven_characters():
    assert identifiers.check_bic("ndeadkkk") == "NDEADKKK"
    assert identifiers.check_bic("DEUT DE FF 500") == "DEUTDEFF500"
    for wrong in ("", "NDEADKK", "NDEADKKKXX", "1DEADKKK", "NDEADK\u212aK"):
        with pytest.raises(Refusal, match="is not a BIC"):
            identifiers.check_bic(wrong)


def test_a_creditor_identifier_is_checked_without_its_business_code():
    assert identifiers.check_creditor_identifier("FR72 ZZZ 123456") == "FR72ZZZ123456"
    assert identifiers.check_creditor_identifier("fr72abc123456") == "FR72ABC123456"
    for wrong in ("", "FR73ZZZ123456", "ZZZ", "FR72ZZZ\uff11\uff12\uff13456"):
        with pytest.raises(Refusal, match="creditor identifier"):
            identifiers.check_creditor_identifier(wrong)


def test_structured_references_are_checked():
    assert identifiers.check_rf("rf18 5390 0754 7034") == "RF18539007547034"
    assert identifiers.check_structured_reference("RF18539007547034") == "RF18539007547034"
    assert identifiers.check_structured_reference("+++010/8068/17183+++") == "010806817183"
    assert identifiers.check_structured_reference("***010/8068/17183***") == "010806817183"
    for wrong in ("", "RF19539007547034", "+++010/8068/17184+++", "010/8068/1718", "hello"):
        with pytest.raises(Refusal):
            identifiers.check_structured_reference(wrong)


def test_the_sepa_countries_include_those_of_2025_and_2026_from_their_day_on():
    assert identifiers.is_sepa_country("DK")
    assert not identifiers.is_sepa_country("US")
    for code in ("AL", "ME", "MD", "MK"):
        assert identifiers.is_sepa_country(code, date(2025, 10, 5))
        assert not identifiers.is_sepa_country(code, date(2025, 10, 4))
    assert not identifiers.is_sepa_country("RS", date(2026, 5, 4))
    assert identifiers.is_sepa_country("RS", date(2026, 5, 5))


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("account FR76 3000 6000 0112 3456 7890 189 closed", "account FR76 **** **** 0189 closed"),
        ("FR7630006000011234567890180 does not exist", "FR76 **** **** 0180 does not exist"),  # mistyped
        ("DE893704004405320130", "DE89 **** **** 0130"),  # cut short
        ("debit REM202600001-000001 of SR00001 refused", "debit REM202600001-000001 of SR00001 refused"),
        ("", ""),
    ],
)
def test_account_numbers_inside_a_text_are_masked(told, shown):
    """MAN-18: what a bank writes is shown to many; the words around the number stay."""
    assert identifiers.mask_ibans(told) == shown
