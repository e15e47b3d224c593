"""Contracts in bulk whose deposit is held and asked back: what an export of refunds finds.

One of each is made by Odoo and copied (see :mod:`clone`).
"""

import clone
import company
import population
from cases import CASES
from odoo import fields
from odoo.tools import SQL

TABLE = "CREATE TEMP TABLE bench_refund (number int PRIMARY KEY, name text, ref text, iban text) ON COMMIT DROP"
AMOUNT = 100
USER_GROUPS = (
    "account.group_account_manager",
    "recouvrements_addon.group_contract_cashier_processor",
    "recouvrements_addon.group_refund_exporter",
    "recouvrements_addon.group_accounting_exporter",
)


def create(env):
    """Return a new company in euro that refunds deposits by file."""
    case = CASES["sepa-lines"]._replace(name="refunds", chart="generic_coa")
    journal = company.create(env, case, USER_GROUPS)
    held = {"name": "Deposits held", "code": "419100", "account_type": "liability_current", "reconcile": True}
    refunding = journal.company_id
    refunding.write(
        {
            "refund_xml_export": True,
            "refund_journal_id": journal.id,
            "deposit_account_id": journal.env["account.account"].create(held).id,
        }
    )
    return refunding


def populate(refunding, count):
    """Make ``count`` refund requests, each of a customer and contract of its own, and return their ids."""
    cr = refunding.env.cr
    cr.execute(TABLE)
    rows = ((one.number, one.name, one.ref, one.iban) for one in population.customers(count))
    cr._obj.executemany("INSERT INTO bench_refund VALUES %s", ((row,) for row in rows))
    request = _first_request(refunding)
    ids = _copy(cr, request, count)
    refunding.env.invalidate_all(flush=False)
    _check(refunding, ids)
    # it is only copied
    request._move_to("cancelled")
    return ids


def _first_request(refunding):
    env = refunding.env
    customer = env["res.partner"].create({"name": "Prototype", "ref": "K0000000", "city": "Lyon"})
    contract = env["customer.contract"].create({"partner_id": customer.id, "company_id": refunding.id})
    common = {"contract_id": contract.id, "method": "transfer", "amount": AMOUNT}
    paid = {
        **common,
        "kind": "deposit_payment",
        "journal_id": refunding.refund_journal_id.id,
        "date": fields.Date.context_today(refunding),
    }
    env["contract.cashier"]._record([paid])
    request = env["contract.cashier"]._record(
        [{**common, "kind": "deposit_refund_request", "iban": population.iban_of(0)}]
    )
    env.flush_all()
    return request


def _copy(cr, request, count):
    contract = request.contract_id
    entry = contract.transaction_ids.entry_id
    first = {
        table: clone.reserve(cr, table, count)
        for table in ("res_partner", "customer_contract", "account_move", "contract_transaction")
    }
    partner, own_contract = f"{first['res_partner']} + own.number", f"{first['customer_contract']} + own.number"
    source = "bench_refund own"
    clone.clone(
        cr, "res_partner", contract.partner_id.id, source,
        {"id": partner, "commercial_partner_id": partner, "name": "own.name", "complete_name": "own.name",
         "ref": "own.ref"},
    )  # fmt: skip
    clone.clone(
        cr, "customer_contract", contract.id, source,
        {"id": own_contract, "partner_id": partner, "number": f"'B' || ({own_contract})"},
    )  # fmt: skip
    own_entry = f"{first['account_move']} + own.number"
    name = f"'DEP/' || ({own_entry})"
    clone.clone(
        cr, "account_move", entry.id, source,
        {"id": own_entry, "partner_id": partner, "commercial_partner_id": partner,
         "contract_id": own_contract, "name": name, "sequence_prefix": "'DEP/'", "sequence_number": own_entry,
         "origin_payment_id": "NULL", "access_token": "NULL"},
    )  # fmt: skip
    for line in entry.line_ids:
        clone.clone(
            cr, "account_move_line", line.id, source,
            {"id": "nextval('account_move_line_id_seq')", "move_id": own_entry,
             "move_name": name, "partner_id": partner, "contract_id": own_contract, "payment_id": "NULL"},
        )  # fmt: skip
    clone.clone(
        cr, "contract_transaction", request.id, source,
        {"id": f"{first['contract_transaction']} + own.number", "contract_id": own_contract, "partner_id": partner,
         "iban": "own.iban"},
    )  # fmt: skip
    return [first["contract_transaction"] + number for number in range(1, count + 1)]


def _check(refunding, ids):
    """The copies are to Odoo what it would have made: each deposit is held, and asked back."""
    sample = refunding.env["contract.transaction"].browse(ids[:3] + ids[-3:])
    assert set(sample.mapped("state")) == {"requested"} and not any(sample.mapped("iban_missing"))
    assert {contract.deposit_held for contract in sample.contract_id} == {AMOUNT}
    refunding.env.cr.execute(SQL("SELECT COUNT(*) FROM contract_transaction WHERE id = ANY(%s)", ids))
    assert refunding.env.cr.fetchone()[0] == len(ids)
