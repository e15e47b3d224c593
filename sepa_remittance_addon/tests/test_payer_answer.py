from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestPayerAnswer(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert = cls.create_payer("Anna", 1), cls.create_payer("Bert", 2)
        cls.first, cls.second = cls.create_due(cls.anna, 100), cls.create_due(cls.anna, 50)
        cls.third = cls.create_due(cls.bert, 25)
        cls.remittance = cls.propose()

    def line_of(self, move):
        return self.remittance.line_ids.filtered(lambda line: line.move_id == move)

    def test_removing_keeps_who_asked_when_and_why(self):
        """REM-5"""
        line = self.line_of(self.first)
        wizard = self.env["debit.line.change.wizard"].with_context(**line.action_remove()["context"])
        wizard.create({"channel": "telephone", "asked_by": "Anna herself", "reason": "Goods returned"}).action_apply()
        self.assertEqual(line.state, "removed")
        change = line.change_ids
        self.assertEqual(
            (change.action, change.channel, change.asked_by, change.reason, change.create_uid),
            ("remove", "telephone", "Anna herself", "Goods returned", self.env.user),
        )
        self.assertEqual(self.remittance.total, 75)

    def test_hold_and_release(self):
        """REM-5"""
        line = self.line_of(self.first)
        line._change("hold", "letter", "Disputed")
        self.assertEqual((line.state, self.remittance.total, self.remittance.held_count), ("held", 75, 1))
        line._change("release", "letter", "Settled")
        self.assertEqual((line.state, self.remittance.total), ("proposed", 175))
        self.assertEqual(line.change_ids.mapped("action"), ["release", "hold"])

    def test_a_removed_amount_is_free_for_another_proposal_and_can_come_back(self):
        """REM-5"""
        line = self.line_of(self.first)
        line._change("remove", "letter", "No")
        self.env["debit.proposer"]._add(
            self.remittance, self.receivable_of(self.first), "telephone", "Changed its mind"
        )
        self.assertEqual(line.state, "proposed")
        line._change("remove", "letter", "No")
        other = self.propose()
        self.assertEqual(other.line_ids.move_id, self.first)
        with self.assertRaisesRegex(UserError, "remittance"):
            self.env["debit.proposer"]._add(self.remittance, self.receivable_of(self.first))
        self.assertEqual(line.state, "removed")

    def test_refreshing_does_not_bring_back_what_the_payer_refused(self):
        """REM-5"""
        self.line_of(self.first)._change("remove", "letter", "No")
        self.remittance.action_refresh()
        self.assertEqual(self.remittance.total, 75)
        self.assertEqual(self.remittance.left_out_ids.reason, "removed")

    def test_other_open_invoices_can_be_added_also_not_due_ones(self):
        """REM-5"""
        future = self.create_due(self.anna, 40, due="2027-05-01")
        wizard = self.env["debit.add.invoices"].create(
            {"remittance_id": self.remittance.id, "move_line_ids": [(6, 0, self.receivable_of(future).ids)]}
        )
        wizard.action_add()
        self.assertEqual(self.line_of(future).change_ids.action, "add")

    def test_what_cannot_be_added_is_named_and_nothing_is_added(self):
        """REM-5"""
        free = self.create_due(self.anna, 40, due="2027-05-01")
        disputed = self.create_due(self.anna, 41, due="2027-05-01")
        self.receivable_of(disputed)._set_payment_block("2")
        with self.assertRaisesRegex(UserError, disputed.name), self.cr.savepoint():
            self.env["debit.proposer"]._add(self.remittance, self.receivable_of(free | disputed))
        self.assertFalse(self.line_of(free))

    def test_view_3_acts_on_the_whole_group(self):
        """REM-6"""
        groups = self.env["debit.remittance.group"].search([("remittance_id", "=", self.remittance.id)])
        totals = {group.partner_id: (group.amount, group.line_count) for group in groups}
        self.assertEqual(totals, {self.anna: (150, 2), self.bert: (25, 1)})
        group = groups.filtered(lambda group: group.partner_id == self.anna)
        wizard = self.env["debit.line.change.wizard"].with_context(**group.action_hold()["context"]).create({})
        wizard.action_apply()
        self.assertEqual((self.line_of(self.first) | self.line_of(self.second)).mapped("state"), ["held", "held"])
        group.invalidate_recordset()
        self.assertEqual((group.amount, group.held_amount), (0, 150))
        self.assertEqual(group.action_view_invoices()["res_model"], "debit.remittance.line")
        lines = self.env["debit.remittance.line"].with_context(default_remittance_id=self.remittance.id)
        self.assertEqual(lines.action_view_groups()["res_model"], "debit.remittance.group")

    def test_changing_the_payment_method_takes_the_invoice_out_for_good(self):
        """REM-7"""
        line = self.line_of(self.third)
        wizard = self.env["debit.change.method"].with_context(**line.action_change_method()["context"])
        wizard.create({"payment_method_line_id": False}).action_apply()
        self.assertEqual(line.state, "removed")
        self.assertNotIn(self.third, self.propose().line_ids.move_id)

    def test_a_confirmed_remittance_is_not_changed(self):
        """REM-5"""
        self.confirm(self.remittance)
        with self.assertRaises(UserError):
            self.line_of(self.first)._change("remove", "letter", "Too late")
