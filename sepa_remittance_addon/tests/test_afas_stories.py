"""The eight stories by which the source (002) explains the life of a mandate, told one by one."""

from datetime import date

from odoo.tests import tagged

from .common import DebitCommon, Form


@tagged("post_install", "-at_install")
class TestAfasStories(DebitCommon):
    def test_story_1_a_new_customer_is_collected_automatically(self):
        """MAN-4: an organisation is created with *collect automatically*; its mandate waits for a signature."""
        form = Form(self.env["res.partner"])
        form.name = "ABC bv"
        form.collect_automatically = True
        customer = form.save()
        mandate = customer.mandate_ids
        self.assertEqual((mandate.kind, mandate.state, mandate.signature_date), ("recurrent", "to_sign", False))
        self.assertTrue(customer.mandate_missing, "until it is signed, nothing can be debited")

    def test_story_2_invoices_of_customers_who_give_a_mandate_per_invoice(self):
        """MAN-5: posting a batch gives each of their invoices a one-off mandate to sign, and nobody else's."""
        per_invoice = self.create_payer("ABC bv", 1, mandate=False, mandate_per_invoice=True)
        recurrent = self.create_payer("DEF bv", 2)
        invoices = [self.create_due(customer, post=False) for customer in (per_invoice, per_invoice, recurrent)]
        self.env["account.move"].union(*invoices).action_post()
        made = [self.receivable_of(invoice).mandate_ids for invoice in invoices]
        self.assertEqual([mandate.kind for mandate in made], ["one_off", "one_off", False])
        self.assertEqual([mandate.state for mandate in made], ["to_sign", "to_sign", False])

    def test_story_3_a_customer_changes_to_a_mandate_per_invoice(self):
        """MAN-6: the continuous mandate nobody signed goes; if asked for, all unpaid items get one of their own."""
        customer = self.create_payer("ABC bv", 1, mandate=False)
        continuous = customer.mandate_ids
        unpaid = self.create_due(customer, 10) | self.create_due(customer, 20)
        question = self.env["debit.mandate.switch"].with_context(
            **customer.action_switch_mandate_per_invoice()["context"]
        )
        question.create({"scope": "open"}).action_switch()
        self.assertFalse(continuous.exists())
        self.assertEqual(customer.mandate_ids.move_id, unpaid)
        self.assertEqual(set(customer.mandate_ids.mapped("state")), {"to_sign"})

    def test_story_4_a_customer_withdraws_its_mandate(self):
        """MAN-7: left on collect, *no mandate for customer ABC* is signalled; no new form is to be sent."""
        customer = self.create_payer("ABC bv", 1)
        invoice = self.create_due(customer)
        withdrawal = self.env["debit.mandate.end"].with_context(**customer.mandate_ids.action_withdraw()["context"])
        withdrawal.create({"reason": "Card of the customer"}).action_end()
        self.assertEqual(customer.mandate_ids.state, "withdrawn")
        self.assertTrue(customer.mandate_missing)
        self.assertTrue(invoice.mandate_missing)
        self.assertEqual(self.propose().left_out_ids.reason, "no_mandate")
        self.assertFalse(customer.mandate_ids.filtered(lambda mandate: mandate.state == "to_sign"))

    def test_story_5_the_customer_signs_again(self):
        """MAN-8: collect is switched on, the existing mandate is active by the new date; the old one is kept."""
        customer = self.create_payer("ABC bv", 1)
        mandate = customer.mandate_ids
        withdrawal = self.env["debit.mandate.end"].with_context(**mandate.action_withdraw()["context"])
        withdrawal.create({"reason": "Card of the customer", "stop_collecting": True}).action_end()
        customer.collect_automatically = True
        self.assertEqual(customer.mandate_ids, mandate, "the existing mandate is used again")
        signature = self.env["debit.mandate.sign"].with_context(**mandate.action_sign()["context"])
        signature.create({"signature_date": date(2026, 10, 12)}).action_sign()
        self.assertEqual((mandate.state, mandate.signature_date), ("active", date(2026, 10, 12)))
        self.assertEqual(mandate.previous_signature_date, date(2026, 1, 5))
        self.create_due(customer)
        self.assertEqual(self.propose().line_ids.mandate_id, mandate)

    def test_story_6_the_bank_account_is_switched_to_sepa_direct_debit(self):
        """MAN-9: debited before means a converted mandate; never debited, one to sign."""
        debited, new = (self.create_payer(name, number, mandate=False) for number, name in ((1, "Old"), (2, "New")))
        debited.last_debited_on = date(2026, 9, 1)
        (debited | new).mandate_ids.unlink()
        conversion = self.env["debit.mandate.conversion"].create(
            {"country_id": self.env.ref("base.fr").id, "migration_date": date(2026, 10, 1)}
        )
        conversion.action_preview()
        self.assertFalse((debited | new).mandate_ids)
        conversion.action_convert()
        self.assertEqual(
            [(payer.mandate_ids.state, payer.mandate_ids.origin) for payer in (debited, new)],
            [("active", "converted"), ("to_sign", "created")],
        )

    def test_story_7_a_one_off_mandate_is_used_once(self):
        """MAN-10: completed when its invoice is in a collection order; active again when the debit is refused."""
        customer = self.create_payer("ABC bv", 1, mandate=False, mandate_per_invoice=True)
        mandate = self.receivable_of(self.create_due(customer)).mandate_ids
        mandate.signature_date = date(2026, 10, 1)
        remittance = self.propose()
        self.assertEqual(mandate.state, "active", "a proposal is not a collection order yet")
        self.confirm(remittance)
        mandate.invalidate_recordset()
        self.assertEqual(mandate.state, "completed")
        line = remittance.line_ids
        line._register_rejection({line.id: ("MS03", "", "pain.002")})
        self.assertEqual(mandate.state, "active")

    # story 8, the change of a customer's bank account, follows here
