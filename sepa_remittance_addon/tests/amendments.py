"""Builders for what banks are told of mandates: debits on chosen days, their answers, the mandate in the file."""

from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree
from odoo.tests import Form

from .common import DebitCommon, iban_of


class AmendmentCommon(DebitCommon):
    """One payer, Anna, whose mandate is debited on account 1; every debit is a day of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.create_payer("Anna", 1)
        cls.mandate = cls.anna.mandate_ids
        cls.day = date(2026, 10, 14)

    def later(self, days=1):
        """The rest of the test happens some days later."""
        clock = freeze_time(f"{self.day + timedelta(days=days)} 08:00:00", tick=True)
        self.day += timedelta(days=days)
        clock.start()
        self.addCleanup(clock.stop)

    def debit(self, payer=None, due=None, count=1):
        """Ask the bank for new invoices of a payer, and for whatever else of it is free."""
        payer = payer or self.anna
        for _number in range(count):
            self.create_due(payer, 10, due=due or str(self.day))
        remittance = self.confirm(self.propose(partner_ids=payer.ids, due_to=self.day + timedelta(days=60)))
        return remittance.line_ids.filtered(lambda line: line.state == "remitted").sorted("end_to_end_id")

    def collected(self, **values):
        """A debit that was paid."""
        line = self.debit(**values)
        self.collect(line)
        return line

    def collect(self, lines):
        lines._register_collection()
        lines.move_line_id._set_payment_block(
            "2"
        )  # no ledger here: nothing else keeps what is paid out of the next one

    def reject(self, line, code="AM04"):
        line._register_rejection({line.id: (code, "Refused", "test")})

    def replace_account(self, number, mandate=None, **values):
        """As a person does it, by the dialog."""
        action = (mandate or self.mandate).action_replace_account()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        form.new_number = iban_of(number)
        form.reason = "Letter of the payer"
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_replace()

    def told(self, line):
        """What the file says of the mandate of this debit: the XML between and including ``MndtRltdInf``."""
        document = etree.fromstring(self.file_of(line.remittance_id))
        for node in document.iterfind(".//{*}DrctDbtTxInf"):
            if node.findtext(".//{*}EndToEndId") == line.end_to_end_id:
                return _without_namespace(node.find(".//{*}MndtRltdInf"))
        raise AssertionError(f"{line.end_to_end_id} is not in the file")

    def sequence_in_file(self, line):
        document = etree.fromstring(self.file_of(line.remittance_id))
        for block in document.iterfind(".//{*}PmtInf"):
            if line.end_to_end_id in {node.text for node in block.iterfind(".//{*}EndToEndId")}:
                return block.findtext(".//{*}SeqTp")
        raise AssertionError(f"{line.end_to_end_id} is not in the file")


def mandate_part(amendment="", reference="SRC00001"):
    """The mandate's part of a debit as the file must have it."""
    details = f"<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>{amendment}</AmdmntInfDtls>" if amendment else ""
    return f"<MndtRltdInf><MndtId>{reference}</MndtId><DtOfSgntr>2026-01-05</DtOfSgntr>{details}</MndtRltdInf>"


def old_account(iban):
    return f"<OrgnlDbtrAcct><Id><IBAN>{iban}</IBAN></Id></OrgnlDbtrAcct>"


SMNDA = "<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>"


def _without_namespace(node):
    text = etree.tostring(node, with_tail=False).decode()
    return text.replace(f' xmlns="{etree.QName(node).namespace}"', "")
