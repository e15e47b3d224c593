from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .agreements import CREATED, DANISH_IBAN, AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementTransfer(AgreementCommon):
    """Asking Leverandørservice to register, cancel and renumber."""

    def test_a_registration_is_written_and_kept(self):
        """MAN-17: delivery 40, record 510, with the account and CVR number that are known."""
        self.mandate.cvr_number = "13585628"
        account = self.env["res.partner.bank"].create({"acc_number": "0040 0440116243", "partner_id": self.payer.id})
        self.mandate.sudo().partner_bank_id = account
        transfer = self.send("register")
        records = self.records_of(transfer)
        self.assertEqual([record[:3] for record in records], ["000", "001", "510", "999"])
        self.assertEqual(records[2][3:45], "12345C00001         0040044011624313585628")
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("sent", False))
        line = transfer.line_ids
        self.assertEqual((line.mandate_id, line.action, line.customer_number), (self.mandate, "register", "C00001"))
        self.assertEqual((transfer.sent_by_id, transfer.channel, transfer.register_count), (self.env.user, "file", 1))
        self.assertTrue(transfer.sent_on)
        self.assertEqual(self.mandate.transfer_line_ids, line)

    def test_an_account_outside_denmark_is_left_out(self):
        """MAN-17"""
        self.assertEqual(self.records_of(self.send())[2][23:45], "0" * 22)

    def test_a_danish_iban_gives_registration_and_account_number(self):
        """MAN-17"""
        account = self.env["res.partner.bank"].create({"acc_number": DANISH_IBAN, "partner_id": self.payer.id})
        self.mandate.sudo().partner_bank_id = account
        self.assertEqual(self.records_of(self.send())[2][23:37], "00400440116243")

    def test_all_three_requests_travel_in_one_file(self):
        """MAN-17"""
        ended = self.create_payer("Sydhavn", 2).mandate_ids
        moved = self.create_payer("Odense", 3).mandate_ids
        self.register(ended | moved)
        ended._end("withdrawn", CREATED, "letter")
        moved.new_customer_number = "K3"
        wizard = self.env["debit.agreement.send"].create({"payment_method_line_id": self.method.id})
        counts = wizard.register_count, wizard.cancel_count, wizard.renumber_count
        self.assertEqual(counts, (1, 1, 1))
        transfer = self.env["debit.agreement.transfer"].browse(wizard.action_write_file()["res_id"])
        records = self.records_of(transfer)
        self.assertEqual([record[:3] for record in records], ["000", "001", "510", "540", "595", "999"])
        self.assertEqual(records[4][8:43], "C00003         12345K3             ")
        self.assertEqual(records[5][23:30], "0000003")
        self.assertEqual((ended.agreement_state, moved.agreement_state), ("cancellation_sent", "registered"))
        self.assertFalse((ended | moved | self.mandate).filtered("agreement_request"))
        with self.assertRaisesRegex(UserError, "Nothing waits"):
            self.send()

    def test_mandates_of_one_agreement_are_one_request(self):
        """MAN-5, MAN-17"""
        invoice = self.create_due(self.payer, 100)
        self.env["debit.mandate"].create(
            {
                "partner_id": self.payer.id,
                "scheme": "pbs_ls",
                "kind": "one_off",
                "customer_number": "C00001",
                "move_line_id": self.receivable_of(invoice).id,
                "signature_date": "2026-10-01",
            }
        )
        transfer = self.send()
        self.assertEqual([record[:3] for record in self.records_of(transfer)], ["000", "001", "510", "999"])
        self.assertEqual(set(self.payer.mandate_ids.mapped("agreement_state")), {"sent"})

    def test_only_chosen_mandates_are_sent(self):
        """MAN-17"""
        other = self.create_payer("Sydhavn", 2).mandate_ids
        action = other.action_ask_pbs()
        wizard = Form(self.env["debit.agreement.send"].with_context(**action["context"])).save()
        wizard.action_write_file()
        self.assertEqual((other.agreement_state, self.mandate.agreement_state), ("sent", "local"))

    def test_a_transfer_that_pbs_never_received_is_taken_back(self):
        """MAN-17"""
        ended = self.create_payer("Sydhavn", 2).mandate_ids
        self.register(ended)
        ended._end("withdrawn", CREATED, "letter")
        transfer = self.send()
        transfer.action_cancel()
        self.assertEqual((self.mandate.agreement_state, ended.agreement_state), ("local", "registered"))
        self.assertEqual((self.mandate.agreement_request, ended.agreement_request), ("register", "cancel"))
        self.assertEqual((transfer.state, len(transfer.line_ids)), ("cancelled", 2))
        self.assertTrue(self.records_of(transfer), "the file stays on record")
        transfer.action_cancel()
        self.assertEqual(transfer.state, "cancelled")

    def test_taking_back_leaves_what_pbs_has_answered(self):
        """MAN-17"""
        transfer = self.send()
        self.register(self.mandate)
        transfer.action_cancel()
        self.assertEqual(self.mandate.agreement_state, "registered")

    def test_all_problems_are_told_and_nothing_is_sent(self):
        """MAN-17"""
        other = self.create_payer("Sydhavn", 2).mandate_ids
        self.journal.pbs_supplier_number = False
        self.env.ref("sepa_remittance_addon.agreement_scheme_ls").heading_ids.required = False
        other.customer_number = False
        with self.assertRaisesRegex(UserError, "(?s)CVR.*Sydhavn.*customer number"):
            self.send()
        self.assertEqual((other.agreement_state, self.mandate.agreement_state), ("local", "local"))
        self.assertFalse(self.env["debit.agreement.transfer"].search([("company_id", "=", self.company.id)]))

    def test_who_may_not_see_numbers_prints_none_by_the_address_of_the_report(self):
        """MAN-17, MAN-18: Odoo asks for no right where a report is opened by its address."""
        account = self.env["res.partner.bank"].create({"acc_number": DANISH_IBAN, "partner_id": self.payer.id})
        self.mandate.sudo().partner_bank_id = account
        transfer = self.send(channel="print")
        reader = new_test_user(
            self.env, "letter_reader", "sepa_remittance_addon.group_debit_reader",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        name = "sepa_remittance_addon.agreement_request_document"
        for user, shown in ((self.env.user, True), (reader, False)):
            html = self.env["ir.actions.report"].with_user(user)._render_qweb_html(name, transfer.ids)[0].decode()
            self.assertEqual("00400440116243" in html, shown, user.name)
            self.assertIn("6243", html)

    def test_the_same_request_can_be_printed(self):
        """MAN-17"""
        transfer = self.send(channel="print")
        self.assertEqual((transfer.channel, self.mandate.agreement_state), ("print", "sent"))
        self.assertFalse(transfer.sudo().file)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "sepa_remittance_addon.report_agreement_request", transfer.ids
        )
        self.assertIn("C00001", html.decode())
        self.assertIn("Nordisk Handel", html.decode())

    def test_sending_needs_the_right_to_confirm(self):
        """MAN-17"""
        clerk = new_test_user(self.env, "clerk_g", "sepa_remittance_addon.group_debit_user", company_id=self.company.id)
        with self.assertRaisesRegex(AccessError, "Confirm and export"):
            self.env["debit.agreement.sender"].with_user(clerk)._send(self.method, ["register"], "file")
        transfer = self.send()
        with self.assertRaises(AccessError):
            transfer.with_user(clerk).read(["file"])
        for method in ("action_cancel", "action_download", "action_print"):
            with self.assertRaisesRegex(AccessError, "Confirm and export"):
                getattr(transfer.with_user(clerk), method)()
        with self.assertRaises(AccessError):
            transfer.with_user(clerk).write({"state": "cancelled"})

    def test_transfers_stay_on_record(self):
        """MAN-17"""
        with self.assertRaisesRegex(UserError, "stays on record"):
            self.send().sudo().unlink()

    def test_another_company_sees_nothing_of_it(self):
        """MAN-17"""
        transfer = self.send()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        clerk = new_test_user(
            self.env, "clerk_h", "sepa_remittance_addon.group_debit_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )  # fmt: skip
        self.assertFalse(self.env["debit.agreement.transfer"].with_user(clerk).search([]))
        self.assertFalse(self.env["debit.agreement.transfer.line"].with_user(clerk).search([]))
        with self.assertRaises(AccessError):
            transfer.with_user(clerk).action_download()

    def test_as_many_statements_for_many_agreements_as_for_few(self):
        """MAN-17"""
        for number in range(2, 6):
            self.create_payer(f"Payer {number}", number)
        few = self.payer.mandate_ids
        self.env.flush_all()
        self.env.invalidate_all()
        counted = self.env.cr.sql_log_count
        self.send(mandates=few)
        self.env.flush_all()
        of_few = self.env.cr.sql_log_count - counted
        self.env.invalidate_all()
        counted = self.env.cr.sql_log_count
        self.send()
        self.env.flush_all()
        self.assertLessEqual(self.env.cr.sql_log_count - counted, of_few + 3)


@tagged("post_install", "-at_install")
class TestBsAgreementTransfer(AgreementCommon):
    scheme = "pbs_bs"
    creditor = "01234567"

    def test_a_cancellation_is_written_for_betalingsservice(self):
        """MAN-17: delivery 0605, section 0126, code 0257."""
        self.mandate.agreement_number = "000000042"
        other = self.create_payer("Sydhavn", 2).mandate_ids
        other.debtor_group = "2"
        self.register(self.mandate | other)
        (self.mandate | other)._end("withdrawn", CREATED, "letter")
        records = self.records_of(self.send())
        self.assertEqual({len(record) for record in records}, {128})
        kinds = [record[2:5] + record[13:17] for record in records]
        section = ["0120126", "0420257", "0920126"]
        self.assertEqual(kinds[1:-1], [*section, *section])
        self.assertEqual(records[2][20:49], "00001C00001         000000042")
        self.assertEqual(records[5][20:49], "00002C00002         000000000")

    def test_betalingsservice_registers_at_the_payers_bank(self):
        """MAN-17"""
        with self.assertRaisesRegex(UserError, "no registrations by file"):
            self.send("register")
        self.assertEqual(self.send("register", channel="print").line_ids.mandate_id, self.mandate)
        self.assertEqual(self.mandate.agreement_state, "sent")

    def test_debtor_groups_are_sections_of_the_collection_file(self):
        """REM-11, MAN-17"""
        other = self.create_payer("Sydhavn", 2).mandate_ids
        other.debtor_group = "2"
        self.mandate.agreement_number = "42"
        self.register(self.mandate | other)
        self.create_due(self.payer, 100, due="2026-12-01")
        self.create_due(other.partner_id, 50.5, due="2026-12-01")
        records = self.file_of(self.confirm(self.propose())).decode("iso-8859-1").splitlines()
        kinds = [record[2:5] for record in records]
        self.assertEqual(kinds, ["002", "012", "042", "052", "092", "012", "042", "052", "092", "992"])
        self.assertEqual([record[22:27] for record in records[1:9]], ["00001"] * 4 + ["00002"] * 4)
        self.assertEqual(records[2][27:51], "C00001         000000042")
        self.assertEqual(records[6][60:73], "0000000005050")
        self.assertEqual(records[9][20:57], "0000000000200000000002000000000015050")
