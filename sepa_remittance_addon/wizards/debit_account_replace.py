from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..formats.identifiers import check_iban, electronic
from ..formats.refusal import Refusal
from ..models.debit_mandate import SEPA_SCHEMES
from ..models.refusals import tell


class DebitAccountReplace(models.TransientModel):
    """Moves the mandates of a payer to another account, which is added beside the old one (MAN-11)."""

    _name = "debit.account.replace"
    _description = "Replace the IBAN of a mandate"

    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        required=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    old_bank_id = fields.Many2one("res.partner.bank", "Old account", required=True)
    used_bank_ids = fields.Many2many("res.partner.bank", compute="_compute_used_bank_ids")
    mandate_ids = fields.Many2many(
        "debit.mandate", string="Mandates", compute="_compute_mandate_ids", store=True, readonly=False
    )
    new_bank_id = fields.Many2one(
        "res.partner.bank",
        "Or an account on file",
        domain="[('partner_id', '=', partner_id), ('id', '!=', old_bank_id)]",
    )
    new_number = fields.Char("New IBAN")
    requested_on = fields.Date("Asked on", required=True, default=fields.Date.context_today)
    reason = fields.Char(required=True)
    archive_old = fields.Boolean("Archive the old account")
    is_suspended = fields.Boolean(compute="_compute_is_suspended")
    resume = fields.Boolean(
        "Collect again", default=True, help="The mandates are suspended; the new account ends that."
    )

    @api.depends("old_bank_id")
    def _compute_partner_id(self):
        for wizard in self:
            wizard.partner_id = wizard.old_bank_id.partner_id.commercial_partner_id or wizard.partner_id

    @api.depends("partner_id")
    def _compute_used_bank_ids(self):
        for wizard in self:
            wizard.used_bank_ids = wizard._get_mandates().partner_bank_id

    @api.depends("old_bank_id")
    def _compute_mandate_ids(self):
        for wizard in self:
            mandates = wizard._get_mandates()
            wizard.mandate_ids = mandates.filtered(lambda m, wizard=wizard: m.partner_bank_id == wizard.old_bank_id)

    @api.depends("mandate_ids")
    def _compute_is_suspended(self):
        for wizard in self:
            wizard.is_suspended = any(wizard.mandate_ids.mapped("suspended"))

    def _get_mandates(self):
        """The payer's mandates that collect or may collect again."""
        return self.env["debit.mandate"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("partner_bank_id", "!=", False),
                "|", ("state", "in", ("to_sign", "active")),
                "&", ("state", "=", "completed"), ("line_ids.state", "=", "remitted"),
            ]
        )  # fmt: skip

    def action_replace(self):
        self.ensure_one()
        self.mandate_ids.check_access("write")
        self._check_request()
        account = self._get_new_account()
        moved = self.mandate_ids.filtered(lambda mandate: mandate.partner_bank_id != account)
        moved._move_to_account(account, self.requested_on, self.reason)
        if self.resume:
            moved.filtered("suspended").action_resume()
        if self.archive_old:
            self.old_bank_id.sudo().active = False
        if self.env.context.get("debit_refused_edit"):
            # below lies the form in which somebody tried to edit the old number: it must not be saved after all
            return {"type": "ir.actions.client", "tag": "reload"}
        return {"type": "ir.actions.act_window_close"}

    def _check_request(self):
        if not self.mandate_ids:
            raise UserError(self.env._("Choose the mandates that go over to the new account."))
        if self.requested_on > fields.Date.context_today(self):
            raise UserError(self.env._("The payer cannot have asked for it in the future."))
        if bool(self.new_bank_id) == bool(self.new_number):
            raise UserError(self.env._("Choose another account of the payer, or enter its new IBAN: one of the two."))
        if self.old_bank_id.sudo().partner_id.commercial_partner_id != self.partner_id:
            raise UserError(self.env._("The old account is not one of %s.", self.partner_id.display_name))
        stranger = self.mandate_ids.filtered(lambda mandate: mandate.partner_id != self.partner_id)
        if stranger:
            raise UserError(self.env._("These mandates belong to another payer: %s", stranger[:1].reference))

    def _get_new_account(self):
        """The chosen account, or the one of that number: known, archived or new; never trusted by this."""
        number = self._checked(self.new_bank_id.sudo().acc_number or self.new_number)
        # who keeps mandates may add the account of a payer, also without the right to edit contacts
        accounts = self.env["res.partner.bank"].sudo()
        known = self.new_bank_id.sudo() or accounts.with_context(active_test=False).search(
            [("sanitized_acc_number", "=", electronic(number)), ("partner_id", "=", self.partner_id.id)], limit=1
        )
        if known == self.old_bank_id:
            raise UserError(self.env._("This is the account that the mandate debits already."))
        if known:
            known.filtered(lambda account: not account.active).active = True
            return known.sudo(False)
        return accounts.create(
            {"acc_number": number, "partner_id": self.partner_id.id, "allow_out_payment": False}
        ).sudo(False)

    def _checked(self, number):
        if not set(self.mandate_ids.mapped("scheme")) & set(SEPA_SCHEMES):
            return number
        try:
            return check_iban(number)
        except Refusal as refusal:
            raise ValidationError(tell(self.env, refusal)) from refusal
