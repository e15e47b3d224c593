from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestMandateSwitch(DebitCommon):
    """MAN-6: changing between one mandate and a mandate per invoice."""

    def ask(self, payers, scope=False, user=None):
        action = payers.with_user(user or self.env.user).action_switch_mandate_per_invoice()
        wizard = self.env["debit.mandate.switch"].with_user(user or self.env.user).with_context(**action["context"])
        return wizard.create({"scope": scope})

    def test_applied_to_open_items_each_unpaid_amount_gets_a_one_off_to_sign(self):
        """MAN-6: the unsigned recurrent mandate is removed."""
        payer = self.create_payer("Anna", 1, mandate=False)
        recurrent = payer.mandate_ids
        invoices = self.create_due(payer, 10) | self.create_due(payer, 20)
        wizard = self.ask(payer, "open")
        self.assertEqual((wizard.customer_count, wizard.removed_count, wizard.open_count), (1, 1, 2))
        wizard.action_switch()
        self.assertFalse(recurrent.exists())
        self.assertTrue(payer.mandate_per_invoice)
        self.assertEqual(payer.mandate_ids.mapped("kind"), ["one_off"] * 2)
        self.assertEqual(payer.mandate_ids.mapped("state"), ["to_sign"] * 2)
        self.assertEqual(payer.mandate_ids.move_id, invoices)
        wizard.action_switch()
        self.assertEqual(len(payer.mandate_ids), 2, "twice has the effect of once")

    def test_applied_to_future_invoices_only_open_items_get_none(self):
        """MAN-6"""
        payer = self.create_payer("Anna", 1, mandate=False)
        self.create_due(payer)
        self.ask(payer, "future").action_switch()
        self.assertFalse(payer.mandate_ids)
        self.create_due(payer)
        self.assertEqual(payer.mandate_ids.kind, "one_off")

    def test_written_past_the_question_it_concerns_future_invoices_only(self):
        """MAN-6: an import or a write has a defined effect."""
        payer = self.create_payer("Anna", 1, mandate=False)
        self.create_due(payer)
        payer.mandate_per_invoice = True
        self.assertFalse(payer.mandate_ids)
        payer.mandate_per_invoice = False
        self.assertEqual((payer.mandate_ids.kind, payer.mandate_ids.state), ("recurrent", "to_sign"))

    def test_a_signed_recurrent_mandate_stays(self):
        """MAN-6: only the unsigned one goes."""
        payer = self.create_payer("Anna", 1)
        self.create_due(payer)
        wizard = self.ask(payer, "open")
        self.assertEqual((wizard.removed_count, wizard.kept_count), (0, 1))
        wizard.action_switch()
        self.assertEqual(sorted(payer.mandate_ids.mapped("kind")), ["one_off", "recurrent"])

    def test_the_opposite_way_unsigned_one_offs_go_and_signed_ones_still_serve(self):
        """MAN-6, MAN-19"""
        payer = self.create_payer("Anna", 1, mandate=False)
        self.ask(payer, "open").action_switch()
        signed, unsigned = self.create_due(payer, 10), self.create_due(payer, 20)
        self.receivable_of(signed).mandate_ids.signature_date = "2026-10-01"
        self.ask(payer).action_switch()
        self.assertFalse(payer.mandate_per_invoice)
        self.assertFalse(self.receivable_of(unsigned).mandate_ids)
        self.assertEqual(self.receivable_of(signed).mandate_ids.state, "active")
        recurrent = payer.mandate_ids.filtered(lambda mandate: mandate.kind == "recurrent")
        self.assertEqual((len(recurrent), recurrent.state), (1, "to_sign"))
        self.assertEqual(self.propose().line_ids.move_id, signed)

    def test_no_recurrent_is_made_beside_one_of_any_status(self):
        """MAN-6, MAN-4: an ended mandate is signed again."""
        payer = self.create_payer("Anna", 1)
        payer.mandate_ids._move_to("withdrawn")
        payer.mandate_per_invoice = True
        payer.mandate_per_invoice = False
        self.assertEqual(payer.mandate_ids.mapped("state"), ["withdrawn"])

    def test_an_item_is_asked_for_once_however_often_its_invoice_is_posted(self):
        """MAN-5: back to draft, an unsigned mandate goes; posting makes it anew."""
        payer = self.create_payer("Anna", 1, mandate=False)
        payer.mandate_per_invoice = True
        invoice = self.create_due(payer)
        first = self.receivable_of(invoice).mandate_ids
        invoice.button_draft()
        self.assertFalse(first.exists())
        invoice.action_post()
        again = self.receivable_of(invoice).mandate_ids
        again.signature_date = "2026-10-01"
        invoice.button_draft()
        invoice.action_post()
        self.assertEqual(self.receivable_of(invoice).mandate_ids, again, "a signed one still serves")

    def test_many_customers_cost_the_queries_of_few(self):
        """MAN-6: several customers at once, by whole sets."""

        def cost(first, count):
            payers = self.env["res.partner"].union(
                *(self.create_payer(f"P{n}", n, mandate=False) for n in range(first, first + count))
            )
            for payer in payers:
                self.create_due(payer)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.ask(payers, "open").action_switch()
            self.env.flush_all()
            self.assertEqual(len(payers.mandate_ids), count)
            return self.env.cr.sql_log_count - before

        cost(100, 2)
        few, many = cost(200, 2), cost(300, 12)
        self.assertLessEqual(many, few + 25)

    def test_the_right_to_keep_mandates_is_needed(self):
        """MAN-6: a reader may neither ask nor switch; a preparer needs no right on contacts."""
        payer = self.create_payer("Anna", 1, mandate=False)
        reader = new_test_user(self.env, "r", groups="sepa_remittance_addon.group_debit_reader")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.ask(payer, "open", user=reader)
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["debit.mandate.switcher"].with_user(reader)._switch(payer.with_user(reader), "one_off", True)
        preparer = new_test_user(self.env, "p", groups="sepa_remittance_addon.group_debit_user")
        self.ask(payer, "open", user=preparer).action_switch()
        self.assertTrue(payer.mandate_per_invoice)

    def test_another_company_s_mandates_stay(self):
        """MAN-1, MAN-6: the switch belongs to one company."""
        other = self.setup_other_company()["company"]
        payer = self.create_payer("Anna", 1, mandate=False)
        theirs = self.env["debit.mandate"].create({"partner_id": payer.id, "company_id": other.id, "reference": "X1"})
        self.ask(payer, "open").action_switch()
        self.assertEqual(payer.mandate_ids, theirs)
        self.assertFalse(payer.with_company(other).mandate_per_invoice)
