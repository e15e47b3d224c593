from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.pbs import ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import Collection
from odoo.tests import HttpCase, new_test_user, tagged

from .common import LS, TRANSFER, LsStatementCommon, SepaStatementCommon


class SettlingUser:
    frozen_at = None  # the browser has a clock of its own, so all dates follow today

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.user = new_test_user(
            cls.env,
            "settling_user",
            groups="account.group_account_invoice,bank_statement_matching_addon.group_statement_user",
            company_id=cls.company.id,
            lang="en_US",
            password="settling_user",
        )

    def settle_in_browser(self, received, tour):
        action = "bank_statement_matching_addon.action_received_statement"
        self.start_tour(f"/odoo/action-{action}/{received.id}", tour, login="settling_user", timeout=300)


@tagged("post_install", "-at_install")
class TestSettlingByKeyboard(SettlingUser, LsStatementCommon, HttpCase):
    def invoices(self, *amounts_of_payers):
        due = self.today - timedelta(days=3)
        for payer, amounts in amounts_of_payers:
            for amount in amounts:
                self.create_due(payer, amount, due=due, invoice_date=due)

    def answer(self, remittance, *answers):
        day = remittance.line_ids[0].payment_date
        content = [("0580", Collection(number, day, Decimal(str(amount)))) for number, amount in answers]
        content = b"".join(ls_answers.render_answer(content, **{**LS, "created": day + timedelta(days=1)}))
        return self.allocate(self.env["statement.receiver"]._receive([("LS0602.txt", content)], self.journal))

    def test_a_statement_is_settled_by_the_keyboard_alone(self):
        """STM-13, STM-16: take off, undo, lift a block, add several, on account, ledger account, move; to and fro."""
        names = ("Anna", "Bert", "Carl", "Dora", "Emil")
        anna, bert, carl, dora, emil = [self.create_payer(name, 11 + place) for place, name in enumerate(names)]
        self.invoices((anna, (100, 50)), (bert, (60,)), (carl, (10,)), (dora, (10,)), (emil, (20, 7)))
        remittance = self.confirm(self.propose(due_to=self.today))
        self.invoices((bert, (30, 40)))
        received = self.answer(
            remittance,
            (anna.ref, 100),
            (bert.ref, 130),
            (carl.ref, 25),
            (dora.ref, 10.05),
            (emil.ref, 20),
            ("WRONG", 7),
        )
        self.assertEqual(received.to_settle_count, 6)
        self.settle_in_browser(received, "settling_by_keyboard_tour")
        self.assertEqual((received.state, set(received.line_ids.mapped("state"))), ("full", {"full"}))
        kinds = {line: sorted(line.allocation_ids.mapped("kind")) for line in received.line_ids}
        self.assertEqual(
            list(kinds.values()),
            [
                ["remitted"],
                ["open_item", "open_item", "remitted"],
                ["on_account", "remitted"],
                ["ledger_account", "remitted"],
                ["remitted"],
                ["remitted"],
            ],
        )
        freed = remittance.line_ids.filtered(lambda line: line.amount == 50)
        self.assertEqual((freed.state, freed.payment_block), ("rejected", False))
        rounding = received.allocation_ids.filtered(lambda one: one.kind == "ledger_account")
        self.assertEqual((rounding.amount, rounding.label), (0.05, "Rounding"))
        self.assertEqual(set(received.line_ids.settling_step_ids.create_uid.ids), {self.user.id})


@tagged("post_install", "-at_install")
class TestSettlingWithOthers(SettlingUser, SepaStatementCommon, HttpCase):
    def test_a_payer_is_found_others_are_noticed_and_a_lost_connection_loses_nothing(self):
        """STM-13: search, typed amounts, two tabs on one line, no network, a reload."""
        zoe = self.create_payer("Zoe", 21, mandate=False)
        invoice = self.create_due(zoe, 61.3, due=self.today, invoice_date=self.today)
        received = self.allocate(self.receive(self.entry(61.3, TRANSFER, day=self.today), to_date=self.today))
        line = received.line_ids
        line.allocation_ids.unlink()
        line.partner_id = False
        self.settle_in_browser(received, "settling_payer_tour")
        amounts = {one.kind: one.amount for one in line.allocation_ids.sorted("id")}
        self.assertEqual((line.state, line.partner_id), ("full", zoe))
        self.assertEqual(sorted(line.allocation_ids.mapped("amount")), [0.3, 1, 60])
        self.assertEqual(amounts["open_item"], 60)
        self.assertEqual(line.allocation_ids.move_id, invoice)
