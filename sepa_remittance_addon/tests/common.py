"""Builders of what most tests need: a company that collects, customers with mandates, due invoices."""

from datetime import date

from freezegun import freeze_time
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.sepa_remittance_addon.models.debit_mandate import PBS_SCHEMES
from odoo.fields import Command
from odoo.tests import Form, tagged

# A Wednesday without holidays near it, before every cut-off hour.
TODAY = "2026-10-14 08:00:00"
CREDITOR = "FR72ZZZ123456"  # the example that creditor identifiers are explained with
COMPANY_IBAN = "FR7630006000011234567890189"  # published example
BANK = "20041", "01005"


def iban_of(number):
    """A valid French IBAN that belongs to nobody: the ``number``-th account of one branch."""
    from schwifty import IBAN

    account = f"{number:011d}"
    return str(IBAN.from_bban("FR", _with_key(f"{BANK[0]}{BANK[1]}{account}")))


def _with_key(bban):
    """French national check digits (RIB key)."""
    bank, branch, account = int(bban[:5]), int(bban[5:10]), int(bban[10:21])
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    return f"{bban}{key:02d}"


@tagged("post_install", "-at_install")
class DebitCommon(AccountTestInvoicingCommon):
    frozen_at = TODAY  # None for tests in which a browser takes part: it has a clock of its own

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.frozen_at:
            clock = freeze_time(cls.frozen_at, tick=True)
            clock.start()
            cls.addClassCleanup(clock.stop)
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.env.user.group_ids |= cls.env.ref("sepa_remittance_addon.group_debit_manager")
        cls.company = cls.company_data["company"]
        cls.company.partner_id.tz = "Europe/Paris"
        cls.setup_creditor(cls.company, cls.company_data["default_journal_bank"], "EUR", COMPANY_IBAN)
        cls.journal = cls.company_data["default_journal_bank"]
        cls.method = cls.create_payment_type(cls.journal, "sepa_core")
        cls.company.debit_method_line_id = cls.method

    @classmethod
    def setup_creditor(cls, company, journal, currency, account_number):
        cls.env.ref(f"base.{currency}").active = True
        company.currency_id = cls.env.ref(f"base.{currency}")
        company.sepa_creditor_identifier = CREDITOR
        journal.bank_account_id = cls.env["res.partner.bank"].create(
            {"acc_number": account_number, "partner_id": company.partner_id.id}
        )

    @classmethod
    def create_payment_type(cls, journal, scheme, **values):
        return cls.env["account.payment.method.line"].create(
            {
                "name": f"Direct debit {scheme}",
                "journal_id": journal.id,
                "payment_method_id": cls.env.ref("sepa_remittance_addon.payment_method_debit").id,
                "debit_scheme": scheme,
                **values,
            }
        )

    @classmethod
    def create_payer(cls, name, number, mandate=True, **values):
        """A customer who is collected automatically, with a signed mandate unless said otherwise."""
        payer = cls.env["res.partner"].create(
            {
                "name": name,
                "ref": f"C{number:05d}",
                "city": "Lyon",
                "country_id": cls.env.ref("base.fr").id,
                "bank_ids": [Command.create({"acc_number": iban_of(number)})],
                **values,
            }
        )
        payer.collect_automatically = True
        if mandate:
            payer.mandate_ids.signature_date = date(2026, 1, 5)
            cls.register_at_pbs(payer.mandate_ids)
        return payer

    @classmethod
    def register_at_pbs(cls, mandates):
        """PBS collects under registered agreements only."""
        agreements = mandates.sudo().filtered(lambda mandate: mandate.scheme in PBS_SCHEMES)
        agreements._move_field_to("agreement_state", "registered")

    @classmethod
    def create_due(cls, payer, amount=100.0, due="2026-10-10", move_type="out_invoice", post=True, **values):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": payer.id,
                "invoice_date": values.pop("invoice_date", "2026-09-10"),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Service", "quantity": 1, "price_unit": amount, "tax_ids": []})
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def receivable_of(cls, move):
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    @classmethod
    def propose(cls, method=None, **selection):
        selection.setdefault("due_to", date(2026, 12, 31))
        return cls.env["debit.proposer"]._propose(method or cls.method, selection)

    @classmethod
    def confirm(cls, remittance):
        remittance.action_confirm()
        return remittance

    def file_of(self, remittance):
        self.assertTrue(remittance.file_ids, "the remittance has a bank file")
        return remittance.file_ids[0].raw


__all__ = ["CREDITOR", "TODAY", "DebitCommon", "Form", "iban_of"]
