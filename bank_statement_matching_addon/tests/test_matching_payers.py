from odoo.tests import tagged

from .common import COLLECTED, RETURNED, TRANSFER, iban_of
from .test_matching_numbers import MatchingCommon

SENT, CAME_BACK = "PMNT-ICDT-ESCT", "PMNT-RCDT-RRTN"


@tagged("post_install", "-at_install")
class TestMatchingPayers(MatchingCommon):
    """Nothing is named: who paid, and an amount that has one explanation only (STM-3, STM-10)."""

    def test_two_invoices_of_one_amount(self):
        """STM-10: ambiguity never allocates, and the line says so."""
        self.create_due(self.payer, 120), self.create_due(self.payer, 120)
        line = self.pay(120, iban=iban_of(1))
        self.assertLeft(line, "2 open invoices of")
        self.assertIn("120.00", line.evidence)
        self.assertFalse(line.scenario_id)

    def test_all_that_is_open(self):
        """STM-10"""
        invoices = [self.create_due(self.payer, amount) for amount in (120, 120, 30)]
        self.assertPays(self.pay(270, iban=iban_of(1)), *invoices)

    def test_the_only_choice(self):
        """STM-10: of four invoices only two add up."""
        invoices = [self.create_due(self.payer, amount) for amount in (10.01, 20.02, 40.04, 80.08)]
        self.assertPays(self.pay(90.09, iban=iban_of(1)), invoices[0], invoices[3])

    def test_a_sum_that_is_also_an_invoice(self):
        """STM-10"""
        for amount in (60, 40, 100):
            self.create_due(self.payer, amount)
        self.assertLeft(self.pay(100, iban=iban_of(1)), "Several choices")

    def test_the_oldest_ones(self):
        """STM-10: four of the oldest are no coincidence, even where another choice of many has the same sum."""
        amounts = [70.05, 20.02, 30.03, 40.04, 60.10, 49.99, 50.05]
        invoices = [
            self.create_due(self.payer, amount, due=f"2026-10-{day:02d}") for day, amount in enumerate(amounts, 1)
        ]
        line = self.pay(160.14, iban=iban_of(1))
        self.assertPays(line, *invoices[:4])
        self.assertIn("the oldest open amounts", line.evidence)

    def test_the_oldest_ones_beside_one_or_two_others(self):
        """STM-10: one invoice, or two, of the very amount are as good an explanation: ambiguity never allocates."""
        for others in ((160.14,), (100.10, 60.04)):
            with self.subTest(others), self.cr.savepoint() as point:
                for day, amount in enumerate((70.05, 20.02, 30.03, 40.04, *others), 1):
                    self.create_due(self.payer, amount, due=f"2026-10-{day:02d}")
                self.assertLeft(self.pay(160.14, iban=iban_of(1)), "Several choices")
                point.rollback()
                self.env.invalidate_all()

    def test_an_account_that_two_customers_have(self):
        """STM-10"""
        self.env["res.partner.bank"].create({"acc_number": iban_of(1), "partner_id": self.other_payer.id})
        self.create_due(self.payer, 100)
        self.assertLeft(self.pay(100, iban=iban_of(1)), "several customers")

    def test_the_name_is_another_customers(self):
        """STM-10: the account says one, the name says another one."""
        self.create_due(self.payer, 100), self.create_due(self.other_payer, 55)
        self.payer.name, self.other_payer.name = "Anna Dubois", "Bert Dubois"
        self.assertLeft(self.pay(100, iban=iban_of(1), name="DUBOIS BERT"), "another customer")

    def test_a_name_and_an_amount(self):
        """STM-10: the account is nobody's."""
        invoice = self.create_due(self.payer, 100)
        self.payer.name = "Søren Müller"
        line = self.pay(100, iban=iban_of(99), name="MUELLER SOREN")
        self.assertPays(line, invoice)
        self.assertEqual(line.partner_id, self.payer)
        self.assertEqual(line.scenario_id.kind, "name_and_amount")

    def test_a_name_alone(self):
        """STM-10"""
        self.create_due(self.payer, 100)
        self.payer.name = "Anna Dubois"
        line = self.pay(90, iban=iban_of(99), name="Anna Dubois")
        self.assertLeft(line, "No open invoices")
        self.assertFalse(line.partner_id)

    def test_a_name_that_two_customers_have(self):
        """STM-10"""
        self.create_due(self.payer, 100), self.create_due(self.other_payer, 55)
        self.payer.name = self.other_payer.name = "Anna Dubois"
        self.assertLeft(self.pay(100, name="Anna Dubois"), "Several customers have the name")

    def test_a_customer_number(self):
        """STM-10: who pays, not what."""
        invoice = self.create_due(self.payer, 100)
        self.create_due(self.payer, 70)
        self.assertPays(self.pay(100, f"client {self.payer.ref}", iban=iban_of(99)), invoice)
        self.assertFalse(self.pay(99, f"client {self.payer.ref}", iban=iban_of(99)).allocation_ids)

    def test_an_invoice_in_another_currency_of_the_same_amount(self):
        """STM-10: which one was meant?"""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.create_due(self.payer, 100), self.create_due(self.payer, 100, currency_id=dollar.id)
        self.assertLeft(self.pay(100, iban=iban_of(1)), "another currency")

    def test_an_account_learned_from_what_people_settled(self):
        """STM-10: twice by hand for one customer, and for nobody else."""
        self.settle_by_hand(self.payer, 50, 99)
        invoice = self.create_due(self.payer, 100)
        self.assertFalse(self.pay(100, iban=iban_of(99)).allocation_ids, "once may be anybody's")
        self.settle_by_hand(self.payer, 60, 99)
        self.assertPays(self.pay(100, iban=iban_of(99)), invoice)

    def test_an_account_that_paid_for_several_customers(self):
        """STM-10: a payment service."""
        for payer, amount in ((self.payer, 50), (self.payer, 60), (self.other_payer, 70)):
            self.settle_by_hand(payer, amount, 99)
        self.create_due(self.payer, 100)
        self.assertFalse(self.pay(100, iban=iban_of(99)).allocation_ids)

    def settle_by_hand(self, payer, amount, account):
        invoice = self.create_due(payer, amount)
        line = self.pay(amount, iban=iban_of(account))
        self.assertFalse(line.allocation_ids)
        self.env["statement.settler"]._add(line, self.receivable_of(invoice))
        line.statement_id.action_update_ledgers()

    def test_what_takes_something_back_pays_nothing(self):
        """STM-3, STM-11: returned refunds are left to refunds, charge-backs of unknown debits to people."""
        self.create_due(self.payer, 100), self.create_due(self.payer, 30, move_type="out_refund")
        back = self.pay(100, iban=iban_of(1), kind=CAME_BACK)
        self.assertFalse(back.allocation_ids)
        self.assertFalse(self.pay(100, iban=iban_of(1), return_code="AC04").allocation_ids)
        line = self.pay(-30, iban=iban_of(1), kind=RETURNED, return_code="MD06", end_to_end_id="OLD-1")
        self.assertEqual(line.effect, "charged_back")
        self.assertLeft(line, "No debit with the reference OLD-1")

    def test_a_debit_of_another_program(self):
        """STM-10: an answer to a debit that is not ours pays no invoice of the same amount."""
        self.create_due(self.payer, 100)
        line = self.pay(100, iban=iban_of(1), kind=COLLECTED, end_to_end_id="OLD-2")
        self.assertFalse(line.allocation_ids)

    def test_a_refund_we_sent(self):
        """STM-10: one credit note of that amount; never a sum."""
        note = self.create_due(self.payer, 30, move_type="out_refund")
        self.create_due(self.payer, 12, move_type="out_refund")
        self.assertPays(self.pay(-30, iban=iban_of(1), kind=SENT), note, amounts=[-30])
        self.assertFalse(self.pay(-42, iban=iban_of(1), kind=SENT).allocation_ids)

    def test_money_out_to_others(self):
        """STM-10: salaries and suppliers, whatever they name."""
        invoice = self.create_due(self.payer, 100)
        for text in (invoice.name, "Salary"):
            self.assertFalse(self.pay(-100, text, iban=iban_of(1), kind=SENT).allocation_ids, text)

    def test_nobody_is_known(self):
        """STM-10"""
        self.create_due(self.payer, 100)
        self.assertLeft(self.pay(100, "thank you", iban=iban_of(99), name="Somebody"), "not known")

    def test_the_reason_goes_when_the_line_is_allocated(self):
        """STM-10"""
        one = self.create_due(self.payer, 120)
        other = self.create_due(self.payer, 120)
        line = self.pay(120, iban=iban_of(1))
        self.assertLeft(line, "2 open invoices")
        other.button_draft()
        line.statement_id.action_allocate()
        self.assertPays(line, one)
        self.assertIn("the only open amount like it", line.evidence)
        self.assertEqual(line.transaction_type_id.code, TRANSFER)
