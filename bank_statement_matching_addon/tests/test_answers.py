import base64

from odoo.addons.sepa_remittance_addon.tests.answer_files import (
    bank_statement,
    camt_entry,
    notification,
    status_block,
    status_report,
    status_transaction,
)
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import SepaStatementCommon


class AnswerCommon(SepaStatementCommon):
    def receive_files(self, *contents):
        """As dropped together, on whichever screen; the names tell them apart."""
        files = [(f"{number}-{hash(content)}.xml", content) for number, content in enumerate(contents)]
        return self.env["debit.answer.receiver"]._receive_all(files)

    def post(self, content):
        """Receive a statement and take it as far as the ledger."""
        received = self.receive_files(content)["received.statement"]
        received.action_validate()
        if received.state == "to_allocate":  # a notification heard before stays in error: its lines are duplicates
            received.action_allocate()
        if received.posts:
            self.assertEqual(received.state, "full", received.line_ids.mapped("evidence"))
            received.action_update_ledgers()
        return received

    def owed(self, payer):
        """What the payer owes by the ledger, and the items it is made of."""
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", payer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return items


@tagged("post_install", "-at_install")
class TestAnswersAndStatements(AnswerCommon):
    """Files that tell of money are statements, others answers; dropped together they find their way (REM-14)."""

    def rejected(self, line, name="R1"):
        one = status_transaction(line.end_to_end_id, amount=f"{line.amount:.2f}")
        return status_report(status_block(line.block_reference, one), name=name)

    def test_a_mixed_drop_lands_where_each_file_belongs(self):
        """REM-14, STM-4: from the journal, from the list of statements, from the list of answers"""
        doors = (self.journal, self.env["received.statement"], self.env["debit.answer"])
        lines = self.remit(10, 11, 20, 21, 30, 31)
        for number, door in enumerate(doors, 1):
            one, two = lines[2 * number - 2 : 2 * number]
            files = {
                f"pain{number}.xml": self.rejected(one, f"R{number}"),
                f"camt{number}.xml": bank_statement(
                    camt_entry(two.amount, two.end_to_end_id, bank=f"B{number}"), iban=COMPANY_IBAN,
                    total=two.amount, name=f"S{number}",
                ),
            }  # fmt: skip
            attachments = self.env["ir.attachment"].create(
                [{"name": name, "raw": content} for name, content in files.items()]
            )
            with self.subTest(door._name):
                action = door.create_document_from_attachment(attachments.ids)
                self.assertEqual(action["tag"], "display_notification")
                self.assertEqual(action["params"]["links"][0]["label"], f"pain{number}.xml")
                self.assertEqual(action["params"]["next"]["res_model"], "received.statement")
                self.assertStates(one, "rejected")
                self.assertEqual(self.env["received.statement"].search([], limit=1).identification, f"S{number}-1")

    def test_a_status_report_alone_opens_as_an_answer(self):
        """REM-14: also by the wizard for statements"""
        line = self.remit(10)
        wizard = self.env["received.statement.upload"].create(
            {"file_name": "pain.xml", "content": base64.b64encode(self.rejected(line))}
        )
        self.assertEqual(wizard.action_receive()["res_model"], "debit.answer")
        self.assertStates(line, "rejected")
        with self.assertRaisesRegex(UserError, "read before"):
            self.receive_files(self.rejected(line))

    def test_nothing_is_stored_when_one_of_the_files_is_bad(self):
        """REM-14, STM-5"""
        line = self.remit(10)
        statement = bank_statement(camt_entry(10, line.end_to_end_id), iban=COMPANY_IBAN, total=10)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.receive_files(self.rejected(line), statement, statement[:-20])
        self.env.invalidate_all()
        self.assertFalse(self.env["debit.answer"].search([]) or self.env["received.statement"].search([]))
        self.assertStates(line, "remitted")

    def test_who_receives_statements_receives_the_other_answers_too(self):
        """REM-14: and who only exports to the bank receives no statements"""
        line = self.remit(10)
        statement = bank_statement(camt_entry(10, line.end_to_end_id), iban=COMPANY_IBAN, total=10)
        matcher, exporter = (
            new_test_user(
                self.env, login, f"{group},base.group_user", company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for login, group in (
                ("matcher", "bank_statement_matching_addon.group_statement_user"),
                ("exporter", "sepa_remittance_addon.group_debit_confirm"),
            )
        )  # fmt: skip
        answer = self.env["debit.answer.receiver"].with_user(matcher)._receive([("a", self.rejected(line))])
        self.assertEqual(answer.with_user(matcher).line_ids.outcome, "rejected")
        with self.assertRaises(AccessError):
            self.env["debit.answer.receiver"].with_user(exporter)._receive_all([("b", statement)])


@tagged("post_install", "-at_install")
class TestOneReturnToldManyTimes(AnswerCommon):
    """Money on a statement is posted, and an invoice reopened, by that statement's ledger update, once (REM-14)."""

    def setUp(self):
        super().setUp()
        self.line = self.remit(100)
        self.invoice = self.line.move_id
        reference, block = self.line.end_to_end_id, self.line.block_reference
        refused = status_transaction(reference, "RJCT", "MD06", amount="100.00")
        back = {"code": "MD06", "text": "Refund asked", "bank": "BACK"}
        self.told = {
            "pain.002": status_report(status_block(block, refused)),
            "paid": bank_statement(camt_entry(100, reference), iban=COMPANY_IBAN, total=100, name="PAID"),
            "camt.054": notification(camt_entry(-100, reference, **back), iban=COMPANY_IBAN, name="NOTE"),
            "camt.054 again": notification(camt_entry(-100, reference, **back), iban=COMPANY_IBAN, name="AGAIN"),
            "camt.053": self.last(camt_entry(-100, reference, **back)),
        }

    def last(self, entry):
        content = bank_statement(entry, iban=COMPANY_IBAN, total=-100, name="BACK").decode()
        return (
            content.replace('<Amt Ccy="EUR">0.00<', '<Amt Ccy="EUR">100.00<')
            .replace(
                'CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>\n<CdtDbtInd>DBIT',
                'CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt>\n<CdtDbtInd>CRDT',
            )
            .encode()
        )

    def tell(self, *names):
        for name in names:
            if name == "pain.002":
                self.receive_files(self.told[name])
            else:
                self.post(self.told[name])

    def assertOwedOnce(self, state):
        self.assertStates(self.line, state)
        self.assertEqual((self.invoice.payment_state, self.invoice.amount_residual), ("not_paid", 100))
        self.assertEqual(self.owed(self.payer), self.line.move_line_id, "the customer owes the invoice, and it alone")
        bank = self.env["account.bank.statement.line"].search([("journal_id", "=", self.journal.id)])
        self.assertEqual(sorted(bank.mapped("amount")), [-100, 100], "the money came once and went once")

    def test_status_report_before_the_money_came_and_went(self):
        self.tell("pain.002", "paid", "camt.053")
        self.assertOwedOnce("rejected")

    def test_status_report_between(self):
        self.tell("paid", "pain.002", "camt.053")
        self.assertOwedOnce("returned")

    def test_status_report_after(self):
        self.tell("paid", "camt.053", "pain.002")
        self.assertOwedOnce("returned")

    def test_notifications_before_the_statement(self):
        self.tell("paid", "camt.054", "camt.054 again", "camt.053")
        self.assertOwedOnce("returned")

    def test_notifications_after_the_statement(self):
        self.tell("paid", "camt.053", "camt.054", "camt.054 again")
        self.assertOwedOnce("returned")

    def test_notification_before_everything(self):
        self.tell("camt.054", "pain.002", "paid", "camt.053")
        self.assertOwedOnce("rejected")

    def test_the_undo_of_the_statement_takes_its_own_part_back(self):
        """What another message told stays."""
        self.tell("pain.002", "paid")
        back = self.post(self.told["camt.053"])
        back.action_undo_ledgers()
        self.assertStates(self.line, "rejected")
        self.assertEqual(self.invoice.payment_state, "paid", "the money is there again")
        back.action_update_ledgers()
        self.assertOwedOnce("rejected")

    def test_a_block_booked_gross_and_its_refused_debit_booked_back(self):
        """The bank refused one debit of the block, booked the whole block, and took the one back."""
        other = self.remit(50, payer=self.other_payer)
        block = self.line.block_reference
        other.sudo().write({"block_reference": block})
        self.tell("pain.002")
        gross = bank_statement(
            camt_entry(150, block=block),
            camt_entry(-100, self.line.end_to_end_id, "MD06", bank="BACK"),
            iban=COMPANY_IBAN,
            total=50,
        )
        self.post(gross)
        self.assertStates(self.line | other, "rejected", "matched")
        self.assertEqual((self.invoice.amount_residual, other.move_id.payment_state), (100, "paid"))
        self.assertEqual(self.owed(self.payer), self.line.move_line_id)

    def test_what_is_collected_though_paid_by_hand_is_on_account(self):
        """REM-13: the warning was overridden; the customer gets the second payment back, nobody loses it"""
        note = self.create_due(self.payer, 100, move_type="out_refund")
        (self.line.move_line_id | self.receivable_of(note)).reconcile()
        self.post(self.told["paid"])
        self.assertStates(self.line, "matched")
        self.assertEqual(sum(self.owed(self.payer).mapped("amount_residual")), -100, "100 are the customer's")

    def test_a_debit_asked_again_and_then_paid_twice_is_on_account(self):
        """REM-13, REM-15: refused, presented again, and the money of both comes: the second is the customer's."""
        self.line._register_rejection({self.line.id: ("AM04", "", "pain.002")})
        again = self.confirm(self.propose()).line_ids
        self.assertEqual(again.move_id, self.invoice)
        self.post(self.told["paid"])
        self.assertEqual(self.invoice.payment_state, "paid")
        second = bank_statement(
            camt_entry(100, again.end_to_end_id, bank="B2"), iban=COMPANY_IBAN, total=100, name="SECOND"
        ).decode()
        second = second.replace(
            '<Amt Ccy="EUR">100.00</Amt>\n<CdtDbtInd>CRDT</CdtDbtInd><Dt>',
            '<Amt Ccy="EUR">200.00</Amt>\n<CdtDbtInd>CRDT</CdtDbtInd><Dt>',
        )
        second = second.replace('<Amt Ccy="EUR">0.00<', '<Amt Ccy="EUR">100.00<').encode()
        self.post(second)
        self.assertEqual(sum(self.owed(self.payer).mapped("amount_residual")), -100, "100 are the customer's")
