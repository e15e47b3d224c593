from ast import literal_eval

from odoo import fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

# Published example IBANs.
IBAN = "FR1420041010050500013M02606"
OTHER_IBAN = "BE68539007547034"


@tagged("standard", "post_install", "-at_install")
class ContractCase(AccountTestInvoicingCommon):
    """A branch with a deposit account and a cash register, a customer, and people with one right each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env.user.write(
            {
                "lang": "en_US",
                "group_ids": [Command.link(cls.env.ref("recouvrements_addon.group_contract_cashier_processor").id)],
            }
        )
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.bank = cls.company_data["default_journal_bank"]
        cls.register = cls.company_data["default_journal_cash"]
        cls.deposit_account = cls.env["account.account"].create(
            {"name": "Deposits held", "code": "419100", "account_type": "liability_current", "reconcile": True}
        )
        cls.company.deposit_account_id = cls.deposit_account
        cls.customer = cls.env["res.partner"].create({"name": "Rita Renter"})
        cls.reader = cls._user("reader", "group_contract_reader")
        cls.cashier = cls._user("cashier", "group_contract_cashier")
        cls.processor = cls._user("processor", "group_refund_processor")

    @classmethod
    def _user(cls, login, group, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env,
            f"contract_{login}",
            lang="en_US",
            groups=f"base.group_user,recouvrements_addon.{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _branch(cls, name="Harbour branch"):
        """A branch of the company, as it is once it was saved."""
        branch = cls.env["res.company"].create({"name": name, "parent_id": cls.company.id})
        # Odoo gives a branch the accounts of its company at the end of the transaction; until then it has no
        # receivable account, and invoices of its customers are refused (“must have a due date”)
        cls.env.cr.precommit.run()
        return branch

    @classmethod
    def _contract(cls, **vals):
        return cls.env["customer.contract"].create({"partner_id": cls.customer.id, **vals})

    @classmethod
    def _invoice(cls, contract, amount, post=True, **vals):
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": contract.partner_id.id,
                "contract_id": contract.id,
                "invoice_date": fields.Date.today(),
                "company_id": contract.company_id.id,
                "invoice_line_ids": [
                    Command.create({"name": "Rent", "price_unit": amount, "tax_ids": [Command.clear()]})
                ],
                **vals,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    def _dialog(self, contract, part="payment", user=None):
        """The dialog as a person sees it, opened by the button of the tile."""
        contract = contract.with_user(user or self.cashier)
        action = contract.action_key_payment() if part == "payment" else contract.action_key_deposit()
        return Form(contract.env[action["res_model"]].with_context(**action["context"]))

    def _key(self, contract, kind, amount, part=None, **values):
        """Key a transaction in the dialog and return it."""
        part = part or ("deposit" if kind.startswith("deposit") else "payment")
        with self._dialog(contract, part) as form:
            form.kind = kind
            for name, value in values.items():
                setattr(form, name, value)
            form.amount = amount
        before = contract.transaction_ids
        form.record.action_save()
        contract.invalidate_recordset()
        return (contract.transaction_ids - before).filtered(lambda made: made.kind == kind)

    def _in_overview(self, *states):
        domain = literal_eval(self.env.ref("recouvrements_addon.action_refund").domain)
        return self.env["contract.transaction"].with_user(self.processor).search([*domain, ("state", "in", states)])

    def _balance_of(self, account, contract):
        """What the ledger says, asked in the plainest way."""
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "in", account.ids),
                ("parent_state", "=", "posted"),
                ("move_id.contract_id", "=", contract.id),
            ]
        )
        return self.company.currency_id.round(sum(lines.mapped("balance")))
