from datetime import date
from io import BytesIO

from lxml import etree
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..formats.iso20022.schema import validate
from .amendments import SMNDA, AmendmentCommon, mandate_part, old_account
from .common import CREDITOR, iban_of

OTHER_CREDITOR = "FR19ZZZ654321"


@tagged("post_install", "-at_install")
class TestMandateAmendment(AmendmentCommon):
    # ------------------------------------------------------------ which values are told

    def test_the_next_debit_tells_the_account_of_the_last_collected_one(self):
        """MAN-11, REM-10"""
        self.collected()
        self.replace_account(2)
        self.assertEqual(self.mandate.partner_bank_id.sanitized_acc_number, iban_of(2))
        line = self.debit()
        self.assertEqual(self.told(line), mandate_part(old_account(iban_of(1))))
        self.assertTrue(line.amended)
        self.assertIn("account changed from FR", line.amendment)
        self.assertNotIn(iban_of(1), line.amendment)

    def test_a_changed_twice_before_a_debit_tells_the_first(self):
        """MAN-11: A→B→C sends A."""
        self.collected()
        self.replace_account(2)
        self.replace_account(3)
        self.assertEqual(self.told(self.debit()), mandate_part(old_account(iban_of(1))))

    def test_back_to_the_collected_account_tells_nothing(self):
        """MAN-11: A→B→A sends nothing."""
        self.collected()
        self.replace_account(2)
        self.assertTrue(self.mandate.amendment_pending)
        self.replace_account(1)
        self.assertFalse(self.mandate.amendment_pending)
        self.assertEqual(self.told(self.debit()), mandate_part())

    def test_a_mandate_that_was_never_collected_tells_nothing(self):
        """MAN-11: also when it was refused or is not answered yet."""
        self.reject(self.debit())
        self.replace_account(2)
        self.assertEqual({self.told(line) for line in self.debit()}, {mandate_part()})
        self.later()
        self.replace_account(3)
        self.assertEqual(self.told(self.debit()), mandate_part())

    def test_every_debit_carries_the_change_until_one_is_collected(self):
        """MAN-11"""
        self.collected()
        self.replace_account(2)
        first = self.debit()
        self.later()
        second = self.debit()
        self.assertEqual(self.told(second), self.told(first))
        self.collect(first)
        self.later()
        self.assertEqual(self.told(self.debit()), mandate_part())

    def test_after_a_rejection_the_change_is_told_again(self):
        """MAN-11"""
        self.collected()
        self.later()
        self.replace_account(2)
        self.reject(self.debit())
        self.later()
        again = self.debit()
        self.assertEqual({self.told(line) for line in again}, {mandate_part(old_account(iban_of(1)))})

    def test_after_a_return_the_change_is_told_again(self):
        """MAN-11: money that came and went proves nothing of what the payer's bank has noted."""
        self.collected()
        self.later()
        self.replace_account(2)
        line = self.collected()
        line._register_return({line.id: ("AM04", "Returned", "test")})
        self.later()
        self.assertEqual({self.told(line) for line in self.debit()}, {mandate_part(old_account(iban_of(1)))})

    def test_undoing_a_collection_brings_the_earlier_values_back(self):
        """MAN-11"""
        self.collected()
        self.later()
        self.replace_account(2)
        line = self.collected()
        self.assertFalse(self.mandate.amendment_pending)
        line._undo_collection()
        self.assertTrue(self.mandate.amendment_pending)
        self.later()
        self.assertEqual(self.told(self.debit()), mandate_part(old_account(iban_of(1))))

    def test_a_debit_that_nobody_returned_in_time_counts_as_collected(self):
        """MAN-11: Core, five bank days after the payment date of 15 October."""
        self.debit()
        self.replace_account(2)
        self.later(8)  # Thursday 22 October, the fifth
        self.assertEqual(self.told(self.debit()), mandate_part())
        self.later(1)
        self.assertEqual(self.told(self.debit()), mandate_part(old_account(iban_of(1))))

    def test_between_companies_three_days_are_enough(self):
        """MAN-11: B2B"""
        self.method.write({"debit_scheme": "sepa_b2b", "debit_sequence_on_new_account": "RCUR"})
        self.mandate.scheme = "sepa_b2b"
        self.debit()
        self.replace_account(2)
        self.later(6)  # Tuesday 20 October, the third
        self.assertEqual(self.told(self.debit()), mandate_part())
        self.later(1)
        self.assertEqual(self.told(self.debit()), mandate_part(old_account(iban_of(1))))

    def test_the_night_counts_what_nobody_returned(self):
        """MAN-11: the mandate shows it before the next confirmation does it."""
        self.debit()
        self.replace_account(2)
        self.later(9)
        self.assertFalse(self.mandate.amendment_pending)
        self.env["debit.mandate"]._cron_accept_unanswered()
        self.assertTrue(self.mandate.amendment_pending)

    def test_a_refusal_that_comes_after_the_time_takes_it_back(self):
        """MAN-11"""
        line = self.debit()
        self.later(9)
        self.env["debit.mandate"]._cron_accept_unanswered()
        self.assertTrue(self.mandate.collected_on)
        self.reject(line)
        self.assertFalse(self.mandate.collected_on)

    def test_a_cancelled_remittance_told_nobody(self):
        """MAN-11, REM-8"""
        self.collected()
        self.later()
        self.replace_account(2)
        self.debit().remittance_id._cancel("not sent")
        self.assertTrue(self.mandate.amendment_pending)
        self.assertEqual({self.told(line) for line in self.debit()}, {mandate_part(old_account(iban_of(1)))})

    def test_by_bank_setting_the_old_account_is_not_named(self):
        """MAN-11, REM-1: SMNDA; the line remembers the code, not the number."""
        self.method.debit_amendment_form = "smnda"
        self.collected()
        self.replace_account(2)
        line = self.debit()
        self.assertEqual(self.told(line), mandate_part(SMNDA))
        self.assertEqual(line.sudo().old_account, "SMNDA")

    def test_the_older_schema_carries_it_too(self):
        """MAN-11, REM-10"""
        self.method.debit_format = "pain.008.001.02"
        self.collected()
        self.replace_account(2)
        line = self.debit()
        self.assertEqual(self.told(line), mandate_part(old_account(iban_of(1))))
        validate(BytesIO(self.file_of(line.remittance_id)), "pain.008.001.02")

    # ------------------------------------------------------------ reference and creditor

    def test_a_new_reference_is_told(self):
        """MAN-11"""
        self.collected()
        wizard = self.env["debit.reference.change"].create(
            {"mandate_id": self.mandate.id, "new_reference": "NEW-1", "reason": "New customer number"}
        )
        wizard.action_change()
        self.assertEqual(
            self.told(self.debit()), mandate_part("<OrgnlMndtId>SRC00001</OrgnlMndtId>", reference="NEW-1")
        )
        self.assertIn("New customer number", str(self.mandate.message_ids.mapped("body")))

    def test_a_reference_that_is_taken_or_unlawful_is_refused(self):
        """MAN-11, MAN-1"""
        other = self.create_payer("Bert", 5).mandate_ids
        for reference, reason in ((other.reference.lower(), "already"), ("Zoé", "Zoe"), ("SRC00001", "already")):
            with self.assertRaisesRegex(UserError, reason):
                self.env["debit.reference.change"].create(
                    {"mandate_id": self.mandate.id, "new_reference": reference, "reason": "x"}
                ).action_change()

    def test_a_new_creditor_identifier_is_told_and_the_mandates_follow(self):
        """MAN-11: the identifier of the company changes for all its mandates at once."""
        self.collected()
        self.company.sepa_creditor_identifier = OTHER_CREDITOR
        self.assertEqual(self.mandate.creditor_identifier, OTHER_CREDITOR)
        old = f"<PrvtId><Othr><Id>{CREDITOR}</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId>"
        self.assertEqual(self.told(self.debit()), mandate_part(f"<OrgnlCdtrSchmeId><Id>{old}</Id></OrgnlCdtrSchmeId>"))

    def test_mandates_stay_while_their_identifier_is_still_in_use(self):
        """MAN-11, MAN-14: a second bank account under an identifier of its own takes nothing away."""
        other = self.company_data["default_journal_bank"].copy({"code": "BNK9"})
        other.sepa_creditor_identifier = OTHER_CREDITOR
        self.assertEqual(self.mandate.creditor_identifier, CREDITOR)
        other.sepa_creditor_identifier = CREDITOR
        self.company.sepa_creditor_identifier = OTHER_CREDITOR
        self.assertEqual(self.mandate.creditor_identifier, CREDITOR)

    def test_following_is_refused_where_a_reference_is_taken(self):
        """MAN-11, MAN-1"""
        self.create_payer("Bert", 5).mandate_ids.write(
            {"creditor_identifier": OTHER_CREDITOR, "reference": self.mandate.reference}
        )
        with self.assertRaisesRegex(UserError, self.mandate.reference):
            self.company.sepa_creditor_identifier = OTHER_CREDITOR

    def test_a_new_name_of_the_creditor_is_told(self):
        """MAN-11: a company that is renamed."""
        self.company.name = "Société Ancienne"
        self.collected()
        self.company.name = "Société Nouvelle"
        self.assertEqual(
            self.told(self.debit()),
            mandate_part("<OrgnlCdtrSchmeId><Nm>Societe Ancienne</Nm></OrgnlCdtrSchmeId>"),
        )

    def test_an_accent_more_is_no_new_name_for_a_bank(self):
        """MAN-11, REM-10"""
        self.company.name = "Societe"
        self.collected()
        self.company.name = "Société"
        self.assertEqual(self.told(self.debit()), mandate_part())

    def test_all_changes_together_stand_in_the_order_of_the_schema(self):
        """MAN-11, REM-10"""
        self.company.name = "Old Name"
        self.collected()
        self.company.name = "New Name"
        self.company.sepa_creditor_identifier = OTHER_CREDITOR
        self.mandate._change_reference("NEW-1", date(2026, 10, 14), "x")
        self.replace_account(2)
        line = self.debit()
        amendment = etree.fromstring(self.told(line)).find("AmdmntInfDtls")
        self.assertEqual([node.tag for node in amendment], ["OrgnlMndtId", "OrgnlCdtrSchmeId", "OrgnlDbtrAcct"])
        validate(BytesIO(self.file_of(line.remittance_id)), "pain.008.001.08")

    # ------------------------------------------------------------ the account itself

    def test_an_account_under_mandate_is_replaced_not_edited(self):
        """MAN-11: editing is refused with an explanation and a button that opens the dialog."""
        account = self.mandate.partner_bank_id
        with self.assertRaises(RedirectWarning) as caught:
            account.acc_number = iban_of(2)
        message, action, button, context = caught.exception.args
        self.assertIn("SRC00001", message)
        self.assertNotIn(iban_of(1), message)
        account.acc_number = f" {iban_of(1)} "  # saying the same again is no edit
        self.assertEqual(button, "Replace IBAN")
        form = Form(self.env[self.env["ir.actions.act_window"].browse(action).res_model].with_context(**context))
        self.assertEqual((form.new_number, form.old_bank_id, form.mandate_ids[:]), (iban_of(2), account, self.mandate))
        form.reason = "Letter"
        form.save().action_replace()
        self.assertEqual(account.sanitized_acc_number, iban_of(1))
        self.assertEqual(self.mandate.partner_bank_id.sanitized_acc_number, iban_of(2))

    def test_an_account_under_mandate_is_not_archived_or_deleted(self):
        """MAN-11"""
        account = self.mandate.partner_bank_id
        for way in (account.action_archive, account.unlink, account.action_archive_bank):
            with self.assertRaises(RedirectWarning):
                way()
        self.mandate._move_to("withdrawn")
        account.action_archive()
        self.assertFalse(account.active)

    def test_who_may_not_keep_mandates_gets_the_explanation_without_the_button(self):
        """MAN-11"""
        clerk = new_test_user(self.env, "contact_clerk", groups="base.group_user,base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "debited under"):
            self.mandate.partner_bank_id.with_user(clerk).acc_number = iban_of(2)

    def test_who_keeps_mandates_need_not_edit_contacts(self):
        """MAN-11: the new account is not trusted for payments by this."""
        user = new_test_user(self.env, "debit_clerk", groups="base.group_user,sepa_remittance_addon.group_debit_user")
        self.replace_account(2, self.mandate.with_user(user))
        account = self.mandate.partner_bank_id
        self.assertEqual((account.sanitized_acc_number, account.allow_out_payment), (iban_of(2), False))

    def test_a_wrong_number_is_refused_with_the_reason(self):
        """MAN-11, MAN-14"""
        wizard = self.env["debit.account.replace"].create(
            {"old_bank_id": self.mandate.partner_bank_id.id, "new_number": iban_of(2)[:-1] + "0", "reason": "x"}
        )
        with self.assertRaisesRegex(ValidationError, "check digits"):
            wizard.action_replace()
        self.assertEqual(self.mandate.partner_bank_id.sanitized_acc_number, iban_of(1))

    def test_one_account_is_given_chosen_or_typed(self):
        """MAN-11"""
        values = {"old_bank_id": self.mandate.partner_bank_id.id, "reason": "x"}
        with self.assertRaisesRegex(UserError, "one of the two"):
            self.env["debit.account.replace"].create(values).action_replace()
        with self.assertRaisesRegex(UserError, "already"):
            self.env["debit.account.replace"].create({**values, "new_number": iban_of(1)}).action_replace()
        with self.assertRaisesRegex(UserError, "future"):
            self.env["debit.account.replace"].create(
                {**values, "new_number": iban_of(2), "requested_on": "2026-10-15"}
            ).action_replace()

    def test_an_archived_account_of_that_number_serves_again(self):
        """MAN-11"""
        old = self.mandate.partner_bank_id
        self.replace_account(2, archive_old=True)
        self.assertFalse(old.active)
        self.replace_account(1)
        self.assertEqual(self.mandate.partner_bank_id, old)
        self.assertTrue(old.active)

    def test_a_suspended_mandate_is_collected_again_on_the_new_account(self):
        """MAN-11, MAN-2: the bank said the old account is closed."""
        self.reject(self.debit(), "AC04")
        self.assertTrue(self.mandate.suspended)
        self.replace_account(2)
        self.assertFalse(self.mandate.suspended)

    def test_all_mandates_of_the_account_move_and_the_history_says_why(self):
        """MAN-11, MAN-1, MAN-18"""
        second = self.mandate.copy({"signature_date": "2026-02-01", "reference": "SECOND"})
        self.replace_account(2)
        self.assertEqual(second.partner_bank_id, self.mandate.partner_bank_id)
        history = str(self.mandate.message_ids.mapped("body"))
        self.assertIn("Letter of the payer", history)
        self.assertNotIn(iban_of(1), history)

    def test_from_the_customer_one_gets_to_the_dialog(self):
        """MAN-11"""
        action = self.anna.action_replace_account()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).new({})
        self.assertEqual(wizard.old_bank_id, self.mandate.partner_bank_id)
        nobody = self.env["res.partner"].create({"name": "Nobody"})
        with self.assertRaisesRegex(UserError, "no mandate"):
            nobody.action_replace_account()

    # ------------------------------------------------------------ what people see

    def test_the_mandate_says_what_the_next_debit_will_tell(self):
        """MAN-11, MAN-18"""
        self.collected()
        self.replace_account(2)
        self.assertEqual(
            self.mandate.pending_amendment,
            f"The next debit tells the bank: account changed from {iban_of(1)[:4]} **** **** {iban_of(1)[-4:]}.",
        )
        found = self.env["debit.mandate"].search([("amendment_pending", "=", True)])
        self.assertEqual(found, self.mandate)
        self.assertNotIn(self.mandate, self.env["debit.mandate"].search([("amendment_pending", "=", False)]))

    def test_what_was_told_is_kept_with_the_debit(self):
        """MAN-11: also after the mandate went on; nobody reads the old number by RPC."""
        self.collected()
        self.replace_account(2)
        line = self.debit()
        self.replace_account(3)
        self.assertEqual(line.masked_account[-4:], iban_of(2)[-4:])
        self.assertEqual(line.sent_reference, "SRC00001")
        user = new_test_user(self.env, "reader", groups="base.group_user,sepa_remittance_addon.group_debit_manager")
        self.assertFalse(
            {"old_account", "debited_iban"} & line.with_user(user).fields_get().keys()
            | {"collected_iban"} & self.mandate.with_user(user).fields_get().keys()
        )

    def test_collecting_many_costs_as_many_queries_as_collecting_few(self):
        """MAN-11, REM-17"""

        def cost(count):
            payers = [self.create_payer(f"P{number}", 1000 * count + number) for number in range(count)]
            for payer in payers:
                self.create_due(payer, 10)
            lines = self.confirm(self.propose(partner_ids=[payer.id for payer in payers])).line_ids
            mandates = lines.mandate_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["debit.mandate"]._advance_collected(lines)
            mandates._refresh_collected()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(2), cost(12))

    def test_only_an_account_of_the_payer_is_archived(self):
        """MAN-11, MAN-18: also by RPC; the collecting account of the company itself, for one."""
        preparer = new_test_user(
            self.env, "archiver", "sepa_remittance_addon.group_debit_user",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        ours = self.journal.bank_account_id
        values = {
            "old_bank_id": ours.id, "partner_id": self.mandate.partner_id.id, "mandate_ids": [(6, 0, self.mandate.ids)],
            "new_number": iban_of(9), "reason": "x", "archive_old": True,
        }  # fmt: skip
        with self.assertRaisesRegex(UserError, "old account"):
            self.env["debit.account.replace"].with_user(preparer).create(values).action_replace()
        self.assertTrue(ours.active)
