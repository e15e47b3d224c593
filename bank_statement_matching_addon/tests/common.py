"""Builders: a company whose remittances were confirmed, and the bank's answers to them, as values or as bytes."""

from datetime import date
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.pbs import ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import Collection, Delivery, Entry, Party, Statement, Transaction
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN, DebitCommon, iban_of
from odoo.tests import tagged

DAY = date(2026, 10, 15)
DANISH_IBAN = "DK5000400440116243"
LS = {
    "creditor_number": "12345",
    "supplier_number": "19552101",
    "account": "00400440116243",
    "created": date(2026, 10, 16),
}
COLLECTED, RETURNED, TRANSFER = "PMNT-IDDT-ESDD", "PMNT-IDDT-UPDD", "PMNT-RCDT-ESCT"


@tagged("post_install", "-at_install")
class StatementCommon(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("bank_statement_matching_addon.group_statement_administrator")
        cls.profile = cls.env["statement.profile"]._of_journal(cls.journal)

    # ------------------------------------------------------------ the bank says

    @classmethod
    def entry(cls, amount, kind=COLLECTED, number=1, **more):
        """One booking with one transaction; ``more`` are fields of the transaction."""
        amount = Decimal(str(amount))
        entry_only = {
            name: more.pop(name)
            for name in ("text_of_entry", "booked", "reference", "charges_of_entry")
            if name in more
        }
        return Entry(
            place=f"entry {number}",
            amount=amount,
            currency=more.pop("currency", None) or cls.company.currency_id.name,
            booked=entry_only.get("booked", True),
            booking_date=more.pop("day", DAY),
            value_date=DAY,
            transaction_type=kind,
            text=entry_only.get("text_of_entry", ""),
            bank_reference=entry_only.get("reference", f"BANK-{number}"),
            charges=entry_only.get("charges_of_entry", Decimal(0)),
            transactions=(Transaction(f"entry {number}, transaction 1", amount, cls.company.currency_id.name, **more),),
        )

    @classmethod
    def told(cls, *entries, number="1", account=COMPANY_IBAN, **more):
        """A statement of the bank, as values."""
        more.setdefault("opening", None)
        more.setdefault("closing", None)
        return Statement(
            place="statement 1",
            identification=f"STMT-{number}",
            number=number,
            account=Party(name="", iban=account),
            currency=more.pop("currency", cls.company.currency_id.name),
            to_date=more.pop("to_date", DAY),
            entries=tuple(entries),
            **more,
        )

    @classmethod
    def store(cls, statement, layout="camt.053.001.08", name="statement.xml"):
        """Store values as the receiver does after reading a file."""
        receiver = cls.env["statement.receiver"]
        attachment = cls.env["ir.attachment"].create({"name": name, "raw": repr(statement).encode()})
        source = {"digest": False, "position": 1, "attachment_id": attachment.id, "layout": layout}
        return receiver._store(name, statement, source, cls.journal)

    @classmethod
    def receive(cls, *entries, layout="camt.053.001.08", **more):
        return cls.store(cls.told(*entries, **more), layout)

    @classmethod
    def allocate(cls, received):
        received.action_validate()
        received.action_allocate()
        return received

    @classmethod
    def delivery(cls, statement, layout="camt.053.001.08"):
        return Delivery(layout, "MSG", None, (statement,))

    # ------------------------------------------------------------ we asked

    @classmethod
    def remit(cls, *amounts, payer=None, due="2026-10-10"):
        """Confirmed debits of one payer; returns their remittance lines."""
        payer = payer or cls.payer
        for amount in amounts:
            cls.create_due(payer, abs(amount), due=due, move_type="out_invoice" if amount > 0 else "out_refund")
        return cls.confirm(cls.propose()).line_ids.sorted("id")

    def collected(self, line, **more):
        """The bank's answer to one remittance line: paid."""
        return self.entry(line.amount, end_to_end_id=line.end_to_end_id, **more)

    def returned(self, line, code="MD06", **more):
        return self.entry(
            -line.amount,
            RETURNED,
            end_to_end_id=line.end_to_end_id,
            return_code=code,
            return_text="Refund asked",
            **more,
        )

    def assertStates(self, lines, *states):
        self.assertEqual(lines.mapped("state"), list(states))


class SepaStatementCommon(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.create_payer("Anna", 1)
        cls.other_payer = cls.create_payer("Bert", 2)


class LsStatementCommon(StatementCommon):
    """Leverandørservice: payers are known by customer number, and answers name no invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_creditor(cls.company, cls.journal, "DKK", DANISH_IBAN)
        cls.company.pbs_creditor_number = cls.journal.pbs_creditor_number = LS["creditor_number"]
        cls.journal.pbs_supplier_number = LS["supplier_number"]
        cls.method = cls.create_payment_type(cls.journal, "pbs_ls")
        cls.company.debit_method_line_id = cls.method
        cls.payer = cls.create_payer("Nordisk Handel", 1)
        cls.other_payer = cls.create_payer("Sydhavn", 2)

    @classmethod
    def ls_bytes(cls, *answers, **header):
        """Delivery 0602; answers are ``(transaction type, customer number, amount)``."""
        collections = [(kind, Collection(number, DAY, Decimal(str(amount)))) for kind, number, amount in answers]
        return b"".join(ls_answers.render_answer(collections, **{**LS, **header}))

    @classmethod
    def receive_ls(cls, *answers, name="LS0602.txt", **header):
        received = cls.env["statement.receiver"]._receive([(name, cls.ls_bytes(*answers, **header))], cls.journal)
        return received


__all__ = [
    "COLLECTED",
    "DAY",
    "RETURNED",
    "TRANSFER",
    "LsStatementCommon",
    "SepaStatementCommon",
    "StatementCommon",
    "iban_of",
]
