"""Builders for agreements with PBS: a Danish company, its payers, and what PBS writes about them."""

from base64 import b64decode
from datetime import date, datetime

from odoo.addons.sepa_remittance_addon.formats.pbs import bs_answers, ls_30, ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import AgreementNotice, AgreementReport, ReceiptReport

from .common import DebitCommon

DANISH_IBAN = "DK5000400440116243"
SUPPLIER = "19552101"
CREDITOR = "12345"
CREATED = date(2026, 10, 14)


class AgreementCommon(DebitCommon):
    scheme = "pbs_ls"
    creditor = CREDITOR

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_creditor(cls.company, cls.journal, "DKK", DANISH_IBAN)
        cls.company.pbs_creditor_number = cls.journal.pbs_creditor_number = cls.creditor
        cls.journal.pbs_supplier_number = SUPPLIER
        cls.method = cls.create_payment_type(cls.journal, cls.scheme)
        cls.company.debit_method_line_id = cls.method
        cls.payer = cls.create_payer("Nordisk Handel", 1)
        cls.mandate = cls.payer.mandate_ids

    @classmethod
    def register_at_pbs(cls, mandates):
        """Here agreements stay as they are until a test says otherwise."""

    @classmethod
    def register(cls, mandates):
        mandates.sudo()._move_field_to("agreement_state", "registered")

    def usable(self):
        return self.env["debit.mandate"]._usable_of_payers(self.payer, self.method, self.company)

    def send(self, *actions, channel="file", mandates=None):
        actions = actions or ("register", "cancel", "renumber")
        return self.env["debit.agreement.sender"]._send(self.method, actions, channel, mandates)

    def records_of(self, transfer):
        content = b64decode(transfer.sudo().with_context(bin_size=False).file)
        return content.decode("iso-8859-1").splitlines()

    # ------------------------------------------------------------ what PBS writes

    @classmethod
    def notice(cls, transaction_type, customer_number="C00001", day=CREATED, mandate_number="0", group="", end=None):
        return AgreementNotice("", transaction_type, cls.creditor, group, customer_number, mandate_number, day, end)

    @classmethod
    def answer(cls, content, name):
        return cls.env["debit.answer.receiver"]._receive([(name, content)])

    @classmethod
    def told_ls(cls, *notices, created=CREATED, name="LS30.txt"):
        """Delivery 30."""
        report = AgreementReport("pbs.ls.30", "", created, notices)
        return cls.answer(b"".join(ls_30.render(report, supplier_number=SUPPLIER)), name)

    @classmethod
    def told_bs(cls, *notices, created=CREATED, name="BS0603.txt"):
        """Delivery 0603."""
        report = AgreementReport("pbs.bs.0603", "", created, notices)
        header = {"pbs_number": cls.creditor, "debtor_group": "00001", "supplier_number": SUPPLIER}
        return cls.answer(b"".join(bs_answers.render_agreements(report, **header, delivery_number="7")), name)

    @classmethod
    def receipt_ls(cls, receipts=(), remarks=(), renumberings=(), created=CREATED, name="LS0690.txt"):
        """Delivery 0690."""
        report = ReceiptReport(
            "pbs.ls.0690", "", datetime.combine(created, datetime.min.time()), receipts, remarks, renumberings
        )
        return cls.answer(b"".join(ls_answers.render_receipt(report, supplier_number=SUPPLIER)), name)
