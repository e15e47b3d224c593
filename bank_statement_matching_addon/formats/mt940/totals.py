"""Totals that Dutch banks write behind the closing balance: counts and sums of debits and credits."""

import re

from odoo.addons.sepa_remittance_addon.formats.refusal import _

from .. import control, figures

_TOTALS = (
    re.compile(r"/SUM/(?P<debits>[0-9]+)/(?P<credits>[0-9]+)/(?P<debited>[0-9]+,[0-9]*)/(?P<credited>[0-9]+,[0-9]*)/"),
    re.compile(r"D(?P<debits>[0-9]{6})C(?P<credits>[0-9]{6})D(?P<debited>[0-9]+,[0-9]*)C(?P<credited>[0-9]+,[0-9]*)"),
)
_NUMBER_OF_DEBITS = _("number of debits")
_NUMBER_OF_CREDITS = _("number of credits")
_SUM_OF_DEBITS = _("sum of debits")
_SUM_OF_CREDITS = _("sum of credits")


def refuse_other_totals(text, amounts, currency, line):
    """Compare the totals in a text, if there are any, with the amounts of a statement."""
    found = next(filter(None, (pattern.fullmatch(text) for pattern in _TOTALS)), None)
    if not found:
        return
    place = figures.place(line)
    debits = [-amount for amount in amounts if amount < 0]
    credits = [amount for amount in amounts if amount > 0]
    control.refuse_other_total(int(found["debits"]), len(debits), _NUMBER_OF_DEBITS, place)
    control.refuse_other_total(int(found["credits"]), len(credits), _NUMBER_OF_CREDITS, place)
    debited, credited = (figures.comma_amount(found[name], currency, line) for name in ("debited", "credited"))
    control.refuse_other_total(debited, sum(debits), _SUM_OF_DEBITS, place)
    control.refuse_other_total(credited, sum(credits), _SUM_OF_CREDITS, place)
