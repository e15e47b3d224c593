"""A table of subscriptions as a file brings it: one order per row, columns by name, read without a database."""

import csv
import io
from typing import NamedTuple

COLUMNS = ("client", "order", "title_code", "title", "status", "gift", "beneficiary", "can_reinstate", "why_not")
NEEDED = ("client", "order", "title_code")
STATUS = {
    "": "active", "active": "active", "actif": "active",
    "suspended": "suspended", "suspendu": "suspended",
    "cancelled": "cancelled", "annulé": "cancelled", "annule": "cancelled",
}  # fmt: skip
YES, NO = {"1", "yes", "oui", "true", "x", "o", "y"}, {"", "0", "no", "non", "false", "n"}


class SubscriptionRow(NamedTuple):
    number: int  # of the line in the file
    client: str
    order: str
    title_code: str
    title: str
    state: str
    is_gift: bool
    beneficiary: str
    can_reinstate: bool
    refusal: str


def parse_subscriptions(content):
    """
    :param content: bytes of a CSV file with a heading, separated by semicolons, commas or tabs; UTF-8 or Windows-1252.
    :return: ``(rows, errors)``; an error is ``(line number, what, value)``.
    """
    table = csv.DictReader(io.StringIO(_decode(content), newline=""), dialect=_dialect(_decode(content)))
    names = {name: (name or "").strip().lower() for name in table.fieldnames or ()}
    missing = [name for name in NEEDED if name not in names.values()]
    if missing:
        return [], [(1, "column", name) for name in missing]
    rows, errors = [], []
    for record in table:
        cells = {names[name]: (value or "").strip() for name, value in record.items() if name in names}
        errors += _faults(table.line_num, cells)
        rows.append(_row(table.line_num, cells))
    return rows, errors


def _decode(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _dialect(text):
    heading = text.splitlines()[0] if text.strip() else ""

    class Table(csv.excel):
        delimiter = max(";,\t", key=heading.count)

    return Table


def _faults(number, cells):
    yield from ((number, "empty", name) for name in NEEDED if not cells.get(name))
    if cells.get("status", "").lower() not in STATUS:
        yield number, "status", cells["status"]
    for name in ("gift", "can_reinstate"):
        if cells.get(name, "").lower() not in YES | NO:
            yield number, name, cells[name]


def _row(number, cells):
    return SubscriptionRow(
        number=number,
        client=cells.get("client", ""),
        order=cells.get("order", ""),
        title_code=cells.get("title_code", ""),
        title=cells.get("title") or cells.get("title_code", ""),
        state=STATUS.get(cells.get("status", "").lower(), "active"),
        is_gift=cells.get("gift", "").lower() in YES,
        beneficiary=cells.get("beneficiary", ""),
        can_reinstate=not cells.get("can_reinstate") or cells["can_reinstate"].lower() in YES,
        refusal=cells.get("why_not", ""),
    )
