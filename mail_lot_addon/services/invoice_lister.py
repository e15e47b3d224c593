from typing import NamedTuple

from odoo import api, models
from odoo.addons.sepa_remittance_addon.models.debit_remittance_line import LIVE


class PendingInvoice(NamedTuple):
    """One due amount of a client, as the mail room sees it. Amounts in the currency of the lot."""

    move_line_id: int
    invoice: str
    circular: str
    pending_since: object
    title: str
    open_amount: float
    debit_under_way: bool


class MailLotInvoiceLister(models.AbstractModel):
    """Lists what a client still owes (LOT-3)."""

    _name = "mail.lot.invoice.lister"
    _description = "Pending invoices of a mail client"

    @api.model
    def _list(self, lot, client):
        """Due amounts of the client, oldest first, less what lots that are not closed have regularised already.

        Operators of the mail room have no right on accounting: the ledger is read for them, and only this client's.

        :return: list of :class:`PendingInvoice`; the number of queries does not depend on its length.
        """
        AccountMoveLine = self.env["account.move.line"].sudo()
        receivables = AccountMoveLine.search_fetch(
            self._get_pending_domain(lot, client), ["move_id", "date", "amount_residual"]
        )
        reserved = self._get_reserved(receivables)
        under_way = self._get_under_way(receivables)
        titles = self._get_titles(receivables.move_id)
        pending = [
            PendingInvoice(
                move_line_id=line.id,
                invoice=line.move_id.name,
                circular=line.move_id.circular or "",
                pending_since=line.move_id.circular_date or line.move_id.invoice_date or line.date,
                title=titles.get(line.move_id.id, ""),
                open_amount=lot.currency_id.round(line.amount_residual - reserved.get(line.id, 0)),
                debit_under_way=line.id in under_way,
            )
            for line in receivables
        ]
        return sorted(
            (invoice for invoice in pending if invoice.open_amount > 0),
            key=lambda invoice: (invoice.pending_since, invoice.move_line_id),
        )

    def _get_pending_domain(self, lot, client):
        # account, partner and reconciled lead Odoo's partial index on open items
        return [
            ("account_id.account_type", "=", "asset_receivable"),
            ("partner_id", "=", client.commercial_partner_id.id),
            ("reconciled", "=", False),
            ("parent_state", "=", "posted"),
            ("company_id", "=", lot.company_id.id),
            ("currency_id", "=", lot.currency_id.id),
            ("amount_residual", ">", 0),
            # settled already, and waiting for its cheque under "To key again"
            ("mail_lot_correction_id", "=", False),
        ]

    def _get_reserved(self, receivables):
        groups = (
            self.env["mail.lot.item.operation"]
            .sudo()
            ._read_group(
                [("move_line_id", "in", receivables.ids), ("state", "=", "keyed"), ("amount", ">", 0)],
                ["move_line_id"],
                ["amount:sum"],
            )
        )
        return {line.id: amount for line, amount in groups}

    def _get_under_way(self, receivables):
        lines = (
            self.env["debit.remittance.line"]
            .sudo()
            .search_fetch([("move_line_id", "in", receivables.ids), ("state", "in", LIVE)], ["move_line_id"])
        )
        return set(lines.move_line_id.ids)

    def _get_titles(self, invoices):
        """What each invoice is for: its products, or the texts of its lines where it names none."""
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search_fetch(
                [("move_id", "in", invoices.ids), ("display_type", "=", "product")],
                ["move_id", "product_id", "name"],
                order="id",
            )
        )
        texts = {}
        for line in lines:
            text = line.product_id.name or line.name
            if text:
                texts.setdefault(line.move_id.id, {})[text] = True
        return {move: ", ".join(names) for move, names in texts.items()}
