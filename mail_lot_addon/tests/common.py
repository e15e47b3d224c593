"""Builders: clients of the mail room, their pending invoices, lots, and cheques keyed in them."""

from uuid import uuid4

from dateutil.relativedelta import relativedelta
from odoo import Command, fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user, tagged

from ..values.cheque import Cheque


@tagged("post_install", "-at_install")
class MailLotCommon(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.company = cls.company_data["company"]
        cls.today = fields.Date.today()
        cls.journal = cls.company_data["default_journal_bank"]
        cls.company.mail_lot_journal_id = cls.journal
        cls.reader = cls.user_of("reader", "mail_lot_addon.group_mail_lot_reader")
        cls.keyer = cls.user_of("keyer", "mail_lot_addon.group_mail_lot_key")
        cls.closer = cls.user_of("closer", "mail_lot_addon.group_mail_lot_close")

    @classmethod
    def may_administer(cls):
        """Whoever sets a test up keeps mandates and rules too."""
        cls.env.user.group_ids |= cls.env.ref("sepa_remittance_addon.group_debit_manager")
        cls.env.user.group_ids |= cls.env.ref("mail_lot_addon.group_mail_lot_manager")

    @classmethod
    def user_of(cls, login, group, company=None):
        company = company or cls.company
        companies = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        return new_test_user(cls.env, login, groups=group, lang="en_US", **companies)

    @classmethod
    def client_of(cls, chrono="52134466", code=121, letter="J", **more):
        vals = {
            "name": f"Client {letter} {code} {chrono}",
            "client_letter": letter,
            "client_partner_code": code,
            "client_chrono": chrono,
            **more,
        }
        return cls.env["res.partner"].sudo().create(vals).sudo(False)

    @classmethod
    def invoice_of(cls, client, amount, days_ago=30, circular="AP11", **more):
        """A posted invoice of that amount to the cent."""
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "invoice_date": cls.today - relativedelta(days=days_ago),
                "circular": circular,
                "invoice_line_ids": [
                    Command.create({"name": "Le Mensuel", "quantity": 1, "price_unit": amount, "tax_ids": False})
                ],
                **more,
            }
        )
        invoice.action_post()
        return invoice

    @classmethod
    def receivable(cls, invoice):
        return invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def lot_of(self, user=None, **more):
        return self.env["mail.lot"].with_user(user or self.keyer).create(more)

    def cheque(self, figures, number="1234567", **more):
        return Cheque(**{"number": number, "date": self.today, "amount_in_figures": figures, "bank": "BNP", **more})

    def key(self, lot, client, cheque, regularise=(), without_payment=(), token=None, is_another=False):
        """Save a cheque as the lot's user."""
        operations = {self.receivable(invoice).id: "regularise" for invoice in regularise}
        operations |= {self.receivable(invoice).id: "without_payment" for invoice in without_payment}
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client) if client else []
        forced = [invoice.move_line_id for invoice in pending if invoice.move_line_id not in operations]
        return lot.env["mail.lot.item.keyer"]._save_cheque(
            lot, token or uuid4().hex, client, cheque, operations, is_another=is_another, forced=forced
        )

    def close(self, lot):
        """Pre-close, agree with the tape, close for good."""
        lot.with_user(self.keyer).action_pre_close()
        lot.with_user(self.keyer).write({"tape_count": lot.cheque_count, "tape_total": lot.cheque_total})
        lot.with_user(self.closer).action_close()
        return lot.sudo().deposit_move_id
