from datetime import timedelta

from odoo import api, fields, models

CASHIER = "recouvrements_addon.group_contract_cashier"


class ContractTransaction(models.Model):
    """An amount reserved on the customer's card at a terminal: no money, no entry, until it is captured (CTR-5)."""

    _inherit = "contract.transaction"

    card_reference = fields.Char(
        "Terminal reference", readonly=True, help="What the terminal printed for this reservation; never a card number."
    )
    expiry_date = fields.Date("Reserved until", readonly=True)
    authorisation_id = fields.Many2one(
        "contract.transaction",
        "Captured from",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The card authorisation of which this deposit was captured.",
    )
    captured_ids = fields.One2many("contract.transaction", "authorisation_id", "Captured as", readonly=True)

    _captured_once = models.UniqueIndex(
        "(authorisation_id) WHERE authorisation_id IS NOT NULL", "This authorisation was captured already."
    )
    _authorised = models.Index("(expiry_date) WHERE state = 'authorised'")

    def action_capture(self):
        self.ensure_one()
        self._check_may(CASHIER)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Capture"),
            "res_model": "card.capture",
            "view_mode": "form",
            "target": "new",
            "context": {"default_authorisation_id": self.id},
        }

    def action_release(self):
        """The reservation is given up; what the terminal holds is released there."""
        self._check_may(CASHIER)
        self.env["card.clerk"]._release(self)
        return True

    @api.model
    def _cron_expire(self):
        self.env["card.clerk"]._expire()

    @api.model
    def _default_expiry(self, company, date):
        return (date or fields.Date.context_today(self)) + timedelta(days=company.sudo().card_authorisation_days)
