"""Customers who signed nothing; and what each sort of mandate has to say."""


class NoMandates:
    """What the payers signed: nothing. Each sort of mandate says here what it adds to customers and invoices."""

    def sign(self, payer):
        """Make the mandate of the first customer, by Odoo."""

    def copy(self, cr, partners, accounts, count):
        """Make the same for each row of ``bench_customer``, whose ids follow those given."""

    def of_invoice(self, payer):
        """What the first invoice is created with, to be collected."""
        return {}

    def of_copies(self):
        """What its copies have of their own: SQL by column, of the row ``own``."""
        return {}

    def keep_out(self, move):
        """Let the first invoice, of which the others are copies, not be collected itself."""

    def check(self, invoices):
        """Some of the copies are as they should be."""
