from itertools import count

from lxml import etree
from odoo import fields
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN, iban_of

from .contract_case import ContractCase


class RefundCase(ContractCase):
    """A branch in euro with a bank account that pays refunds by file, and people with one right each."""

    numbers = count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.EUR").active = True
        cls.company.currency_id = cls.env.ref("base.EUR")
        cls.company.write({"refund_xml_export": True, "city": "Lyon", "country_id": cls.env.ref("base.fr").id})
        cls.company.refund_journal_id = cls.bank
        cls._give_account(cls.bank, COMPANY_IBAN)
        cls.exporter = cls._user("exporter", "group_refund_exporter")
        # who looks at what came of it
        cls.env.user.group_ids |= cls.env.ref("recouvrements_addon.group_refund_exporter")

    @classmethod
    def _give_account(cls, journal, iban):
        journal.bank_account_id = cls.env["res.partner.bank"].create(
            {"acc_number": iban, "partner_id": journal.company_id.partner_id.id}
        )

    @classmethod
    def _request(cls, amount=50, iban=True, name=None, company=None, **vals):
        """A refund request of a customer of its own, whose deposit is held.

        :param iban: the account of the request; ``True``: a valid one of nobody, ``False``: none.
        """
        number = next(cls.numbers)
        company = company or cls.company
        customer = cls.env["res.partner"].create(
            {"name": name or f"Customer {number}", "email": f"c{number}@example.com"}
        )
        contract = cls.env["customer.contract"].create({"partner_id": customer.id, "company_id": company.id})
        journal = company._get_refund_journal()
        common = {"contract_id": contract.id, "method": "transfer", "amount": amount}
        cashier = cls.env["contract.cashier"].with_user(cls.cashier)
        paid = {**common, "kind": "deposit_payment", "journal_id": journal.id, "date": fields.Date.today()}
        cashier._record([paid])
        asked = {**common, "kind": "deposit_refund_request", "iban": iban_of(number) if iban is True else iban, **vals}
        return cashier._record([asked]).sudo(False).with_env(cls.env)

    def _export(self, requests, user=None, **options):
        return (
            self.env["refund.exporter"]
            .with_user(user or self.exporter)
            ._export(requests.with_user(user or self.exporter), **options)
            .with_env(self.env)
        )

    def _file(self, export):
        return etree.fromstring(export.attachment_id.raw)

    def _texts(self, export, path):
        return [
            node.text
            for node in self._file(export).iterfind(".//" + "/".join("{*}" + name for name in path.split("/")))
        ]

    def _receive(self, content, name="answer.xml", user=None):
        receiver = self.env["debit.answer.receiver"].with_user(user or self.exporter)
        answers = receiver._receive([(name, content)])
        self.env.invalidate_all()
        return answers.with_env(self.env)
