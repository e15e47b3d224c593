"""Contracts in bulk whose deposit is held and asked back: what an export of refunds finds.

One of each is made by Odoo and copied (see :mod:`clone`).
"""

import clone
import population
from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

TABLE = "CREATE TEMP TABLE bench_refund (number int PRIMARY KEY, name text, ref text, iban text) ON COMMIT DROP"
AMOUNT = 100
ACCOUNT = "FR7630006000011234567890189"  # published example
USER_GROUPS = (
    "account.group_account_manager",
    "recouvrements_addon.group_contract_cashier_processor",
    "recouvrements_addon.group_refund_exporter",
    "recouvrements_addon.group_accounting_exporter",
)


def create(env):
    """Return a new company in euro that refunds deposits by file."""
    env.user.group_ids |= env["res.groups"].union(*map(env.ref, USER_GROUPS))
    env.ref("base.EUR").active = True
    company = (
        env["res.company"]
        .with_context(install_mode=True)
        .create({"name": "Atelier refunds", "country_id": env.ref("base.fr").id, "currency_id": env.ref("base.EUR").id})
    )
    company.partner_id.tz = "Europe/Paris"
    env["account.chart.template"].with_user(1).try_loading("generic_coa", company=company, install_demo=False)
    company.currency_id = env.ref("base.EUR")
    env.user.write({"company_ids": [Command.link(company.id)], "company_id": company.id})
    company = company.with_company(company)
    journal = company.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    journal.bank_account_id = company.env["res.partner.bank"].create(
        {"acc_number": ACCOUNT, "partner_id": company.partner_id.id}
    )
    held = {"name": "Deposits held", "code": "419100", "account_type": "liability_current", "reconcile": True}
    company.write(
        {
            "refund_xml_export": True,
            "refund_journal_id": journal.id,
            "deposit_account_id": company.env["account.account"].create(held).id,
        }
    )
    return company


def populate(company, count):
    """Make ``count`` refund requests, each of a customer and contract of its own, and return their ids."""
    cr = company.env.cr
    cr.execute(TABLE)
    rows = ((one.number, one.name, one.ref, one.iban) for one in population.customers(count))
    cr._obj.executemany("INSERT INTO bench_refund VALUES %s", ((row,) for row in rows))
    request = _first_request(company)
    ids = _copy(cr, request, count)
    company.env.invalidate_all(flush=False)
    _check(company, ids)
    # it is only copied
    request._move_to("cancelled")
    return ids


def _first_request(company):
    env = company.env
    customer = env["res.partner"].create({"name": "Prototype", "ref": "K0000000", "city": "Lyon"})
    contract = env["customer.contract"].create({"partner_id": customer.id, "company_id": company.id})
    common = {"contract_id": contract.id, "method": "transfer", "amount": AMOUNT}
    paid = {
        **common,
        "kind": "deposit_payment",
        "journal_id": company.refund_journal_id.id,
        "date": fields.Date.context_today(company),
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


def _check(company, ids):
    """The copies are to Odoo what it would have made: each deposit is held, and asked back."""
    sample = company.env["contract.transaction"].browse(ids[:3] + ids[-3:])
    assert set(sample.mapped("state")) == {"requested"} and not any(sample.mapped("iban_missing"))
    assert {contract.deposit_held for contract in sample.contract_id} == {AMOUNT}
    company.env.cr.execute(SQL("SELECT COUNT(*) FROM contract_transaction WHERE id = ANY(%s)", ids))
    assert company.env.cr.fetchone()[0] == len(ids)
