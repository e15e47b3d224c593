"""What is found in an envelope, row by row, and what becomes of it (LOT-11)."""

from typing import NamedTuple
from uuid import uuid4

from odoo.addons.sepa_remittance_addon.tests.common import CREDITOR, iban_of
from odoo.exceptions import UserError

from ..values.card import brand_of, passes_luhn
from ..values.envelope import Envelope
from .common import MailLotCommon

OWN, OTHER = iban_of(501), iban_of(502)


def card_of(start, length):
    """A number of that brand whose check digit is right: made up, so that none stands in a file."""
    body = start.ljust(length - 1, "1")
    return next(body + digit for digit in "0123456789" if passes_luhn(body + digit))


class Row(NamedTuple):
    """One row: what is in the envelope, and what is expected. Amounts of invoices are oldest first."""

    content: str
    owed: tuple = (20.30,)
    circulars: tuple = ("AP11", "AP12")
    cheque: float = 0
    iban: str = ""
    facts: tuple = ()
    option: str = ""
    fa: bool = False
    is_refused_by_file: bool = False
    is_blocked: bool = False
    is_inactive: bool = False
    operations: tuple = ()
    paid: float = 0
    destination: str = "discard"
    mark: str = ""
    events: tuple = ()


ROWS = {
    "cheque of the debt": Row("cheque", cheque=20.30, operations=("regularise",), paid=20.30),
    "cheque of the debt, FA client": Row(
        "cheque", cheque=20.30, fa=True, operations=("regularise",), paid=20.30, destination="digitisation"
    ),
    "cheque below the debt": Row("cheque", cheque=10, operations=("regularise",), paid=10),
    "cheque above the debt": Row("cheque", cheque=25, operations=("regularise",), paid=20.30),
    "several lines, covers one": Row(
        "cheque", (13.10, 20.30), cheque=20.30, operations=("without_payment", "regularise"), paid=20.30
    ),
    "two letters, highest paid": Row(
        "cheque", (13.10, 20.30), ("AP11", "AP11"), 20.30, operations=("without_payment", "regularise"), paid=20.30
    ),
    "two different letters, same amount, coupon shows a lower one": Row(
        "cheque", (20.30, 20.30), ("AP11", "AP12"), 13.10, operations=("regularise", False), paid=13.10
    ),
    "two identical letters, lower paid": Row(
        "cheque", (13.10, 20.30), ("AP11", "AP11"), 13.10, operations=("regularise", False), paid=13.10
    ),
    "two identical letters, same amount": Row(
        "cheque", (20.30, 20.30), ("AP11", "AP11"), 20.30, operations=("regularise", "without_payment"), paid=20.30
    ),
    "cheque and IBAN or card": Row(
        "cheque", cheque=20.30, facts=("with_account",), operations=("regularise",), paid=20.30,
        destination="digitisation",
    ),
    "several cheques": Row(
        "cheque", cheque=20.30, facts=("several_cheques",), operations=("regularise",), paid=20.30,
        destination="recovery",
    ),
    "one cheque for two coupons": Row("cheque", cheque=20.30, facts=("one_for_two",), destination="recovery"),
    "cash-in asked more than a month later": Row(
        "cheque", cheque=20.30, facts=("later_cash_in",), destination="recovery"
    ),
    "card, signed, same name": Row("card", operations=("re_invoice",), paid=20.30, destination="archive"),
    "American Express": Row("card", option="2", operations=("re_invoice",), paid=20.30, destination="archive"),
    "IBAN identical": Row(
        "iban", (13.10, 20.30), iban=OWN, operations=("re_present", "re_present"), paid=33.40, destination="archive"
    ),
    "IBAN different": Row(
        "iban", iban=OTHER, operations=("re_invoice",), paid=20.30, destination="archive", events=("2.7",)
    ),
    "resubscription impossible": Row(
        "iban", iban=OWN, facts=("renewal_impossible",), operations=("re_present",), paid=20.30,
        destination="digitisation", mark="Réab Imp",
    ),
    "account blocked": Row("iban", iban=OWN, is_blocked=True, destination="digitisation", mark="B"),
    "IBAN invalid for the partner file": Row(
        "iban", iban=OTHER, is_refused_by_file=True, destination="digitisation", mark="IBAN inv FP"
    ),
    "mandate inactive": Row("iban", iban=OTHER, is_inactive=True, destination="digitisation"),
    "debt paid, no wish to go on": Row(
        "iban", iban=OWN, facts=("no_renewal",), operations=("re_present",), paid=20.30,
        destination="digitisation", mark="E",
    ),
    "deceased with cheque": Row(
        "cheque", cheque=20.30, facts=("deceased",), operations=("regularise",), paid=20.30,
        events=("2.7", "2.8", "2.6"),
    ),
    "deceased with cheque, marked E": Row(
        "cheque", cheque=20.30, facts=("deceased", "no_renewal"), operations=("regularise",), paid=20.30,
        destination="digitisation", mark="E", events=("2.7", "2.8", "2.6"),
    ),
    "deceased with cheque and a notary's letter": Row(
        "cheque", cheque=20.30, facts=("deceased", "notary"), operations=("regularise",), paid=20.30,
        destination="digitisation", events=("2.7", "2.8", "2.6"),
    ),
    "deceased, no payment": Row(
        "letter", facts=("deceased",), operations=(False,), destination="archive",
        events=("2.6", "2.7", "2.8", "closing"),
    ),
    "deceased, no payment, a notary's details": Row(
        "letter", facts=("deceased", "notary"), destination="digitisation"
    ),
    "guardianship": Row(
        "cheque", cheque=20.30, facts=("guardianship",), operations=("regularise",), paid=20.30, events=("2.7",)
    ),
    "refusal to pay": Row(
        "letter", facts=("refusal",), operations=(False,), destination="archive", events=("3.3", "closing")
    ),
    "card of somebody else": Row("card", facts=("other_holder",), destination="digitisation"),
    "IBAN of somebody else": Row("iban", iban=OTHER, facts=("other_holder",), destination="digitisation"),
    "unsigned card, since 2023-06-01": Row(
        "card", facts=("unsigned",), operations=("re_invoice",), paid=20.30, destination="archive"
    ),
    "a wish for a new title": Row(
        "cheque", cheque=20.30, facts=("new_title",), operations=("regularise",), paid=20.30,
        destination="digitisation",
    ),
    "a note of weight": Row(
        "cheque", cheque=20.30, facts=("weighty_note",), operations=("regularise",), paid=20.30, destination="archive"
    ),
    "card without debt": Row("card", owed=(), destination="digitisation"),
    "IBAN without debt": Row("iban", owed=(), iban=OWN, destination="digitisation"),
    "option 1 with a cheque": Row("cheque", cheque=20.30, option="1", operations=("regularise",), paid=20.30),
    "option 2 with an IBAN": Row(
        "iban", iban=OWN, option="2", operations=("re_present",), paid=20.30, destination="archive"
    ),
    "debit on a chosen day": Row(
        "iban", iban=OWN, facts=("chosen_day",), operations=("re_present",), paid=20.30, destination="archive"
    ),
    "ink neither black nor blue": Row("cheque", cheque=20.30, facts=("ink",), destination="digitisation"),
    "another payee, postal account, above 50": Row(
        "cheque", (60.0,), cheque=60, facts=("other_payee_ccp",), destination="digitisation"
    ),
    "another payee, postal account, below 50": Row(
        "cheque", cheque=20.30, facts=("other_payee_ccp",), operations=("regularise",), paid=20.30
    ),
    "another payee, another bank": Row(
        "cheque", (60.0,), cheque=60, facts=("other_payee",), operations=("regularise",), paid=60
    ),
    "postal order": Row("letter", facts=("postal_order",), destination="src"),
    "QCU2": Row("letter", facts=("qcu2",), destination="src", mark="QCU2"),
    "QCOI": Row("letter", facts=("qcoi",), destination="src", mark="QCOI"),
    "QCDH": Row("letter", facts=("qcdh",), destination="src", mark="QCDH"),
    "nothing ticked, same IBAN": Row(
        "letter", iban=OWN, operations=("re_present",), paid=20.30, destination="archive"
    ),
    "nothing ticked, other IBAN": Row(
        "letter", iban=OTHER, operations=("re_invoice",), paid=20.30, destination="archive", events=("2.7",)
    ),
}  # fmt: skip


class TestDecisionTable(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.company.sepa_creditor_identifier = CREDITOR
        cls.company.mail_lot_charge_at_once = False
        cls.company.debit_method_line_id = cls.env["account.payment.method.line"].create(
            {
                "name": "Direct debit",
                "journal_id": cls.journal.id,
                "payment_method_id": cls.env.ref("sepa_remittance_addon.payment_method_debit").id,
                "debit_scheme": "sepa_core",
            }
        )

    def test_every_row_of_the_table(self):
        """LOT-11, and with it LOT-7, LOT-10, LOT-12, LOT-13, LOT-21."""
        for number, (name, row) in enumerate(ROWS.items()):
            with self.subTest(name):
                self.check(number, row)

    def check(self, number, row):
        client, mandate = self.client_with(number, row)
        invoices = [
            self.invoice_of(client, amount, days_ago=90 - place, circular=row.circulars[place])
            for place, amount in enumerate(row.owed)
        ]
        item = self.key_row(row, client, invoices)
        self.assertEqual((item.destination, item.mark or ""), (row.destination, row.mark))
        operations = [operation.operation for operation in item.operation_ids.sorted("pending_since")]
        self.assertEqual(operations, list(row.operations))
        self.assertEqual(sum(item.operation_ids.mapped("amount")), row.paid)
        events = self.env["mail.lot.client.event"].search([("item_id", "=", item.id)], order="id").mapped("code")
        self.assertEqual(events, list(row.events))
        self.check_means(row, item, client, mandate)

    def check_means(self, row, item, client, mandate):
        """The ledger learns of cheques; mandates follow keyed accounts; what is not keyed changes nothing."""
        if not row.operations:
            self.assertEqual((item.payment_mode, item.amount), (False, 0))
        elif row.content == "cheque":
            self.assertEqual((item.payment_mode, item.amount), ("15", row.cheque))
            self.assertEqual(item.on_account, round(row.cheque - row.paid, 2))
            self.assertIn(item, item.lot_id._get_slip_items())
        elif row.content == "card":
            self.assertIn(item.payment_mode, ("80", "81"))
            self.assertIn(item, item.lot_id._get_archive_items())
        account = mandate.partner_bank_id.sanitized_acc_number
        self.assertEqual(account, OTHER if "re_invoice" in row.operations and row.content != "card" else OWN)
        self.assertEqual(client.client_stop_promo, "2.7" in row.events)

    def client_with(self, number, row):
        code = 400 if row.fa else 121
        client = self.client_of(str(1000 + number), code, client_blocked=row.is_blocked, client_block_reason="unpaid")
        account = self.env["res.partner.bank"].create({"acc_number": OWN, "partner_id": client.id})
        mandate = self.env["debit.mandate"].create(
            {"partner_id": client.id, "partner_bank_id": account.id, "signature_date": "2024-01-01"}
        )
        if row.is_inactive:
            mandate.suspended = True
        self.env["mail.partner.file"].search([]).unlink()
        if row.is_refused_by_file:
            self.env["mail.partner.file"].create(
                {"code": code, "name": "Le Magazine", "accepted": "MC", "company_id": self.company.id}
            )
        return client, mandate

    def key_row(self, row, client, invoices):
        lot = self.lot_of(kind="fa" if row.fa else "partnership")
        lines = [self.receivable(invoice).id for invoice in invoices]
        operations, forced = self.propose(row, lines)
        envelope = Envelope(
            row.content,
            operations,
            forced,
            row.option,
            frozenset(row.facts),
            cheque=self.cheque(row.cheque) if row.content == "cheque" else None,
            alias=self.alias_of(lot, client, row) if row.content == "card" else 0,
            iban=row.iban,
        )
        return lot.env["mail.lot.item.keyer"]._save(lot, uuid4().hex, client, envelope)

    def propose(self, row, lines):
        """What the screen proposes: for a cheque by the allocator, for the rest on every invoice."""
        if row.content != "cheque":
            wished = row.operations or ("re_invoice",) * len(lines)
            return dict(zip(lines, wished, strict=True)), frozenset()
        debts = list(zip(row.circulars, row.owed, strict=False))
        proposed = self.env["mail.lot.cheque.allocator"]._propose(self.company.currency_id, row.cheque, debts)
        operations = dict(zip(lines, proposed, strict=True))
        forced = frozenset(line for line, operation in operations.items() if operation == "empty")
        return {line: operation for line, operation in operations.items() if operation != "empty"}, forced

    def alias_of(self, lot, client, row):
        start, length, mode = ("37", 15, "81") if row.option == "2" else ("4", 16, "80")
        number = card_of(start, length)
        self.assertTrue(brand_of(number))
        return lot.env["mail.lot.card.keyer"]._exchange(lot, client, mode, number, "1240").id

    def test_a_cheque_without_open_invoice_is_set_aside(self):
        """LOT-11: for a lot without invoice."""
        client = self.client_of("1")
        with self.assertRaisesRegex(UserError, "set the cheque aside for a lot without invoice"):
            self.key(self.lot_of(), client, self.cheque(10))

    def test_the_procedure_in_force_when_the_mail_arrived_counts(self):
        """LOT-10: before 1 June 2023 an unsigned coupon went to the SRC; an ended rule is entered, not programmed."""
        row = Row("card", facts=("unsigned",))
        lot = self.lot_of(arrival_date="2023-05-31")
        client = self.client_of("2")
        line = self.receivable(self.invoice_of(client, 10)).id
        envelope = Envelope("card", {line: "re_invoice"}, facts=frozenset(row.facts))
        keyer = lot.env["mail.lot.item.keyer"]
        item = keyer._save(lot, "before", client, envelope)
        self.assertEqual((item.destination, item.destination_reason), ("src", "Coupon not signed"))
        self.assertFalse(item.payment_mode)
        self.env["coupon.rule"].create({"condition": "unsigned", "result": "refuse", "reason": "Send it back"})
        with self.assertRaisesRegex(UserError, "Send it back"):
            keyer._save(self.lot_of(), "after", client, envelope)

    def test_only_an_administrator_changes_the_rules(self):
        """LOT-10: everybody in the mail room reads them."""
        rule = self.env["coupon.rule"].search([], limit=1)
        self.assertTrue(rule.with_user(self.reader).reason)
        with self.assertRaisesRegex(UserError, "coupon.rule|Coupon rule"):
            rule.with_user(self.keyer).reason = "x"
