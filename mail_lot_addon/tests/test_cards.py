import logging
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..services.item_keyer import KeyingError
from ..values.card import CardNumber, brand_of, clean_card, mask_digits, passes_luhn, read_expiry
from ..values.envelope import Envelope
from .common import MailLotCommon
from .test_decision_table import card_of

GOOD, AMEX = card_of("4", 16), card_of("37", 15)


def refused_card():
    """A number that the trial provider refuses to charge: it ends in 0002."""
    return next(number for number in (f"4{body:011d}0002" for body in range(10)) if passes_luhn(number))


class Recorder(logging.Handler):
    """Keeps everything that is logged at any level."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.texts = []

    def emit(self, record):
        self.texts.append(self.format(record))


class TestCards(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.company.mail_lot_charge_at_once = False
        charger = cls.env["mail.lot.card.charger"]
        # what a demo left to charge is not of these tests
        cls.env["payment.transaction"].sudo().search(charger._get_waiting_domain()).state = "cancel"
        cls.client_j = cls.client_of()

    def exchange(self, number=GOOD, mode="80", expiry="1240", client=None, lot=None):
        lot = lot or self.lot_of()
        return lot.env["mail.lot.capture"].exchange_card(lot.id, (client or self.client_j).id, mode, number, expiry)

    def key_card(self, number=GOOD, mode="80", *amounts, lot=None):
        lot = lot or self.lot_of()
        invoices = [self.invoice_of(self.client_j, amount) for amount in amounts or (20.30,)]
        alias = self.exchange(number, mode, lot=lot)["alias"]
        pending = self.env["mail.lot.invoice.lister"]._list(lot, self.client_j)
        operations = {invoice.move_line_id: "without_payment" for invoice in pending}
        operations |= {self.receivable(invoice).id: "re_invoice" for invoice in invoices}
        envelope = Envelope("card", operations, alias=alias)
        return lot.env["mail.lot.item.keyer"]._save(lot, str(alias), self.client_j, envelope), invoices

    def charge(self):
        """As the cron does; a test cannot commit."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=60):
            self.env["mail.lot.card.charger"]._cron_charge()

    def problems(self, *args, **more):
        return {problem["field"] for problem in self.exchange(*args, **more)["problems"]}

    def test_number_brand_and_expiry_are_checked(self):
        """LOT-6: Luhn, brand, MMYY; American Express is keyed under 81, nothing under 82."""
        wrong = GOOD[:-1] + str((int(GOOD[-1]) + 1) % 10)
        self.assertEqual(self.problems(wrong), {"card"})
        self.assertEqual(self.problems(card_of("9", 16)), {"card"})
        self.assertEqual(self.problems(AMEX, "80"), {"mode"})
        self.assertEqual(self.problems(AMEX, "82"), {"mode"})
        self.assertEqual(self.problems(GOOD, "81"), {"mode"})
        self.assertEqual(self.problems(GOOD, expiry="1320"), {"expiry"})
        self.assertEqual(self.problems(GOOD, expiry="0120"), {"expiry"})
        self.assertEqual(self.problems("", expiry=""), {"card", "expiry"})
        self.assertEqual(self.exchange(AMEX, "81")["brand"], "amex")

    def test_alias_brand_last_four_and_expiry_are_all_that_stays(self):
        """LOT-6: and the alias is Odoo's payment token."""
        item, _invoices = self.key_card()
        shown = (item.payment_mode, item.card_brand, item.card_last_four, item.card_expiry)
        self.assertEqual(shown, ("80", "visa", GOOD[-4:], "1240"))
        token = item.sudo().payment_token_id
        self.assertTrue(token.active)
        self.assertEqual((token.partner_id, token.payment_details), (self.client_j, GOOD[-4:]))

    def test_charging_pays_the_invoices(self):
        """LOT-6: at the next run, once."""
        item, invoices = self.key_card(GOOD, "80", 20.30, 13.10)
        self.assertEqual(item.charge_state, "waiting")
        self.assertEqual(self.receivable(invoices[0]).payment_block, "8", "not debited meanwhile")
        self.charge()
        self.charge()
        self.assertEqual(item.charge_state, "paid")
        self.assertEqual([invoice.amount_residual for invoice in invoices], [0, 0])
        self.assertEqual(item.sudo().transaction_ids.mapped("amount"), [33.40])

    def test_a_refused_charge_reopens_the_invoice_and_says_why(self):
        """LOT-6."""
        item, invoices = self.key_card(refused_card())
        self.charge()
        self.assertEqual((item.charge_state, item.charge_note), ("failed", "The card was refused."))
        self.assertFalse(self.receivable(invoices[0]).payment_block)
        pending = self.env["mail.lot.invoice.lister"]._list(item.lot_id, self.client_j)
        self.assertEqual([invoice.open_amount for invoice in pending], [20.30])
        self.assertIn("was not charged", invoices[0].message_ids[0].body)

    def test_what_was_settled_meanwhile_is_not_charged(self):
        """LOT-6: never twice."""
        item, invoices = self.key_card()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[0].ids
        ).create({})._create_payments()
        self.charge()
        self.assertEqual((item.charge_state, item.sudo().transaction_ids.state), ("failed", "cancel"))
        self.assertEqual(invoices[0].amount_residual, 0)

    def test_a_charge_without_answer_is_never_sent_again(self):
        """LOT-6: whether money moved is not known, so a person asks."""
        item, invoices = self.key_card()
        transactions = type(self.env["payment.transaction"])
        with patch.object(transactions, "_send_payment_request", side_effect=OSError("lost")) as sent:
            with self.assertLogs("odoo.addons.mail_lot_addon", "ERROR"):
                self.charge()
            self.charge()
        self.assertEqual(sent.call_count, 1)
        self.assertEqual((item.charge_state, item.sudo().transaction_ids.state), ("waiting", "pending"))
        self.assertEqual(self.receivable(invoices[0]).payment_block, "8")

    def test_an_item_taken_out_is_not_charged_and_a_charged_one_is_not_taken_out(self):
        """LOT-6."""
        item, invoices = self.key_card()
        item._cancel("keyed twice")
        self.charge()
        self.assertEqual(item.sudo().transaction_ids.state, "cancel")
        self.assertFalse(item.sudo().payment_token_id.active)
        self.assertEqual(invoices[0].amount_residual, 20.30)
        paid, _invoices = self.key_card(card_of("51", 16), "80", 5)
        self.charge()
        with self.assertRaisesRegex(UserError, "charged already"):
            paid._cancel("too late")

    def test_an_alias_of_somebody_else_is_refused(self):
        """LOT-6."""
        other = self.client_of("2")
        alias = self.exchange(client=other)["alias"]
        line = self.receivable(self.invoice_of(self.client_j, 10)).id
        lot = self.lot_of()
        with self.assertRaisesRegex(UserError, "Key the card"):
            envelope = Envelope("card", {line: "re_invoice"}, alias=alias)
            lot.env["mail.lot.item.keyer"]._save(lot, "x", self.client_j, envelope)

    # ------------------------------------------------------------ the number is nowhere

    def columns_with(self, digits):
        """Every text of the database in which these digits stand."""
        self.env.flush_all()
        columns = self.env.execute_query(
            SQL(
                """SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND data_type IN ('character varying', 'text', 'jsonb', 'bytea')
                      AND table_name IN (SELECT table_name FROM information_schema.tables
                                          WHERE table_schema = 'public' AND table_type = 'BASE TABLE')"""
            )
        )
        by_table = {}
        for table, column in columns:
            by_table.setdefault(table, []).append(column)
        found = []
        for table, names in by_table.items():
            texts = SQL(" || ' ' || ").join(SQL("COALESCE(%s::text, '')", SQL.identifier(name)) for name in names)
            query = SQL("SELECT 1 FROM %s WHERE (%s) LIKE %s LIMIT 1", SQL.identifier(table), texts, f"%{digits}%")
            if self.env.execute_query(query):
                found.append(table)
        return found

    def attachments_with(self, digits):
        recent = self.env["ir.attachment"].sudo().search([], order="id desc", limit=20)
        return recent.filtered(lambda attachment: digits.encode() in (attachment.raw or b""))

    def test_the_number_is_in_no_table_no_log_and_no_attachment(self):
        """LOT-6: after keying, charging, a refusal, and an exception in the middle."""
        recorder, root = Recorder(), logging.getLogger()
        level = root.level
        root.addHandler(recorder)
        root.setLevel(logging.DEBUG)
        secret, wrong = card_of("4556", 16), card_of("4916", 16)[:-1] + "x"
        try:
            self.key_card(secret)
            self.charge()
            self.exchange(secret, "81")
            self.exchange(wrong)
            providers = type(self.env["payment.provider"])
            told = []
            with patch.object(providers, "_exchange_card", side_effect=UserError(f"cannot take {secret}")):
                told.append(self.exchange(secret))
            failing = patch.object(providers, "_exchange_card", side_effect=ValueError(f"no {secret}"))
            with failing, self.assertLogs("odoo.addons.mail_lot_addon", "WARNING") as logs:
                told.append(self.exchange(secret))
            recorder.texts += logs.output
            self.assertNotIn(secret, str(told))
        finally:
            root.removeHandler(recorder)
            root.setLevel(level)
        self.assertTrue(recorder.texts)
        self.assertFalse([text for text in recorder.texts if secret in text or wrong[:-1] in text])
        self.assertEqual(self.columns_with(secret), [])
        self.assertFalse(self.attachments_with(secret))
        self.assertIn("res_partner", self.columns_with(self.client_j.name), "the search itself finds things")

    def test_an_error_of_the_provider_brings_nothing_of_the_number_along(self):
        """LOT-6: neither in the sentence nor in the exception behind it."""
        lot = self.lot_of()
        providers = type(self.env["payment.provider"])
        failing = patch.object(providers, "_exchange_card", side_effect=ValueError(GOOD))
        with (
            failing,
            self.assertLogs("odoo.addons.mail_lot_addon", "WARNING"),
            self.assertRaises(KeyingError) as refused,
        ):
            lot.env["mail.lot.card.keyer"]._exchange(lot, self.client_j, "80", GOOD, "1240")
        error = refused.exception
        self.assertIsNone(error.__cause__)
        self.assertIsNone(error.__context__)
        self.assertNotIn(GOOD, str(error))

    @settings(max_examples=100, deadline=None)
    @given(digits=st.text("0123456789", min_size=12, max_size=19))
    def test_a_card_number_never_prints_itself(self, digits):
        """LOT-6."""
        number = clean_card(digits)
        self.assertIsInstance(number, CardNumber)
        for text in (str(number), repr(number), f"{number}", f"{number!r}", f"{[number]}"):
            self.assertNotIn(digits, text)
        self.assertNotIn(digits, mask_digits(f"card {digits} refused"))

    def test_what_stands_on_a_card_is_read(self):
        """LOT-6."""
        self.assertEqual([brand_of(card_of(*shape)) for shape in (("4", 16), ("37", 15), ("51", 16), ("2221", 16))],
                         ["visa", "amex", "mastercard", "mastercard"])  # fmt: skip
        self.assertEqual(str(read_expiry("0928")), "0928")
        self.assertEqual(str(read_expiry("09/28")), "0928")
        self.assertIsNone(read_expiry("9/28"))
        self.assertIsNone(read_expiry("0999"))
