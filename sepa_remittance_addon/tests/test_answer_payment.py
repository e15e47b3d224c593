import hashlib
from datetime import date
from decimal import Decimal

from freezegun import freeze_time
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..formats.pbs import bs_answers, ls_answers
from ..formats.values import Collection
from ..services.debit_answer_receiver import DebitAnswerReceiver
from .answer_files import bank_statement, camt_entry, notification
from .common import COMPANY_IBAN, DebitCommon

DANISH_IBAN = "DK5000400440116243"  # published example
DAY = date(2026, 10, 15)


class AnswerCommon(DebitCommon):
    def receive(self, content, name="answer"):
        """As the base reads it alone: where statements are matched these files are read there."""
        receiver = self.env["debit.answer.receiver"]
        found = list(enumerate(receiver._read(name, content), 1))
        source = {"name": name, "content": content, "digest": hashlib.sha256(content).hexdigest()}
        return DebitAnswerReceiver._store(receiver, source, found, None)["debit.answer"]

    def outcomes(self, answer):
        return answer.line_ids.sorted("id").mapped("outcome")


@tagged("post_install", "-at_install")
class TestNotification(AnswerCommon):
    """camt.054 and camt.053 dropped on the base alone: what was taken back is registered, money is listed (REM-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payers = [cls.create_payer(name, number) for number, name in enumerate(("Anna", "Bert"), 1)]
        cls.invoices = [cls.create_due(payer, 100 * number) for number, payer in enumerate(cls.payers, 1)]
        cls.lines = cls.confirm(cls.propose()).line_ids.sorted("amount")

    def test_what_was_taken_back_is_registered_and_what_was_paid_is_listed(self):
        """REM-14"""
        back, paid = self.lines
        entries = [
            camt_entry(-100, back.end_to_end_id, "AM04", "no money"),
            camt_entry(200, paid.end_to_end_id, bank="BANK-2"),
            camt_entry(55, "OTHER-1", bank="BANK-3"),
        ]
        for render in (
            lambda: notification(*entries, iban=COMPANY_IBAN),
            lambda: bank_statement(*entries, iban=COMPANY_IBAN, total=155),
        ):
            answer = self.receive(render(), render().decode()[60:110])
        self.assertEqual(self.lines.mapped("state"), ["returned", "remitted"])
        self.assertEqual((back.reason_id.code, back.reason_text), ("AM04", "no money"))
        first = self.env["debit.answer"].search([], order="id", limit=1)
        self.assertEqual(self.outcomes(first), ["rejected", "information", "information"])
        self.assertEqual(self.outcomes(answer), ["information"] * 3, "the statement tells nothing new")
        self.assertEqual(self.invoices[1].payment_state, "not_paid", "no ledger was touched")

    def test_another_amount_or_an_unknown_return_is_shown_and_not_applied(self):
        """REM-14"""
        entries = [
            camt_entry(-99.99, self.lines[0].end_to_end_id, "AM04"),
            camt_entry(-10, "NOBODY", "AM04", bank="BANK-2"),
        ]
        answer = self.receive(notification(*entries, iban=COMPANY_IBAN))
        self.assertEqual((self.outcomes(answer), self.lines[0].state), (["unknown"] * 2, "remitted"))

    def test_a_return_without_our_reference_is_known_by_mandate_and_amount(self):
        """REM-14"""
        entry = camt_entry(-100, "", "MD06", mandate=self.lines[0].mandate_id.reference)
        self.receive(notification(entry, iban=COMPANY_IBAN), "before the day of the debit")
        self.assertEqual(self.lines.mapped("state"), ["remitted", "remitted"], "an earlier debit must be meant")
        with freeze_time("2026-10-20"):
            self.receive(notification(entry, iban=COMPANY_IBAN) + b" ", "after it")
        self.assertEqual(self.lines.mapped("state"), ["returned", "remitted"])

    def test_what_is_not_booked_is_not_applied(self):
        """REM-14: pending bookings come again once they are booked"""
        entry = camt_entry(-100, self.lines[0].end_to_end_id, "AM04", booked="PDNG")
        self.receive(notification(entry, iban=COMPANY_IBAN))
        self.assertEqual(self.lines[0].state, "remitted")

    def test_a_damaged_file_leaves_nothing(self):
        """REM-14"""
        good = notification(camt_entry(-100, self.lines[0].end_to_end_id, "AM04"), iban=COMPANY_IBAN)
        for bad in (good[:-30], good.replace(b"DBIT", b"XXXX"), good.replace(b"100.00", b"100,00")):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.receive(bad)
            self.env.invalidate_all()
            self.assertFalse(self.env["debit.answer"].search([]))
        self.assertEqual(self.lines[0].state, "remitted")


class PbsAnswerCommon(AnswerCommon):
    scheme = "pbs_ls"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_creditor(cls.company, cls.journal, "DKK", DANISH_IBAN)
        cls.company.pbs_creditor_number = cls.journal.pbs_creditor_number = cls.creditor
        cls.journal.pbs_supplier_number = "19552101"
        cls.method = cls.create_payment_type(cls.journal, cls.scheme)
        cls.company.debit_method_line_id = cls.method
        cls.payers = [cls.create_payer(name, number) for number, name in enumerate(("Nord", "Syd", "Vest"), 1)]
        for number, payer in enumerate(cls.payers, 1):
            cls.create_due(payer, 100 * number)
        cls.lines = cls.confirm(cls.propose()).line_ids.sorted("amount")

    def told(self, *kinds):
        return [
            (kind, Collection(line.customer_number, line.payment_date, Decimal(str(line.amount))))
            for kind, line in zip(kinds, self.lines, strict=True)
        ]


@tagged("post_install", "-at_install")
class TestLsPaymentInformation(PbsAnswerCommon):
    creditor = "12345"

    def test_refusals_and_charge_backs_are_registered(self):
        """REM-14: 0530 and 0540 moved no money, 0555 took it back, 0580 paid"""
        content = b"".join(
            ls_answers.render_answer(
                self.told("0530", "0555", "0580"), creditor_number=self.creditor, supplier_number="19552101",
                account=DANISH_IBAN[4:], created=date(2026, 10, 16),
            )
        )  # fmt: skip
        answer = self.receive(content)
        self.assertEqual(self.lines.mapped("state"), ["rejected", "returned", "remitted"])
        self.assertEqual(self.lines.reason_id.mapped("code"), ["0530", "0555"])
        self.assertEqual(self.lines.mapped("payment_block"), [False, "9", "9"])
        self.assertEqual(self.outcomes(answer), ["rejected", "rejected", "information"])

    def test_a_truncated_delivery_leaves_nothing(self):
        """REM-14"""
        content = b"".join(
            ls_answers.render_answer(
                self.told("0530", "0530", "0530"), creditor_number=self.creditor, supplier_number="19552101",
                account=DANISH_IBAN[4:], created=date(2026, 10, 16),
            )
        )  # fmt: skip
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.receive(b"\r\n".join(content.split(b"\r\n")[:2]) + b"\r\n")
        self.assertEqual(set(self.lines.mapped("state")), {"remitted"})


@tagged("post_install", "-at_install")
class TestBsPaymentInformation(PbsAnswerCommon):
    scheme = "pbs_bs"
    creditor = "12345678"

    def test_refusals_and_charge_backs_are_registered(self):
        """REM-14: 0237 and 0238 moved no money, 0239 took it back; 0238 ends the agreement"""
        content = b"".join(
            bs_answers.render_answer(
                self.told("0237", "0238", "0239"), pbs_number=self.creditor, debtor_group="00001",
                supplier_number="19552101", delivery_number="1", created=date(2026, 10, 16),
            )
        )  # fmt: skip
        answer = self.receive(content)
        self.assertEqual(self.lines.mapped("state"), ["rejected", "rejected", "returned"])
        self.assertEqual(self.lines[1].mandate_id.state, "withdrawn")
        self.assertEqual(self.outcomes(answer), ["rejected"] * 3)
