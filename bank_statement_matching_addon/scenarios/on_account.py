"""The whole line is kept on account of its payer, to be matched with invoices later."""

from .proposal import Proposal


def evidence(line):
    return line.env._("on account of %s", line.partner_id.name or "-")


def propose(env, lines):
    return {
        line.id: [Proposal("on_account", line.amount, partner=line.partner_id.id)]
        for line in lines
        if line.partner_id and line.amount
    }
