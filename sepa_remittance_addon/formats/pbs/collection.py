"""What both schemes ask of a collection before it is written."""

from ..refusal import Refusal, _


def place_of(collection):
    """How a refusal names a collection."""
    return f"customer number {collection.customer_number}"


def check(collection):
    """Refuse a collection without customer number or amount, or whose number would lose blanks. Gives its place."""
    place = place_of(collection)
    if not collection.customer_number or collection.customer_number != collection.customer_number.strip():
        raise Refusal(_("A customer number must be given, without blanks around it."), place)
    if not collection.amount:
        raise Refusal(_("The amount is zero: there is nothing to collect or to pay out."), place)
    return place
