from odoo.fields import Command
from odoo.tests import Form

from .contract_case import ContractCase


class TestBranches(ContractCase):
    """One person keeps the contracts of a company and of its branch, with both of them open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls._branch()
        cls.both = cls._user("both", "group_contract_cashier_processor")
        cls.both.write(
            {
                "company_ids": [Command.link(cls.branch.id)],
                "group_ids": [Command.link(cls.env.ref("account.group_account_invoice").id)],
            }
        )
        cls.both_open = {"allowed_company_ids": [cls.company.id, cls.branch.id]}

    def _of_branch(self, **values):
        contract = self._contract(company_id=self.branch.id, **values)
        return contract.with_user(self.both).with_context(**self.both_open)

    def _new_invoice(self, contract, amount):
        """As the button of the contract opens it."""
        action = contract.action_open_invoices()
        invoices = self.env["account.move"].with_user(self.both).with_context(**self.both_open, **action["context"])
        with Form(invoices) as form, form.invoice_line_ids.new() as line:
            line.name = "Rent"
            line.price_unit = amount
            line.tax_ids.clear()
        form.record.action_post()
        return form.record

    def test_an_invoice_made_from_a_contract_is_of_its_branch(self):
        """CTR-1: whichever company is the first one open"""
        contract = self._of_branch()
        invoice = self._new_invoice(contract, 100)
        self.assertEqual((invoice.company_id, invoice.contract_id), (self.branch, contract))
        self.assertEqual(invoice.line_ids.mapped("account_id.account_type"), ["income", "asset_receivable"])
        self.assertEqual((contract.invoiced_amount, contract.balance), (100, 100))

    def test_payments_and_refunds_of_a_branch_stay_in_its_books(self):
        """CTR-4, CTR-9, REF-2: entries, payments and the account they meet on are the branch's"""
        contract = self._of_branch()
        self._new_invoice(contract, 100)
        self._key(contract, "payment", 130, method="transfer")
        request = self._key(contract, "refund_request", 30)
        request.with_user(self.both).with_context(**self.both_open).action_mark_processed()
        contract.invalidate_recordset()
        self.assertEqual((contract.balance, contract.payment_status), (0, "paid"))
        self.assertEqual(contract.transaction_ids.entry_id.company_id, self.branch)
        receivable = contract.sudo().transaction_ids.entry_id.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.mapped("reconciled"), [True, True])

    def test_the_deposit_of_a_branch_is_settled_on_its_final_invoice(self):
        """CTR-7, CTR-9"""
        contract = self._of_branch(deposit_expected=80, deposit_handling="settled")
        self._key(contract, "deposit_payment", 80, method="transfer")
        final = self._invoice(contract.sudo(), 100, is_final_invoice=True)
        contract.invalidate_recordset()
        self.assertEqual((final.amount_residual, contract.deposit_held), (20, 0))
        self.assertEqual(contract.transaction_ids.entry_id.company_id, self.branch)

    def test_a_branch_asks_the_deposit_of_its_company_unless_it_has_a_rate_of_its_own(self):
        """CTR-1"""
        self.company.deposit_rate = 50
        self.assertEqual(self._of_branch(agreed_amount=200).deposit_expected, 100)
        self.branch.deposit_rate = 10
        self.assertEqual(self._of_branch(agreed_amount=200).deposit_expected, 20)

    def _key(self, contract, kind, amount, **values):
        form = self._dialog(contract, "deposit" if kind.startswith("deposit") else "payment", self.both)
        form.kind = kind
        for name, value in values.items():
            setattr(form, name, value)
        form.amount = amount
        form.save().action_save()
        contract.invalidate_recordset()
        return contract.transaction_ids.filtered(lambda made: made.kind == kind)
