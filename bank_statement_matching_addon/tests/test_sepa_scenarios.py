from decimal import Decimal

from odoo.tests import tagged

from .common import COLLECTED, DAY, TRANSFER, SepaStatementCommon, iban_of


@tagged("post_install", "-at_install")
class TestSepaScenarios(SepaStatementCommon):
    """What each scenario believes, and that two equally good beliefs are none (STM-3, STM-10)."""

    def test_the_end_to_end_reference_comes_back(self):
        """STM-3, STM-10"""
        remitted = self.remit(100, 100)
        received = self.allocate(self.receive(self.collected(remitted[1])))
        self.assertEqual(received.allocation_ids.remittance_line_id, remitted[1])
        self.assertIn(remitted[1].end_to_end_id, received.line_ids.evidence)
        self.assertEqual(received.line_ids.partner_id, self.payer)

    def test_a_block_booked_as_one_amount_takes_what_was_not_refused(self):
        """STM-10: a payment block, less the already refused."""
        remitted = self.remit(100) + self.remit(50, payer=self.other_payer)
        block = remitted[0].block_reference
        self.assertTrue(block)
        first = self.remit(70)
        remitted[1].sudo().write({"block_reference": block})
        first.sudo().write({"block_reference": block})
        first.sudo()._register_rejection({first.id: ("AM04", "", "pain.002")})
        received = self.allocate(self.receive(self.entry(150, payment_information_id=block)))
        self.assertEqual(received.state, "full")
        self.assertEqual(received.allocation_ids.remittance_line_id, remitted)

    def test_a_whole_remittance_is_found_by_its_number(self):
        """STM-3, STM-10"""
        remitted = self.remit(100, 40)
        for number in (remitted.remittance_id.name, remitted.remittance_id.bank_reference):
            received = self.allocate(self.receive(self.entry(140, message_id=number, reference=number), number=number))
            self.assertEqual(received.allocation_ids.remittance_line_id, remitted, number)
            received.line_ids.allocation_ids.unlink()

    def test_a_mandate_and_amount_decide_when_only_one_fits(self):
        """STM-3"""
        remitted = self.remit(100, 40)
        reference = remitted[0].mandate_id.reference
        received = self.allocate(self.receive(self.entry(40, mandate_reference=reference)))
        self.assertEqual(received.allocation_ids.remittance_line_id, remitted[1])

    def test_two_debits_alike_are_not_guessed(self):
        """STM-3, STM-10: two equally good candidates mean no allocation."""
        remitted = self.remit(40, 40)
        received = self.allocate(self.receive(self.entry(40, mandate_reference=remitted[0].mandate_id.reference)))
        self.assertFalse(received.allocation_ids)
        self.assertEqual(received.line_ids.state, "partial")

    def test_two_lines_with_one_reference_are_not_guessed(self):
        """STM-10: each remitted invoice goes to at most one line, and rivals get none."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted), self.collected(remitted, number=2)))
        self.assertFalse(received.allocation_ids)

    def test_an_invoice_number_in_the_text(self):
        """STM-3: a transfer pays the open invoice it names, whole or in part."""
        invoice = self.create_due(self.payer, 100)
        received = self.allocate(
            self.receive(
                self.entry(30, TRANSFER, text=f"Payment of {invoice.name}, thanks"),
            )
        )
        allocation = received.allocation_ids
        self.assertEqual((allocation.kind, allocation.move_id, allocation.amount), ("open_item", invoice, 30))
        self.assertEqual(received.state, "full")
        received.action_update_ledgers()
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("partial", 70))

    def test_a_structured_reference(self):
        """STM-3: +++090/9337/55493+++ and 090933755493 are the same."""
        invoice = self.create_due(self.payer, 100, post=False)
        invoice.payment_reference = "+++090/9337/55493+++"
        invoice.action_post()
        invoice.payment_reference = "+++090/9337/55493+++"
        received = self.allocate(self.receive(self.entry(100, TRANSFER, structured_reference="090933755493")))
        self.assertEqual(received.allocation_ids.move_id, invoice)

    def test_several_invoice_numbers_count_when_they_add_up(self):
        """STM-3, STM-10"""
        one, two = self.create_due(self.payer, 100), self.create_due(self.payer, 50)
        text = f"{one.name} {two.name}"
        received = self.allocate(self.receive(self.entry(150, TRANSFER, text=text), self.entry(10, TRANSFER, number=2)))
        self.assertEqual(received.line_ids[0].allocation_ids.move_id, one | two)
        other = self.allocate(self.receive(self.entry(20, TRANSFER, text=text, number=3), number="2"))
        self.assertFalse(other.allocation_ids, "two invoices and an amount that is neither")

    def test_iban_and_amount(self):
        """STM-3: the payer's account, and the only open amount like it."""
        from odoo.addons.sepa_remittance_addon.formats.values import Party

        invoice = self.create_due(self.payer, 77)
        self.create_due(self.other_payer, 77)
        party = Party(name="Someone", iban=iban_of(1))
        received = self.allocate(self.receive(self.entry(77, TRANSFER, counterparty=party)))
        self.assertEqual(received.allocation_ids.move_id, invoice)
        self.assertNotIn(iban_of(1), received.line_ids.masked_account)
        self.create_due(self.payer, 55)
        self.create_due(self.payer, 55)
        twice = self.allocate(self.receive(self.entry(55, TRANSFER, counterparty=party), number="2"))
        self.assertFalse(twice.allocation_ids)

    def test_the_order_of_scenarios_is_that_of_the_profile(self):
        """STM-3: the combination with the most keys decides; the first scenario that allocates wins."""
        account = self.company_data["default_account_revenue"]
        scenario = self.env["statement.scenario"].create(
            {"name": "Fees", "kind": "ledger_account", "account_id": account.id, "company_id": self.company.id}
        )
        self.profile.key_3 = "text"
        self.env["statement.scenario.priority"].create(
            {"profile_id": self.profile.id, "text": "account fee", "scenario_id": scenario.id}
        )
        received = self.allocate(self.receive(self.entry(-3, "OTHER", text="Account fee October")))
        self.assertEqual(received.allocation_ids.account_id, account)
        self.assertEqual(received.line_ids.scenario_id, scenario)
        received.action_update_ledgers()
        self.assertEqual(
            received.line_ids.native_line_id.line_ids.account_id, account | self.journal.default_account_id
        )

    def test_a_return_reopens_the_invoice_once(self):
        """STM-11, STM-15, REM-14: camt return, executed with a negative amount."""
        remitted = self.remit(100)
        self.allocate(self.receive(self.collected(remitted))).action_update_ledgers()
        back = self.allocate(self.receive(self.returned(remitted, number=2), number="2"))
        self.assertEqual(
            (back.line_ids.effect, back.allocation_ids.kind, back.state), ("charged_back", "returned", "full")
        )
        back.action_update_ledgers()
        self.assertEqual((remitted.state, remitted.reason_id.code), ("returned", "MD06"))
        self.assertEqual(remitted.move_id.amount_residual, 100)
        back.action_undo_ledgers()
        self.assertEqual((remitted.state, remitted.move_id.payment_state), ("matched", "paid"))

    def test_a_return_with_charges(self):
        """STM-10: the bank's charges inside a return go to their account."""
        self.profile.charge_account_id = self.company_data["default_account_expense"]
        remitted = self.remit(100)
        self.allocate(self.receive(self.collected(remitted))).action_update_ledgers()
        entry = self.entry(
            -103.5, "PMNT-IDDT-UPDD", 2, end_to_end_id=remitted.end_to_end_id, return_code="AM04",
            charges=Decimal("3.50"),
        )  # fmt: skip
        back = self.allocate(self.receive(entry, number="2"))
        self.assertEqual(back.state, "full")
        self.assertEqual(sorted(back.allocation_ids.mapped("amount")), [-100, -3.5])

    def test_variance_limits_close_small_gaps_in_proportion(self):
        """STM-10"""
        remitted = self.remit(100, 200)
        self.profile.write({"under_limit": 1, "under_account_id": self.company_data["default_account_expense"].id})
        block = remitted[0].block_reference
        received = self.allocate(self.receive(self.entry("299.10", payment_information_id=block)))
        variances = received.allocation_ids.filtered(lambda one: one.kind == "variance")
        self.assertEqual(sorted(variances.mapped("amount")), [-0.6, -0.3])
        self.assertEqual(received.state, "full")
        received.action_update_ledgers()
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"paid"})

    def test_a_gap_beyond_the_limit_stays_open(self):
        """STM-10"""
        remitted = self.remit(100)
        self.profile.write({"over_limit": 1, "over_account_id": self.company_data["default_account_revenue"].id})
        received = self.allocate(self.receive(self.entry(101.01, end_to_end_id=remitted.end_to_end_id)))
        self.assertEqual((received.state, received.line_ids.difference), ("partial", 1.01))

    def test_the_order_of_the_file_does_not_matter(self):
        """STM-10: deterministic."""
        remitted = self.remit(10, 20, 30)
        entries = [self.collected(line, number=number) for number, line in enumerate(remitted, 1)]
        received = self.allocate(self.receive(*reversed(entries)))
        found = {one.line_id.end_to_end_id: one.remittance_line_id.end_to_end_id for one in received.allocation_ids}
        self.assertEqual(len(found), 3)
        self.assertTrue(all(asked == told for asked, told in found.items()))

    def test_another_currency_is_not_compared(self):
        """STM-10"""
        remitted = self.remit(100)
        received = self.receive(self.collected(remitted))
        received.line_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE debit_remittance_line SET currency_id = %s WHERE id = %s",
            [self.env.ref("base.USD").id, remitted.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.allocate(received).allocation_ids, received.line_ids.evidence)
        self.assertEqual(COLLECTED, received.line_ids.bank_code)
        self.assertEqual(received.date, DAY)
