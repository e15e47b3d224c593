"""A Danish company's month: Leverandørservice answers by payer and date, without invoice numbers."""

from datetime import timedelta
from decimal import Decimal

import creditor
import ledger
from cases import CASES
from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.pbs import ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import Collection

PAID, REJECTED, CANCELLED, TAKEN_BACK = "0580", "0530", "0540", "0555"
SORTS = {PAID: "ls_paid", REJECTED: "ls_rejected", CANCELLED: "ls_cancelled", TAKEN_BACK: "ls_taken_back"}
KINDS = {PAID: ("remitted", 1), REJECTED: ("refused", 0), CANCELLED: ("refused", 0), TAKEN_BACK: ("returned", -1)}


def allocate(env, chance, invoices):
    """Return the allocated statement and ``{(type, customer number, date): (sort, truth)}``."""
    method = creditor.create(env, CASES["pbs-ls"])
    env = method.env
    ledger.populate(method, CASES["pbs-ls"], invoices)
    until = fields.Date.context_today(method) + timedelta(days=60)
    remittance = env["debit.proposer"]._propose(method, {"due_to": until})
    remittance.action_confirm()
    told, truth = _answers(remittance, chance)
    journal = method.journal_id
    content = ls_answers.render_answer(
        told,
        creditor_number=journal.pbs_creditor_number,
        supplier_number=journal.pbs_supplier_number,
        account=journal.bank_account_id.sanitized_acc_number[4:],
        created=max(day for _number, day in _groups(remittance)) + timedelta(days=1),
    )
    received = env["statement.receiver"]._receive([("LS0602.txt", b"".join(content))], journal)
    received.action_validate()
    received.action_allocate()
    return received, truth


def _groups(remittance):
    return remittance.line_ids.grouped(lambda line: (line.customer_number, line.payment_date))


def _answers(remittance, chance):
    told, truth = [], {}
    for (number, day), debits in _groups(remittance).items():
        amount = sum(Decimal(str(debit.amount)) for debit in debits)
        way = chance.choices(("paid", "refused", "back"), (85, 8, 7))[0]
        kinds = {"paid": [PAID], "refused": [chance.choice((REJECTED, CANCELLED))], "back": [PAID, TAKEN_BACK]}[way]
        for kind in kinds:
            told.append((kind, Collection(number, day, amount)))
            what, sign = KINDS[kind]
            truth[kind, number.lstrip("0"), day] = (
                SORTS[kind],
                {(what, debit.id): sign * round(debit.amount * 100) for debit in debits},
            )
    chance.shuffle(told)
    return told, truth
