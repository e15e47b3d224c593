from odoo import api, fields, models

from ..values.amount import read_amount
from ..values.cheque import Cheque, read_date
from ..values.cmc7 import parse_cmc7
from ..values.envelope import FACT_CODES, Envelope
from ..values.problem import at, field_of
from .item_keyer import KeyingError


class MailLotCapture(models.AbstractModel):
    """What the capture screen asks the server. It shows and proposes; ``mail.lot.item.keyer`` decides and reads
    everything again from the database.
    """

    _name = "mail.lot.capture"
    _description = "Capture screen of a mail lot"

    def _get_lot(self, lot_id):
        lot = self.env["mail.lot"].browse(lot_id).exists()
        self.env["mail.lot.item.keyer"]._check_right(lot)
        return lot

    def _get_client(self, lot, client_id):
        """The client chosen before, if it may still be keyed in this lot."""
        client = self.env["res.partner"].browse(client_id or 0).exists()
        return client if client.client_chrono and not client.company_id - lot.company_id else client.browse()

    @api.model
    def open_lot(self, lot_id):
        """The lot, what it holds, and what may be noted on a coupon."""
        lot = self._get_lot(lot_id)
        conditions = dict(self.env["coupon.rule"]._fields["condition"]._description_selection(self.env))
        return {
            "id": lot.id,
            "name": lot.name,
            "kind": dict(lot._fields["kind"]._description_selection(self.env))[lot.kind],
            "is_open": lot.state == "open",
            "with_invoice": lot.with_invoice,
            "today": fields.Date.context_today(self).strftime("%d/%m/%Y"),
            "facts": [
                {"fact": fact, "code": code, "label": _after_code(conditions[fact])}
                for fact, code in FACT_CODES.items()
            ],
            **self._get_totals(lot),
        }

    def _get_totals(self, lot):
        return {
            "items": lot.item_count,
            "cheques": lot.cheque_count,
            "total": lot.currency_id.format(lot.cheque_total),
        }

    @api.model
    def find_client(self, lot_id, code):
        """The client of a coupon with pending invoices and stopped titles, or ``problem``: why there is none."""
        lot = self._get_lot(lot_id)
        client, refusal = self.env["mail.lot.client.finder"]._find(lot, code, even_blocked=True)
        if not client:
            return {"problem": refusal}
        return {
            "client": self._show_client(client),
            "invoices": self._show_invoices(lot, client),
            "titles": [title._asdict() for title in self.env["subscription.reinstater"]._offer(lot.company_id, client)],
        }

    def _show_client(self, client):
        return {
            "id": client.id,
            "name": client.name,
            "code": client._get_client_code(),
            "address": client.contact_address_inline or "",
            "mode": client.client_payment_mode or "",
            "rum": client.client_external_reference or "",
            "blocked": client.client_blocked and (client.client_block_reason or self.env._("no reason given")),
            "deceased": client.client_deceased,
            "stop_promo": client.client_stop_promo,
        }

    def _show_invoices(self, lot, client):
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client) if lot.with_invoice else []
        show_date = self.env["ir.qweb.field.date"].value_to_html
        return [
            {
                **invoice._asdict(),
                "number": number,
                "pending_since": show_date(invoice.pending_since, {}),
                "amount": lot.currency_id.format(invoice.open_amount),
            }
            for number, invoice in enumerate(pending, 1)
        ]

    @api.model
    def propose(self, lot_id, client_id, amount, words=""):
        """What a cheque of this amount does to the client's pending invoices: ``{receivable id: operation}``."""
        lot = self._get_lot(lot_id)
        client = self._get_client(lot, client_id)
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client) if lot.with_invoice and client else []
        worth = read_amount(words) or read_amount(amount) or 0
        operations = self.env["mail.lot.cheque.allocator"]._propose(
            lot.currency_id, float(worth), [(invoice.circular, invoice.open_amount) for invoice in pending]
        )
        return {invoice.move_line_id: operation for invoice, operation in zip(pending, operations, strict=True)}

    @api.model
    def compare_iban(self, lot_id, client_id, iban):
        """What an IBAN is beside those on file; nothing of it comes back but a mask."""
        lot = self._get_lot(lot_id)
        keyer = self.env["mail.lot.iban.keyer"]
        compared = keyer._compare(lot, self._get_client(lot, client_id), iban)
        return {
            "status": compared.status,
            "operation": keyer._operation_for(compared),
            "facts": sorted(compared.facts),
            "problem": compared.error,
        }

    @api.model
    def exchange_card(self, lot_id, client_id, mode, number, expiry):
        """Exchange a card number for an alias; the number is not kept, whatever happens."""
        lot = self._get_lot(lot_id)
        try:
            alias = self.env["mail.lot.card.keyer"]._exchange(
                lot, self._get_client(lot, client_id), mode, number, expiry
            )
        except KeyingError as error:
            return {"problems": _shown(error.problems)}
        return {
            "alias": alias.id,
            "brand": alias.card_brand,
            "last_four": alias.payment_details,
            "expiry": alias.card_expiry,
        }

    @api.model
    def save(self, lot_id, token, client_id, keyed):
        """Save what was keyed, once.

        :param keyed: the fields of the screen, see :meth:`_read`.
        :return: what becomes of the coupon; or ``problems``, and then nothing is recorded.
        """
        lot = self._get_lot(lot_id)
        client = self._get_client(lot, client_id)
        try:
            item = self.env["mail.lot.item.keyer"]._save(lot, token, client, self._read(keyed))
        except KeyingError as error:
            return {"problems": _shown(error.problems)}
        return {**self._show_item(item), **self._get_totals(lot)}

    def _show_item(self, item):
        request = self.env["external.mandate.request"].search([("item_id", "=", item.id)])
        return {
            "item_id": item.id,
            "item": item.name,
            "client": item.partner_id.name,
            "means": item._get_means_label(),
            "amount": item.currency_id.format(item.amount) if item.amount else "",
            "destination": item.destination,
            "destination_label": dict(item._fields["destination"]._description_selection(self.env))[item.destination],
            "reason": item.destination_reason or "",
            "mark": item.mark or "",
            "request": request.id,
        }

    @api.model
    def ask_window(self, request_id):
        """Ask the mandate provider for its window; when it does not answer, the request waits in its list."""
        request = self.env["external.mandate.request"].browse(request_id)
        request.action_ask()
        return {"url": request.window_url or "", "note": request.note or ""}

    # ------------------------------------------------------------ reading what was keyed

    def _read(self, keyed):
        """The fields of the screen as an :class:`Envelope`.

        :raises KeyingError: naming the codes that mean nothing.
        """
        content = keyed.get("content")
        if content not in ("cheque", "card", "iban", "letter"):
            raise KeyingError([self.env._("Say what is in the envelope.")])
        return Envelope(
            content=content,
            operations={int(line): operation for line, operation in (keyed.get("operations") or {}).items()},
            forced=frozenset(keyed.get("forced") or ()),
            option=keyed.get("option") if keyed.get("option") in ("1", "2") else "",
            facts=self._read_facts(keyed.get("noted")),
            cheque=self._read_cheque(keyed) if content == "cheque" else None,
            alias=int(keyed.get("alias") or 0),
            iban=keyed.get("iban") or "",
            orders=_ids(keyed.get("orders")),
            beneficiaries=_ids(keyed.get("beneficiaries")) or (),
            wishes=_ids(keyed.get("wishes")),
            comment=(keyed.get("comment") or "").strip()[:200],
            is_another=bool(keyed.get("another")),
        )

    def _read_facts(self, text):
        by_code = {code: fact for fact, code in FACT_CODES.items()}
        codes = (text or "").upper().replace(",", " ").split()
        unknown = [code for code in codes if code not in by_code]
        if unknown:
            raise KeyingError([at("noted", self.env._("There is no code %s in the list.", ", ".join(unknown)))])
        return frozenset(by_code[code] for code in codes)

    def _read_cheque(self, keyed):
        line = parse_cmc7(keyed.get("number"))
        return Cheque(
            number=line.number if line else keyed.get("number") or "",
            date=read_date(keyed.get("date")),
            amount_in_figures=float(read_amount(keyed.get("amount")) or 0),
            amount_in_words=float(read_amount(keyed.get("words")) or 0),
            bank=line.bank if line else keyed.get("bank") or "",
            account=line.account if line else "",
            drawer=keyed.get("drawer") or "",
            signed=not keyed.get("unsigned"),
        )


def _after_code(label):
    """What follows the code in a label, in any language: ``DCD: the client is deceased``."""
    return label.partition(":")[2].strip() or label


def _ids(values):
    return None if values is None else tuple(int(value) for value in values)


def _shown(problems):
    return [{"field": field_of(problem), "text": str(problem)} for problem in problems]
