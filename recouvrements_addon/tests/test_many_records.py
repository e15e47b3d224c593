from odoo import fields

from .contract_case import ContractCase

MANY = 1000
# what the screens may cost, whatever they show: a handful for the contracts, a handful for rights and names
CONTRACTS_COST, REFUNDS_COST = 15, 15


class TestManyRecords(ContractCase):
    """A thousand contracts, each with a request in the overview: the screens cost what they cost for ten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls.env["customer.contract"].create(
            [{"partner_id": cls.customer.id, "deposit_expected": 100} for _number in range(MANY)]
        )
        common = {"kind": "deposit_refund_request", "method": "transfer", "state": "requested", "amount": 50}
        cls.env["contract.transaction"].sudo().create(
            [{**common, "contract_id": contract.id, "date": fields.Date.today()} for contract in cls.contracts]
        )
        cls.env.flush_all()

    def _cost(self, action, model, user, limit):
        """Statements that the list of an action needs for its first ``limit`` lines, as the web client asks."""
        model = self.env[model].with_user(user)
        view = self.env.ref(f"recouvrements_addon.{action}")
        view_id = view.view_ids.filtered(lambda own: own.view_mode == "list").view_id.id
        arch = model.get_views([(view_id, "list")])["models"][model._name]["fields"]
        shown = {name: {"fields": {"display_name": {}}} if arch[name].get("relation") else {} for name in arch}
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = model.web_search_read([("partner_id", "=", self.customer.id)], shown, limit=limit)
        self.assertEqual(len(found["records"]), limit)
        return self.env.cr.sql_log_count - before

    def _costs(self, action, model, user):
        self._cost(action, model, user, 10)  # what is asked once per process
        return [self._cost(action, model, user, limit) for limit in (10, MANY)]

    def test_the_list_of_contracts_costs_the_same_for_10_and_1000(self):
        """CTR-3: invoiced, paid, held and their statuses of all of them at once"""
        few, many = self._costs("action_contract", "customer.contract", self.reader)
        self.assertEqual(few, many)
        self.assertLessEqual(many, CONTRACTS_COST)

    def test_the_overview_of_refunds_costs_the_same_for_10_and_1000(self):
        """REF-1: with the account of each, and what the bank and the approvers say"""
        few, many = self._costs("action_refund", "contract.transaction", self.processor)
        self.assertEqual(few, many)
        self.assertLessEqual(many, REFUNDS_COST)
