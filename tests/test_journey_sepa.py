"""The journey of one payment under SEPA, as the overview tells it: from the mandate to the ledger, and one refusal."""

import base64
from datetime import date
from decimal import Decimal
from io import BytesIO

from lxml import etree
from odoo.addons.sepa_remittance_addon.formats.iso20022.camt053_answer import render_answer
from odoo.addons.sepa_remittance_addon.formats.iso20022.schema import validate
from odoo.addons.sepa_remittance_addon.formats.values import (
    Balance,
    Delivery,
    Entry,
    Party,
    Statement,
    Transaction,
)
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN, DebitCommon
from odoo.tests import tagged

PAYMENT_DATE = date(2026, 10, 15)
NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}


@tagged("standard", "post_install", "-at_install")
class TestJourneySepa(DebitCommon):
    def test_from_mandate_to_ledger(self):
        """MAN-1, MAN-2, MAN-4, REM-2, REM-4, REM-5, REM-8, REM-10, REM-14, STM-4,
        STM-7, STM-8, STM-10, STM-13, STM-15
        """
        self.env.user.group_ids |= self.env.ref("bank_statement_matching_addon.group_statement_administrator")
        anna, bert, carl = (
            self._customer_signs(name, number) for number, name in enumerate(("Anna", "Bert", "Carl"), 1)
        )
        paid, withdrawn, refused = self.create_due(anna, 120.5), self.create_due(bert, 80), self.create_due(carl, 60)
        also_paid = self.create_due(bert, 33.3)

        remittance = self._proposal_takes(paid | withdrawn | refused | also_paid)
        self._notices_are_printed(remittance, payers=3)
        self._payer_withdraws(remittance, withdrawn)
        self._confirmation_asks_the_bank(remittance, paid | refused | also_paid)

        received = self._bank_answers(remittance, refused)
        self._statement_is_validated_and_allocated(received)
        self._person_settles_what_is_left(received, anna)
        received.action_update_ledgers()

        self.assertEqual((received.state, set(received.line_ids.mapped("state"))), ("done", {"done"}))
        self.assertEqual((paid | also_paid).mapped("payment_state"), ["paid", "paid"])
        states = {line.move_id: line.state for line in remittance.line_ids}
        self.assertEqual(states, {paid: "matched", also_paid: "matched", refused: "returned", withdrawn: "removed"})
        self._refused_invoice_is_open_and_free(refused)
        self._ledgers_agree(received, anna)

    # ------------------------------------------------------------ the steps of the journey

    def _customer_signs(self, name, number):
        customer = self.create_payer(name, number, mandate=False)
        mandate = customer.mandate_ids
        self.assertEqual((mandate.state, mandate.kind), ("to_sign", "recurrent"))
        wizard = self.env["debit.mandate.sign"].with_context(**mandate.action_sign()["context"])
        wizard.create({"signature_date": date(2026, 9, 1)}).action_sign()
        self.assertEqual(mandate.state, "active")
        return customer

    def _proposal_takes(self, invoices):
        wizard = self.env["debit.proposal"].create({"due_to": date(2026, 10, 31)})
        remittance = self.env["debit.remittance"].browse(wizard.action_propose()["res_id"])
        self.assertEqual(remittance.line_ids.move_id, invoices)
        self.assertEqual(set(remittance.line_ids.mapped("payment_date")), {PAYMENT_DATE})
        return remittance

    def _notices_are_printed(self, remittance, payers):
        self.env["debit.notifier"]._tell(self.env["debit.notifier"]._prepare(remittance), "print")
        letters = self.env["ir.attachment"].search(
            [("res_model", "=", remittance._name), ("res_id", "=", remittance.id), ("mimetype", "=", "application/pdf")]
        )
        self.assertEqual(letters.mapped(lambda letter: letter.raw[:5]), [b"%PDF-"], "one file for all payers")
        self.assertEqual(len(remittance.notice_ids.filtered("sent_on")), payers)

    def _payer_withdraws(self, remittance, invoice):
        line = remittance.line_ids.filtered(lambda line: line.move_id == invoice)
        wizard = self.env["debit.line.change.wizard"].with_context(**line.action_remove()["context"])
        wizard.create({"channel": "letter", "asked_by": "Bert", "reason": "Disputed"}).action_apply()
        self.assertEqual(line.state, "removed")

    def _confirmation_asks_the_bank(self, remittance, invoices):
        before = self.env["account.move"].search_count([])
        remittance.action_confirm()
        content = self.file_of(remittance)
        validate(BytesIO(content), "pain.008.001.08")
        document = etree.fromstring(content)
        self.assertEqual(document.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=NS), "213.80")
        self.assertEqual(self.env["account.move"].search_count([]), before, "no ledger entry")
        self.assertEqual(set(invoices.mapped("payment_block")), {"9"})
        self.assertEqual(set(invoices.mapped("payment_state")), {"not_paid"})
        self.assertFalse(self.propose().line_ids.filtered(lambda line: line.move_id in invoices))

    def _bank_answers(self, remittance, refused):
        """A camt.053 file: three debits were paid, one of them came back, and somebody sent a transfer."""
        remitted = remittance.line_ids.filtered(lambda line: line.state == "remitted")
        entries = [self._entry(line, line.amount, "PMNT-IDDT-ESDD") for line in remitted]
        back = remitted.filtered(lambda line: line.move_id == refused)
        entries.append(self._entry(back, -back.amount, "PMNT-IDDT-UPDD", return_code="AM04"))
        entries.append(self._transfer("10.00"))
        moved = sum(entry.amount for entry in entries)
        statement = Statement(
            place="",
            identification="STMT-2026-10",
            number="10",
            account=Party(name="", iban=COMPANY_IBAN),
            currency="EUR",
            opening=Balance(Decimal("0.00"), "EUR", PAYMENT_DATE),
            closing=Balance(moved, "EUR", PAYMENT_DATE),
            entries=tuple(entries),
        )
        content = render_answer(Delivery("camt.053.001.08", "MSG-10", None, (statement,)))
        wizard = self.env["received.statement.upload"].create(
            {"file_name": "statement.xml", "content": base64.b64encode(content)}
        )
        wizard.action_receive()
        return self.env["received.statement"].search([("identification", "=", "STMT-2026-10")])

    def _entry(self, line, amount, kind, **returned):
        amount = Decimal(f"{amount:.2f}")
        transaction = Transaction("", amount, "EUR", end_to_end_id=line.end_to_end_id, **returned)
        return Entry(
            "", amount, "EUR", True, PAYMENT_DATE, PAYMENT_DATE, f"B{line.id}{kind}", kind, transactions=(transaction,)
        )

    def _transfer(self, amount):
        payer = Party(name="Anna", iban="DE89370400440532013000")
        transaction = Transaction("", Decimal(amount), "EUR", counterparty=payer, text="thank you")
        return Entry(
            "", Decimal(amount), "EUR", True, PAYMENT_DATE, PAYMENT_DATE, "B-T", "PMNT-RCDT-ESCT",
            transactions=(transaction,),
        )  # fmt: skip

    def _statement_is_validated_and_allocated(self, received):
        self.assertEqual(len(received.line_ids), 5)
        received.action_validate()
        self.assertEqual(received.state, "to_allocate")
        received.action_allocate()
        self.assertEqual(received.state, "partial")
        self.assertEqual(received.to_settle_count, 1)

    def _person_settles_what_is_left(self, received, payer):
        line = received.line_ids.filtered(lambda line: line.state != "full")
        self.assertEqual(line.amount, 10)
        self.env["statement.settler"]._put_on_account(line, payer, 10)
        self.assertEqual((line.state, received.state), ("full", "full"))

    def _refused_invoice_is_open_and_free(self, invoice):
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("not_paid", 60))
        self.assertFalse(invoice.payment_block)
        again = self.propose().line_ids.filtered(lambda line: line.move_id == invoice)
        self.assertEqual(again.attempt, 2)

    def _ledgers_agree(self, received, payer):
        native = received.native_statement_id
        self.assertEqual(native.balance_end_real, 163.8)
        self.assertTrue(all(native.line_ids.mapped("is_reconciled")) or len(native.line_ids) == 5)
        bank = native.line_ids.move_id.line_ids.filtered(
            lambda line: line.account_id == self.journal.default_account_id
        )
        self.assertAlmostEqual(sum(bank.mapped("balance")), 163.8)
        credit = self.env["account.move.line"].search(
            [
                ("partner_id", "=", payer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ]
        )
        self.assertAlmostEqual(sum(credit.mapped("balance")), -10, msg="the transfer waits on the customer's account")
