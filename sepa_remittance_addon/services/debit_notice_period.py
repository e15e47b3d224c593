from odoo import api, fields, models
from odoo.tools import SQL

from ..formats.calendar import next_bank_day

MAX_NAMED = 20


class DebitNoticePeriod(models.AbstractModel):
    """Whether payers are told long enough before the debit: the days of the payment type, or those agreed (REM-4).

    A payer who was told of this day counts from then; one who was not, from today.
    """

    _name = "debit.notice.period"
    _description = "Days between notice and debit"

    @api.model
    def _count(self, remittance):
        """:return: how many payers and days are to be told (again), and how many are or would be told too late."""
        self.env.flush_all()
        notices = SQL(
            """SELECT COUNT(*) FROM (%s AND NOT EXISTS (
                      SELECT FROM debit_notice notice
                       WHERE notice.remittance_id = %s AND notice.partner_id = line.partner_id
                         AND notice.payment_date = line.payment_date AND notice.sent_on IS NOT NULL)
                GROUP BY line.partner_id, line.payment_date) untold""",
            self._lines_sql(remittance, SQL("line.partner_id, line.payment_date")),
            remittance.id,
        )
        [[untold]] = self.env.execute_query(notices)
        again = self.env["debit.notice"].search_count(
            [("remittance_id", "=", remittance.id), ("status", "in", ["changed", "void"])]
        )
        if remittance.state != "proposal":
            return untold + again, 0
        [[late]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) late", self._late_sql(remittance, None)))
        return untold + again, late

    @api.model
    def _late(self, remittance, partners=None):
        """:return: ``(payer's id, name, payment date, first day allowed)`` of those told too late, in payer order."""
        if remittance.state != "proposal":
            return []
        rows = self._late_sql(remittance, partners)
        return self.env.execute_query(
            SQL(
                """SELECT payer.id, payer.name, late.payment_date, late.first_day
                     FROM (%s) late JOIN res_partner payer ON payer.id = late.partner_id
                    ORDER BY LOWER(payer.name), payer.id, late.payment_date""",
                rows,
            )
        )

    @api.model
    def _move_late(self, remittance, partners=None):
        """Debit those told too late on the first bank day that leaves them their days.

        :return: the ids of the payers whose date was moved.
        """
        late = self._late(remittance, partners)
        if not late:
            return []
        calendar = remittance.payment_method_line_id._get_calendar()
        days = {first: next_bank_day(first, calendar) for _payer, _name, _date, first in late}
        self.env.cr.execute(
            SQL(
                """UPDATE debit_remittance_line line SET payment_date = calendar.day
                     FROM (%s) late
                     JOIN UNNEST(%s::date[], %s::date[]) AS calendar (first_day, day) USING (first_day)
                    WHERE line.remittance_id = %s AND line.partner_id = late.partner_id
                      AND line.payment_date = late.payment_date AND line.state IN ('proposed', 'held')""",
                self._late_sql(remittance, partners),
                list(days),
                list(days.values()),
                remittance.id,
            )
        )
        self.env.invalidate_all(flush=False)
        self.env["debit.proposer"]._spread_over_days(remittance)
        remittance.message_post(
            body=self.env._("%s payment dates were moved, so that the payers are told in time.", len(late))
        )
        return list({row[0] for row in late})

    @api.model
    def _sentences(self, remittance, partners=None):
        """Who is told too late, as sentences for a person."""
        return [
            self.env._(
                "%(payer)s is debited on %(day)s and must be told in time for %(first)s at the earliest.",
                payer=name,
                day=fields.Date.to_string(day),
                first=fields.Date.to_string(first),
            )
            for _payer, name, day, first in self._late(remittance, partners)[:MAX_NAMED]
        ]

    def _late_sql(self, remittance, partners):
        """One row per payer and date that is told too late, with the first day allowed."""
        self.env.flush_all()
        method = remittance.payment_method_line_id
        agreed = self.env["res.partner"].with_company(remittance.company_id)._field_to_sql("payer", "debit_notice_days")
        days = SQL("COALESCE(NULLIF(%s, 0), %s)", agreed, method.debit_notice_days or 0)
        first_day = SQL(
            "MAX(CASE WHEN line.notified_for = line.payment_date THEN line.notified_on ELSE %s END + %s)",
            fields.Date.context_today(self),
            days,
        )
        return SQL(
            "%s AND %s > 0 %s GROUP BY line.partner_id, line.payment_date HAVING line.payment_date < %s",
            self._lines_sql(remittance, SQL("line.partner_id, line.payment_date, %s AS first_day", first_day)),
            days,
            SQL("AND line.partner_id = ANY(%s)", partners.ids) if partners else SQL(),
            first_day,
        )

    def _lines_sql(self, remittance, columns):
        return SQL(
            """SELECT %s FROM debit_remittance_line line JOIN res_partner payer ON payer.id = line.partner_id
                WHERE line.remittance_id = %s AND line.state IN ('proposed', 'remitted')""",
            columns,
            remittance.id,
        )
