"""What the payers signed, as the OCA modules keep it: one model in both of their stacks."""

from datetime import timedelta

import clone
from no_mandates import NoMandates
from odoo import fields


class Mandates(NoMandates):
    """:param asked: what an invoice is created with, so that it is collected by direct debit."""

    def __init__(self, asked):
        self.asked = asked
        self.first = self.before = None

    def sign(self, payer):
        model = payer.env["account.banking.mandate"]
        self.first = model.create(
            {
                "partner_id": payer.id,
                "partner_bank_id": payer.bank_ids.id,
                "company_id": payer.env.company.id,
                "type": "recurrent",
                "signature_date": fields.Date.context_today(payer) - timedelta(days=200),
                "unique_mandate_reference": "SRK0000000",
                # one stack keeps it on the mandate, the other on the lot
                **({"recurrent_sequence_type": "recurring"} if "recurrent_sequence_type" in model._fields else {}),
            }
        )
        self.first.validate()
        payer.env.flush_all()

    def copy(self, cr, partners, accounts, count):
        self.before = clone.reserve(cr, "account_banking_mandate", count)
        clone.clone(
            cr, "account_banking_mandate", self.first.id, "bench_customer own",
            {
                "id": f"{self.before} + own.number", "partner_id": f"{partners} + own.number",
                "partner_bank_id": f"{accounts} + own.number", "unique_mandate_reference": "'SR' || own.ref",
            },
        )  # fmt: skip

    def of_invoice(self, payer):
        return {**self.asked, "mandate_id": self.first.id}

    def of_copies(self):
        return {"mandate_id": f"{self.before} + own.customer"}

    def keep_out(self, move):
        # the wizard of both stacks looks for invoices that are to be paid this way
        move.write(dict.fromkeys(self.asked, False))

    def check(self, invoices):
        assert set(invoices.mandate_id.mapped("state")) == {"valid"}
        assert all(move.mandate_id.partner_id == move.partner_id for move in invoices)
