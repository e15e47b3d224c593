"""The eight stories by which the source (002) explains the life of a mandate, told one by one."""

from datetime import date
from io import BytesIO

from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from ..formats.iso20022.schema import validate
from .amendments import SMNDA, AmendmentCommon, mandate_part, old_account
from .common import DebitCommon, Form, iban_of

OLDER_RULE = {"debit_sequence_on_new_account": "FRST", "debit_amendment_form": "smnda"}
RULE_SINCE_2016 = {"debit_sequence_on_new_account": "RCUR", "debit_amendment_form": "iban"}


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


@tagged("post_install", "-at_install")
class TestAfasStory8(AmendmentCommon):
    """The number of a customer's bank account changes; its continuous mandate goes on."""

    def _the_customer_changes_banks(self, anew, told):
        """The account is added, not edited; the next collection order tells the bank, again after a refusal."""
        self.collected()
        old = self.mandate.partner_bank_id
        with self.assertRaises(RedirectWarning):
            old.acc_number = iban_of(2)
        self.later(30)
        self.replace_account(2)
        self.assertEqual(self.anna.bank_ids.mapped("sanitized_acc_number"), [iban_of(1), iban_of(2)])
        line = self.debit()
        self._expect(line, anew, told)
        self.reject(line)
        self.later()
        again = self.debit(count=0)
        self.assertEqual(again.move_id, line.move_id, "the invoice that was refused is presented again")
        self._expect(again, anew, told)
        self.collect(again)
        self.later(30)
        self._expect(self.debit(), "RCUR", "")

    def _expect(self, line, sequence_type, told):
        content = self.file_of(line.remittance_id)
        validate(BytesIO(content), self.method.debit_format)
        self.assertIn(f"<IBAN>{iban_of(2)}</IBAN>".encode(), content, "the new account is debited")
        self.assertEqual((self.sequence_in_file(line), self.told(line)), (sequence_type, mandate_part(told)))

    def test_as_the_source_tells_it(self):
        """MAN-11, MAN-12, REM-10: FRST on the new account, by the older rule, and the code for a changed account."""
        self.method.write(OLDER_RULE)
        self._the_customer_changes_banks("FRST", SMNDA)

    def test_as_the_source_tells_it_in_the_older_schema(self):
        """MAN-11, MAN-12, REM-10"""
        self.method.write({**OLDER_RULE, "debit_format": "pain.008.001.02"})
        self._the_customer_changes_banks("FRST", SMNDA)

    def test_as_banks_want_it_since_2016(self):
        """MAN-11, MAN-12, REM-10: RCUR goes on, and the old account is named beside the new one."""
        self.method.write(RULE_SINCE_2016)
        self._the_customer_changes_banks("RCUR", old_account(iban_of(1)))

    def test_as_banks_want_it_since_2016_in_the_older_schema(self):
        """MAN-11, MAN-12, REM-10"""
        self.method.write({**RULE_SINCE_2016, "debit_format": "pain.008.001.02"})
        self._the_customer_changes_banks("RCUR", old_account(iban_of(1)))
