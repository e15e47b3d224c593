from odoo.tests import HttpCase, tagged

from .refund_case import RefundCase


@tagged("post_install", "-at_install")
class TestRefundTour(RefundCase, HttpCase):
    def test_a_finance_user_pays_refunds_in_the_browser(self):
        """REF-1, REF-2, REF-3, REF-4: as people click, from the menus."""
        paid = self._request(50, name="Anna Account")
        missing = self._request(30, iban=False, name="Nora Noiban")
        cash = self._request(20, name="Carla Cash")
        self.processor.write(
            {
                "password": "refund-tour",
                "group_ids": [(4, self.env.ref("recouvrements_addon.group_refund_exporter").id)],
            }
        )
        self.start_tour("/odoo", "refund_tour", login=self.processor.login)
        self.assertEqual((paid.state, missing.state, cash.state), ("processed", "requested", "processed"))
        self.assertEqual(missing.refund_iban, "BE68539007547034")
        self.assertEqual((paid.bank_status, cash.bank_status), ("exported", False))
