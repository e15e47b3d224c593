from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

NOT_DEBITED = ("held", "removed", "cancelled")
CHANNELS = [("print", "Printed"), ("email", "E-mail"), ("institution", "Sent by the institution")]


class DebitNotice(models.Model):
    """What one payer is told about the debits of one day, and when it was told (REM-4).

    What it says follows the lines. What the payer was told is kept as a total and a digest, so that a notice knows when
    its lines have changed since.
    """

    _name = "debit.notice"
    _description = "Notice to the payer"
    _inherit = ["mail.thread"]
    _order = "remittance_id desc, partner_id, payment_date"

    remittance_id = fields.Many2one("debit.remittance", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True, ondelete="restrict")
    payment_date = fields.Date(required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("Total", compute="_compute_current")
    line_count = fields.Integer("Invoices", compute="_compute_current")
    status = fields.Selection(
        [
            ("untold", "Not told yet"),
            ("told", "Told"),
            ("changed", "Changed since"),
            ("void", "Debit dropped since"),
            ("empty", "Nothing to tell"),
        ],
        compute="_compute_current",
        search="_search_status",
        help="Changed since: the payer was told, and invoices, amounts or the date are others now.",
    )
    line_ids = fields.Many2many("debit.remittance.line", compute="_compute_line_ids", string="Debits")
    answer_until = fields.Date("Objection until", compute="_compute_answer_until")
    channel = fields.Selection(CHANNELS, readonly=True)
    sent_on = fields.Datetime("Told on", readonly=True)
    sent_by_id = fields.Many2one("res.users", "Sent by", readonly=True)
    told_amount = fields.Monetary("Total told", readonly=True)
    told_digest = fields.Char(readonly=True)
    sending_ids = fields.One2many("debit.notice.sending", "notice_id", "Times told")

    _one_per_payer_and_date = models.UniqueIndex(
        "(remittance_id, partner_id, payment_date)", "This payer already has a notice for this date."
    )

    @api.depends("partner_id", "payment_date")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.partner_id.name} {fields.Date.to_string(notice.payment_date)}"

    @api.depends("remittance_id.line_ids.state", "remittance_id.line_ids.amount", "told_digest")
    def _compute_current(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, amount, line_count, status FROM (%s) current",
                self._current_sql(SQL("notice.id = ANY(%s)", self.ids)),
            )
        )
        current = {row[0]: row[1:] for row in rows}
        for notice in self:
            notice.amount, notice.line_count, notice.status = current.get(notice._origin.id, (0, 0, "empty"))

    @api.model
    def _current_sql(self, which):
        """Notices with ``amount``, ``line_count``, ``digest`` and ``status`` as their lines are now.

        :param which: condition over the alias ``notice``.
        """
        self.env.flush_all()
        return SQL(CURRENT, today=fields.Date.context_today(self), which=which)

    def _search_status(self, operator, value):
        """What was told and whose day has passed needs no looking at: searching stays fast after years of notices."""
        if operator != "in":
            return NotImplemented
        which = [SQL("notice.sent_on IS NULL")] if {"untold", "empty"} & set(value) else []
        if {"changed", "void"} & set(value):
            which.append(SQL("notice.payment_date >= %s", fields.Date.context_today(self)))
        if "told" in value:
            which = [SQL("TRUE")]
        current = self._current_sql(SQL("(%s)", SQL(" OR ").join(which or [SQL("FALSE")])))
        wanted = [status for status in value if status]

        def to_sql(_model, alias, _query):
            column = SQL.identifier(alias, "id")
            return SQL("%s IN (SELECT id FROM (%s) current WHERE status = ANY(%s))", column, current, wanted)

        return Domain.custom(to_sql=to_sql)

    @api.depends("remittance_id.line_ids.state", "remittance_id.line_ids.payment_date")
    def _compute_line_ids(self):
        lines = self.env["debit.remittance.line"].search(
            [
                ("remittance_id", "in", self.remittance_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("payment_date", "in", list(set(self.mapped("payment_date")))),
                ("state", "not in", NOT_DEBITED),
            ],
            order="due_date, id",
        )
        grouped = lines.grouped(lambda line: (line.remittance_id, line.partner_id, line.payment_date))
        for notice in self:
            notice.line_ids = grouped.get(
                (notice.remittance_id, notice.partner_id, notice.payment_date), lines.browse()
            )

    @api.depends("payment_date", "sent_on", "remittance_id.payment_method_line_id.debit_answer_days")
    def _compute_answer_until(self):
        today = fields.Date.context_today(self)
        for notice in self:
            days = notice.remittance_id.payment_method_line_id.debit_answer_days
            told = fields.Datetime.context_timestamp(notice, notice.sent_on).date() if notice.sent_on else today
            notice.answer_until = min(told + timedelta(days=days), notice.payment_date - timedelta(days=1))

    def _mark_sent(self, channel, run=None):
        """Record on notice, lines and in the history that the payers were told, by whom and when: three statements."""
        self.remittance_id.check_access("write")
        values = {
            "ids": self.ids,
            "channel": channel,
            "now": fields.Datetime.now(),
            "today": fields.Date.context_today(self),
            "uid": self.env.uid,
            "run": run.id if run else None,
            "current": self._current_sql(SQL("notice.id = ANY(%s)", self.ids)),
        }
        for statement in MARK_SENT:
            self.env.cr.execute(SQL(statement, **values))
        self.invalidate_recordset()
        self.env["debit.remittance.line"].invalidate_model(["notified_on", "notified_for"])

    def action_open_debits(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debits"),
            "res_model": "debit.remittance.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.ids)],
        }

    def action_print(self):
        return self._ask_how("print")

    def action_email(self):
        return self._ask_how("email")

    def action_institution(self):
        return self._ask_how("institution")

    def _ask_how(self, channel):
        """Tell the chosen payers, again where they were told before."""
        return self.remittance_id._ask_telling(channel, self)


CURRENT = """
SELECT current.*,
       CASE WHEN sent_on IS NULL THEN CASE WHEN line_count = 0 THEN 'empty' ELSE 'untold' END
            WHEN told_digest IS NOT DISTINCT FROM digest OR payment_date < %(today)s THEN 'told'
            WHEN line_count = 0 THEN 'void'
            ELSE 'changed' END AS status
  FROM (SELECT notice.*, COALESCE(SUM(line.amount), 0) AS amount, COUNT(line.id) AS line_count,
               MD5(STRING_AGG(line.id || ':' || line.amount::numeric(20, 4), ',' ORDER BY line.id)) AS digest
          FROM debit_notice notice
          LEFT JOIN debit_remittance_line line
                 ON line.remittance_id = notice.remittance_id AND line.partner_id = notice.partner_id
                AND line.payment_date = notice.payment_date AND line.state NOT IN ('held', 'removed', 'cancelled')
         WHERE %(which)s
         GROUP BY notice.id) current
"""

MARK_SENT = (
    """UPDATE debit_notice notice
          SET channel = %(channel)s, sent_on = %(now)s, sent_by_id = %(uid)s,
              told_amount = current.amount, told_digest = current.digest
         FROM (%(current)s) current
        WHERE current.id = notice.id""",
    """INSERT INTO debit_notice_sending
              (notice_id, remittance_id, company_id, partner_id, payment_date, currency_id, amount, channel, run_id,
               create_uid, create_date, write_uid, write_date)
       SELECT id, remittance_id, company_id, partner_id, payment_date, currency_id, told_amount, channel, %(run)s,
              %(uid)s, %(now)s, %(uid)s, %(now)s
         FROM debit_notice WHERE id = ANY(%(ids)s)""",
    # who hears of the same day again was told when first told of it
    """UPDATE debit_remittance_line line
          SET notified_on = CASE WHEN line.notified_for = line.payment_date THEN line.notified_on ELSE %(today)s END,
              notified_for = line.payment_date
         FROM debit_notice notice
        WHERE notice.id = ANY(%(ids)s) AND line.remittance_id = notice.remittance_id
          AND line.partner_id = notice.partner_id AND line.payment_date = notice.payment_date
          AND line.state NOT IN ('held', 'removed', 'cancelled')""",
)
