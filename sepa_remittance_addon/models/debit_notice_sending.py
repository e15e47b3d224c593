from odoo import fields, models

from .debit_notice import CHANNELS


class DebitNoticeSending(models.Model):
    """One time that a payer was told: by whom, when, how, and what total. Written once, never changed (REM-4)."""

    _name = "debit.notice.sending"
    _description = "Notice given"
    _order = "id desc"
    _rec_name = "partner_id"

    notice_id = fields.Many2one("debit.notice", required=True, index=True, ondelete="cascade", readonly=True)
    run_id = fields.Many2one("debit.notice.run", "Told together", index="btree_not_null", readonly=True)
    remittance_id = fields.Many2one("debit.remittance", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, index=True, readonly=True)
    payment_date = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary("Total told", readonly=True, help="Zero: the payer was told that the debit was dropped.")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    create_uid = fields.Many2one("res.users", "Sent by", readonly=True)
    create_date = fields.Datetime("Told on", readonly=True)
