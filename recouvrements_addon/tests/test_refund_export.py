import io
from datetime import date, timedelta

from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.calendar import is_target_day, next_bank_day
from odoo.addons.sepa_remittance_addon.formats.iso20022 import schema
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN, iban_of
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .refund_case import RefundCase

SWISS = "CH9300762011623852957"  # published example


class TestRefundExport(RefundCase):
    def _wizard(self, requests=None, **values):
        model = self.env["contract.transaction"].with_user(self.exporter)
        action = (model.browse(requests.ids) if requests else model).action_export_refunds()
        with Form(model.env[action["res_model"]].with_context(**action["context"])) as form:
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_the_selected_refunds_go_out_and_are_recorded_on_their_contracts(self):
        """REF-3: schema-valid, processed, real payments, the file kept with who and when."""
        one, two, waiting = self._request(50), self._request(30.25), self._request(20)
        action = self._wizard(one | two).action_export()
        export = self.env["refund.export"].browse(action["res_id"])
        schema.validate(io.BytesIO(export.attachment_id.raw), "pain.001.001.09")
        self.assertEqual(self._texts(export, "InstdAmt"), ["50.00", "30.25"])
        self.assertEqual(self._texts(export, "CdtrAcct/Id/IBAN"), (one | two).mapped("sent_iban"))
        self.assertEqual(self._texts(export, "DbtrAcct/Id/IBAN"), [COMPANY_IBAN])
        self.assertEqual(self._texts(export, "GrpHdr/CtrlSum"), ["80.25"])
        self.assertIn(one.contract_id.number, self._texts(export, "RmtInf/Ustrd")[0])
        self.assertEqual((one | two | waiting).mapped("state"), ["processed", "processed", "requested"])
        self.assertEqual((export.state, export.exported_by_id, export.line_count), ("exported", self.exporter, 2))
        self.assertTrue(export.exported_on)
        self.assertEqual(one.processed_by_id, self.exporter)
        refund = export.line_ids[0].refund_id
        self.assertEqual((refund.request_id, refund.payment_id.state), (one, "in_process"))
        self.assertEqual((one.contract_id.deposit_held, one.contract_id.deposit_returned), (0, 50))

    def test_all_that_wait_in_a_period_go_out(self):
        """REF-3"""
        today = fields.Date.today()
        old, recent = self._request(10, date=today - timedelta(days=40)), self._request(20, date=today)
        wizard = self._wizard(mode="period", date_from=today - timedelta(days=5), date_to=today)
        self.assertEqual((wizard.count, wizard.missing_count), (1, 0))
        wizard.action_export()
        self.assertEqual((old | recent).mapped("state"), ["requested", "processed"])
        self.assertEqual(self._wizard().date_from, old.date, "the oldest that waits is proposed")

    def test_the_older_version_is_written_where_the_bank_wants_it(self):
        """REF-3"""
        self.bank.write({"refund_format": "pain.001.001.03", "refund_batch_booking": False})
        export = self._export(self._request())
        schema.validate(io.BytesIO(export.attachment_id.raw), "pain.001.001.03")
        self.assertEqual(self._texts(export, "BtchBookg"), ["false"])

    def test_the_money_leaves_on_a_bank_day(self):
        """REF-3: a Sunday is moved to the next day on which banks work, a day that is past to today."""
        sunday = fields.Date.today() + timedelta(days=6 - fields.Date.today().weekday() + 7)
        export = self._export(self._request(), execution_date=sunday)
        self.assertEqual(export.execution_date, next_bank_day(sunday, is_target_day))
        self.assertEqual(self._texts(export, "ReqdExctnDt/Dt"), [export.execution_date.isoformat()])
        late = self._export(self._request(), execution_date=date(2020, 1, 1))
        self.assertGreaterEqual(late.execution_date, fields.Date.today())

    def test_without_the_setting_button_and_wizard_are_absent(self):
        """REF-3"""
        request = self._request()
        self.company.refund_xml_export = False
        view = self.env.ref("recouvrements_addon.view_refund_list")
        requests = request.with_user(self.exporter)
        self.assertNotIn("action_export_refunds", requests.get_view(view.id, "list")["arch"])
        with self.assertRaisesRegex(UserError, "is off"):
            requests.action_export_refunds()
        with self.assertRaisesRegex(UserError, "is off"):
            self._export(request)
        menu = self.env.ref("recouvrements_addon.menu_refund_export")
        self.assertNotIn(str(menu.id), map(str, requests.env["ir.ui.menu"].load_menus(False)))
        self.company.refund_xml_export = True
        self.assertIn(str(menu.id), map(str, requests.env["ir.ui.menu"].load_menus(False)))
        self.assertIn("action_export_refunds", requests.get_view(view.id, "list")["arch"])

    def test_filters_of_what_is_switched_off_are_absent(self):
        """REF-1, REF-3, REF-7"""
        view = self.env.ref("recouvrements_addon.view_refund_search")
        requests = self.env["contract.transaction"].with_user(self.exporter)
        self.assertIn("bank_refused", requests.get_view(view.id, "search")["arch"])
        self.assertNotIn("to_approve", requests.get_view(view.id, "search")["arch"])
        self.company.write({"refund_xml_export": False, "refund_approval_from": 10})
        self.assertNotIn("bank_refused", requests.get_view(view.id, "search")["arch"])
        self.assertIn("to_approve", requests.get_view(view.id, "search")["arch"])

    def test_what_was_exported_is_told_in_the_reader_s_language(self):
        """REF-3"""
        self.env["res.lang"]._activate_lang("fr_FR")
        today = fields.Date.today()
        export = self._export(self._request(), period=(today, today))
        self.assertIn("unprocessed from", export.scope)
        self.assertIn("non traités du", export.with_context(lang="fr_FR").scope)

    def test_who_has_no_iban_is_left_out_by_name_and_goes_out_next_time(self):
        """REF-4"""
        good, bad = self._request(50), self._request(30, iban=False, name="Nora Noiban")
        export = self._export(good | bad)
        self.assertEqual((good.state, bad.state), ("processed", "requested"))
        self.assertEqual((export.left_out_ids.partner_id.name, export.left_out_ids.reason), ("Nora Noiban", "no_iban"))
        self.assertEqual(export.left_out_count, 1)
        action = export.left_out_ids.with_user(self.processor).action_enter_iban()
        wizard = self.env[action["res_model"]].with_user(self.processor).with_context(**action["context"])
        entry = wizard.create({"iban": "be68 5390 0754 7034", "copy_iban": True})
        entry.action_save()
        again = self._export(bad)
        self.assertEqual(self._texts(again, "CdtrAcct/Id/IBAN"), ["BE68539007547034"])
        self.assertEqual(bad.partner_id.refund_bank_id.sanitized_acc_number, "BE68539007547034")

    def test_an_invalid_iban_counts_as_missing(self):
        """REF-4"""
        good, bad = self._request(), self._request(iban=False, name="Ivan Invalid")
        bad.contract_id.flush_recordset()
        self.env.cr.execute(
            "UPDATE customer_contract SET deposit_iban = 'BE68539007547035' WHERE id = %s", [bad.contract_id.id]
        )
        self.env.invalidate_all()
        self.assertTrue(bad.iban_missing)
        self.assertIn(bad, bad.search([("iban_missing", "=", True)]))
        self.assertNotIn(good, bad.search([("iban_missing", "=", True)]))
        self.assertEqual(self._export(good | bad).left_out_ids.reason, "invalid_iban")

    def test_nothing_but_refunds_without_iban_writes_nothing_and_says_why(self):
        """REF-4"""
        bad = self._request(iban=False, name="Nora Noiban")
        before = self.env["refund.export"].search_count([])
        with self.assertRaisesRegex(UserError, "Nora Noiban: No IBAN"), self.env.cr.savepoint():
            self._export(bad)
        self.assertEqual(self.env["refund.export"].search_count([]), before)

    def test_banks_abroad_are_told_what_they_ask_for_or_the_refund_stays(self):
        """REF-3, REF-4: the BIC of a bank outside the EEA, the payer's town; what SEPA does not reach stays."""
        swiss, unknown = self._request(iban=False), self._request(iban=SWISS)
        bank = self.env["res.bank"].create({"name": "Bank of Zürich", "bic": "UBSWCHZH80A"})
        account = {"acc_number": SWISS, "partner_id": swiss.partner_id.id, "bank_id": bank.id}
        self.env["res.partner.bank"].create(account)
        brazilian = self._request(iban="BR1500000000000010932840814P2")
        export = self._export(swiss | unknown | brazilian | self._request())
        reasons = {one.request_id: one.reason for one in export.left_out_ids}
        self.assertEqual(reasons, {brazilian: "not_sepa", unknown: "no_bic"})
        self.assertEqual(swiss.state, "processed")
        self.assertEqual(self._texts(export, "CdtrAgt/FinInstnId/BICFI"), ["UBSWCHZH80A"])
        self.assertEqual(self._texts(export, "Dbtr/PstlAdr/TwnNm"), ["Lyon"])
        self.company.city = False
        export.with_user(self.exporter)._cancel("Try again")
        later = self._export(swiss | self._request())
        self.assertEqual(later.left_out_ids.reason, "no_address")

    def test_what_the_contract_does_not_owe_any_more_stays(self):
        """REF-3: nobody is paid what is not owed, and the others are."""
        good, settled = self._request(), self._request()
        settled.contract_id.deposit_handling = "settled"
        export = self._export(good | settled)
        self.assertEqual((export.left_out_ids.request_id, export.left_out_ids.reason), (settled, "not_owed"))

    def test_one_branch_without_iban_stops_the_files_of_all(self):
        """REF-4: no file at all, and every branch that lacks one is named."""
        branches = self.env["res.company"].create(
            [{"name": f"Branch {name}", "parent_id": self.company.id} for name in ("North", "South", "West")]
        )
        self.exporter.company_ids |= branches
        self.exporter.company_id = self.company
        self.cashier.company_ids |= branches
        for branch in branches:
            branch.refund_journal_id = self.env["account.journal"].create(
                {"name": f"Bank {branch.name}", "code": branch.name[-4:], "type": "bank", "company_id": branch.id}
            )
        self._give_account(branches[2].refund_journal_id, iban_of(77))
        requests = self._request() | self.env["contract.transaction"].union(
            *[self._request(company=branch) for branch in branches]
        )
        exporter = self.env["refund.exporter"].with_user(self.exporter)
        exporter = exporter.with_context(allowed_company_ids=(self.company | branches).ids)
        with self.assertRaisesRegex(UserError, "(?s)Branch North.*Branch South") as refused, self.env.cr.savepoint():
            exporter._export(requests.with_env(exporter.env))
        self.assertNotIn("West", str(refused.exception))
        self.env.invalidate_all()
        self.assertEqual(set(requests.mapped("state")), {"requested"})
        for number, branch in enumerate(branches[:2]):
            self._give_account(branch.refund_journal_id, iban_of(78 + number))
        exports = exporter._export(requests.with_env(exporter.env)).with_env(self.env)
        self.assertEqual(exports.company_id, self.company | branches, "one file for each branch")
        self.assertEqual({self._texts(export, "DbtrAcct/Id/IBAN")[0] for export in exports},
                         {COMPANY_IBAN, iban_of(77), iban_of(78), iban_of(79)})  # fmt: skip

    def test_processed_refunds_are_not_exported_again(self):
        """REF-5: the second click is told that nothing waits."""
        request = self._request()
        self._export(request)
        with self.assertRaisesRegex(UserError, "No refund waits"):
            self._export(request)
        by_hand = self._request()
        by_hand.with_user(self.processor).action_mark_processed()
        with self.assertRaisesRegex(UserError, "No refund waits"):
            self._export(by_hand)
        self.assertEqual(len(self.env["contract.transaction"].search([("request_id", "=", request.id)])), 1)

    def test_the_database_refuses_a_refund_in_two_files(self):
        """REF-5: whatever the code does."""
        line = self._export(self._request()).line_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            line.sudo().copy(
                {"end_to_end_id": "OTHER", "state": "exported", "request_id": line.request_id.id}
            ).flush_recordset()

    def test_a_cancelled_export_opens_its_refunds_and_keeps_its_file(self):
        """REF-5: payments and contract transactions are reversed; the refunds go out again."""
        request = self._request(50)
        export = self._export(request)
        payment = export.line_ids.refund_id.payment_id
        wizard = self.env["refund.export.cancel"].with_user(self.exporter)
        with self.assertRaisesRegex(UserError, "pay a second time"):
            wizard.create({"export_id": export.id, "reason": "Wrong day"}).action_cancel()
        for _click in range(2):
            wizard.create({"export_id": export.id, "reason": "Wrong day", "not_sent": True}).action_cancel()
        self.env.invalidate_all()
        self.assertEqual((export.state, export.cancelled_by_id), ("cancelled", self.exporter))
        self.assertIn("CANCELLED", export.attachment_id.name)
        self.assertEqual((request.state, request.sent_iban, payment.state), ("requested", False, "canceled"))
        self.assertEqual((request.contract_id.deposit_held, request.contract_id.deposit_returned), (50, 0))
        self.assertEqual(export.line_ids.refund_id.state, "reversed")
        again = self._export(request)
        self.assertEqual(self._texts(again, "InstdAmt"), ["50.00"])
        self.assertEqual(request.contract_id.deposit_held, 0)

    def test_a_refund_paid_by_hand_by_mistake_waits_again(self):
        """REF-2, REF-5"""
        request = self._request(50)
        request.with_user(self.processor).action_mark_processed()
        request.with_user(self.processor)._reopen_by_hand("Paid the wrong one")
        self.assertEqual((request.state, request.contract_id.deposit_held), ("requested", 50))
        self._export(request)
        with self.assertRaisesRegex(UserError, "is in the file"):
            request.with_user(self.processor).action_reopen()

    def test_exporting_is_a_right_of_its_own(self):
        """CTR-2, REF-3: nobody else exports, cancels or reads the file, by whatever way."""
        request = self._request()
        for user in (self.reader, self.cashier, self.processor):
            with self.assertRaises(AccessError):
                self._export(request, user=user)
            with self.assertRaises(AccessError):
                request.with_user(user).action_export_refunds()
        export = self._export(request)
        for user in (self.reader, self.cashier, self.processor):
            with self.assertRaises(AccessError):
                export.with_user(user).action_download()
            with self.assertRaises(AccessError):
                export.with_user(user).attachment_id.read(["raw"])
            with self.assertRaises(AccessError):
                export.attachment_id.with_user(user).read(["raw"])
            with self.assertRaises(AccessError):
                export.with_user(user)._cancel("no")
        self.assertIn(str(export.attachment_id.id), export.with_user(self.exporter).action_download()["url"])
        self.assertTrue(export.attachment_id.with_user(self.exporter).read(["raw"]))
        with self.assertRaises(AccessError):
            request.with_user(self.exporter).action_mark_processed()

    def test_another_company_sees_no_file(self):
        """REF-3: record rules"""
        export = self._export(self._request())
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_refund_exporter", other)
        for model in ("refund.export", "refund.export.line", "refund.left.out"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            export.with_user(stranger).action_download()
        with self.assertRaises(AccessError):
            export.with_user(stranger)._cancel("no")
        with self.assertRaises(AccessError):
            self._export(self._request(), user=stranger)

    def test_account_numbers_are_masked_for_people_without_the_right(self):
        """REF-1, MAN-18"""
        request = self._request(iban="FR1420041010050500013M02606")
        shown = request.with_user(self.processor).read(["refund_iban", "iban"])[0]
        self.assertEqual(shown["refund_iban"], "FR14 **** **** 2606")
        self.assertEqual(shown["iban"], "FR14 **** **** 2606")
        self.assertEqual(request.with_user(self.exporter).read(["refund_iban"])[0]["refund_iban"], request.iban)
        export = self._export(request)
        self.assertIn("*", export.line_ids.with_user(self.processor).read(["iban"])[0]["iban"])
        request.contract_id.deposit_iban = request.iban
        self.assertIn("*", request.contract_id.with_user(self.reader).read(["deposit_iban"])[0]["deposit_iban"])

    def test_a_large_export_is_left_to_a_worker_and_written_once(self):
        """REF-3, REF-5: two clicks make one job, and the worker one file."""
        requests = self._request(10) | self._request(20)
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", "2")
        export = self._export(requests)
        self.assertEqual((export.state, set(requests.mapped("state"))), ("preparing", {"requested"}))
        with self.assertRaisesRegex(UserError, export.name):
            self._export(requests)
        job = self.env["background.job"].sudo().search([("res_model", "=", "refund.export")], limit=1)
        outcome = job._work()
        self.env.invalidate_all()
        self.assertIn("2 refunds", outcome)
        self.assertEqual((export.state, export.total), ("exported", 30))
        self.assertFalse(export.with_user(self.exporter)._write_out(request_ids=requests.ids))
        self.assertEqual(len(export.line_ids), 2)

    def test_the_mark_as_processed_dialog_shows_how_many_and_how_much(self):
        """REF-2"""
        requests = self._request(10) | self._request(20.5)
        action = requests.with_user(self.processor).action_ask_processed()
        wizard = self.env[action["res_model"]].with_user(self.processor).with_context(**action["context"]).create({})
        self.assertEqual(wizard.count, 2)
        self.assertIn("30.50", wizard.total)
        wizard.action_process()
        self.assertEqual(set(requests.mapped("state")), {"processed"})
        with self.assertRaisesRegex(UserError, "None of these waits"):
            requests.with_user(self.processor).action_ask_processed()

    def test_customers_are_asked_for_their_iban(self):
        """REF-4: one message each; who has no address is named."""
        asked, silent = self._request(iban=False), self._request(iban=False, name="Silent Sam")
        silent.partner_id.email = False
        told = (asked | silent | self._request()).with_user(self.processor).action_ask_iban()
        self.assertIn("Silent Sam", told["params"]["message"])
        mails = self.env["mail.mail"].search(
            [("model", "=", "customer.contract"), ("res_id", "=", asked.contract_id.id)]
        )
        self.assertIn("IBAN", mails.body_html)
        self.assertTrue(asked.iban_asked_on and not silent.iban_asked_on)

    def test_the_number_of_statements_of_an_export_does_not_grow_with_its_refunds(self):
        """REF-3: sorting and writing are set-wise; recording is Odoo's own payments."""
        counts = []
        for size in (1, 2, 6):
            requests = self.env["contract.transaction"].union(*[self._request() for _number in range(size)])
            export = (
                self.env["refund.export"]
                .sudo()
                .create(self.env["refund.exporter"]._prepare_vals(self.company, None, None))
            )
            exporter = self.env["refund.exporter"]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["refund.sorter"]._sort(export, exporter._lock(export, requests.ids, None))
            self.env["refund.file.writer"]._write(export)
            counts.append(self.env.cr.sql_log_count - before)
        # the first one asks what is asked once per process
        self.assertEqual(*counts[1:])
