from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import iban_of
from .test_matching_numbers import MatchingCommon
from .test_settling_screen import Desk


@tagged("post_install", "-at_install")
class TestSettlingMoney(Desk, MatchingCommon):
    """Amounts that are settled by hand, in two currencies and beside each other (STM-10, STM-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd = cls.env.ref("base.USD")
        account = cls.env["res.partner.bank"].create(
            {"acc_number": iban_of(900), "partner_id": cls.company.partner_id.id}
        )
        cls.env["res.currency.rate"].create({"name": "2026-01-01", "currency_id": cls.usd.id, "rate": 1.17})
        cls.dollars = cls.env["account.journal"].create(
            {
                "name": "Dollars",
                "type": "bank",
                "code": "BUSD",
                "currency_id": cls.usd.id,
                "bank_account_id": account.id,
            }
        )

    def in_dollars(self, amount):
        return self.receivable_of(self.create_due(self.payer, amount, currency_id=self.usd.id))

    def settled(self, item, amount):
        """A line in euros that pays an invoice in dollars, added by hand."""
        line = self.pay(amount, "in dollars")
        line.partner_id = self.payer
        self.env["statement.settler"]._add(line, item)
        return line

    def test_a_part_of_an_invoice_in_another_currency_settles_that_part(self):
        """STM-13: who changes what is taken of the line changes what is settled of the invoice."""
        item = self.in_dollars(117)
        line = self.settled(item, 100)
        self.assertEqual(line.allocation_ids.invoice_amount, 117)
        self.act(line, "change", id=line.allocation_ids.id, amount=5000)
        self.assertEqual((line.allocation_ids.amount, line.allocation_ids.invoice_amount), (50, 58.5))
        self.env["statement.settler"]._put_on_account(line, self.payer, 50)
        line.statement_id.action_update_ledgers()
        self.assertEqual(item.amount_residual_currency, 58.5)

    def test_what_a_line_in_euros_settles_in_dollars_is_not_open_for_a_line_in_dollars(self):
        """STM-10: the invoice is taken as a whole; nothing of it is left to be allocated a second time."""
        item = self.in_dollars(117)
        self.settled(item, 100)
        self.told_so_far += 1
        entry = self.transfer(17, item.move_name, currency="USD")
        line = self.allocate(self.receive(entry, number="USD", currency="USD", account=iban_of(900))).line_ids
        self.assertEqual((line.journal_id, line.currency_id), (self.dollars, self.usd))
        self.assertLeft(line, "another line pays it")
        line.partner_id = self.payer
        shown = self.look(line)["items"][0]
        self.assertEqual((shown["open"], shown["free"]), (11700, 0))
        other = shown["elsewhere"][0]
        self.assertEqual((other["amount"], other["currency"]), (10000, self.company.currency_id.id))

    def test_nobody_allocates_to_a_notification_that_is_not_posted(self):
        """STM-4: the statement will post the money; a remitted invoice given away here would be lost to it."""
        remitted = self.remit(100)
        told = self.receive(self.collected(remitted), layout="camt.054.001.08")
        self.allocate(told)
        line = told.line_ids
        line.partner_id = self.payer
        with self.assertRaisesRegex(UserError, "not posted"), self.cr.savepoint():
            self.env["statement.settler"]._add(line, remitted.move_line_id)

    def test_a_duplicate_takes_nothing(self):
        """STM-6: it is not posted."""
        entry = self.transfer(100, "again")
        self.receive(entry)
        again = self.receive(entry, self.transfer(5, "more", number=2), number="T2")
        again.line_ids[0].action_drop()
        again.action_validate()
        again.action_allocate()
        with self.assertRaisesRegex(UserError, "not posted"), self.cr.savepoint():
            self.env["statement.settler"]._put_on_account(again.line_ids[0], self.payer, 100)
