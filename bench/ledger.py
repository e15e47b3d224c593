"""Customers, signed mandates and posted invoices in bulk.

One of each is made by Odoo and copied (see :mod:`clone`), because making thousands by the ORM takes longer than all
that is measured. The copies are then looked at through Odoo: :func:`check`.
"""

from datetime import timedelta

import clone
import population
from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

CUSTOMER_TABLE = (
    "CREATE TEMP TABLE bench_customer "
    "(number int PRIMARY KEY, name text, ref text, street text, zip text, city text, iban text)"
)
INVOICE_TABLE = "CREATE TEMP TABLE bench_invoice (number int PRIMARY KEY, customer int, amount numeric, due date)"


def populate(method, case, count, mandates=None):
    """Make ``count`` posted, open invoices and their payers; return nothing but a database full of them.

    :param mandates: what the payers signed; without it our own mandates.
    """
    if mandates is None:
        from mandates import Mandates

        mandates = Mandates(method)
    env = method.env
    today = fields.Date.context_today(method)
    due_days = [today + timedelta(days=7 * number - 5) for number in range(case.due_dates)]
    _fill(env.cr, case, count, due_days)
    payer = _first_customer(env)
    mandates.sign(payer)
    _copy_customers(env.cr, payer, count // case.per_payer + bool(count % case.per_payer), mandates)
    move = _first_invoice(method, payer, due_days[0], mandates)
    _copy_invoices(env.cr, move, count, mandates)
    # it is only copied: collected itself, it would be one line too many
    mandates.keep_out(move)
    env.flush_all()
    env.invalidate_all(flush=False)
    check(method, count, mandates)


def _fill(cr, case, count, due_days):
    cr.execute(CUSTOMER_TABLE)
    payers = count // case.per_payer + bool(count % case.per_payer)
    _store(cr, "bench_customer", population.customers(payers))
    cr.execute(INVOICE_TABLE)
    invoices = population.invoices(count, case.per_payer, case.due_dates)
    _store(cr, "bench_invoice", (invoice._replace(due=due_days[invoice.due]) for invoice in invoices))


def _store(cr, table, rows):
    """Store named tuples, their fields in the order of the table's columns."""
    cr._obj.executemany(f"INSERT INTO {table} VALUES %s", ((tuple(row),) for row in rows))


# ------------------------------------------------------------ the first of each, by Odoo


def _first_customer(env):
    return env["res.partner"].create(
        {
            "name": "Prototype",
            "ref": "K0000000",
            "street": "1 rue du Modèle",
            "zip": "69001",
            "city": "Lyon",
            "country_id": env.ref("base.fr").id,
            "bank_ids": [Command.create({"acc_number": population.iban_of(0)})],
        }
    )


def _first_invoice(method, payer, due, mandates):
    env = method.env
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": payer.id,
            "invoice_date": fields.Date.context_today(method) - timedelta(days=30),
            "invoice_date_due": due,
            "invoice_payment_term_id": False,
            "preferred_payment_method_line_id": method.id,
            "invoice_line_ids": [Command.create({"name": "Service", "quantity": 1, "price_unit": 100, "tax_ids": []})],
            **mandates.of_invoice(payer),
        }
    )
    move.action_post()
    env.flush_all()
    return move


# ------------------------------------------------------------ the others, by SQL


def _copy_customers(cr, payer, count, mandates):
    account = payer.bank_ids
    payer.env.flush_all()
    partners = clone.reserve(cr, "res_partner", count)
    accounts = clone.reserve(cr, "res_partner_bank", count)
    clone.clone(
        cr, "res_partner", payer.id, "bench_customer own",
        {
            "id": f"{partners} + own.number", "commercial_partner_id": f"{partners} + own.number",
            "name": "own.name", "complete_name": "own.name", "ref": "own.ref", "street": "own.street",
            "zip": "own.zip", "city": "own.city",
        },
    )  # fmt: skip
    clone.clone(
        cr, "res_partner_bank", account.id, "bench_customer own",
        {
            "id": f"{accounts} + own.number", "partner_id": f"{partners} + own.number",
            "sanitized_acc_number": "own.iban",
            "acc_number": "TRIM(REGEXP_REPLACE(own.iban, '(.{4})', '\\1 ', 'g'))",
        },
    )  # fmt: skip
    mandates.copy(cr, partners, accounts, count)
    cr.execute(
        f"ALTER TABLE bench_customer ADD COLUMN partner int; UPDATE bench_customer SET partner = {partners} + number"
    )


def _copy_invoices(cr, move, count, mandates):
    moves = clone.reserve(cr, "account_move", count)
    source = (
        f"(SELECT {moves} + invoice.number AS move, invoice.*, customer.partner, customer.name AS payer,"
        f" '{move.sequence_prefix}' || TO_CHAR({move.sequence_number} + invoice.number, 'FM00000000') AS name"
        " FROM bench_invoice invoice JOIN bench_customer customer ON customer.number = invoice.customer) own"
    )
    clone.clone(cr, "account_move", move.id, source, {**_move_values(move), **mandates.of_copies()})
    receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    clone.clone(cr, "account_move_line", (move.line_ids - receivable).id, source, _product_values())
    clone.clone(cr, "account_move_line", receivable.id, source, _receivable_values())
    _copy_followers(cr, move, source)


def _move_values(move):
    amounts = (
        "amount_total", "amount_residual", "amount_untaxed", "amount_untaxed_signed", "amount_total_signed",
        "amount_untaxed_in_currency_signed", "amount_total_in_currency_signed", "amount_residual_signed",
    )  # fmt: skip
    return {
        **dict.fromkeys(amounts, "own.amount"),
        **dict.fromkeys(("partner_id", "commercial_partner_id", "partner_shipping_id"), "own.partner"),
        "id": "own.move",
        "name": "own.name",
        "payment_reference": "own.name",
        "sequence_number": f"{move.sequence_number} + own.number",
        "invoice_partner_display_name": "own.payer",
        "invoice_date_due": "own.due",
        "access_token": "NULL",
    }


def _line_values():
    return {
        "id": "nextval('account_move_line_id_seq')",
        "move_id": "own.move",
        "move_name": "own.name",
        "partner_id": "own.partner",
    }


def _product_values():
    amounts = dict.fromkeys(("credit", "price_unit", "price_subtotal", "price_total"), "own.amount")
    return {**_line_values(), **amounts, **dict.fromkeys(("balance", "amount_currency"), "-own.amount")}


def _receivable_values():
    amounts = ("debit", "balance", "amount_currency", "amount_residual", "amount_residual_currency")
    return {
        **_line_values(),
        **dict.fromkeys(amounts, "own.amount"),
        "name": "own.name",
        "date_maturity": "own.due",
    }


def _copy_followers(cr, move, source):
    """Who follows an invoice, and what was said about it, are part of what a payment has to deal with."""
    for follower in move.message_follower_ids:
        clone.clone(
            cr, "mail_followers", follower.id, source,
            {"id": "nextval('mail_followers_id_seq')", "res_id": "own.move",
             "partner_id": "own.partner" if follower.partner_id == move.partner_id else "proto.partner_id"},
        )  # fmt: skip
        clone.clone_links(
            cr, "mail_followers_mail_message_subtype_rel", SQL("mail_followers_id = %s", follower.id),
            f"(SELECT copy.id AS follower FROM mail_followers copy JOIN {source} ON copy.res_id = own.move"
            f" AND copy.res_model = 'account.move') own",
            {"mail_followers_id": "own.follower"},
        )  # fmt: skip
    for message in move.message_ids:
        clone.clone(
            cr, "mail_message", message.id, source,
            {"id": "nextval('mail_message_id_seq')", "res_id": "own.move", "record_name": "own.name",
             "message_id": "'<' || proto.id || '.' || own.move || '@bench.invalid>'"},
        )  # fmt: skip


# ------------------------------------------------------------ what Odoo thinks of it


def check(method, count, mandates):
    """The copies are to Odoo what it would have made: stored values do not change when it computes them again."""
    env = method.env
    domain = [
        ("company_id", "=", method.company_id.id),
        ("move_type", "=", "out_invoice"),
        ("partner_id.ref", "!=", "K0000000"),
    ]
    moves = env["account.move"].search(domain, order="id")
    assert len(moves) == count, (len(moves), count)
    sample = (moves[:5] | moves[count // 2 : count // 2 + 5] | moves[-5:])._origin
    assert set(sample.mapped("state")) == {"posted"} and set(sample.mapped("payment_state")) == {"not_paid"}
    before = _stored(sample)
    names = ("amount_total", "amount_residual", "payment_state", "name", "invoice_partner_display_name")
    for name in names:
        env.add_to_compute(env["account.move"]._fields[name], sample)
    for name in ("amount_residual", "amount_residual_currency", "reconciled", "price_total"):
        env.add_to_compute(env["account.move.line"]._fields[name], sample.line_ids)
    assert _stored(sample) == before, "the copies differ from what Odoo computes"
    sample._check_balanced({"records": sample})
    mandates.check(sample)
    env.flush_all()


def _stored(moves):
    fields_of_move = ("name", "amount_total", "amount_residual", "payment_state", "sequence_number", "state")
    fields_of_line = (
        "balance",
        "amount_residual",
        "amount_residual_currency",
        "reconciled",
        "price_total",
        "date_maturity",
    )
    return moves.read(fields_of_move), moves.line_ids.read(fields_of_line)
