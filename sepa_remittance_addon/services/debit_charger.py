from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date, formatLang

from ..models.debit_mandate import PBS_SCHEMES


class Interest(NamedTuple):
    """Late interest of one due amount, from the day after ``date_from``."""

    receivable: object
    date_from: object
    date_to: object
    base: float
    rate: float
    amount: float

    @property
    def days(self):
        return (self.date_to - self.date_from).days


class DebitCharger(models.AbstractModel):
    """Charges payers what their refused debits cost: one invoice per payer, however many debits (REM-15)."""

    _name = "debit.charger"
    _description = "Return fees and late interest"

    # ------------------------------------------------------------ return fee

    @api.model
    def _without_fee(self, lines):
        """The debits for which no fee was charged yet, not even with another invoice that was merged into them.

        A fee whose invoice was cancelled does not count.
        """
        charged = self.env["debit.remittance.line"].search(
            [
                ("remittance_id", "in", lines.remittance_id.ids),
                ("partner_id", "in", lines.partner_id.ids),
                ("fee_line_id.parent_state", "in", ("draft", "posted")),
            ]
        )
        debits = {_debit(line) for line in charged}
        return lines.filtered(lambda line: _debit(line) not in debits)

    @api.model
    def _prepare_fee_vals(self, debit, fee):
        """:param debit: the lines of one debit; merged ones are charged together."""
        company = debit.company_id
        when = debit[0].answered_on or fields.Date.context_today(self)
        name = self.env._(
            "Return fee: debit of %(invoice)s refused on %(date)s",
            invoice=", ".join(debit.move_id.mapped("name")),
            date=format_date(self.env, when),
        )
        amount = company.currency_id._convert(fee, debit.currency_id, company, when)
        return self._prepare_vals(company.debit_fee_product_id, name, amount)

    # ------------------------------------------------------------ late interest

    @api.model
    def _compute_interest(self, lines, rate, day):
        """:return: the :class:`Interest` of each due amount still open, since it was due and since the last charge."""
        receivables = lines.move_line_id.filtered(lambda receivable: receivable.amount_residual_currency > 0)
        charged = self.env["debit.late.interest"]._charged_until(receivables)
        found = []
        for receivable in receivables:
            due = receivable.date_maturity or receivable.date
            start = max(due, charged.get(receivable, due))  # no interest for time that was granted since
            base = receivable.amount_residual_currency
            amount = receivable.currency_id.round(base * rate / 100 * (day - start).days / 365)
            if day > start and amount > 0:
                found.append(Interest(receivable, start, day, base, rate, amount))
        return found

    @api.model
    def _explain(self, interest):
        """The computation, for the payer to check."""
        return self.env._(
            "Late interest %(invoice)s: %(amount)s at %(rate)s%% a year from %(start)s to %(end)s (%(days)s days)",
            invoice=interest.receivable.move_id.name,
            amount=formatLang(self.env, interest.base, currency_obj=interest.receivable.currency_id),
            rate=f"{interest.rate:g}",
            start=format_date(self.env, interest.date_from),
            end=format_date(self.env, interest.date_to),
            days=interest.days,
        )

    @api.model
    def _prepare_interest_vals(self, interest):
        product = interest.receivable.company_id.debit_interest_product_id
        return self._prepare_vals(product, self._explain(interest), interest.amount)

    def _prepare_vals(self, product, name, amount):
        vals = {"name": name, "quantity": 1, "price_unit": amount, "product_id": product.id}
        return vals if product else {**vals, "tax_ids": [Command.clear()]}

    # ------------------------------------------------------------ invoices

    @api.model
    def _charge(self, lines, fee=0, interests=()):
        """Invoice fees and interest, posted or as drafts as the company says.

        :param lines: refused debits; each gets the fee once.
        :param fee: in the currency of the company.
        :return: the invoices, one per payer and currency.
        """
        by_payer = {}
        free = self._without_fee(lines) if fee else lines.browse()
        for debit in free.grouped(_debit).values():
            by_payer.setdefault(_payer(debit[0].move_line_id), []).append((debit, self._prepare_fee_vals(debit, fee)))
        for interest in interests:
            by_payer.setdefault(_payer(interest.receivable), []).append(
                (interest, self._prepare_interest_vals(interest))
            )
        invoices = self.env["account.move"].create(
            [self._prepare_invoice_vals(*payer, charges) for payer, charges in by_payer.items()]
        )
        for invoice, charges in zip(invoices, by_payer.values(), strict=True):
            self._remember(invoice, [what for what, _vals in charges])
        to_post = invoices.filtered("company_id.debit_post_charges")
        to_post.action_post()
        return invoices

    def _prepare_invoice_vals(self, company, payer, currency, charges):
        return {
            "move_type": "out_invoice",
            "company_id": company.id,
            "partner_id": payer.id,
            "currency_id": currency.id,
            "invoice_origin": ", ".join(dict.fromkeys(_origin(what) for what, _vals in charges))[:200],
            "invoice_line_ids": [Command.create(vals) for _what, vals in charges],
        }

    def _remember(self, invoice, charges):
        """What was charged for what, so that it is not charged twice."""
        items = invoice.invoice_line_ids.sorted("id")
        interests = []
        for what, item in zip(charges, items, strict=True):
            if isinstance(what, Interest):
                interests.append({**self._prepare_interest_record(what), "charge_line_id": item.id})
            else:
                what.sudo().fee_line_id = item
        self.env["debit.late.interest"]._replace_cancelled(interests)

    def _prepare_interest_record(self, interest):
        return {
            "move_line_id": interest.receivable.id,
            "date_from": interest.date_from,
            "date_to": interest.date_to,
            "base": interest.base,
            "rate": interest.rate,
            "amount": interest.amount,
        }


def _debit(line):
    """What was refused as one: merged lines, and what PBS adds up, are one debit."""
    if line.remittance_id.scheme in PBS_SCHEMES:
        return line.remittance_id, line.customer_number, line.payment_date
    return line.remittance_id, line.end_to_end_id or line.id


def _payer(receivable):
    return receivable.company_id, receivable.partner_id, receivable.currency_id


def _origin(what):
    return ", ".join((what.receivable if isinstance(what, Interest) else what).move_id.mapped("name"))
