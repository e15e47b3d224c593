"""Our own mandates. Those of the peers are in peers/mandates.py."""

from datetime import timedelta

import clone
from no_mandates import NoMandates
from odoo import fields
from odoo.addons.sepa_remittance_addon.models.debit_mandate import PBS_SCHEMES


class Mandates(NoMandates):
    """:param method: the payment type that collects."""

    def __init__(self, method):
        self.method = method
        self.first = None

    def sign(self, payer):
        payer.collect_automatically = True
        self.first = payer.mandate_ids
        self.first.signature_date = fields.Date.context_today(payer) - timedelta(days=200)
        if self.method.debit_scheme in PBS_SCHEMES:
            # PBS collects under agreements that it has registered
            self.first.action_agreement_registered()

    def copy(self, cr, partners, accounts, count):
        clone.clone(
            cr, "debit_mandate", self.first.id, "bench_customer own",
            {
                "id": "nextval('debit_mandate_id_seq')", "partner_id": f"{partners} + own.number",
                "partner_bank_id": f"{accounts} + own.number", "reference": "'SR' || own.ref",
                "customer_number": "own.ref",
            },
        )  # fmt: skip

    def keep_out(self, move):
        move.line_ids.payment_block = "1"

    def check(self, invoices):
        assert all(payer.mandate_ids.state == "active" for payer in invoices.partner_id)
