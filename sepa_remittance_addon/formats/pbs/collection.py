"""What both schemes ask of a collection, or of a request about an agreement, before it is written."""

from ..refusal import Refusal, _


def place_of(collection):
    """How a refusal names a collection or a request."""
    return f"customer number {collection.customer_number}"


def check(collection):
    """Refuse a collection without customer number or amount, or whose number would lose blanks. Gives its place."""
    place = check_number(collection)
    if not collection.amount:
        raise Refusal(_("The amount is zero: there is nothing to collect or to pay out."), place)
    return place


def check_number(request):
    """Refuse a collection or request without customer number, or whose number would lose blanks. Gives its place."""
    place = place_of(request)
    if not request.customer_number or request.customer_number != request.customer_number.strip():
        raise Refusal(_("A customer number must be given, without blanks around it."), place)
    return place


def refuse_second_request(request, place, requested):
    """Refuse two requests about one agreement in one file: which of them comes first, PBS would decide."""
    key = request.debtor_group, request.customer_number.lstrip("0")
    if key in requested:
        raise Refusal(_("The file asks for something else about this customer number already."), place)
    requested.add(key)
