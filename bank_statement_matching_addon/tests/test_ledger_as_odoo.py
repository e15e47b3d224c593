import os
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..services import statement_cloner, statement_pair_cloner
from . import ledger_cases
from .common import TRANSFER, SepaStatementCommon

# The same few each time; SUITE_LEDGER_CASES=500 looks at that many.
CASES = int(os.environ.get("SUITE_LEDGER_CASES") or 18)
RATES = {"USD": (1.08, 1.13, 1.07, 1.17), "GBP": (0.85, 0.83, 0.88, 0.86)}
DAYS = (date(2026, 1, 1), date(2026, 6, 1), date(2026, 9, 1), date(2026, 10, 1))


# from so many lines on the ledger update copies
NEVER, ALWAYS = 10**9, 2


@contextmanager
def copies_from(number):
    with (
        patch.object(statement_cloner, "FROM", number),
        patch.object(statement_pair_cloner, "FROM", number),
        patch.object(statement_pair_cloner, "FEW_ITEMS", 4),
    ):
        yield


class _TakenBack(Exception):
    pass


class LedgerCommon(SepaStatementCommon):
    """A company with currencies whose rates move, taxes and instalments, and cases posted in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        for code, rates in RATES.items():
            currency = cls.env.ref(f"base.{code}")
            currency.active = True
            currency.rate_ids.unlink()
            cls.env["res.currency.rate"].create(
                [
                    {"currency_id": currency.id, "name": day, "rate": rate, "company_id": cls.company.id}
                    for day, rate in zip(DAYS, rates, strict=True)
                ]
            )
        cls.taxes = {"none": cls.env["account.tax"], "normal": cls._create_tax("normal", "on_invoice")}
        cls.taxes["on payment"] = cls._create_tax("on payment", "on_payment")
        cls.terms = {"at once": cls.env["account.payment.term"], "instalments": cls._create_instalments()}
        cls.payers = cls.payer | cls.other_payer
        cls.charges = cls.company_data["default_account_expense"]

    @classmethod
    def _create_tax(cls, name, exigibility):
        values = {"name": name, "amount": 20, "tax_exigibility": exigibility, "company_id": cls.company.id}
        if exigibility == "on_payment":
            transition = cls.company_data["default_account_assets"].copy({"reconcile": True, "code": "445990"})
            values["cash_basis_transition_account_id"] = transition.id
        return cls.env["account.tax"].create(values)

    @classmethod
    def _create_instalments(cls):
        lines = [
            Command.create({"value": "percent", "value_amount": 30, "nb_days": 10}),
            Command.create({"value": "percent", "value_amount": 70, "nb_days": 40}),
        ]
        return cls.env["account.payment.term"].create({"name": "30 and 70", "line_ids": lines})

    # ------------------------------------------------------------ a case becomes records

    def invoices_of(self, case):
        invoices = self.env["account.move"]
        for invoice in case.invoices:
            line = {
                "name": "Service",
                "quantity": 1,
                "price_unit": invoice.amount,
                "tax_ids": [Command.set(self.taxes[invoice.tax].ids)],
            }
            invoices |= self.create_due(
                self.payers[invoice.payer],
                move_type="out_refund" if invoice.refund else "out_invoice",
                currency_id=self.env.ref(f"base.{invoice.currency}").id,
                invoice_date=invoice.day,
                due=str(invoice.day),
                invoice_payment_term_id=self.terms[invoice.term].id,
                invoice_line_ids=[Command.create(line)],
            )
        return invoices

    def due_amounts(self, invoice):
        return self.receivable_of(invoice).sorted("date_maturity")

    def plan_of(self, case, invoices):
        """``[(day, [values of an allocation])]``: amounts, never more of an invoice than is open."""
        account = self.env.ref(f"base.{case.account}")
        left = {item: item.amount_residual_currency for item in self.receivable_of(invoices)}
        plan = []
        for line in case.lines:
            parts = [self.part_of(line.day, account, paid, invoices, left) for paid in line.paid]
            parts = [part for part in parts if part]
            if parts and not account.is_zero(sum(part["amount"] for part in parts)):
                plan.append((line.day, parts))
        return plan

    def part_of(self, day, account, paid, invoices, left):
        if paid.kind != "open_item":
            target = {"account_id": self.charges.id} if paid.kind == "ledger_account" else {}
            return {"kind": paid.kind, "amount": paid.amount, "partner_id": self.payer.id, **target}
        items = self.due_amounts(invoices[paid.invoice])
        item = items[paid.instalment % len(items)]
        settled = item.currency_id.round(left[item] * paid.share)
        amount = settled
        values = {"kind": "open_item", "move_line_id": item.id, "partner_id": item.partner_id.id}
        if item.currency_id != account:
            amount = account.round(item.currency_id._convert(settled, account, self.company, day) * paid.rate)
            values["invoice_amount"] = settled
        if not settled or not amount:
            return None
        left[item] = item.currency_id.round(left[item] - settled)
        return {**values, "amount": amount}

    # ------------------------------------------------------------ posted by us

    def post_ours(self, plan, account, **told):
        """Received, validated, allocated by hand, posted; returns the statement."""
        entries = [
            self.entry(
                round(sum(part["amount"] for part in parts), 2),
                TRANSFER,
                number,
                day=day,
                currency=account,
                text=f"line {number}",
            )
            for number, (day, parts) in enumerate(plan, 1)
        ]
        received = self.receive(*entries, currency=account, **told)
        received.action_validate()
        self.assertEqual(received.state, "to_allocate", received.error_ids.mapped("message"))
        for line, (_day, parts) in zip(received.line_ids.sorted("id"), plan, strict=True):
            self.env["received.allocation"].create([{**part, "line_id": line.id} for part in parts])
        self.assertEqual(received.state, "full")
        return received

    def names_of(self, invoices, entries):
        named = {invoice: f"invoice {number}" for number, invoice in enumerate(invoices)}
        return named | {entry: f"line {number}" for number, entry in enumerate(entries)}

    # ------------------------------------------------------------ posted in Odoo's own way

    def post_theirs(self, plan, account):
        """A person in plain Odoo: the bank's line stands on suspense, its entry gets the counterparts in place of it,
        and each of them is reconciled with its invoice. Returns the bank's entries.
        """
        entries = self.env["account.move"]
        for day, parts in plan:
            line = self.env["account.bank.statement.line"].create(
                {
                    "journal_id": self.journal.id,
                    "date": day,
                    "amount": round(sum(part["amount"] for part in parts), 2),
                    "payment_ref": "by hand",
                    "partner_id": parts[0]["partner_id"] if len({part["partner_id"] for part in parts}) == 1 else False,
                }
            )
            suspense = line.line_ids.filtered(lambda item: item.account_id == self.journal.suspense_account_id)
            items = self.counterparts(line, parts, account, day, suspense.balance)
            before = line.line_ids
            line.with_context(force_delete=True, skip_readonly_check=True).write(
                {"line_ids": [Command.delete(suspense.id), *(Command.create(item) for item in items)]}
            )
            made = (line.line_ids - before).sorted("id")
            for part, item in zip(parts, made, strict=False):
                if part["kind"] == "open_item":
                    self.reconcile_by_hand(self.env["account.move.line"].browse(part["move_line_id"]), item)
            entries |= line.move_id
        return entries

    def reconcile_by_hand(self, receivable, counterpart):
        invoice = receivable.move_id
        if len(self.receivable_of(invoice)) == 1:
            # the button "Add" beside the open payment on the invoice
            invoice.js_assign_outstanding_line(counterpart.id)
        else:
            (receivable | counterpart).reconcile()

    def counterparts(self, line, parts, account, day, balance):
        """What a person types: amounts in the currency of what is paid; what is left by the rates is a difference."""
        currency, own = self.env.ref(f"base.{account}"), self.company.currency_id
        items, differences, left = [], [], balance
        for number, part in enumerate(parts, 1):
            value = -currency._convert(part["amount"], own, self.company, day)
            value = left if number == len(parts) else value
            left = own.round(left - value)
            item = self.env["account.move.line"].browse(part.get("move_line_id", ()))
            foreign = part.get("invoice_amount")
            amount, unit = (-foreign, item.currency_id) if foreign else (-part["amount"], currency)
            if foreign and unit == own:
                differences.append((own.round(value - amount), item.partner_id))
                value = amount
            items.append(
                {
                    "account_id": self.account_of_part(part, item).id,
                    "partner_id": part["partner_id"],
                    "currency_id": unit.id,
                    "amount_currency": amount,
                    "balance": value,
                    "name": "by hand",
                }
            )
        return items + [self.difference(amount, payer, currency) for amount, payer in differences if amount]

    def account_of_part(self, part, item):
        if part["kind"] == "ledger_account":
            return self.charges
        return item.account_id or self.payer.property_account_receivable_id

    def difference(self, amount, payer, currency):
        company = self.company
        loss, gain = company.expense_currency_exchange_account_id, company.income_currency_exchange_account_id
        return {
            "account_id": (loss if amount > 0 else gain).id,
            "partner_id": payer.id,
            "currency_id": currency.id,
            "amount_currency": 0,
            "balance": amount,
            "name": "rate",
        }

    # ------------------------------------------------------------ compare

    @contextmanager
    def taken_back(self):
        """What happens inside never happened."""
        try:
            with self.env.cr.savepoint():
                yield
                self.env.flush_all()
                raise _TakenBack
        except _TakenBack:
            self.env.invalidate_all()

    def set_up_account(self, case):
        usd = self.env.ref("base.USD")
        self.journal.currency_id = usd if case.account == "USD" else False

    def look(self, invoices, entries):
        self.env.invalidate_all()
        return ledger_cases.ledger(invoices | entries, self.names_of(invoices, entries))

    def both_ways(self, case):
        """``(ours, theirs)``"""
        self.set_up_account(case)
        invoices = self.invoices_of(case)
        plan = self.plan_of(case, invoices)
        if case.lock:
            self.company[case.lock[0]] = case.lock[1]
        with self.taken_back():
            received = self.post_ours(plan, case.account)
            received.action_update_ledgers()
            lines = received.line_ids.sorted("id")
            ours = self.look(invoices, lines.native_line_id.move_id)
        with self.taken_back():
            theirs = self.look(invoices, self.post_theirs(plan, case.account))
        return ours, theirs


@tagged("post_install", "-at_install")
class TestLedgerAsOdoo(LedgerCommon):
    """Whatever is paid, the ledger is that of a person who works with Odoo's own means (STM-15)."""

    def test_random_cases_are_as_by_odoo(self):
        """STM-15: full, partial, on account, several of both, credit notes, instalments, currencies and their gains and
        losses, taxes due on payment, closed periods.
        """
        seen = 0
        for seed in range(CASES):
            with self.subTest(seed=seed), self.taken_back():
                case = ledger_cases.draw(seed)
                ours, theirs = self.both_ways(case)
                self.assertFalse(ledger_cases.differences(ours, theirs), case)
                seen += len(ours["partials"])
        self.assertGreater(seen, CASES, "most cases reconcile something")
