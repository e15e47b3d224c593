from ast import literal_eval
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DebitCommon, iban_of


@tagged("post_install", "-at_install")
class TestMandateEnd(DebitCommon):
    """MAN-7 and MAN-8: a mandate is withdrawn or abandoned, and signed again."""

    def end(self, mandates, target="withdrawn", user=None, **values):
        mandates = mandates.with_user(user or self.env.user)
        action = mandates.action_withdraw() if target == "withdrawn" else mandates.action_abandon()
        wizard = self.env["debit.mandate.end"].with_user(user or self.env.user).with_context(**action["context"])
        return wizard.create({"reason": "Letter of the payer", **values})

    def sign(self, mandates, **values):
        wizard = mandates.env["debit.mandate.sign"].with_context(**mandates.action_sign()["context"])
        return wizard.create(values)

    def track(self):
        """Write what a commit would write to the chatter."""
        self.env.flush_all()
        self.cr.precommit.run()

    def test_when_and_why_it_ended_is_kept(self):
        """MAN-7"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        self.end(mandate, day=date(2026, 10, 1)).action_end()
        self.assertEqual(
            (mandate.state, mandate.closed_on, mandate.closing_reason),
            ("withdrawn", date(2026, 10, 1), "Letter of the payer"),
        )

    def test_a_customer_who_stays_collected_is_signalled_everywhere(self):
        """MAN-7: on the customer, on the invoice, in the proposal; and nothing new is to sign."""
        payer = self.create_payer("Anna", 1)
        invoice = self.create_due(payer)
        self.end(payer.mandate_ids).action_end()
        invoice.invalidate_recordset(["mandate_missing"])
        self.assertTrue(payer.mandate_missing)
        self.assertTrue(invoice.mandate_missing)
        self.assertEqual(self.propose().left_out_ids.reason, "no_mandate")
        self.assertEqual(len(payer.mandate_ids), 1, "no new mandate behind the user's back")
        to_sign = literal_eval(self.env.ref("sepa_remittance_addon.action_mandate_to_sign").domain)
        self.assertFalse(self.env["debit.mandate"].search(to_sign) & payer.mandate_ids)

    def test_an_invoice_with_a_mandate_of_its_own_is_signalled_until_that_is_signed(self):
        """MAN-7, MAN-19: the one-off of this invoice counts, not that of another."""
        payer = self.create_payer("Anna", 1, mandate=False)
        payer.mandate_per_invoice = True
        first, second = self.create_due(payer), self.create_due(payer)
        self.receivable_of(first).mandate_ids.signature_date = "2026-10-01"
        (first | second).invalidate_recordset(["mandate_missing"])
        self.assertEqual((first.mandate_missing, second.mandate_missing), (False, True))

    def test_collecting_may_be_switched_off_in_the_same_step(self):
        """MAN-7: then there is no signal, and new invoices are paid another way."""
        payer = self.create_payer("Anna", 1)
        wizard = self.end(payer.mandate_ids, stop_collecting=True)
        self.assertEqual(wizard.collected_partner_ids, payer)
        wizard.action_end()
        self.assertFalse(payer.collect_automatically)
        self.assertFalse(payer.mandate_missing)
        self.assertFalse(self.create_due(payer).preferred_payment_method_line_id)

    def test_ending_many_names_those_that_cannot(self):
        """MAN-2: all or none."""
        anna, bert = self.create_payer("Anna", 1).mandate_ids, self.create_payer("Bert", 2, mandate=False).mandate_ids
        with self.assertRaisesRegex(UserError, bert.reference):
            self.end(anna | bert)
        self.assertEqual(anna.state, "active")

    def test_it_does_not_end_in_the_future(self):
        """MAN-7"""
        mandate = self.create_payer("Anna", 1).mandate_ids
        with self.assertRaises(UserError):
            self.end(mandate, day=date(2026, 12, 1)).action_end()

    def test_signing_again_keeps_the_old_date_in_the_history(self):
        """MAN-8: the existing mandate, active with the new date; collecting is switched on in the same step."""
        payer = self.create_payer("Anna", 1)
        # tests run without the chatter otherwise
        mandate = payer.mandate_ids.with_context(tracking_disable=False, mail_notrack=False)
        self.track()
        self.end(mandate, stop_collecting=True).action_end()
        self.track()
        wizard = self.sign(mandate, signature_date=date(2026, 10, 10))
        self.assertTrue(wizard.collect_automatically, "whoever signs again wants to be collected")
        self.assertEqual(wizard.earlier_signature, date(2026, 1, 5))
        wizard.action_sign()
        self.assertEqual((mandate.state, mandate.signature_date), ("active", date(2026, 10, 10)))
        self.assertEqual(mandate.previous_signature_date, date(2026, 1, 5))
        self.assertFalse(mandate.closed_on or mandate.closing_reason)
        self.assertTrue(payer.collect_automatically)
        self.assertEqual(payer.mandate_ids, mandate)
        self.track()
        tracked = mandate.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "signature_date"
        )
        self.assertIn(date(2026, 1, 5), [value.date() for value in tracked.mapped("old_value_datetime") if value])

    def test_the_account_that_was_missing_is_given_when_signing(self):
        """MAN-8, MAN-1"""
        payer = self.create_payer("Anna", 1, mandate=False, bank_ids=[])
        account = self.env["res.partner.bank"].create({"partner_id": payer.id, "acc_number": iban_of(77)})
        self.sign(payer.mandate_ids, partner_bank_id=account.id).action_sign()
        self.assertEqual((payer.mandate_ids.state, payer.mandate_ids.partner_bank_id), ("active", account))

    def test_a_reader_ends_nothing_and_a_preparer_needs_no_right_on_contacts(self):
        """MAN-7: rights."""
        payer = self.create_payer("Anna", 1)
        reader = new_test_user(self.env, "r", groups="sepa_remittance_addon.group_debit_reader")
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.end(payer.mandate_ids, user=reader)
        with self.assertRaises(AccessError), self.cr.savepoint():
            payer.mandate_ids.with_user(reader)._end("withdrawn", date(2026, 10, 1), "x")
        preparer = new_test_user(self.env, "p", groups="sepa_remittance_addon.group_debit_user")
        self.end(payer.mandate_ids, user=preparer, stop_collecting=True).action_end()
        self.assertEqual((payer.mandate_ids.state, payer.collect_automatically), ("withdrawn", False))

    def test_a_list_of_customers_is_judged_by_a_constant_number_of_queries(self):
        """MAN-7, REM-17: no query per row, and the search judges in the statement that lists."""

        def cost(first, count):
            payers = self.env["res.partner"].union(
                *(self.create_payer(f"P{n}", n) for n in range(first, first + count))
            )
            payers[0].mandate_ids._move_to("withdrawn")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(payers.filtered("mandate_missing"), payers[0])
            found = self.env["res.partner"].search([("mandate_missing", "=", True)])
            self.assertIn(payers[0], found)
            self.assertFalse(found & payers[1:])
            return self.env.cr.sql_log_count - before

        cost(100, 2)
        self.assertEqual(cost(200, 3), cost(300, 20))

    def test_the_search_agrees_with_the_field(self):
        """MAN-7, MAN-19: other payment type, suspended, contacts of a customer, not collected."""
        b2b = self.create_payment_type(self.journal, "sepa_b2b")
        payers = [self.create_payer(name, n) for n, name in enumerate(("good", "b2b", "suspended", "off"), 1)]
        good, other, suspended, off = payers
        other.property_inbound_payment_method_line_id = b2b
        suspended.mandate_ids._suspend("x")
        off.collect_automatically = False
        self.env["res.partner"].create({"name": "Contact", "parent_id": suspended.id})
        everyone = self.env["res.partner"].search([("mandate_missing", "in", [True, False])])
        missing = self.env["res.partner"].search([("mandate_missing", "=", True)])
        self.assertEqual(missing & (good | other | suspended | off), other | suspended)
        self.assertEqual(missing, missing.filtered("mandate_missing"))
        self.assertEqual(self.env["res.partner"].search([("mandate_missing", "=", False)]), everyone - missing)
        self.assertEqual(missing, missing.commercial_partner_id)
