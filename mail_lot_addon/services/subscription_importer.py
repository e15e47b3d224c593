from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..values.client_code import parse_client_code
from ..values.subscription_table import parse_subscriptions

SHOWN = 20
OF_SALES = {"sale": "active", "cancel": "cancelled"}


class SubscriptionImporter(models.AbstractModel):
    """Fills titles and orders from a table or from sales orders: new ones are added, known ones follow (LOT-9)."""

    _name = "subscription.importer"
    _description = "Import of subscriptions"

    @api.model
    def _import(self, company, content):
        """
        :param content: bytes of a CSV file, see :mod:`~odoo.addons.mail_lot_addon.values.subscription_table`.
        :return: the orders of the file.
        :raises UserError: with the first faults, each with its line; then nothing was taken over.
        """
        self._check_right()
        rows, faults = parse_subscriptions(content)
        clients = self._find_clients(company, rows)
        errors = [self._tell(*fault) for fault in faults]
        errors += [
            self.env._("Line %(line)s: no client has the code %(code)s.", line=row.number, code=row.client)
            for row in rows
            if row.client and row.client not in clients
        ]
        if errors or not rows:
            raise UserError("\n".join(errors[:SHOWN]) or self.env._("The file holds no subscription."))
        titles = self._take_titles(company, {row.title_code: row.title for row in rows})
        return self._take_orders(company, [self._prepare_order_vals(row, clients, titles) for row in rows])

    def _check_right(self):
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_manager"):
            raise AccessError(self.env._("Importing subscriptions needs the right “Administer”."))

    def _tell(self, line, what, value):
        sentences = {
            "column": self.env._("The heading lacks the column “%s”.", value),
            "empty": self.env._("Line %(line)s: “%(column)s” is empty.", line=line, column=value),
            "status": self.env._("Line %(line)s: “%(value)s” is no status.", line=line, value=value),
        }
        return sentences.get(what) or self.env._(
            "Line %(line)s, %(column)s: say yes or no, not “%(value)s”.", line=line, column=what, value=value
        )

    def _find_clients(self, company, rows):
        """``{code as written: client}``; a code that names nobody, or two, is missing."""
        codes = {row.client: parse_client_code(row.client) for row in rows}
        chronos = {reading.chrono for readings in codes.values() for reading in readings}
        partners = self.env["res.partner"].search(
            Domain("client_chrono", "in", list(chronos)) & Domain("company_id", "in", (False, company.id))
        )
        by_code = partners.grouped(lambda one: (one.client_letter, one.client_partner_code, one.client_chrono))
        found = {}
        for text, readings in codes.items():
            clients = self.env["res.partner"].union(*(by_code.get(reading, partners[:0]) for reading in readings))
            if len(clients) == 1:
                found[text] = clients
        return found

    def _take_titles(self, company, names):
        """``{code: title}``; those not known yet are made."""
        Title = self.env["subscription.title"].sudo().with_context(active_test=False)
        known = Title.search([("company_id", "=", company.id), ("code", "in", list(names))])
        new = set(names) - set(known.mapped("code"))
        known += Title.create([{"company_id": company.id, "code": code, "name": names[code]} for code in sorted(new)])
        return {title.code: title for title in known}

    def _prepare_order_vals(self, row, clients, titles):
        return {
            "name": row.order,
            "partner_id": clients[row.client].id,
            "title_id": titles[row.title_code].id,
            "state": row.state,
            "is_gift": row.is_gift,
            "beneficiary": row.beneficiary,
            "can_reinstate": row.can_reinstate,
            "refusal": row.refusal,
        }

    def _take_orders(self, company, vals_list):
        Order = self.env["subscription.order"].sudo()
        by_name = {vals["name"]: {**vals, "company_id": company.id} for vals in vals_list}
        known = Order.search([("company_id", "=", company.id), ("name", "in", list(by_name))])
        for order in known:
            order.write(by_name.pop(order.name))
        return known + Order.create(list(by_name.values()))

    # ------------------------------------------------------------ from sales orders

    @api.model
    def _import_sales(self, company):
        """Take over the lines of confirmed and cancelled sales orders of the mail room's clients, where there are any.

        Odoo's sales application is not needed by this add-on; where it is not installed, this says so.
        """
        self._check_right()
        if "sale.order.line" not in self.env:
            raise UserError(self.env._("The sales application is not installed: import a table instead."))
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", company.id),
                    ("state", "in", list(OF_SALES)),
                    ("product_id", "!=", False),
                    ("order_partner_id.client_chrono", "!=", False),
                ]
            )
        )
        products = {line.product_id: line.product_id.default_code or f"P{line.product_id.id}" for line in lines}
        titles = self._take_titles(company, {code: product.name for product, code in products.items()})
        return self._take_orders(
            company,
            [
                {
                    "name": f"{line.order_id.name}/{line.id}",
                    "partner_id": line.order_partner_id.id,
                    "title_id": titles[products[line.product_id]].id,
                    "state": OF_SALES[line.state],
                    "since": line.order_id.date_order,
                }
                for line in lines
            ],
        )
