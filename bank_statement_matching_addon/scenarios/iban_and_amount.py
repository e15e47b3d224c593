"""The other side's account belongs to one customer, who owes exactly one open amount like it."""

from odoo.tools import SQL

from .open_items import candidates
from .proposal import Proposal

_CONDITION = SQL(
    """line.partner_id IS NOT NULL AND line.counterparty_account <> ''
       AND item.partner_id IN (SELECT payer.id FROM res_partner payer
                                WHERE payer.commercial_partner_id =
                                      (SELECT known.commercial_partner_id FROM res_partner known
                                        WHERE known.id = line.partner_id))
       AND item.amount_residual_currency = line.amount"""
)


def evidence(line):
    return line.env._("account of %s and amount", line.partner_id.name or "-")


def propose(env, lines):
    found = candidates(env, lines, _CONDITION)
    wanted = [item.move_line for items in found.values() for item in items]
    proposals = {}
    for line, items in found.items():
        if len(items) == 1 and wanted.count(items[0].move_line) == 1:
            item = items[0]
            proposals[line] = [Proposal("open_item", item.residual, 0, item.move_line, item.partner)]
    return proposals
