"""Which account a statement means, however its bank writes the number."""

import pytest
from odoo.addons.bank_statement_matching_addon.formats.accounts import names_account, own_account, party_of
from odoo.addons.sepa_remittance_addon.formats.values import Party

GERMAN, FRENCH, BELGIAN = "DE89370400440532013000", "FR1420041010050500013M02606", "BE68539007547034"
DUTCH, DANISH = "NL91ABNA0417164300", "DK5000400440116243"


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (GERMAN, GERMAN),
        (GERMAN, "DE89 3704 0044 0532 0130 00"),
        (GERMAN, "37040044/0532013000"),
        (GERMAN, "37040044/532013000"),
        (FRENCH, "200410100505 00013M026"),
        (BELGIAN, "539007547034"),
        (BELGIAN, "539-0075470-34"),
        (DUTCH, "0417164300"),
        (DUTCH, "41.71.64.300"),
        (DANISH, "00400440116243"),
        ("532013000", "37040044/532013000"),
        ("123456-X", "123456-X"),
    ],
)
def test_a_number_names_its_account(own, told):
    """STM-4: IBAN, old national number, or the number inside the IBAN."""
    assert names_account(own, told)


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (GERMAN, "DE02370400440532013001"),
        (GERMAN, "37040044/532013001"),
        (GERMAN, "10020030/532013000"),
        (GERMAN, "53201300"),
        (FRENCH, "2004101005"[:9]),
        (DUTCH, "17164300"),
        (DUTCH, "ABNA"),
        (DUTCH, ""),
        ("", ""),
        (None, GERMAN),
        ("532013000", "532013001"),
    ],
)
def test_another_number_does_not(own, told):
    """STM-4: nothing is posted to a journal that only looks like it."""
    assert not names_account(own, told)


def test_the_currency_behind_a_number_is_no_part_of_it():
    assert own_account("NL91ABNA0417164300EUR", "EUR") == Party("", DUTCH)
    assert own_account("1291.99.348EUR", "EUR") == Party("", other_account="1291.99.348")


def test_the_other_side_keeps_whatever_number_it_has():
    assert party_of("A", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX") == Party("A", GERMAN, "COBADEFFXXX")
    assert party_of("A", "1234567", "10020030") == Party("A", other_account="10020030/1234567")
    assert party_of("", "", "") is None
