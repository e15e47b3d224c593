from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .contract_case import ContractCase


class TestRights(ContractCase):
    def test_nothing_shows_until_the_right_is_given(self):
        """CTR-2: an invoicing user sees neither menu nor field, and reads no record."""
        user = new_test_user(self.env, "contract_invoicing", groups="account.group_account_manager")
        contract = self._contract()
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        for name in (
            "menu_contract_top",
            "menu_contract",
            "menu_refund",
            "menu_transaction",
            "menu_register",
            "menu_register_content",
        ):
            self.assertNotIn(self.env.ref(f"recouvrements_addon.{name}").id, menus)
        for model, view in (("account.move", "account.view_move_form"), ("res.partner", "base.view_partner_form")):
            arch = self.env[model].with_user(user).get_view(self.env.ref(view).id)["arch"]
            self.assertNotIn("contract_id", arch)
            self.assertNotIn("refund_bank_id", arch)
        for model in ("customer.contract", "contract.transaction"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(user).search([])
        with self.assertRaises(AccessError):
            contract.with_user(user).read(["number"])

    def test_installing_gives_the_right_to_nobody(self):
        """CTR-2"""
        own = [("model", "=", "res.groups"), ("module", "=", "recouvrements_addon")]
        groups = self.env["res.groups"].browse(self.env["ir.model.data"].search(own).mapped("res_id"))
        self.assertIn(self.env.ref("recouvrements_addon.group_contract_reader"), groups)
        self.assertFalse(groups.implied_by_ids - groups, "no other group brings the right with it")

    def test_readers_see_menus_and_write_nothing(self):
        """CTR-2"""
        menus = self.env["ir.ui.menu"].with_user(self.reader)._visible_menu_ids()
        self.assertIn(self.env.ref("recouvrements_addon.menu_refund").id, menus)
        contract = self._contract().with_user(self.reader)
        self.assertEqual(contract.balance, 0)
        with self.assertRaises(AccessError):
            contract.write({"agreed_amount": 5})
        with self.assertRaises(AccessError):
            contract.create({"partner_id": self.customer.id})

    def test_who_keys_sees_the_cash_registers_and_their_balance(self):
        """CTR-8: without any right to configure"""
        menus = self.env["ir.ui.menu"].with_user(self.cashier)._visible_menu_ids()
        self.assertIn(self.env.ref("recouvrements_addon.menu_register_content").id, menus)
        self.assertEqual(self.register.with_user(self.cashier).read(["register_balance"])[0]["register_balance"], 0)

    def test_nobody_writes_transactions_beside_the_dialog(self):
        """CTR-2, CTR-9"""
        contract = self._contract()
        self._invoice(contract, 100)
        transaction = self._key(contract, "payment", 100)
        for user in (self.cashier, self.processor):
            with self.assertRaises(AccessError):
                transaction.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                self.env["contract.transaction"].with_user(user).create(
                    {"contract_id": contract.id, "kind": "payment", "amount": 5}
                )

    def test_another_company_sees_and_keys_nothing(self):
        """CTR-2: record rules on all four rights"""
        contract = self._contract()
        self._invoice(contract, 100)
        transaction = self._key(contract, "payment", 100)
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_contract_cashier_processor", other)
        self.assertFalse(self.env["customer.contract"].with_user(stranger).search([("id", "=", contract.id)]))
        self.assertFalse(self.env["contract.transaction"].with_user(stranger).search([("id", "=", transaction.id)]))
        with self.assertRaises(AccessError):
            contract.with_user(stranger).write({"agreed_amount": 5})
        with self.assertRaises(AccessError):
            contract.with_user(stranger).unlink()
        with self.assertRaises(AccessError):
            self.env["customer.contract"].with_user(stranger).create(
                {"partner_id": self.customer.id, "company_id": self.company.id}
            )
        with self.assertRaises(AccessError):
            transaction.with_user(stranger).action_cancel_request()
        with self.assertRaises(AccessError):
            transaction.with_user(stranger).action_mark_processed()

    def test_the_overview_of_balances_shows_the_own_companies(self):
        """CTR-2, CTR-3"""
        contract = self._contract(deposit_expected=100)
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_contract_reader", other)
        self.assertFalse(self.env["contract.balance"].with_user(stranger).search([("id", "=", contract.id)]))
        own = self.env["contract.balance"].with_user(self.reader).search([("id", "=", contract.id)])
        self.assertEqual((own.deposit_expected, own.deposit_status), (100, "unpaid"))

    def test_people_without_the_right_read_entries_as_before(self):
        """CTR-2: what the module adds to entries does not keep an accountant from reading them whole."""
        user = new_test_user(self.env, "contract_accountant", groups="account.group_account_manager")
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        self._key(contract, "payment", 100)
        told = invoice.with_user(user).read()[0]
        self.assertNotIn("export_entry_ids", told)
        self.assertNotIn("contract_transaction_ids", told)

    def test_a_stranger_cannot_key_through_the_dialog(self):
        """CTR-2"""
        contract = self._contract()
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_contract_cashier", other)
        with self.assertRaises(AccessError):
            self.env["contract.transaction.entry"].with_user(stranger).create(
                {"contract_id": contract.id, "part": "payment", "kind": "payment", "method": "cash", "amount": 5}
            ).action_save()

    def test_a_branch_has_its_own_registers_and_the_deposit_account_above_it(self):
        """CTR-8, CTR-9"""
        branch = self.env["res.company"].create({"name": "Harbour branch", "parent_id": self.company.id})
        cashier = self._user("branch_cashier", "group_contract_cashier", branch)
        contract = self._contract(company_id=branch.id, deposit_expected=300)
        form = self._dialog(contract, "deposit", cashier)
        self.assertFalse(form.obstacle, "the account of the company above is used")
        form.method = "cash"
        self.assertIn("Harbour branch", form.obstacle, "the register of another branch is not used")
        form.method = "transfer"
        self.assertEqual(form.journal_id, self.bank)
        form.amount = 300
        form.save().action_save()
        contract.invalidate_recordset()
        self.assertEqual(contract.deposit_held, 300)
        self.assertEqual(contract.transaction_ids.entry_id.company_id, branch)
