from datetime import date

from odoo.addons.sepa_remittance_addon.formats.values import Party
from odoo.tests import tagged

from .common import TRANSFER, SepaStatementCommon, iban_of


class MatchingCommon(SepaStatementCommon):
    """Credit transfers of customers who owe something, each told in a statement of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.told_so_far = 0

    def pay(self, amount, text="", iban="", name="", kind=TRANSFER, **more):
        """One line of the bank, allocated by itself; returns it."""
        return self.pay_all(self.transfer(amount, text, iban, name, kind, **more))

    def transfer(self, amount, text="", iban="", name="", kind=TRANSFER, number=1, **more):
        party = Party(name=name, iban=iban) if name or iban else None
        reference = f"T-{self.told_so_far}-{number}"
        return self.entry(amount, kind, number, text=text, counterparty=party, reference=reference, **more)

    def pay_all(self, *entries):
        type(self).told_so_far += 1
        return self.allocate(self.receive(*entries, number=f"T{self.told_so_far}")).line_ids

    def assertPays(self, line, *invoices, amounts=None):
        found = line.allocation_ids
        self.assertEqual(found.move_id, self.env["account.move"].union(*invoices), line.evidence)
        if amounts:
            self.assertEqual(sorted(found.mapped("amount")), sorted(amounts))

    def assertLeft(self, line, reason):
        """Nothing is allocated, and the line says why."""
        self.assertFalse(line.allocation_ids, line.evidence)
        self.assertIn(reason, line.evidence or "")
        self.assertEqual(line.state, "partial")


def serial(invoice):
    return int(invoice.name.rpartition("/")[2])


@tagged("post_install", "-at_install")
class TestMatchingNumbers(MatchingCommon):
    """Invoices that are named: found however they are written, and never against what else is known (STM-3, STM-10)."""

    def test_a_number_in_other_words(self):
        """STM-3, STM-10"""
        invoice = self.create_due(self.payer, 100)
        year, number = invoice.name.split("/")[1:]
        for text in (f"FACT {year}-{number}", f"inv {year} {number}", f"{year}/{number}", f"INV/{year}/{int(number)}"):
            line = self.pay(100, text)
            self.assertPays(line, invoice, amounts=[100])
            self.assertIn(invoice.name, line.evidence)
            line.allocation_ids.unlink()

    def test_the_last_digits_need_a_payer(self):
        """STM-10"""
        invoice = self.create_due(self.payer, 100)
        text = f"invoice {serial(invoice)}"
        self.assertFalse(self.pay(100, text).allocation_ids)
        self.assertPays(self.pay(100, text, iban=iban_of(1)), invoice)

    def test_the_last_digits_and_the_name(self):
        """STM-10"""
        invoice = self.create_due(self.payer, 100)
        self.payer.name = "Anna Müller"
        self.assertPays(self.pay(100, f"Rg {serial(invoice)}", name="MUELLER ANNA"), invoice)

    def test_several_last_digits_of_one_customer(self):
        """STM-10: two numbers and their exact sum are no coincidence."""
        one, two = self.create_due(self.payer, 100), self.create_due(self.payer, 50)
        self.assertPays(self.pay(150, f"invoice {serial(one)} and {serial(two)}"), one, two)

    def test_a_whole_number_and_the_last_digits_of_others(self):
        """STM-10"""
        one, two = self.create_due(self.payer, 100), self.create_due(self.payer, 50)
        self.assertPays(self.pay(150, f"{one.name}, {serial(two)}"), one, two)

    def test_a_range(self):
        """STM-10: the invoices of the customer between two numbers, not those of others."""
        mine = [self.create_due(self.payer, 10)]
        other = self.create_due(self.other_payer, 10)
        mine += [self.create_due(self.payer, 20), self.create_due(self.payer, 40)]
        line = self.pay(70, f"invoices {serial(mine[0]):05d}-{serial(mine[-1]):05d}", iban=iban_of(1))
        self.assertPays(line, *mine)
        self.assertNotIn(other, line.allocation_ids.move_id)

    def test_a_number_of_somebody_else(self):
        """STM-10: invoice named and payer contradictory."""
        mine, other = self.create_due(self.payer, 100), self.create_due(self.other_payer, 100)
        self.assertLeft(self.pay(100, other.name, iban=iban_of(1)), "another customer")
        self.assertLeft(self.pay(100, other.name, name=self.payer.name), "another customer")
        self.assertTrue(mine.amount_residual)

    def test_a_name_of_nobody_does_not_contradict(self):
        """STM-10: a spouse pays from an account we do not know."""
        invoice = self.create_due(self.payer, 100)
        self.assertPays(self.pay(100, invoice.name, iban=iban_of(77), name="Somebody Else"), invoice)

    def test_a_company_pays_for_another_one_of_its_group(self):
        """STM-10"""
        group = self.create_payer("Group", 11, is_company=True)
        child = self.create_payer("Child", 12, is_company=True, parent_id=group.id)
        invoice = self.create_due(child, 100)
        own = self.create_due(group, 100)
        line = self.pay(100, invoice.name, iban=iban_of(11))
        self.assertPays(line, invoice)
        line.allocation_ids.unlink()
        self.assertLeft(self.pay(100, iban=iban_of(11)), "2 open invoices")
        self.assertPays(self.pay(200, iban=iban_of(11)), invoice, own)

    def test_a_paid_invoice_that_is_named_again(self):
        """STM-10: another invoice of the same amount is not taken instead."""
        paid = self.create_due(self.payer, 100)
        self.pay(100, paid.name).statement_id.action_update_ledgers()
        self.create_due(self.payer, 100)
        self.assertLeft(self.pay(100, paid.name, iban=iban_of(1)), "not open any more")

    def test_a_named_invoice_that_another_line_pays(self):
        """STM-10"""
        invoice = self.create_due(self.payer, 100)
        self.assertPays(self.pay(100, invoice.name), invoice)
        self.assertLeft(self.pay(100, invoice.name), "another line pays it")

    def test_two_lines_pay_one_invoice(self):
        """STM-10: neither gets it when both together are too much; both do when they are its parts."""
        invoice = self.create_due(self.payer, 100)
        lines = self.pay_all(*[self.transfer(100, invoice.name, number=number) for number in (1, 2)])
        self.assertLeft(lines[0], "Several lines")
        self.assertLeft(lines[1], "Several lines")
        parts = [self.transfer(amount, invoice.name, number=number) for number, amount in enumerate((30, 70))]
        self.assertEqual(self.pay_all(*parts).allocation_ids.mapped("amount"), [30, 70])

    def test_a_part_of_an_invoice(self):
        """STM-10: unless the amount is that of another one."""
        invoice = self.create_due(self.payer, 100)
        self.assertPays(self.pay(30, invoice.name), invoice, amounts=[30])
        other = self.create_due(self.payer, 45)
        self.assertLeft(self.pay(45, invoice.name, iban=iban_of(1)), "other open invoices")
        self.assertEqual(other.amount_residual, 45)

    def test_more_than_the_invoice(self):
        """STM-10: the invoice is paid, the rest waits for people."""
        invoice = self.create_due(self.payer, 100)
        line = self.pay(130, invoice.name)
        self.assertPays(line, invoice, amounts=[100])
        self.assertEqual((line.state, line.difference), ("partial", 30))

    def test_one_of_two_invoices_is_named(self):
        """STM-10: with the other one it is the amount, and with nothing else."""
        one, two = self.create_due(self.payer, 100), self.create_due(self.payer, 50)
        self.create_due(self.payer, 70)
        self.assertPays(self.pay(150, one.name), one, two)

    def test_a_credit_note_is_netted(self):
        """STM-10"""
        invoice, note = self.create_due(self.payer, 100), self.create_due(self.payer, 20, move_type="out_refund")
        for text in (f"{invoice.name} - {note.name}", invoice.name, ""):
            line = self.pay(80, text, iban=iban_of(1))
            self.assertPays(line, invoice, note, amounts=[100, -20])
            line.allocation_ids.unlink()

    def test_named_and_paid_less_the_discount(self):
        """STM-10: the invoice is paid; the discount goes to its account where the profile accepts it."""
        invoice = self.create_due(self.payer, 100)
        item = self.receivable_of(invoice)
        item.write({"discount_date": "2026-10-31", "discount_amount_currency": 98, "discount_balance": 98})
        line = self.pay(98, invoice.name)
        self.assertPays(line, invoice, amounts=[100])
        self.assertEqual(line.difference, -2)
        line.allocation_ids.unlink()
        account = self.company_data["default_account_expense"]
        self.profile.write({"discount_limit": 5, "discount_account_id": account.id})
        line = self.pay(98, invoice.name)
        self.assertEqual((line.state, line.allocation_ids.account_id), ("full", account))

    def test_a_small_gap_that_the_profile_accepts(self):
        """STM-1, STM-10"""
        account = self.company_data["default_account_expense"]
        self.profile.write({"under_limit": 1, "under_account_id": account.id})
        invoice = self.create_due(self.payer, 100)
        line = self.pay(99.5, invoice.name)
        self.assertEqual(sorted(line.allocation_ids.mapped("amount")), [-0.5, 100])
        self.assertEqual(line.state, "full")

    def test_an_installment(self):
        """STM-10: one of two due amounts of the invoice that is named."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": days, "delay_type": "days_after"})
                    for days in (0, 30)
                ],
            }
        )
        invoice = self.create_due(self.payer, 100, due=False, invoice_payment_term_id=term.id)
        first = self.receivable_of(invoice).sorted("date_maturity")[0]
        self.assertEqual(self.pay(50, invoice.name).allocation_ids.move_line_id, first)

    def test_an_invoice_in_another_currency(self):
        """STM-10: dollars are not euros, whatever the number."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        invoice = self.create_due(self.payer, 100, currency_id=dollar.id)
        self.assertLeft(self.pay(100, invoice.name, iban=iban_of(1)), "another currency")

    def test_a_payment_reference_of_a_customer_names_the_customer(self):
        """STM-3, STM-10: companies that give each customer one reference for all its invoices."""
        invoices = [self.create_due(self.payer, amount) for amount in (100, 40)]
        for invoice in invoices:
            invoice.payment_reference = "RF18539007547034"
        self.assertPays(self.pay(40, structured_reference="RF18 5390 0754 7034"), invoices[1])

    def test_references_with_and_without_groups_and_zeros(self):
        """STM-3"""
        for reference, told in (
            ("RF18539007547034", "RF18 5390 0754 7034 thank you"),
            ("210000000003139471430009017", "21 00000 00003 13947 14300 09017"),
            ("000000000000000000001234569", "1234569"),
            ("+++090/9337/55493+++", "090/9337/55493"),
        ):
            invoice = self.create_due(self.payer, 100)
            invoice.payment_reference = reference
            self.assertPays(self.pay(100, told, iban=iban_of(1)), invoice)

    def test_a_number_that_two_series_have(self):
        """STM-10: told apart by their letters, or by who pays; otherwise by nobody."""
        income = self.company_data["default_account_revenue"]
        shop = self.env["account.journal"].create(
            {"name": "Shop", "type": "sale", "code": "SHOP", "default_account_id": income.id}
        )
        one = self.create_due(self.payer, 100)
        other = self.create_due(self.other_payer, 100, journal_id=shop.id, post=False)
        other.name = one.name.replace("INV", "SHOP")
        other.action_post()
        digits = one.name.removeprefix("INV/")
        self.assertLeft(self.pay(100, digits), "may be")
        self.assertPays(self.pay(100, digits, iban=iban_of(2)), other)
        self.assertPays(self.pay(100, one.name), one)

    def test_the_date_of_an_order_is_no_number(self):
        """STM-10: what is said beside the payer's only open amount does no harm."""
        invoice = self.create_due(self.payer, 100)
        text = f"Order {serial(invoice) + 1}, 15.10.2026, 120,00 EUR, 10/2026"
        self.assertPays(self.pay(100, text, iban=iban_of(1)), invoice)

    def test_when_there_are_lines_in_a_second_company(self):
        """STM-10: an invoice of another company is nobody's here."""
        other = self.setup_other_company()["company"]
        invoice = self.create_due(self.payer.with_company(other), 100, company_id=other.id)
        self.assertFalse(self.pay(100, invoice.name, iban=iban_of(1)).allocation_ids)
        self.assertEqual(invoice.invoice_date, date(2026, 9, 10))
