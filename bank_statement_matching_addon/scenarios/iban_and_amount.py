"""The payer is known, by the account or by what a person said, and owes exactly this amount in one way only."""

from . import amount, paying, reading
from .paying import leave


def evidence(line):
    return line.env._("account of %s and amount", line.partner_id.name or "-")


def judge(env, lines):
    readings = reading.read(env, lines)
    verdicts = {line: _verdict(read) for line, read in readings.items()}
    return paying.without_overpaid(verdicts, readings)


def _verdict(read):
    _ = read.line.env._
    if len(read.payers) > 1:
        return leave(_("The account belongs to several customers."))
    if not read.is_sure:
        return leave("" if read.by_name else _("The payer is not known, and nothing names an invoice."))
    if read.by_name and not read.by_name & read.payers:
        return leave(_("The account is that of %s, but the name is another customer's.", _payer(read)))
    return amount.judge(read, read.payers, lambda: _("paid by %s", _payer(read)))


def _payer(read):
    return read.line.partner_id.name or next((item.payer for item in read.of(read.payers)), "-")
