"""Nobody knows the account, but the name is that of one customer, who owes exactly this amount in one way only."""

from . import amount, paying, reading
from .paying import leave


def evidence(line):
    return line.env._("name %s and amount", line.counterparty or "-")


def judge(env, lines):
    readings = {line: read for line, read in reading.read(env, lines).items() if not read.payers and read.sign > 0}
    verdicts = {line: _verdict(read) for line, read in readings.items()}
    return paying.without_overpaid(verdicts, readings)


def _verdict(read):
    _ = read.line.env._
    if len(read.by_name) > 1:
        return leave(_("Several customers have the name %s.", read.line.counterparty))
    if not read.by_name:
        return leave("")
    return amount.judge(read, read.by_name, lambda: _("name of the payer"))
