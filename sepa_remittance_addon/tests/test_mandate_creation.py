from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestMandateCreation(DebitCommon):
    def test_collecting_a_customer_makes_one_mandate_to_sign(self):
        """MAN-4"""
        payer = self.create_payer("Anna", 1, mandate=False)
        mandate = payer.mandate_ids
        self.assertEqual((len(mandate), mandate.state, mandate.kind), (1, "to_sign", "recurrent"))
        self.assertEqual(mandate.partner_bank_id, payer.bank_ids)
        self.assertEqual(payer.property_inbound_payment_method_line_id, self.method)
        payer.collect_automatically = False
        payer.collect_automatically = True
        self.assertEqual(payer.mandate_ids, mandate)

    def test_a_customer_created_to_be_collected_gets_a_mandate(self):
        """MAN-4"""
        payers = self.env["res.partner"].create([{"name": f"P{i}", "collect_automatically": True} for i in range(3)])
        self.assertEqual(payers.mandate_ids.mapped("state"), ["to_sign"] * 3)

    def test_none_when_any_recurrent_mandate_exists(self):
        """MAN-4: a withdrawn mandate is re-signed, not doubled."""
        payer = self.create_payer("Anna", 1)
        payer.mandate_ids._move_to("withdrawn")
        payer.collect_automatically = False
        payer.collect_automatically = True
        self.assertEqual(len(payer.mandate_ids), 1)

    def test_none_for_a_customer_with_a_mandate_per_invoice(self):
        """MAN-4"""
        payer = self.env["res.partner"].create(
            {"name": "Per invoice", "mandate_per_invoice": True, "collect_automatically": True}
        )
        self.assertFalse(payer.mandate_ids)

    def test_references_follow_the_company_s_patterns(self):
        """MAN-3"""
        payer = self.create_payer("Anna", 7, mandate=False)
        self.assertEqual(payer.mandate_ids.reference, "SRC00007")
        self.company.mandate_pattern_b2b = "B-{customer}"
        b2b = self.env["debit.mandate"].create({"partner_id": payer.id, "scheme": "sepa_b2b"})
        self.assertEqual(b2b.reference, "B-C00007")

    def test_a_taken_reference_gets_a_suffix(self):
        """MAN-3: also one taken by a closed mandate, and within one batch."""
        payer = self.create_payer("Anna", 7)
        payer.mandate_ids._move_to("abandoned")
        more = self.env["debit.mandate"].create([{"partner_id": payer.id}, {"partner_id": payer.id}])
        self.assertEqual(more.mapped("reference"), ["SRC00007-2", "SRC00007-3"])

    def test_posting_makes_a_one_off_mandate_per_due_amount(self):
        """MAN-5, MAN-3: installments get -1 and -2."""
        payer = self.env["res.partner"].create({"name": "Per invoice", "ref": "X1", "mandate_per_invoice": True})
        single = self.create_due(payer, 10, post=False)
        double = self.create_due(
            payer, 30, post=False, invoice_payment_term_id=self.pay_terms_b.id, invoice_date_due=False
        )
        (single | double).action_post()
        one = self.receivable_of(single).mandate_ids
        self.assertEqual((one.kind, one.state), ("one_off", "to_sign"))
        self.assertEqual(one.reference, "SOX1" + single.name.replace("/", ""))
        parts = self.receivable_of(double).mandate_ids.sorted("reference")
        self.assertEqual([part.reference[-2:] for part in parts], ["-1", "-2"])

    def test_posting_many_costs_the_same_queries_as_posting_few(self):
        """MAN-5: in bulk, not one by one."""
        payer = self.env["res.partner"].create({"name": "Per invoice", "ref": "X1", "mandate_per_invoice": True})

        def cost(count):
            moves = self.env["account.move"].union(*(self.create_due(payer, 10) for _ in range(count)))
            moves.line_ids.mandate_ids.unlink()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["debit.mandate.builder"]._make_one_off(moves)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(2)  # warm up
        few, many = cost(2), cost(20)
        self.assertLessEqual(many, few + 25, "the messages of the chatter are the only part that grows")

    def test_the_signal_shows_where_a_debit_would_be_prepared(self):
        """MAN-7 (signal): customer and invoice say that there is no mandate."""
        payer = self.create_payer("Anna", 1)
        invoice = self.create_due(payer)
        self.assertFalse(payer.mandate_missing)
        self.assertFalse(invoice.mandate_missing)
        payer.mandate_ids._move_to("withdrawn")
        self.assertTrue(payer.mandate_missing)
        invoice.invalidate_recordset(["mandate_missing"])
        self.assertTrue(invoice.mandate_missing)
        self.assertIn(payer, self.env["res.partner"].search([("mandate_missing", "=", True)]))
        self.assertEqual(self.propose().left_out_ids.reason, "no_mandate")
