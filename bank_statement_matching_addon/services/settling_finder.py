from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import electronic
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..models.received_statement import ALLOCATING
from .settling_amount import typed_amount

MOST = 8
SHORTEST_ACCOUNT = 5


class SettlingFinder(models.AbstractModel):
    """What people look up while they settle: a payer, another line, a ledger account (STM-13)."""

    _name = "settling.finder"
    _description = "Looking up while settling"

    # ------------------------------------------------------------ payers

    @api.model
    def _payers(self, line, text):
        """Payers by name or number, by an invoice, an open amount, a mandate or a bank account, in that order.

        :return: ``[{id, label, detail, item}]``; ``item`` is the due amount by which the payer was found.
        """
        found = {}
        for way in (self._by_name, self._by_invoice, self._by_amount, self._by_mandate, self._by_account):
            for payer, detail, item in way(line, text):
                key = (payer.id, item)
                found.setdefault(
                    key,
                    {"id": payer.id, "label": payer.display_name, "detail": detail or payer.ref or "", "item": item},
                )
        return list(found.values())[: 2 * MOST]

    def _by_name(self, line, text):
        domain = Domain("company_id", "in", (line.company_id.id, False)) & Domain("type", "in", ("contact", False))
        found = self.env["res.partner"].name_search(text, domain, limit=MOST)
        payers = self.env["res.partner"].browse([row[0] for row in found])
        return [(payer, "", False) for payer in payers]

    def _by_invoice(self, line, text):
        if len(text) < 3:
            return []
        named = Domain.OR([(name, "ilike", text)] for name in ("move_name", "ref", "move_id.payment_reference"))
        return self._by_item(line, named)

    def _by_amount(self, line, text):
        amount = typed_amount(text)
        if not amount:
            return []
        return self._by_item(line, Domain("amount_residual_currency", "in", (amount, -amount)))

    def _by_item(self, line, condition):
        domain = self.env["statement.settler"]._open_items_of_company(line) & condition
        items = self.env["account.move.line"].search(domain, order="date_maturity, id", limit=MOST)
        return [(item.partner_id.commercial_partner_id, self._detail(item), item.id) for item in items]

    def _detail(self, item):
        amount = formatLang(self.env, item.amount_residual_currency, currency_obj=item.currency_id)
        return f"{item.move_name}, {amount}"

    def _by_mandate(self, line, text):
        if len(text) < 3:
            return []
        domain = Domain("company_id", "=", line.company_id.id) & Domain("reference", "ilike", text)
        mandates = self.env["debit.mandate"].search(domain, limit=MOST)
        return [(mandate.partner_id, mandate.reference, False) for mandate in mandates]

    def _by_account(self, line, text):
        """Whoever may not see numbers finds them by the whole number only, and never sees more than the mask."""
        number = electronic(text)
        if len(number) < SHORTEST_ACCOUNT or not any(sign.isdigit() for sign in number):
            return []
        domain = Domain("sanitized_acc_number", "ilike", number) & Domain(
            "company_id", "in", (line.company_id.id, False)
        )
        accounts = self.env["res.partner.bank"].search(domain, limit=MOST)
        return [(account.partner_id, account.display_name, False) for account in accounts]

    # ------------------------------------------------------------ lines to move to

    @api.model
    def _targets(self, line, text, amount):
        """Other lines of the same bank account, those first whose gap is the amount, then those of the same payer."""
        lines = self.env["received.statement.line"]
        usual = (
            Domain("journal_id", "=", line.journal_id.id)
            & Domain("id", "!=", line.id)
            & Domain("dropped", "=", False)
            & Domain("amount", "!=", 0)
            & Domain("state", "in", ALLOCATING)
        )
        usual &= self.env["settling.lister"]._saying(text)
        gap = SQL("(SELECT id FROM received_statement_line WHERE amount - COALESCE(allocated, 0) = %s)", amount)
        same = Domain("partner_id", "=", line.partner_id.id) if line.partner_id else Domain.FALSE
        if line.customer_number:
            same |= Domain("customer_number", "=", line.customer_number)
        for condition in (Domain("id", "in", gap), same, Domain("state", "in", ("to_allocate", "partial"))):
            lines |= lines.search(usual & condition, limit=MOST)
        return [self._target(other) for other in lines[: 2 * MOST]]

    def _target(self, line):
        gap = formatLang(self.env, line.amount - line.allocated, currency_obj=line.currency_id)
        return {"id": line.id, "label": line.display_name, "detail": self.env._("not allocated: %s", gap)}

    # ------------------------------------------------------------ ledger accounts

    @api.model
    def _accounts(self, line, text):
        Account = self.env["account.account"].with_company(line.company_id)
        domain = Domain(Account._check_company_domain(line.company_id)) & Domain("account_type", "!=", "off_balance")
        domain &= Domain("id", "!=", line.journal_id.default_account_id.id) & Domain("active", "=", True)
        usual = self._usual_accounts(line) if not text else []
        if usual:
            domain &= Domain("id", "in", usual)
        found = Account.name_search(text, domain, limit=2 * MOST)
        return [{"id": row[0], "label": row[1], "detail": ""} for row in found]

    def _usual_accounts(self, line):
        """Those on which people booked last on this bank account."""
        last = self.env["received.allocation"].search(
            [("kind", "=", "ledger_account"), ("line_id.journal_id", "=", line.journal_id.id)],
            order="id desc",
            limit=50,
        )
        return last.account_id.ids
