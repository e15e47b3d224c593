from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from . import ledger_cases
from .common import TRANSFER
from .test_ledger_as_odoo import LedgerCommon

MODES = ("included", "excluded", "mixed")


@tagged("post_install", "-at_install")
class TestLedgerKinds(LedgerCommon):
    """Ways of paying that Odoo books in a way of its own (STM-15)."""

    # ------------------------------------------------------------ early payment discounts

    def discounted(self, mode, currency="EUR", tax="normal", days=60):
        term = self.env["account.payment.term"].create(
            {
                "name": f"2 % within 30 days, {mode}",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": days,
                "early_pay_discount_computation": mode,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 60})],
            }
        )
        lines = [
            Command.create({"name": name, "price_unit": price, "tax_ids": [Command.set(self.taxes[taxed].ids)]})
            for name, price, taxed in (("Service", 100.37, tax), ("Goods", 33.33, "none"))
        ]
        return self.create_due(
            self.payer,
            invoice_date="2026-09-20",
            due=False,
            invoice_payment_term_id=term.id,
            currency_id=self.env.ref(f"base.{currency}").id,
            invoice_line_ids=lines,
        )

    def paid_with_discount(self, invoice, account):
        """Our way: the due amount is settled whole, and the discount is allocated beside it."""
        item = self.receivable_of(invoice)
        amount = item.discount_amount_currency
        received = self.receive(self.entry(amount, TRANSFER, currency=account, text="with discount"), currency=account)
        received.action_validate()
        made = self.env["statement.settler"]._add(received.line_ids, item)
        self.assertEqual(sorted(made.mapped("kind")), ["discount", "open_item"])
        self.assertEqual(received.state, "full")
        received.action_update_ledgers()
        return received.line_ids.native_line_id.move_id

    def paid_by_register(self, invoice):
        """Odoo's way in Community: "Pay" on the invoice, straight to the bank's account."""
        method = self.journal.inbound_payment_method_line_ids[0]
        method.payment_account_id = self.journal.default_account_id
        register = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": "2026-10-15", "journal_id": self.journal.id, "payment_method_line_id": method.id})
        )
        self.assertTrue(register.early_payment_discount_mode)
        return register._create_payments().move_id

    def without_bank_line(self, seen):
        """A payment has no statement line, and its items are due on its day; all other amounts are compared."""
        entry = seen["entries"]["line 0"]
        entry.pop("line")
        entry["head"] = entry["head"]["date"], entry["head"]["state"]
        entry["items"] = [(*item[:4], *item[5:]) for item in entry["items"]]
        return seen

    def test_early_payment_discounts_are_as_by_odoo(self):
        """STM-15: the tax is lowered on early payment, always or never, in the company's and in a foreign currency, and
        with taxes due on payment.
        """
        for mode in MODES:
            for account in ("EUR", "USD"):
                for tax in ("normal", "on payment"):
                    with self.subTest(mode=mode, account=account, tax=tax), self.taken_back():
                        self.assertDiscountAsOdoo(mode, account, tax)

    def assertDiscountAsOdoo(self, mode, account, tax):
        self.journal.currency_id = self.env.ref("base.USD") if account == "USD" else False
        invoice = self.discounted(mode, account, tax)
        with self.taken_back():
            ours = self.look(invoice, self.paid_with_discount(invoice, account))
        with self.taken_back():
            theirs = self.look(invoice, self.paid_by_register(invoice))
        found = ledger_cases.differences(self.without_bank_line(ours), self.without_bank_line(theirs))
        self.assertFalse(found)

    def test_the_automatic_allocation_grants_discounts_as_odoo_does(self):
        """STM-10, STM-15: what the terms grant, within the profile's limit, for two invoices at once."""
        invoices = self.discounted("included") | self.discounted("excluded")
        items = self.receivable_of(invoices)
        granted = sum(item.amount_currency - item.discount_amount_currency for item in items)
        entry = self.entry(
            sum(items.mapped("discount_amount_currency")), TRANSFER, text=" ".join(invoices.mapped("name"))
        )
        for limit, kinds in (
            (granted - 0.01, ["open_item"] * 2),
            (granted, ["discount"] * 2 + ["open_item"] * 2),
        ):
            with self.subTest(limit=limit), self.taken_back():
                self.profile.write({"discount_limit": limit, "discount_account_id": self.charges.id})
                received = self.allocate(self.receive(entry))
                self.assertEqual(sorted(received.allocation_ids.mapped("kind")), kinds)
                self.assertEqual(received.state, "full" if limit == granted else "partial")
                if received.state == "full":
                    received.action_update_ledgers()
                    self.assertEqual(invoices.mapped("payment_state"), ["paid", "paid"])
                    self.assertFalse(sum(items.mapped("amount_residual")))

    def test_a_discount_is_granted_in_time_and_to_the_cent_only(self):
        """STM-13, STM-15"""
        late, early = (self.receivable_of(self.discounted("excluded", days=days)) for days in (10, 60))
        amount = early.discount_amount_currency
        for item, paid in ((late, amount), (early, amount - 1), (early, amount + 1)):
            with self.taken_back():
                received = self.receive(self.entry(paid, TRANSFER, text="not granted"))
                received.action_validate()
                made = self.env["statement.settler"]._add(received.line_ids, item)
                self.assertEqual((made.kind, made.amount), ("open_item", paid))

    # ------------------------------------------------------------ other currencies

    def test_an_invoice_in_another_currency_needs_both_amounts(self):
        """STM-13: and says them in the same direction."""
        usd = self.env.ref("base.USD")
        item = self.receivable_of(self.create_due(self.payer, 100, currency_id=usd.id))
        received = self.receive(self.entry(90, TRANSFER, text="dollars"))
        received.action_validate()
        values = {"line_id": received.line_ids.id, "kind": "open_item", "move_line_id": item.id, "amount": 90}
        for wrong in ({}, {"invoice_amount": -100}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["received.allocation"].create({**values, **wrong})
        self.env["received.allocation"].create({**values, "invoice_amount": 100})
        received.action_update_ledgers()
        self.assertEqual((item.amount_residual_currency, item.move_id.payment_state), (0, "paid"))

    def test_adding_an_invoice_in_another_currency_converts_it(self):
        """STM-13: at the rate of the day of the line; what is paid in part is settled in part."""
        usd = self.env.ref("base.USD")
        item = self.receivable_of(self.create_due(self.payer, 117, currency_id=usd.id))
        received = self.receive(self.entry(50, TRANSFER, text="dollars"))
        received.action_validate()
        made = self.env["statement.settler"]._add(received.line_ids, item)
        self.assertEqual((made.amount, made.invoice_amount), (50, 58.5))

    # ------------------------------------------------------------ branches

    def test_money_of_a_company_pays_an_invoice_of_its_branch(self):
        """STM-15: as in Odoo; an invoice of a stranger is refused."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        self.env.cr.precommit.run()  # Odoo gives the branch its accounts before the commit
        self.env.user.company_ids |= branch
        both = {**self.env.context, "allowed_company_ids": [self.company.id, branch.id]}
        invoice = (
            self.env(context=both)["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.payer.id,
                    "invoice_line_ids": [Command.create({"name": "Service", "price_unit": 100, "tax_ids": []})],
                }
            )
        )
        invoice.action_post()
        self.assertEqual(invoice.company_id, branch)
        item = self.receivable_of(invoice)
        received = self.receive(self.entry(100, TRANSFER, text="branch")).with_context(**both)
        received.action_validate()
        values = {"line_id": received.line_ids.id, "kind": "open_item", "move_line_id": item.id, "amount": 100}
        self.env["received.allocation"].create(values)
        received.action_update_ledgers()
        self.assertEqual(invoice.payment_state, "paid")
        stranger = self.receivable_of(self.setup_other_company()["default_invoice"])
        with self.assertRaisesRegex(ValidationError, "another company"), self.env.cr.savepoint():
            self.env["received.allocation"].create({**values, "move_line_id": stranger.id})

    def setup_other_company(self):
        other = super().setup_other_company()
        env = self.env(context={**self.env.context, "allowed_company_ids": other["company"].ids})
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.payer.id,
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 1, "tax_ids": []})],
            }
        )
        return {**other, "default_invoice": move}

    # ------------------------------------------------------------ closed and sealed

    def test_a_sealed_journal_is_posted_and_reversed(self):
        """STM-15: a hash seals the entries; the undo posts the opposite, and the invoice is open again, once."""
        self.journal.restrict_mode_hash_table = True
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted)))
        received.action_update_ledgers()
        entry = received.line_ids.native_line_id.move_id
        self.assertEqual(remitted.move_id.payment_state, "paid")
        received.action_undo_ledgers()
        self.assertTrue(entry.exists())
        self.assertEqual((remitted.move_id.amount_residual, remitted.state), (100, "remitted"))
        self.assertBankBalance(0)
        received.action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")
        self.assertBankBalance(100)

    def assertBankBalance(self, expected):
        account = self.journal.default_account_id
        items = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        self.assertAlmostEqual(sum(items.mapped("balance")), expected)

    def test_an_audit_trail_keeps_what_was_posted(self):
        """STM-15: Odoo cancels what it may not delete; the invoice is open again."""
        self.company.restrictive_audit_trail = True
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted)))
        received.action_update_ledgers()
        entry = received.line_ids.native_line_id.move_id
        received.action_undo_ledgers()
        self.assertEqual((entry.state, remitted.move_id.amount_residual), ("cancel", 100))
        received.action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")

    def test_a_reset_invoice_is_told_before_anything_is_posted(self):
        """STM-15"""
        invoice = self.create_due(self.payer, 100)
        received = self.receive(self.entry(100, TRANSFER, text=invoice.name))
        self.allocate(received)
        self.assertEqual(received.state, "full")
        invoice.button_draft()
        moves = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, "take them off"):
            received.action_update_ledgers()
        self.assertEqual(self.env["account.move"].search_count([]), moves)
