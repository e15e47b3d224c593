from odoo.tests import HttpCase, tagged

from .contract_case import ContractCase


@tagged("post_install", "-at_install")
class TestContractTours(ContractCase, HttpCase):
    """Both dialogs, as people click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier.password = "contract-tour"
        cls.payer = cls.env["res.partner"].create({"name": "Paula Payer"})

    def test_a_payment_and_a_refund_request_are_keyed_in_the_browser(self):
        """CTR-3, CTR-4, CTR-8: with the cash register missing"""
        self.register.collection_method = False
        contract = self._contract(partner_id=self.payer.id)
        invoice = self._invoice(contract, 100)
        self.start_tour("/odoo", "contract_payment_tour", login=self.cashier.login)
        contract.invalidate_recordset()
        payment, request = contract.transaction_ids.sorted("id")
        self.assertEqual((payment.kind, payment.method, payment.amount), ("payment", "card", 130))
        self.assertEqual((payment.invoice_id, invoice.amount_residual), (invoice, 0))
        self.assertEqual((request.kind, request.amount, request.comment), ("refund_request", 30, "Paid too much"))

    def test_a_deposit_is_reserved_captured_and_taken_over_in_the_browser(self):
        """CTR-3, CTR-5, CTR-11"""
        ended = self._contract(partner_id=self.payer.id, deposit_expected=400, number="TOUR-OLD")
        self._key(ended, "deposit_payment", 400)
        move = self._key(ended, "deposit_move_request", 400)
        contract = self._contract(partner_id=self.payer.id, deposit_expected=300, number="TOUR-NEW")
        self.start_tour("/odoo", "contract_deposit_tour", login=self.cashier.login)
        (contract | ended).invalidate_recordset()
        self.assertEqual((contract.deposit_held, ended.deposit_held, move.open_amount), (300, 250, 250))
