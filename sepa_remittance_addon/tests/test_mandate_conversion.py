from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DebitCommon

DUTCH = "NL91ABNA0417164300"  # published example


@tagged("post_install", "-at_install")
class TestMandateConversion(DebitCommon):
    """MAN-9: the first collecting bank account is switched to SEPA direct debit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debited = cls.create_dutch("Debited", 1)
        cls.debited.last_debited_on = date(2026, 3, 1)
        cls.never = cls.create_dutch("Never debited", 2)
        cls.french = cls.create_payer("French", 3, mandate=False)
        cls.french.last_debited_on = date(2026, 3, 1)
        cls.per_invoice = cls.create_dutch("Per invoice", 4)
        cls.invoice = cls.create_due(cls.per_invoice)
        cls.per_invoice.mandate_per_invoice = True
        cls.off = cls.create_dutch("Not collected", 5)
        cls.off.write({"collect_automatically": False, "last_debited_on": date(2026, 3, 1)})
        cls.withdrawn = cls.create_payer("Withdrawn", 6)
        cls.withdrawn.mandate_ids._move_to("withdrawn")
        cls.withdrawn.last_debited_on = date(2026, 3, 1)
        cls.payers = cls.debited | cls.never | cls.french | cls.per_invoice | cls.off | cls.withdrawn
        # customers who were collected before there were mandates have none; only the withdrawn one stays
        (cls.payers - cls.withdrawn).mandate_ids.unlink()

    @classmethod
    def create_dutch(cls, name, number, account=DUTCH):
        return cls.create_payer(name, number, mandate=False, bank_ids=[Command.create({"acc_number": account})])

    def conversion(self, user=None, **values):
        conversion = self.env["debit.mandate.conversion"].with_user(user or self.env.user)
        return conversion.create({"migration_date": date(2026, 10, 1), **values})

    def lines_of(self, conversion, outcome):
        return conversion.line_ids.filtered(lambda line: line.outcome == outcome)

    def test_the_preview_shows_both_lists_and_changes_nothing(self):
        """MAN-9: default country NL, payment type of the company."""
        conversion = self.conversion()
        self.assertEqual((conversion.country_id.code, conversion.payment_method_line_id), ("NL", self.method))
        conversion.action_preview()
        self.assertEqual(self.lines_of(conversion, "converted").partner_id & self.payers, self.debited)
        self.assertEqual(self.lines_of(conversion, "to_sign").partner_id & self.payers, self.never | self.french)
        self.assertEqual(self.lines_of(conversion, "one_off").move_id, self.invoice)
        self.assertEqual(conversion.converted_count, 1)
        self.assertEqual((self.payers - self.withdrawn).mandate_ids, self.env["debit.mandate"])

    def test_converting_does_what_was_shown(self):
        """MAN-9: converted mandates are active as of the migration, the others to sign."""
        conversion = self.conversion()
        conversion.action_preview()
        conversion.action_convert()
        self.assertEqual((conversion.state, conversion.done_by_id), ("done", self.env.user))
        mandate = self.debited.mandate_ids
        self.assertEqual(
            (mandate.state, mandate.origin, mandate.signature_date, mandate.partner_bank_id),
            ("active", "converted", date(2026, 10, 1), self.debited.bank_ids),
        )
        self.assertFalse(self.debited.mandate_missing, "it may be debited at once")
        for payer in (self.never, self.french):
            self.assertEqual((payer.mandate_ids.state, payer.mandate_ids.kind), ("to_sign", "recurrent"))
        self.assertEqual(
            (self.per_invoice.mandate_ids.kind, self.per_invoice.mandate_ids.state), ("one_off", "to_sign")
        )
        self.assertEqual(self.per_invoice.mandate_ids.move_id, self.invoice)
        self.assertFalse(self.off.mandate_ids)
        self.assertEqual(self.withdrawn.mandate_ids.mapped("state"), ["withdrawn"])
        self.assertEqual(self.lines_of(conversion, "converted").mandate_id, mandate)
        self.assertEqual(len(mandate.message_ids), 1, "one message tells of the conversion")

    def test_running_twice_changes_nothing(self):
        """MAN-9"""
        first = self.conversion()
        first.action_preview()
        first.action_convert()
        before = self.payers.mandate_ids
        with self.assertRaises(UserError), self.cr.savepoint():
            first.action_preview()
        second = self.conversion()
        second.action_preview()
        self.assertFalse(second.line_ids.filtered(lambda line: line.partner_id in self.payers))
        second.action_convert()
        self.assertEqual(self.payers.mandate_ids, before)

    def test_a_mandate_to_sign_that_is_there_already_becomes_the_converted_one(self):
        """MAN-9: switching collecting on had made it; there are never two."""
        builder = self.env["debit.mandate.builder"]
        builder._make_recurrent(self.debited | self.never)
        waiting = self.debited.mandate_ids
        waiting.partner_bank_id = False
        conversion = self.conversion()
        conversion.action_preview()
        self.assertNotIn(self.never, conversion.line_ids.partner_id, "it has its mandate to sign")
        conversion.action_convert()
        self.assertEqual(self.debited.mandate_ids, waiting)
        self.assertEqual((waiting.state, waiting.origin), ("active", "converted"))
        self.assertEqual(waiting.partner_bank_id, self.debited.bank_ids)

    def test_a_booked_or_settled_debit_counts_as_debited_before(self):
        """MAN-9: what this database knows needs no date from elsewhere."""
        line = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.create_due(self.never).ids
        )
        line.create({"payment_method_line_id": self.method.id})._create_payments()
        conversion = self.conversion()
        conversion.action_preview()
        self.assertIn(self.never, self.lines_of(conversion, "converted").partner_id)

    def test_a_wrong_iban_is_never_converted(self):
        """MAN-9, MAN-14: an active mandate needs an account that a bank takes."""
        self.env.cr.execute(
            "UPDATE res_partner_bank SET acc_number = %s, sanitized_acc_number = %s WHERE id = %s",
            ("NL92ABNA0417164300", "NL92ABNA0417164300", self.debited.bank_ids.id),
        )
        self.env.invalidate_all()
        conversion = self.conversion()
        conversion.action_preview()
        line = conversion.line_ids.filtered(lambda line: line.partner_id == self.debited)
        self.assertEqual((line.outcome, line.why), ("to_sign", "wrong_account"))
        conversion.action_convert()
        self.assertEqual(self.debited.mandate_ids.state, "to_sign")

    def test_customers_of_another_direct_debit_are_left_alone(self):
        """MAN-9: their own payment type says who debits them."""
        self.debited.property_inbound_payment_method_line_id = self.create_payment_type(self.journal, "pbs_bs")
        conversion = self.conversion()
        conversion.action_preview()
        self.assertNotIn(self.debited, conversion.line_ids.partner_id)

    def test_another_question_needs_another_preview(self):
        """MAN-9: nobody converts what was not shown."""
        conversion = self.conversion()
        with self.assertRaises(UserError), self.cr.savepoint():
            conversion.action_convert()
        conversion.action_preview()
        conversion.country_id = self.env.ref("base.fr")
        self.assertEqual(conversion.state, "new")
        with self.assertRaises(UserError):
            self.conversion(migration_date=date(2026, 12, 1))

    def test_it_takes_the_right_to_administer(self):
        """MAN-9: rights; a second company is not touched."""
        conversion = self.conversion()
        confirmer = new_test_user(self.env, "c", groups="sepa_remittance_addon.group_debit_confirm")
        for action in ("action_preview", "action_convert", "_convert"):
            with self.assertRaises(AccessError), self.cr.savepoint():
                getattr(conversion.with_user(confirmer), action)()
        manager = new_test_user(self.env, "m", groups="sepa_remittance_addon.group_debit_manager")
        conversion.with_user(manager).action_preview()
        conversion.with_user(manager).action_convert()
        self.assertEqual(self.payers.mandate_ids.company_id, self.company)
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="sepa_remittance_addon.group_debit_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertFalse(self.env["debit.mandate.conversion"].with_user(stranger).search([]))
        self.assertFalse(self.env["debit.mandate.conversion.line"].with_user(stranger).search([]))

    def test_many_customers_cost_the_queries_of_few(self):
        """MAN-9: set-based."""

        def cost(first, count):
            payers = self.env["res.partner"].union(
                *(self.create_dutch(f"P{n}", n) for n in range(first, first + count))
            )
            payers.mandate_ids.unlink()
            payers[: count // 2].last_debited_on = date(2026, 3, 1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            conversion = self.conversion()
            conversion.action_preview()
            conversion.action_convert()
            self.env.flush_all()
            self.assertEqual(len(payers.mandate_ids), count)
            return self.env.cr.sql_log_count - before

        cost(100, 4)
        few, many = cost(200, 4), cost(300, 24)
        self.assertLessEqual(many, few + 20)
