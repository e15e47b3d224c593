from datetime import timedelta

from odoo import api, fields, models


class DebitNotice(models.Model):
    """What one payer is told about the debits of one day, and when it was told (REM-4)."""

    _name = "debit.notice"
    _description = "Notice to the payer"
    _inherit = ["mail.thread"]
    _order = "remittance_id desc, partner_id, payment_date"

    remittance_id = fields.Many2one("debit.remittance", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True, ondelete="restrict")
    payment_date = fields.Date(required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary("Total", compute="_compute_lines")
    line_ids = fields.Many2many("debit.remittance.line", compute="_compute_lines", string="Debits")
    answer_until = fields.Date("Objection until", compute="_compute_answer_until")
    channel = fields.Selection(
        [("print", "Printed"), ("email", "E-mail"), ("institution", "Sent by the institution")], readonly=True
    )
    sent_on = fields.Datetime(readonly=True)
    sent_by_id = fields.Many2one("res.users", readonly=True)

    _one_per_payer_and_date = models.UniqueIndex(
        "(remittance_id, partner_id, payment_date)", "This payer already has a notice for this date."
    )

    @api.depends("partner_id", "payment_date")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.partner_id.name} {fields.Date.to_string(notice.payment_date)}"

    @api.depends("remittance_id.line_ids.state", "remittance_id.line_ids.amount")
    def _compute_lines(self):
        lines = self.env["debit.remittance.line"].search(
            [
                ("remittance_id", "in", self.remittance_id.ids),
                ("partner_id", "in", self.partner_id.ids),
                ("state", "not in", ("held", "removed", "cancelled")),
            ]
        )
        grouped = lines.grouped(lambda line: (line.remittance_id, line.partner_id, line.payment_date))
        for notice in self:
            mine = grouped.get((notice.remittance_id, notice.partner_id, notice.payment_date), lines.browse())
            notice.line_ids = mine
            notice.amount = sum(mine.mapped("amount"))

    @api.depends("payment_date", "remittance_id.payment_method_line_id.debit_answer_days")
    def _compute_answer_until(self):
        today = fields.Date.context_today(self)
        for notice in self:
            days = notice.remittance_id.payment_method_line_id.debit_answer_days
            told = notice.sent_on.date() if notice.sent_on else today
            notice.answer_until = min(told + timedelta(days=days), notice.payment_date - timedelta(days=1))

    def _mark_sent(self, channel):
        """Record that the payers were told, by whom and when."""
        self.remittance_id.check_access("write")
        self.sudo().write({"channel": channel, "sent_on": fields.Datetime.now(), "sent_by_id": self.env.uid})
        for day, notices in self.grouped(lambda notice: notice.sent_on.date()).items():
            notices.line_ids.sudo().write({"notified_on": day})
