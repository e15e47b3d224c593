"""What a statement says about itself and what it holds: compared. A file that contradicts itself is refused whole."""

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _


def refuse_out_of_balance(opening, moved, closing, place):
    """Refuse a statement whose bookings do not lead from one balance to the other: a line is missing or altered."""
    if opening + moved != closing:
        raise Refusal(
            _(
                "The opening balance %(opening)s and the bookings %(moved)s do not give the closing balance "
                "%(closing)s: the file is cut off or was altered."
            ),
            place,
            opening=str(opening),
            moved=str(moved),
            closing=str(closing),
        )


def refuse_other_total(told, held, name, place):
    """Refuse a count or sum of the file that differs from what it holds.

    :param name: of the figure, a word marked for translation.
    """
    if told != held:
        raise Refusal(
            _("The file announces %(told)s (%(name)s) and holds %(held)s: it is cut off or was altered."),
            place,
            told=str(told),
            held=str(held),
            name=name,
        )


def refuse_twice(statements):
    """Refuse a file that holds one statement twice."""
    seen = set()
    for statement in statements:
        account = statement.account.iban or statement.account.other_account
        key = (account, statement.identification, statement.number, statement.opening, statement.closing)
        if key in seen:
            raise Refusal(
                _("The statement %(id)s is in the file twice."), statement.place, id=statement.identification[:40]
            )
        seen.add(key)
