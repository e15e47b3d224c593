"""References that identify a payment by their own check digits, found inside a text."""

import re

from odoo.addons.sepa_remittance_addon.formats.identifiers import check_structured_reference
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

_CANDIDATE = re.compile(r"[+*]{3} ?[0-9]{3}/?[0-9]{4}/?[0-9]{5} ?[+*]{3}|\bRF[0-9]{2}[A-Z0-9]{4,21}\b", re.ASCII)


def structured_reference_in(text):
    """Return the Belgian (+++...+++) or RF reference in a text, ``""`` without one or with several."""
    found = {reference for reference in map(_checked, _CANDIDATE.findall(text)) if reference}
    return found.pop() if len(found) == 1 else ""


def _checked(candidate):
    try:
        return check_structured_reference(candidate.replace(" ", ""))
    except Refusal:
        return ""
