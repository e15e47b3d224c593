from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestRemittanceTour(DebitCommon, HttpCase):
    frozen_at = None

    def test_a_finance_user_proposes_removes_and_confirms_in_the_browser(self):
        """REM-2, REM-5, REM-6, REM-8: as people click, from the menus."""
        due = fields.Date.today() - timedelta(days=3)
        anna, bert = self.create_payer("Anna", 1), self.create_payer("Bert", 2)
        unsigned = self.create_payer("Carl", 3, mandate=False)
        for payer, amount in ((anna, 100), (anna, 50), (bert, 25), (unsigned, 10)):
            self.create_due(payer, amount, due=due, invoice_date=due)
        self.env.user.write({"lang": "en_US", "password": "accountman"})
        self.start_tour("/odoo", "debit_remittance_tour", login=self.env.user.login)
        remittance = self.env["debit.remittance"].search([], limit=1)
        self.assertEqual((remittance.state, remittance.total), ("confirmed", 150))
        removed = remittance.line_ids.filtered(lambda line: line.state == "removed")
        self.assertEqual((removed.partner_id, removed.change_ids.asked_by), (bert, "Bert himself"))
