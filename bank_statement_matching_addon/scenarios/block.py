"""A payment block, or a whole remittance, booked as one amount: its open lines, less those already refused.

A bank that books the whole block first, and takes back what it had refused, books the refused ones too.
"""

from odoo.tools import SQL

from .proposal import minor_units, of_kind, wanted, without_rivals
from .remitted import candidates

_CONDITION = SQL(
    """asked.block_reference = line.payment_information_id AND line.payment_information_id <> ''
       AND COALESCE(line.end_to_end_id, '') = ''"""
)
_CONDITION_MESSAGE = SQL(
    """line.message_id IN (remittance.name, remittance.bank_reference) AND line.message_id <> ''
       AND COALESCE(line.payment_information_id, '') = '' AND COALESCE(line.end_to_end_id, '') = ''"""
)


def evidence(line):
    return line.env._("payment block %s", line.payment_information_id or line.message_id)


def propose(env, lines):
    found = candidates(env, lines, _CONDITION, True) | candidates(env, lines, _CONDITION_MESSAGE, True)
    by_id = {line.id: line for line in lines}
    return without_rivals({line: of_kind(by_id[line], _booked(by_id[line], found[line])) for line in found})


def _booked(line, block):
    """The debits of a block that a line booked: those not refused, unless all of them are its amount to the cent."""
    whole = sum(minor_units(line.currency_id, debit.amount) for debit in block)
    if whole == minor_units(line.currency_id, wanted(line)):
        return block
    return [debit for debit in block if debit.state != "rejected"]
