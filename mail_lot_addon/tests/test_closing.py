from dateutil.relativedelta import relativedelta
from odoo.exceptions import UserError

from .common import MailLotCommon


class TestClosing(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def test_closing_books_the_deposit_and_pays_the_invoices(self):
        """LOT-15: one debit for all cheques; invoices paid; the surplus open on the client's account."""
        other = self.client_of("2")
        paid, partly = self.invoice_of(self.client_j, 22.45), self.invoice_of(other, 58.95)
        lot = self.lot_of()
        surplus = self.key(lot, self.client_j, self.cheque(30, "1"), regularise=paid)
        self.key(lot, other, self.cheque(50, "2"), regularise=partly)
        deposit = self.close(lot)
        self.assertEqual((lot.state, deposit.state, deposit.journal_id), ("closed", "posted", self.journal))
        debit = deposit.line_ids.filtered("debit")
        self.assertEqual(debit.mapped("debit"), [80.0])
        self.assertTrue(debit.account_id.reconcile)
        self.assertEqual((paid.payment_state, paid.amount_residual), ("paid", 0.0))
        self.assertEqual((partly.payment_state, partly.amount_residual), ("partial", 8.95))
        on_account = deposit.line_ids.filtered(lambda line: line.credit and not line.mail_lot_operation_id)
        self.assertEqual((on_account.credit, on_account.partner_id), (7.55, self.client_j))
        self.assertEqual((on_account.amount_residual, on_account.mail_lot_item_id), (-7.55, surplus))
        self.assertEqual(set(lot.item_ids.mapped("state")), {"booked"})

    def test_a_large_lot_is_closed_by_a_worker(self):
        """LOT-15: once, however often it is clicked; meanwhile it is not opened again."""
        self.env["ir.config_parameter"].sudo().set_param("sepa_remittance_addon.background_from", 20)
        invoice, lot = self.invoice_of(self.client_j, 10), self.lot_of()
        self.key(lot, self.client_j, self.cheque(10), regularise=invoice)
        lot.action_pre_close()
        closer = lot.with_user(self.closer)
        with self.assertRaisesRegex(UserError, "the tape says"):
            closer.action_close()
        lot.write({"tape_count": 1, "tape_total": 10})
        closer.action_close()
        closer.action_close()
        jobs = self.env["background.job"].sudo().search([("res_model", "=", "mail.lot"), ("res_id", "=", lot.id)])
        self.assertEqual((lot.state, jobs.mapped("state"), closer.job_live), ("pre_closed", ["waiting"], True))
        with self.assertRaisesRegex(UserError, lot.name):
            lot.action_reopen()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id)["background.worker"]._cron_work()
        self.env.invalidate_all()
        self.assertEqual((lot.state, jobs.state, lot.closed_by_id), ("closed", "done", self.closer))
        self.assertEqual((invoice.payment_state, lot.item_ids.state), ("paid", "booked"))

    def test_the_account_of_deposited_cheques_is_a_setting(self):
        """LOT-15: such as 511200 in France."""
        account = self.company_data["default_account_assets"].copy({"code": "511200", "reconcile": True})
        self.company.mail_lot_deposit_account_id = account
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10))
        self.assertEqual(self.close(lot).line_ids.filtered("debit").account_id, account)

    def test_two_cheques_on_one_invoice_pay_it_together(self):
        """LOT-15: one invoice, one matching."""
        invoice = self.invoice_of(self.client_j, 30)
        lot = self.lot_of()
        self.key(lot, self.client_j, self.cheque(10, "1"), regularise=invoice)
        self.key(lot, self.client_j, self.cheque(20, "2"), regularise=invoice)
        self.close(lot)
        self.assertEqual(invoice.payment_state, "paid")

    def test_what_was_settled_elsewhere_since_goes_on_account(self):
        """LOT-15: every cent of a cheque ends regularised or on account, and the lot notes the difference."""
        invoice = self.invoice_of(self.client_j, 30)
        lot = self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(30), regularise=invoice)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": 20}
        )._create_payments()
        deposit = self.close(lot)
        self.assertEqual((item.regularised, item.on_account), (10.0, 20.0))
        self.assertEqual(sum(deposit.line_ids.mapped("credit")), 30.0)
        self.assertEqual(invoice.amount_residual, 0.0)
        self.assertIn(item.name, " ".join(lot.message_ids.mapped("body")))

    def test_a_tape_that_disagrees_keeps_the_lot_from_closing(self):
        """LOT-15: count and total must agree; both are told."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10.01))
        lot.action_pre_close()
        for count, total in ((2, 10.01), (1, 10.02), (0, 0)):
            lot.write({"tape_count": count, "tape_total": total})
            with self.assertRaisesRegex(UserError, lot.name):
                lot.with_user(self.closer).action_close()
        lot.write({"tape_count": 1, "tape_total": 10.01})
        lot.with_user(self.closer).action_close()
        self.assertEqual(lot.state, "closed")

    def test_a_lot_closes_in_two_steps(self):
        """LOT-15: an open lot is not closed at once; pre-closed it takes nothing more, opened again it does."""
        lot = self.lot_of(with_invoice=False)
        with self.assertRaisesRegex(UserError, "Nothing is keyed"):
            lot.action_pre_close()
        self.key(lot, self.client_j, self.cheque(10))
        with self.assertRaises(UserError):
            lot.with_user(self.closer).action_close()
        lot.action_pre_close()
        with self.assertRaisesRegex(UserError, "not open"):
            self.key(lot, self.client_j, self.cheque(20, "2"))
        lot.action_reopen()
        self.key(lot, self.client_j, self.cheque(20, "2"))
        self.assertEqual(lot.item_count, 2)

    def test_closed_for_good_nothing_changes_any_more(self):
        """LOT-15: no field, no item, no second deposit."""
        lot = self.lot_of(with_invoice=False)
        item = self.key(lot, self.client_j, self.cheque(10))
        deposit = self.close(lot)
        for values in ({"arrival_date": self.today - relativedelta(days=1)}, {"tape_total": 1}):
            with self.assertRaisesRegex(UserError, lot.name):
                lot.write(values)
        with self.assertRaisesRegex(UserError, item.name):
            item._cancel("too late")
        with self.assertRaises(UserError):
            lot.action_reopen()
        lot.with_user(self.closer).action_close()
        self.assertEqual(lot.sudo().deposit_move_id, deposit)
        self.assertEqual(self.env["account.move.line"].search_count([("mail_lot_item_id", "=", item.id)]), 1)

    def test_a_deposit_is_not_edited(self):
        """LOT-15: not by accounting either."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10))
        with self.assertRaisesRegex(UserError, lot.name):
            self.close(lot).button_draft()

    def test_a_cancelled_item_is_neither_on_the_slip_nor_in_the_deposit(self):
        """LOT-15: it stays on record with who and why."""
        lot = self.lot_of(with_invoice=False)
        wrong = self.key(lot, self.client_j, self.cheque(10, "1"))
        self.key(lot, self.client_j, self.cheque(11, "2"))
        wrong._cancel("wrong client")
        self.assertEqual(
            (wrong.state, wrong.cancel_reason, wrong.cancelled_by_id), ("cancelled", "wrong client", self.keyer)
        )
        self.assertEqual(self.close(lot).line_ids.filtered("debit").debit, 11.0)
        with self.assertRaises(UserError):
            wrong.sudo().unlink()

    def test_the_slip_lists_cheques_count_and_total(self):
        """LOT-15: number, bank, drawer, amount, count, total; printed without a right on accounting."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(1234.5, "7654321", bank="La Poste", drawer="Mme Martin"))
        self.key(lot, self.client_j, self.cheque(10, "2", amount_in_words=11))
        with self.assertRaisesRegex(UserError, lot.name):
            lot.action_print_slip()
        lot.action_pre_close()
        self.assertEqual(lot.action_print_slip()["report_name"], "mail_lot_addon.slip_document")
        report = self.env["ir.actions.report"].with_user(self.keyer)
        html = report._render_qweb_html("mail_lot_addon.slip_document", lot.ids)[0].decode()
        for part in (
            lot.name,
            "7654321",
            "LA POSTE",
            "Mme Martin",
            "1,234.50",
            "1,245.50",
            "in words",
            self.company.name,
        ):
            self.assertIn(part, html)
        self.assertRegex(html, r"<span>2</span> cheque")

    def test_without_a_bank_it_says_where_to_set_it(self):
        """LOT-15: one clear message naming the company."""
        self.company.mail_lot_journal_id = False
        self.journal.copy({"code": "BNK9"})
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10))
        with self.assertRaisesRegex(UserError, f"Settings.*{self.company.name}"):
            lot.action_pre_close()

    def test_closing_costs_no_search_per_cheque(self):
        """LOT-15, LOT-20: what a cheque adds to the closing of a lot is its entry lines, not searches of its own."""
        costs = {}
        for size in (2, 12):
            lot = self.lot_of()
            for number in range(size):
                client = self.client_of(str(size * 100 + number))
                self.key(lot, client, self.cheque(10, str(number)), regularise=self.invoice_of(client, 10))
            lot.action_pre_close()
            lot.write({"tape_count": size, "tape_total": 10 * size})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lot.with_user(self.closer).action_close()
            self.env.flush_all()
            costs[size] = self.cr.sql_log_count - before
        self.assertLessEqual(costs[12] - costs[2], 20, costs)

    def test_the_slip_is_one_that_a_bank_takes(self):
        """LOT-15: depositor, account, count, total and the total in words; room for date, signature and stamp."""
        self.journal.bank_acc_number = "FR7630006000011234567890189"
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(58, "1"))
        self.key(lot, self.client_j, self.cheque(58.95, "2"))
        lot.action_pre_close()
        html = self.slip(lot)
        for part in ("FR76 3000 6000 0112 3456 7890 189", "116.95", "One Hundred", "Ninety-Five", "Signature", "Stamp"):
            self.assertIn(part, html)

    def test_a_cheque_cancelled_after_closing_is_marked_on_the_slip(self):
        """LOT-15, LOT-16: the total handed over stays readable, what the bank will credit is told."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(30, "1"))
        wrong = self.key(lot, self.client_j, self.cheque(12, "2"))
        self.close(lot)
        self.env["mail.lot.corrector"].with_user(self.closer)._cancel_cash_in(wrong)
        html = self.slip(lot)
        for part in ("cancelled (4.3)", "42.00", "30.00", "Left to credit"):
            self.assertIn(part, html)

    def test_a_lot_without_cheques_closes_without_a_deposit(self):
        """LOT-15: kept cards and accounts are listed for the archive, and no bank is needed."""
        lot = self.lot_of(with_invoice=False)
        self.company.mail_lot_journal_id = False
        self.journal.copy({"code": "BNK9"})
        vals = {
            "lot_id": lot.id,
            "company_id": self.company.id,
            "currency_id": lot.currency_id.id,
            "partner_id": self.client_j.id,
            "client_code": "J 121 52134466",
            "content": "iban",
            "payment_mode": "iban",
            "destination": "archive",
            "token": "archive",
        }
        forwarded = {**vals, "destination": "digitisation", "token": "forwarded"}
        letter = {**vals, "content": "letter", "payment_mode": False, "token": "letter"}
        items = lot.sudo().item_ids.create([vals, forwarded, letter])
        self.assertEqual(lot.sudo()._get_archive_items(), items[0])
        lot.action_pre_close()
        html = self.slip(lot)
        self.assertIn("List for the archive", html)
        self.assertIn(items[0].name, html)
        self.assertNotIn("Cheque deposit slip", html)
        self.assertFalse(self.close(lot))
        self.assertEqual((lot.state, set(items.mapped("state"))), ("closed", {"booked"}))

    def slip(self, lot):
        report = self.env["ir.actions.report"].with_user(self.keyer)
        return report._render_qweb_html("mail_lot_addon.slip_document", lot.ids)[0].decode()
