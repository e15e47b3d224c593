"""A payment block, or a whole remittance, booked as one amount: its open lines, less those already refused."""

from odoo.tools import SQL

from .proposal import of_kind, without_rivals
from .remitted import candidates

_CONDITION = SQL(
    """((line.payment_information_id <> '' AND asked.block_reference = line.payment_information_id)
        OR (COALESCE(line.payment_information_id, '') = '' AND line.message_id <> ''
            AND asked.remittance_id IN (SELECT whole.id FROM debit_remittance whole
                                         WHERE whole.name = line.message_id AND whole.company_id = line.company_id)))
       AND COALESCE(line.end_to_end_id, '') = ''"""
)


def evidence(line):
    return line.env._("payment block %s", line.payment_information_id or line.message_id)


def propose(env, lines):
    found = candidates(env, lines, _CONDITION)
    by_id = {line.id: line for line in lines}
    return without_rivals({line: of_kind(by_id[line], chosen) for line, chosen in found.items()})
