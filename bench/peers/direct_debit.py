"""OCA's two stacks for direct debits, as their users drive them: wizard, confirm, file, *uploaded*.

Both post an entry per debit and reconcile it when the file is said to be uploaded, before the bank has said anything;
from then on the invoice is paid. So their cycle ends there, without a statement.
"""

from datetime import timedelta

import cases
import company
import ledger
import stage
from odoo import fields

from . import mandates

ACCOUNT = {"code": "511999", "name": "Debits on their way", "account_type": "asset_current", "reconcile": True}


class DirectDebit(stage.Stage):
    STEPS = ("proposal", "confirm", "file", "upload")
    POSTING = ("upload",)
    case = cases.CASES["sepa-lines"]

    def set_up(self):
        with self.environment() as env:
            journal = company.create(env, self.case, ("account.group_account_manager", self.GROUP))
            journal.company_id.sepa_creditor_identifier = "FR72ZZZ123456"
            # without it "uploaded" would post nothing
            account = journal.env["account.account"].create(ACCOUNT)
            method, asked = self.way_to_collect(journal, account)
            self.known |= {"journal": journal.id, "asked": asked}
            signed = mandates.Mandates(self.of_invoice(method, asked))
            ledger.populate(method, self.case, self.options.lines, signed)
        self.analyze()

    def take_proposal(self, env):
        order = env["account.payment.order"].create(
            {"payment_type": "inbound", "journal_id": self.known["journal"], "date_prefered": "due", **self.of_order()}
        )
        chosen = {
            "date_type": "due", self.DUE_UNTIL: fields.Date.context_today(order) + timedelta(days=60),
            "payment_mode": "same", "target_move": "posted", "invoice": True,
        }  # fmt: skip
        wizard = env["account.payment.line.create"].with_context(active_model=order._name, active_id=order.id)
        wizard = wizard.create(chosen)
        wizard.populate()
        wizard.create_payment_lines()
        self.known["order"] = order.id

    def take_confirm(self, env):
        self.order(env).draft2open()

    def take_file(self, env):
        self.order(env).open2generated()

    def take_upload(self, env):
        self.order(env).generated2uploaded()

    def order(self, env):
        return env["account.payment.order"].browse(self.known["order"])

    def check_proposal(self, env):
        assert len(self.order(env).payment_line_ids) == self.options.lines, len(self.order(env).payment_line_ids)

    def check_confirm(self, env):
        assert len(self.order(env).payment_ids) == self.options.lines

    def check_file(self, env):
        assert self.order(env).state == "generated"

    def check_upload(self, env):
        states = set(self.order(env).payment_line_ids.move_line_id.move_id.mapped("payment_state"))
        assert states <= {"paid", "in_payment"}, states


class Batch(DirectDebit):
    """account_payment_sepa_direct_debit on account_payment_batch_oca."""

    GROUP = "account_payment_batch_oca.group_account_payment"
    DUE_UNTIL = "due_date"

    def way_to_collect(self, journal, account):
        """Return the payment method line, and the id of what an order collects."""
        method = journal.env["account.payment.method.line"].create(
            {
                "name": "SEPA direct debit",
                "company_id": journal.company_id.id,
                "payment_method_id": journal.env.ref("account_payment_sepa_direct_debit.sepa_direct_debit").id,
                "bank_account_link": "fixed",
                "journal_id": journal.id,
                "payment_account_id": account.id,
                "selectable": True,
            }
        )
        return method, method.id

    def of_order(self):
        return {"payment_method_line_id": self.known["asked"]}

    def of_invoice(self, _method, asked):
        return {"preferred_payment_method_line_id": asked}


class Order(DirectDebit):
    """account_banking_sepa_direct_debit on account_payment_order."""

    GROUP = "account_payment_order.group_account_payment"
    DUE_UNTIL = "filter_date"

    def way_to_collect(self, journal, account):
        sepa = journal.env.ref("account_banking_sepa_direct_debit.sepa_direct_debit")
        method = journal.inbound_payment_method_line_ids.filtered(lambda line: line.payment_method_id == sepa)
        if not method:
            method = journal.env["account.payment.method.line"].create(
                {"name": "SEPA direct debit", "payment_method_id": sepa.id, "journal_id": journal.id}
            )
        method.payment_account_id = account
        mode = journal.env["account.payment.mode"].create(
            {
                "name": "SEPA direct debit",
                "company_id": journal.company_id.id,
                "payment_method_id": sepa.id,
                "bank_account_link": "fixed",
                "fixed_journal_id": journal.id,
            }
        )
        return method, mode.id

    def of_order(self):
        return {"payment_mode_id": self.known["asked"]}

    def of_invoice(self, _method, asked):
        return {"payment_mode_id": asked}
