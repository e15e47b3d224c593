from .common import MailLotCommon


class TestPendingInvoices(MailLotCommon):
    def pending(self, lot, client):
        return lot.env["mail.lot.invoice.lister"]._list(lot, client)

    def test_pending_invoices_come_oldest_first_with_what_the_coupon_shows(self):
        """LOT-3: circular, date, amount, title; the date of the circular goes before the invoice's."""
        client = self.client_of()
        newer = self.invoice_of(client, 20.30, days_ago=10, circular="AP12")
        older = self.invoice_of(client, 13.10, days_ago=5, circular="AP11", circular_date="2020-02-20")
        pending = self.pending(self.lot_of(), client)
        self.assertEqual([invoice.invoice for invoice in pending], [older.name, newer.name])
        self.assertEqual([invoice.circular for invoice in pending], ["AP11", "AP12"])
        self.assertEqual([invoice.open_amount for invoice in pending], [13.10, 20.30])
        self.assertEqual([invoice.title for invoice in pending], ["Le Mensuel", "Le Mensuel"])
        self.assertEqual(str(pending[0].pending_since), "2020-02-20")

    def test_drafts_paid_invoices_credit_notes_and_others_clients_are_not_pending(self):
        """LOT-3: only what this client owes."""
        client, other = self.client_of(), self.client_of("2")
        self.invoice_of(other, 10)
        self.invoice_of(client, 10).button_draft()
        self.invoice_of(client, 10, move_type="out_refund")
        paid = self.invoice_of(client, 10)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=paid.ids).create(
            {}
        )._create_payments()
        self.assertEqual(self.pending(self.lot_of(), client), [])

    def test_what_another_open_lot_regularises_is_not_pending_twice(self):
        """LOT-3: two lots, one debt; only the rest is offered, and cancelling gives it back."""
        client = self.client_of()
        invoice = self.invoice_of(client, 100)
        item = self.key(self.lot_of(), client, self.cheque(60), regularise=invoice)
        self.assertEqual([row.open_amount for row in self.pending(self.lot_of(), client)], [40.0])
        item._cancel("wrong amount")
        self.assertEqual([row.open_amount for row in self.pending(self.lot_of(), client)], [100.0])

    def test_an_invoice_the_bank_is_being_asked_for_is_marked(self):
        """LOT-3: the operator sees that a debit is under way."""
        client = self.client_of()
        invoice = self.invoice_of(client, 10)
        lister = self.env["mail.lot.invoice.lister"]
        self.assertFalse(self.pending(self.lot_of(), client)[0].debit_under_way)
        self.patch(type(lister), "_get_under_way", lambda _self, lines: set(lines.ids))
        self.assertTrue(self.pending(self.lot_of(), client)[0].debit_under_way)
        self.assertEqual(self.pending(self.lot_of(), client)[0].move_line_id, self.receivable(invoice).id)

    def test_the_list_costs_the_same_for_two_and_for_twenty(self):
        """LOT-3, LOT-20: constant query count."""
        few, many = self.client_of("1"), self.client_of("2")
        for client, count in ((few, 2), (many, 20)):
            for number in range(count):
                self.invoice_of(client, 10 + number)
        lot = self.lot_of()
        costs = []
        for client in (few, few, many):  # rights and rules are cached after the first
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertTrue(client.commercial_partner_id and lot.company_id and lot.currency_id)
            before = self.cr.sql_log_count
            self.pending(lot, client)
            costs.append(self.cr.sql_log_count - before)
        self.assertEqual(*costs[1:])
