"""A month's company in Odoo: its customers and their open invoices, what it collects, and what it has learned.

One record of each sort is made by Odoo and copied with other values (see :mod:`clone`), because thousands of invoices
by the ORM take minutes. Remittances, statements and what people settled by hand are made by the services themselves.
"""

from datetime import timedelta

import clone
import creditor
import population
from cases import CASES
from month_values import TODAY
from odoo.fields import Command

WAYS = ("lines", "block", "merged")
TABLES = """
CREATE TEMP TABLE IF NOT EXISTS month_customer
    (number int, name text, ref text, iban text, company bool, parent int, debit bool) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS month_invoice
    (id int, name text, prefix text, number int, customer int, cents numeric, due date, reference text,
     discounted numeric, method int, kind text) ON COMMIT DROP;
TRUNCATE month_customer, month_invoice
"""


class Company:
    """:ivar partners: partner ids by the numbers of customers. :ivar moves: entry ids by the names of invoices."""

    def __init__(self, env, month):
        self.month = month
        self.method = creditor.create(env, CASES["sepa-lines"])
        self.env = self.method.env
        self.journal = self.method.journal_id
        self.methods = {"lines": self.method, "block": self._method("block"), "merged": self._method("merged")}
        self.methods["block"].debit_batch_booking = True
        self.methods["merged"].debit_merge = True
        self.env.cr.execute(TABLES)
        self.partners = self._copy_customers()
        self.moves = self._copy_invoices()
        self.env.invalidate_all(flush=False)

    def _method(self, name):
        return self.method.copy({"name": name, "journal_id": self.journal.id})

    # ------------------------------------------------------------ customers

    def _copy_customers(self):
        customers = self.month.customers
        self._store(
            "month_customer",
            (
                (one.number, one.name, one.ref, one.iban, one.company, one.parent, bool(one.debit))
                for one in customers
            ),
        )  # fmt: skip
        before = clone.reserve(self.env.cr, "res_partner", len(customers))
        self._copy_partners(self._customer("Sender", False), before, "NOT own.debit")
        self._copy_partners(self._customer("Debtor", True), before, "own.debit")
        return {one.number: before + one.number for one in customers}

    def _customer(self, name, debit):
        values = {"name": name, "ref": name, "country_id": self.env.ref("base.fr").id, "city": "Lyon", "zip": "69001"}
        iban = population.iban_of(99_000_000 + self.method.id * 2 + debit)
        one = self.env["res.partner"].create({**values, "bank_ids": [Command.create({"acc_number": iban})]})
        if debit:
            one.collect_automatically = True
            one.mandate_ids.signature_date = TODAY - timedelta(days=300)
        self.env.flush_all()
        return one

    def _copy_partners(self, one, before, condition):
        cr, source = self.env.cr, f"(SELECT * FROM month_customer own WHERE {condition}) own"
        clone.clone(
            cr, "res_partner", one.id, source,
            {
                "id": f"{before} + own.number", "commercial_partner_id": f"{before} + own.number", "name": "own.name",
                "complete_name": "own.name", "ref": "own.ref", "is_company": "own.company",
                "parent_id": f"CASE WHEN own.parent > 0 THEN {before} + own.parent END",
            },
        )  # fmt: skip
        clone.clone(
            cr, "res_partner_bank", one.bank_ids.id, source,
            {"id": "nextval('res_partner_bank_id_seq')", "partner_id": f"{before} + own.number",
             "sanitized_acc_number": "own.iban", "acc_number": "own.iban"},
        )  # fmt: skip
        if not one.mandate_ids:
            return
        clone.clone(
            cr, "debit_mandate", one.mandate_ids.id, f"{source} JOIN res_partner_bank bank"
            f" ON bank.partner_id = {before} + own.number",
            {"id": "nextval('debit_mandate_id_seq')", "partner_id": f"{before} + own.number",
             "partner_bank_id": "bank.id", "reference": "'MD' || own.ref", "customer_number": "own.ref"},
        )  # fmt: skip

    # ------------------------------------------------------------ invoices

    def _copy_invoices(self):
        invoices = self.month.invoices
        before = clone.reserve(self.env.cr, "account_move", len(invoices))
        self._store("month_invoice", (self._row(before + place, one) for place, one in enumerate(invoices, 1)))
        for kind, prototype in self._prototypes().items():
            self._copy_moves(prototype, f"(SELECT * FROM month_invoice WHERE kind = '{kind}') own", kind)
        return {one.name: before + place for place, one in enumerate(invoices, 1)}

    def _row(self, move, one):
        method = self.methods[one.customer.debit].id if one.customer.debit else None
        return (
            move, one.name, one.name.rpartition("/")[0] + "/", one.number, self.partners[one.customer.number],
            one.cents / 100, one.due, one.reference or one.name, one.discounted / 100 or None, method, one.kind,
        )  # fmt: skip

    def _prototypes(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        payer = self.env["res.partner"].search([("ref", "=", "Sender")], order="id desc", limit=1)
        invoice = self._invoice(payer, "out_invoice")
        return {
            "invoice": invoice,
            "paid": invoice,
            "refund": self._invoice(payer, "out_refund"),
            "dollars": self._invoice(payer, "out_invoice", currency_id=dollar.id),
        }

    def _invoice(self, payer, move_type, **values):
        move = self.env["account.move"].create(
            {
                "move_type": move_type, "partner_id": payer.id, "invoice_date": TODAY - timedelta(days=45),
                "invoice_date_due": TODAY, "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Service", "price_unit": 1, "tax_ids": []})], **values,
            }
        )  # fmt: skip
        move.action_post()
        move.line_ids.payment_block = "1"
        self.env.flush_all()
        return move

    def _copy_moves(self, move, source, kind):
        cr, sign = self.env.cr, -1 if kind == "refund" else 1
        is_open = 0 if kind == "paid" else 1
        receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        clone.clone(cr, "account_move", move.id, source, _move_values(sign, is_open))
        clone.clone(cr, "account_move_line", (move.line_ids - receivable).id, source, _item_values(-sign, 0))
        own = {
            "date_maturity": "own.due", "reconciled": "false" if is_open else "true",
            "amount_residual": f"{sign * is_open} * own.cents",
            "amount_residual_currency": f"{sign * is_open} * own.cents",
            "discount_amount_currency": "own.discounted", "discount_balance": "own.discounted",
            "discount_date": "CASE WHEN own.discounted IS NOT NULL THEN own.due END",
        }  # fmt: skip
        clone.clone(cr, "account_move_line", receivable.id, source, {**_item_values(sign, 1), **own})

    def _store(self, table, rows):
        self.env.cr._obj.executemany(f"INSERT INTO {table} VALUES %s", ((row,) for row in rows))

    # ------------------------------------------------------------ what was settled before

    def settle_history(self, receive):
        """What people allocated by hand in former months, posted: the accounts that paid for somebody else.

        :param receive: makes a statement of lines and allocates it.
        """
        receivables = self._receivables([one.name for one in self.month.history_invoices])
        received = receive(self.month.history_lines)
        by_reference = {line.bank_reference: line for line in received.line_ids}
        settler = self.env["statement.settler"]
        settler._release(received.line_ids, with_manual=True)
        for place, invoice in enumerate(self.month.history_invoices):
            settler._add(by_reference[f"BANK-{place}"], receivables[invoice.name])
        received.action_update_ledgers()
        return received

    def _receivables(self, names):
        items = self.env["account.move"].browse([self.moves[name] for name in names]).line_ids
        items = items.filtered(lambda item: item.account_id.account_type == "asset_receivable")
        return {item.move_id.name: item for item in items}


def _move_values(sign, is_open):
    own = dict.fromkeys(("amount_total", "amount_untaxed"), "own.cents")
    signed = (
        "amount_untaxed_signed", "amount_total_signed", "amount_untaxed_in_currency_signed",
        "amount_total_in_currency_signed",
    )  # fmt: skip
    return {
        **own,
        **dict.fromkeys(signed, f"{sign} * own.cents"),
        **dict.fromkeys(("partner_id", "commercial_partner_id", "partner_shipping_id"), "own.customer"),
        "amount_residual": f"{is_open} * own.cents",
        "amount_residual_signed": f"{sign * is_open} * own.cents",
        "id": "own.id",
        "name": "own.name",
        "payment_reference": "own.reference",
        "sequence_prefix": "own.prefix",
        "sequence_number": "own.number",
        "payment_state": "'not_paid'" if is_open else "'reversed'",
        "invoice_date_due": "own.due",
        "preferred_payment_method_line_id": "own.method",
        "access_token": "NULL",
    }


def _item_values(sign, blocks):
    return {
        "id": "nextval('account_move_line_id_seq')",
        "move_id": "own.id",
        "move_name": "own.name",
        "partner_id": "own.customer",
        "payment_block": "NULL",
        "balance": f"{sign} * own.cents",
        "amount_currency": f"{sign} * own.cents",
        "debit": "own.cents" if sign > 0 else "0",
        "credit": "own.cents" if sign < 0 else "0",
        **({} if blocks else dict.fromkeys(("price_unit", "price_subtotal", "price_total"), "own.cents")),
    }
