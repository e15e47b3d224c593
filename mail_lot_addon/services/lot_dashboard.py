from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

DAYS = 30
AGES = (0, 2, 7)  # days since the arrival of the mail: up to today, up to two days, up to a week, more


class MailLotDashboard(models.AbstractModel):
    """Where the mail room stands. Everything is counted by the database; each figure opens the list behind it (LOT-19).

    Figures of amounts are told per currency, for the companies that are switched on.
    """

    _name = "mail.lot.dashboard"
    _description = "Dashboard of the mail room"

    @api.model
    def read_dashboard(self):
        """:return: ``{"sections": [...], "days": [...]}``, labels and amounts written for the user."""
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_reader"):
            raise AccessError(self.env._("The dashboard needs the right “Read” of the mail room."))
        self.env.flush_all()
        since = fields.Date.context_today(self) - timedelta(days=DAYS - 1)
        return {
            "sections": [
                self._read_open_lots(),
                self._read_operations(since),
                self._read_transfers(),
                self._read_corrections(since),
            ],
            "days": self._read_days(since),
        }

    def _rows(self, query, **parameters):
        self.env.cr.execute(SQL(query, companies=list(self.env.companies.ids), **parameters))
        return self.env.cr.dictfetchall()

    def _amount(self, currency_id, amount):
        return self.env["res.currency"].browse(currency_id).format(amount or 0) if currency_id else ""

    # ------------------------------------------------------------ open lots by operator and age

    def _read_open_lots(self):
        rows = self._rows(
            """
            SELECT lot.operator_id, lot.age, COUNT(*) AS lots, SUM(keyed.items)::int AS items
              FROM (SELECT id, operator_id, %(today)s - arrival_date AS age FROM mail_lot
                     WHERE state != 'closed' AND company_id = ANY(%(companies)s)) lot
              LEFT JOIN LATERAL (SELECT COUNT(*) AS items FROM mail_lot_item item
                                  WHERE item.lot_id = lot.id AND item.state != 'cancelled') keyed ON TRUE
             GROUP BY lot.operator_id, lot.age
            """,
            today=fields.Date.context_today(self),
        )
        operators = self.env["res.users"].sudo().browse({row["operator_id"] for row in rows})
        return {
            "title": self.env._("Open lots by operator and age"),
            "columns": [
                self.env._("Operator"),
                self.env._("Today"),
                self.env._("1-2 days"),
                self.env._("3-7 days"),
                self.env._("Older"),
                self.env._("Items"),
            ],
            "rows": [self._tell_operator(operator, rows) for operator in operators.sorted("name")],
            "empty": self.env._("No lot is open."),
        }

    def _tell_operator(self, operator, rows):
        own = [row for row in rows if row["operator_id"] == operator.id]
        counts = [0] * (len(AGES) + 1)
        for row in own:
            counts[sum(row["age"] > age for age in AGES)] += row["lots"]
        domain = Domain("state", "!=", "closed") & Domain("operator_id", "=", operator.id)
        return {
            "cells": [operator.name, *(count or "" for count in counts), sum(row["items"] for row in own)],
            "is_late": bool(counts[-1]),
            "open": self._open("mail.lot", domain, operator.name),
        }

    # ------------------------------------------------------------ items and amounts by operation

    def _read_operations(self, since):
        rows = self._rows(
            """
            SELECT operation.operation, operation.currency_id, COUNT(DISTINCT operation.item_id) AS items,
                   SUM(operation.amount) AS amount
              FROM mail_lot_item item
              JOIN mail_lot_item_operation operation ON operation.item_id = item.id
             WHERE item.company_id = ANY(%(companies)s) AND item.arrival_date >= %(since)s
               AND item.state != 'cancelled'
             GROUP BY operation.operation, operation.currency_id
             ORDER BY operation.operation NULLS LAST
            """,
            since=since,
        )
        labels = dict(self.env["mail.lot.item.operation"]._fields["operation"]._description_selection(self.env))
        return {
            "title": self.env._("Operations of the last %s days", DAYS),
            "columns": [self.env._("Operation"), self.env._("Items"), self.env._("Amount")],
            "rows": [self._tell_operation(row, labels, since) for row in rows],
            "empty": self.env._("Nothing was keyed."),
        }

    def _tell_operation(self, row, labels, since):
        label = labels.get(row["operation"]) or self.env._("Left empty")
        domain = (
            Domain("operation_ids", "any", [("operation", "=", row["operation"] or False)])
            & Domain("arrival_date", ">=", str(since))
            & Domain("state", "!=", "cancelled")
        )
        return {
            "cells": [label, row["items"], self._amount(row["currency_id"], row["amount"])],
            "open": self._open("mail.lot.item", domain, label),
        }

    # ------------------------------------------------------------ transfers

    def _read_transfers(self):
        waiting = self._rows(
            """
            SELECT destination, COUNT(*) AS coupons FROM mail_lot_item
             WHERE company_id = ANY(%(companies)s) AND transfer_id IS NULL AND state != 'cancelled'
               AND destination IN ('digitisation', 'recovery', 'src')
             GROUP BY destination ORDER BY destination
            """
        )
        slips = self._rows(
            """
            SELECT state, COUNT(*) AS slips FROM mail_lot_transfer
             WHERE company_id = ANY(%(companies)s) AND state != 'acknowledged' GROUP BY state ORDER BY state DESC
            """
        )
        return {
            "title": self.env._("Transfers waiting"),
            "columns": [self.env._("What"), self.env._("How many")],
            "rows": [*map(self._tell_coupons, waiting), *map(self._tell_slips, slips)],
            "empty": self.env._("Nothing waits to be forwarded."),
        }

    def _tell_coupons(self, row):
        labels = dict(self.env["mail.lot.item"]._fields["destination"]._description_selection(self.env))
        label = self.env._("Coupons for: %s", labels[row["destination"]])
        domain = (
            Domain("destination", "=", row["destination"])
            & Domain("transfer_id", "=", False)
            & Domain("state", "!=", "cancelled")
        )
        return {"cells": [label, row["coupons"]], "open": self._open("mail.lot.item", domain, label)}

    def _tell_slips(self, row):
        label = {
            "ready": self.env._("Slips to hand over"),
            "handed_over": self.env._("Slips to be acknowledged"),
        }[row["state"]]
        domain = Domain("state", "=", row["state"])
        return {"cells": [label, row["slips"]], "open": self._open("mail.lot.transfer", domain, label)}

    # ------------------------------------------------------------ corrections

    def _read_corrections(self, since):
        rows = self._rows(
            """
            SELECT action, currency_id, COUNT(*) AS corrections, SUM(amount) AS amount
              FROM mail_lot_correction
             WHERE company_id = ANY(%(companies)s) AND create_date >= %(since)s
             GROUP BY action, currency_id
            UNION ALL
            SELECT 'to_key_again', currency_id, COUNT(*), SUM(to_key_again) FROM mail_lot_correction
             WHERE company_id = ANY(%(companies)s) AND to_key_again > 0
             GROUP BY currency_id
             ORDER BY 1
            """,
            since=since,
        )
        return {
            "title": self.env._("Corrections"),
            "columns": [self.env._("What"), self.env._("How many"), self.env._("Amount")],
            "rows": [self._tell_correction(row, since) for row in rows],
            "empty": self.env._("Nothing was corrected."),
        }

    def _tell_correction(self, row, since):
        if row["action"] == "to_key_again":
            label, domain = self.env._("To key again"), Domain("to_key_again", ">", 0)
        else:
            labels = dict(self.env["mail.lot.correction"]._fields["action"]._description_selection(self.env))
            label = labels[row["action"]]
            domain = Domain("action", "=", row["action"]) & Domain("create_date", ">=", str(since))
        return {
            "cells": [label, row["corrections"], self._amount(row["currency_id"], row["amount"])],
            "is_late": row["action"] == "to_key_again",
            "open": self._open("mail.lot.correction", domain, label),
        }

    # ------------------------------------------------------------ day by day

    def _read_days(self, since):
        """One bar for each day of the last thirty, also for those without mail."""
        counts = {
            row["arrival_date"]: row["items"]
            for row in self._rows(
                """
                SELECT arrival_date, COUNT(*) AS items FROM mail_lot_item
                 WHERE company_id = ANY(%(companies)s) AND arrival_date >= %(since)s AND state != 'cancelled'
                 GROUP BY arrival_date
                """,
                since=since,
            )
        }
        highest = max(counts.values(), default=0)
        return [
            self._tell_day(day, counts.get(day, 0), highest)
            for day in (since + timedelta(days=number) for number in range(DAYS))
        ]

    def _tell_day(self, day, items, highest):
        domain = Domain("arrival_date", "=", str(day)) & Domain("state", "!=", "cancelled")
        label = format_date(self.env, day)
        return {
            "label": label,
            "day": day.day,
            "items": items,
            "height": round(100 * items / highest) if highest else 0,
            "open": self._open("mail.lot.item", domain, label),
        }

    def _open(self, model, domain, title):
        return {
            "model": model,
            "domain": list(domain & Domain("company_id", "in", self.env.companies.ids)),
            "title": title,
        }
