"""Field ``:86:``, what the bank says of a booking, in the three ways banks say it.

* German: ``166?00GUTSCHRIFT?20EREF+...?31DE...?32Name``, a business transaction code and subfields;
* Dutch: ``/EREF/.../REMI/...``, code words between slashes;
* plain text.

What has a place in :class:`Details` goes there, everything else into ``remarks``: nothing is lost.
"""

from dataclasses import dataclass

from odoo.addons.sepa_remittance_addon.formats.values import Party

from . import code_words, subfields
from .wrapping import text_of


@dataclass(frozen=True, slots=True)
class Details:
    business_code: str = ""  # German: three digits (GVC)
    bank_code: str = ""  # the bank's own code
    end_to_end_id: str = ""
    mandate_reference: str = ""
    payment_information_id: str = ""
    counterparty: Party | None = None
    text: str = ""
    structured_reference: str = ""
    return_code: str = ""
    original_amount: str = ""  # of a debit that came back, as written: the rest of the booking is charges
    remarks: str = ""


def read_details(lines):
    """Return the :class:`Details` of the lines of a field."""
    for way in (subfields, code_words):
        found = way.read(lines)
        if found:
            return Details(**found)
    return Details(text=text_of(lines))
