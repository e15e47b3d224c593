"""Contracts of the demo company, one for each thing that can happen to a payment or a deposit.

What a person can do next is left to do: a refund to pay by hand, one without IBAN, one that the bank refused, a deposit
that moved half way, a card that can be captured.
"""

from datetime import timedelta

import demo_refunds
from odoo.fields import Command

RENTERS = (
    "Camille Roche", "Hugo Lambert", "Inès Moreau", "Jules Perrin", "Léa Fabre", "Manon Girard", "Nadia Benali",
    "Olivier Simon",
)  # fmt: skip


class Office:
    """One branch of a hire company, and what its people key on contracts."""

    def __init__(self, env, company, bank, account_of):
        self.env, self.company, self.bank, self.account_of = env, company, bank, account_of
        company.write({"deposit_account_id": self._account("Cautions reçues", "419790").id, "deposit_rate": 50})
        self.register = self._journal("Caisse comptoir", "CAI1", "cash", register_user_id=env.user.id)
        self.terminal = self._journal("Terminal carte", "TPE1", "bank", collection_method="card")
        self.vouchers = self._journal("Bons d'achat", "BON1", "bank", collection_method="voucher")
        self.journals = {
            "transfer": bank, "cash": self.register, "card": self.terminal, "voucher": self.vouchers,
        }  # fmt: skip
        self.number = 900

    def _account(self, name, code):
        return self.env["account.account"].create(
            {"name": name, "code": code, "account_type": "liability_current", "reconcile": True}
        )

    def _journal(self, name, code, kind, **values):
        return self.env["account.journal"].create(
            {"name": name, "code": code, "type": kind, "company_id": self.company.id, **values}
        )

    def customer(self, name):
        return self.env["res.partner"].create(
            {"name": name, "lang": "fr_FR", "country_id": self.env.ref("base.fr").id, "city": "Lyon"}
        )

    def contract(self, customer, price, **values):
        """A contract whose deposit is half of its price, unless told otherwise."""
        return self.env["customer.contract"].create(
            {"partner_id": customer.id, "company_id": self.company.id, "agreed_amount": price, **values}
        )

    def invoice(self, contract, amount, day, **values):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": contract.partner_id.id,
                "contract_id": contract.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": "Location", "price_unit": amount, "tax_ids": []})],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def key(self, contract, kind, amount, method="transfer", **values):
        """What the dialog does when somebody saves it."""
        if kind == "deposit_payment" and values.get("iban"):
            contract.deposit_iban = values["iban"]
        vals = {"contract_id": contract.id, "kind": kind, "amount": amount, "method": method, **values}
        if kind not in ("card_authorisation", "deposit_refund_request", "refund_request") and method in self.journals:
            vals["journal_id"] = self.journals[method].id
        return self.env["contract.cashier"]._record([vals])

    def next_account(self):
        self.number += 1
        return self.account_of(self.number)


def fill(env, company, bank, account_of, today):
    """
    :param account_of: a function that gives the n-th valid IBAN of nobody.
    """
    office = Office(env, company, bank, account_of)
    people = {name: office.customer(name) for name in RENTERS}
    day = today - timedelta(days=12)
    _pays_in_parts(office, people["Camille Roche"], day)
    _reserves_a_card(office, people["Inès Moreau"], day)
    _moves_a_deposit(office, people["Léa Fabre"], day)
    _settles_on_the_final_invoice(office, people["Manon Girard"], day)
    _refunds(office, people, day)
    _hands_over(env, company, today - timedelta(days=5))


def _pays_in_parts(office, customer, day):
    """Half paid at the counter, in cash and by voucher, the deposit by card."""
    contract = office.contract(customer, 720, payment_moment="departure")
    invoice = office.invoice(contract, 720, day)
    office.key(contract, "payment", 200, "cash", invoice_id=invoice.id, date=day)
    office.key(contract, "payment", 50, "voucher", invoice_id=invoice.id, voucher_number="BON-2041", date=day)
    office.key(contract, "deposit_payment", 360, "card", iban=office.next_account(), date=day)


def _reserves_a_card(office, customer, day):
    """Nothing was paid: the deposit is only reserved, and can be captured or released."""
    contract = office.contract(customer, 480)
    office.invoice(contract, 480, day)
    until = day + timedelta(days=30)
    values = {"card_reference": "TPE 004512", "expiry_date": until, "date": day}
    office.key(contract, "card_authorisation", 240, "card", **values)


def _moves_a_deposit(office, customer, day):
    """The deposit of a contract that ended pays half of the next one's; the rest waits to be taken over."""
    ended = office.contract(customer, 1000)
    invoice = office.invoice(ended, 1000, day - timedelta(days=10))
    office.key(ended, "payment", 1000, invoice_id=invoice.id, date=day)
    office.key(ended, "deposit_payment", 500, date=day, iban=office.next_account())
    move = office.key(ended, "deposit_move_request", 500, "contract", date=day)
    begun = office.contract(customer, 600)
    values = {"moved_from_id": move.id, "date": day}
    office.key(begun, "deposit_payment", 300, "contract", **values)


def _settles_on_the_final_invoice(office, customer, day):
    """The deposit held paid the final invoice; what is left of it can be given back."""
    contract = office.contract(customer, 800, deposit_handling="settled")
    office.key(contract, "deposit_payment", 400, date=day)
    office.invoice(contract, 310, day, is_final_invoice=True)


def _refunds(office, people, day):
    """A file that went out, one refund of it refused by the bank, one left out without IBAN, one to pay by hand."""
    requests = office.env["contract.transaction"]
    for name, with_iban in (("Hugo Lambert", True), ("Nadia Benali", True), ("Jules Perrin", False)):
        contract = office.contract(people[name], 360)
        invoice = office.invoice(contract, 360, day)
        office.key(contract, "payment", 360, invoice_id=invoice.id, date=day)
        iban = office.next_account() if with_iban else False
        office.key(contract, "deposit_payment", 180, date=day, iban=iban)
        requests |= office.key(contract, "deposit_refund_request", 180, comment="Retour sans dommage", date=day)
    export = demo_refunds.export(office.env, office.company, requests)
    demo_refunds.refuse(office.env, export)
    contract = office.contract(people["Olivier Simon"], 250)
    invoice = office.invoice(contract, 250, day)
    office.key(contract, "payment", 290, invoice_id=invoice.id, date=day)
    office.key(contract, "refund_request", 40, iban=office.next_account(), comment="Payé en trop", date=day)


def _hands_over(env, company, day):
    """What outside accounting has already: its payments stay with their invoices."""
    env.user.group_ids |= env.ref("recouvrements_addon.group_accounting_exporter")
    wizard = env["accounting.export.wizard"].create({"company_id": company.id, "date_to": day, "file_format": "csv"})
    wizard.action_export()
