from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DebitCommon

MODELS = ("debit.mandate", "debit.remittance", "debit.remittance.line", "debit.left.out", "debit.notice")


@tagged("post_install", "-at_install")
class TestRights(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.create_due(cls.create_payer("Anna", 1))
        cls.create_due(cls.create_payer("Bert", 2, mandate=False))
        cls.remittance = cls.propose()
        cls.env["debit.notifier"]._prepare(cls.remittance)
        groups = {
            "reader": "sepa_remittance_addon.group_debit_reader",
            "preparer": "sepa_remittance_addon.group_debit_user",
            "confirmer": "sepa_remittance_addon.group_debit_confirm",
            "outsider": "base.group_user",
        }
        cls.users = {
            name: new_test_user(
                cls.env, name, groups=group, company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)]
            )
            for name, group in groups.items()
        }

    def test_a_reader_reads_and_changes_nothing(self):
        """REM-8, REM-5: rights are separate."""
        remittance = self.remittance.with_user(self.users["reader"])
        self.assertEqual(remittance.total, 100)
        for action in (
            lambda: remittance.line_ids._change("hold", "letter", "x"),
            remittance.action_refresh,
            lambda: remittance.write({"due_to": "2026-01-01"}),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                action()

    def test_preparing_is_not_confirming(self):
        """REM-8"""
        remittance = self.remittance.with_user(self.users["preparer"])
        remittance.line_ids._change("hold", "letter", "x")
        remittance.line_ids._change("release", "letter", "x")
        with self.assertRaises(AccessError), self.cr.savepoint():
            remittance.action_confirm()
        remittance.with_user(self.users["confirmer"]).action_confirm()
        self.assertEqual(self.remittance.state, "confirmed")

    def test_nothing_is_made_in_a_status_that_needs_another_right(self):
        """REM-3, REM-8, MAN-17: a status is not written, and not given at creation either."""
        preparer = self.users["preparer"]
        values = self.remittance.copy_data()[0] | {"state": "confirmed"}
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.remittance.with_user(preparer).create(values)
        mandate = {"partner_id": self.remittance.line_ids.partner_id.id, "scheme": "pbs_bs", "customer_number": "7"}
        mandates = self.env["debit.mandate"].with_user(preparer)
        with self.assertRaises(AccessError), self.cr.savepoint():
            mandates.create({**mandate, "agreement_state": "registered"})
        self.assertEqual(mandates.create({**mandate, "agreement_state": "local"}).agreement_state, "local")
        imported = mandates.with_user(self.users["confirmer"]).create({**mandate, "agreement_state": "registered"})
        self.assertEqual(imported.agreement_state, "registered")

    def test_other_users_see_nothing(self):
        """REM-3"""
        for model in MODELS:
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.users["outsider"]).search([])

    def test_another_company_sees_and_changes_nothing(self):
        """MAN-1, REM-2: record rules on all four rights."""
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="sepa_remittance_addon.group_debit_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for model in (*MODELS, "debit.remittance.group", "debit.line.change"):
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(stranger).search([("company_id", "=", self.company.id)]))
        with self.assertRaises(AccessError):
            self.remittance.with_user(stranger).write({"due_to": "2026-01-01"})
        with self.assertRaises(AccessError):
            self.env["debit.mandate"].search([], limit=1).with_user(stranger).unlink()

    def test_a_proposal_takes_nothing_of_another_company(self):
        """REM-2"""
        other = self.setup_other_company()
        payer = self.create_payer("Shared", 9)
        invoice = self.create_due(payer, company_id=other["company"].id, journal_id=other["default_journal_sale"].id)
        self.remittance.action_refresh()
        self.assertNotIn(invoice, self.remittance.line_ids.move_id | self.remittance.left_out_ids.move_id)

    def test_no_status_is_written_past_the_buttons(self):
        """REM-3, MAN-2: not even by someone who may prepare and confirm."""
        confirmer = self.users["confirmer"]
        for record in (self.remittance, self.remittance.line_ids, self.env["debit.mandate"].search([], limit=1)):
            with self.subTest(record._name), self.assertRaises(AccessError), self.cr.savepoint():
                record.with_user(confirmer).write({"state": "cancelled"})

    def test_lines_and_notices_are_written_by_their_services_only(self):
        """REM-3, REM-4"""
        confirmer = self.users["confirmer"]
        for record, values in (
            (self.remittance.line_ids, {"amount": 1}),
            (self.remittance.notice_ids, {"sent_on": "2026-01-01"}),
            (self.remittance.left_out_ids, {"amount": 1}),
        ):
            with self.subTest(record._name), self.assertRaises(AccessError), self.cr.savepoint():
                record.with_user(confirmer).write(values)

    def test_what_the_bank_was_asked_is_not_edited(self):
        """REM-8"""
        self.remittance.with_user(self.users["confirmer"]).action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed"), self.cr.savepoint():
            self.remittance.with_user(self.users["confirmer"]).write({"due_to": "2026-01-01"})

    def test_a_reader_lifts_and_sets_no_block(self):
        """REM-14, REM-5: what writes past Odoo's own checks asks for the right first."""
        self.remittance.with_user(self.users["confirmer"]).action_confirm()
        line = self.remittance.line_ids
        line._register_rejection({line.id: ("AC04", "", "camt.053")})
        reader = self.users["reader"]
        for action in (
            line.with_user(reader).action_lift_block,
            line.move_id.with_user(reader).action_toggle_remittance_block,
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                action()
        self.assertEqual(line.payment_block, "9")
