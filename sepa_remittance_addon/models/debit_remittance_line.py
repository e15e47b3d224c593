from odoo import api, fields, models
from odoo.exceptions import UserError

LIVE = ("proposed", "held", "remitted")


class DebitRemittanceLine(models.Model):
    """One receivable asked of its payer: a line of a proposal, then of what the bank was asked."""

    _name = "debit.remittance.line"
    _description = "Remittance line"
    _inherit = ["debit.state.table"]
    _order = "remittance_id desc, payment_date, partner_id, id"
    _rec_name = "move_id"
    _check_company_auto = True

    _moves = {
        "proposed": ("held", "removed"),
        "held": ("proposed",),
        "removed": ("proposed", "held"),
        "remitted": ("proposed", "matched", "rejected", "returned"),
        "matched": ("remitted",),
        "rejected": ("remitted",),
        "returned": ("remitted", "matched"),
        "cancelled": ("proposed", "held", "remitted"),
    }

    remittance_id = fields.Many2one("debit.remittance", required=True, ondelete="cascade")
    scheme = fields.Selection(related="remittance_id.scheme")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, ondelete="restrict")
    move_line_id = fields.Many2one(
        "account.move.line", "Receivable", required=True, index=True, ondelete="restrict", check_company=True
    )
    move_id = fields.Many2one("account.move", "Invoice", required=True, index=True, ondelete="restrict")
    invoice_date = fields.Date(related="move_id.invoice_date")
    mandate_id = fields.Many2one("debit.mandate", index="btree_not_null", ondelete="restrict", check_company=True)
    mandate_reference = fields.Char("Mandate reference", related="mandate_id.reference")
    masked_account = fields.Char("Account", related="mandate_id.masked_account")
    due_date = fields.Date(required=True)
    payment_date = fields.Date(required=True, index=True, help="The bank day on which the payer's account is debited.")
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(required=True, help="Negative for a credit note that lowers the payer's debit.")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("held", "On hold"),
            ("removed", "Removed"),
            ("remitted", "0 - Remitted"),
            ("matched", "9 - Paid"),
            ("rejected", "Rejected"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        default="proposed",
        help="0: the bank was asked and has not answered yet. 9: paid, the ledgers are updated.",
    )
    hold_reason = fields.Char("Why on hold or removed")
    sequence_type = fields.Selection(
        [("OOFF", "One-off"), ("FRST", "First"), ("RCUR", "Recurrent"), ("FNAL", "Final")], readonly=True
    )
    end_to_end_id = fields.Char("End-to-end reference", readonly=True, index="btree_not_null")
    block_reference = fields.Char("Payment block", readonly=True, index="btree_not_null")
    customer_number = fields.Char("Customer number at PBS", readonly=True)
    attempt = fields.Integer(
        default=1, readonly=True, help="How many times this amount was asked for, this time included."
    )
    notified_on = fields.Date("Notified", readonly=True)
    change_ids = fields.One2many("debit.line.change", "line_id", "History")
    payment_block = fields.Selection(related="move_line_id.payment_block")
    residual = fields.Monetary("Still open", related="move_line_id.amount_residual_currency")

    _one_live_line = models.UniqueIndex(
        "(move_line_id) WHERE state IN ('proposed', 'held', 'remitted')",
        "This due amount is already in a remittance that is not settled yet.",
    )
    # no more indexes than these: every change of status writes all of them anew
    _payer_and_date = models.Index("(partner_id, payment_date)")
    _to_handle = models.Index("(company_id, state) WHERE state IN ('rejected', 'returned')")
    _remittance_payer = models.Index("(remittance_id, partner_id, payment_date)")

    @api.depends("move_id", "partner_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.move_id.name} ({line.partner_id.name})"

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        kept = self.filtered(lambda line: line.remittance_id.state != "proposal")
        if kept:
            raise UserError(self.env._("The lines of a confirmed remittance stay on record: %s", kept[:1].display_name))

    # ------------------------------------------------------------ what others react to; every extension calls super

    def _after_remitted(self):
        """Answers were taken back: the bank is waited for again. Confirming does not come by here."""

    def _after_matched(self):
        """The debits were collected."""

    def _after_rejected(self):
        """The debits were refused before money moved."""

    def _after_returned(self):
        """The money came and was taken back."""

    def _after_cancelled(self):
        """The debits were never asked of the bank, or it never received them."""

    # ------------------------------------------------------------ the payer's answer (REM-5)

    def action_hold(self):
        return self._ask_change("hold")

    def action_release(self):
        return self._ask_change("release")

    def action_remove(self):
        return self._ask_change("remove")

    def _ask_change(self, action):
        """Who asked, how and why is kept with every change."""
        self._refuse_unless_proposal()
        if not self:
            raise UserError(self.env._("None of these lines can be changed that way."))
        return {
            "type": "ir.actions.act_window",
            "name": dict(self.env["debit.line.change"]._fields["action"]._description_selection(self.env))[action],
            "res_model": "debit.line.change.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_action": action, "default_line_ids": self.ids},
        }

    def _refuse_unless_proposal(self):
        confirmed = self.remittance_id.filtered(lambda remittance: remittance.state != "proposal")
        if confirmed:
            raise UserError(
                self.env._(
                    "Only the lines of a proposal can be changed; %s is not one.", ", ".join(confirmed.mapped("name"))
                )
            )

    def _change(self, action, channel, reason, asked_by=None):
        """Hold, release or remove the lines, and keep who asked, when and why.

        :param action: ``hold``, ``release`` or ``remove``.
        :param channel: ``letter``, ``telephone``, ``email``, ``portal`` or ``internal``.
        """
        self.remittance_id.check_access("write")
        self._refuse_unless_proposal()
        self.env["background.job"]._refuse_while_working(self.remittance_id)
        self.sudo()._lock_or_tell()
        target = {"hold": "held", "release": "proposed", "remove": "removed"}[action]
        moved = self.sudo()._move_to(target, hold_reason=False if action == "release" else reason).with_env(self.env)
        self.env["debit.line.change"]._log(moved, action, channel, reason, asked_by)
        return moved

    def action_change_method(self):
        """REM-7: pay this invoice another way, so that it is not proposed again."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the payment method"),
            "res_model": "debit.change.method",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    # ------------------------------------------------------------ ways to and fro (REM-16)

    def action_view_groups(self):
        """Option 11: switch to view 3, totals by payer and payment date."""
        remittance = self.env["debit.remittance"].browse(self.env.context.get("default_remittance_id"))
        remittance = remittance or self.remittance_id[:1]
        return remittance._switch_view("groups", remittance.action_groups)

    def action_open_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_open_remittance(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.remittance",
            "res_id": self.remittance_id.id,
            "view_mode": "form",
        }
