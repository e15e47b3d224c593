from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..formats.charset import to_reference
from ..formats.identifiers import check_iban, mask_iban
from ..formats.refusal import Refusal
from .refusals import tell

SCHEMES = [
    ("sepa_core", "SEPA Core"),
    ("sepa_b2b", "SEPA B2B"),
    ("pbs_ls", "PBS Leverandørservice"),
    ("pbs_bs", "PBS Betalingsservice"),
]
SEPA_SCHEMES = ("sepa_core", "sepa_b2b")
PBS_SCHEMES = ("pbs_ls", "pbs_bs")
# SEPA Core and B2B rulebooks: a mandate that was not used for 36 months must not be used again.
UNUSED_MONTHS = 36


class DebitMandate(models.Model):
    """A payer's permission to debit one account for one company: a SEPA mandate or a PBS agreement."""

    _name = "debit.mandate"
    _description = "Direct debit mandate"
    _inherit = ["mail.thread", "mail.activity.mixin", "debit.state.table"]
    _order = "id desc"
    _rec_name = "reference"
    _check_company_auto = True

    _moves = {
        "active": ("to_sign", "completed", "withdrawn"),
        "withdrawn": ("active",),
        "abandoned": ("to_sign", "active"),
        "completed": ("active",),
    }

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Payer", required=True, index=True, ondelete="restrict", tracking=True, check_company=True
    )
    scheme = fields.Selection(SCHEMES, required=True, default="sepa_core", tracking=True)
    kind = fields.Selection(
        [("recurrent", "Recurrent"), ("one_off", "One-off")], "Type", required=True, default="recurrent", tracking=True
    )
    reference = fields.Char(
        required=True,
        copy=False,
        tracking=True,
        help="Unique mandate reference (RUM), or the agreement number at PBS. Empty: the company's pattern builds it.",
        default="/",
    )
    creditor_identifier = fields.Char(
        compute="_compute_creditor_identifier",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The creditor the payer allows to debit. The reference is unique for it.",
    )
    partner_bank_id = fields.Many2one(
        "res.partner.bank", "Payer's account", ondelete="restrict", index=True, check_company=True
    )
    masked_account = fields.Char("Account", compute="_compute_masked_account")
    signature_date = fields.Date(tracking=True, copy=False)
    signed_document = fields.Binary(attachment=True, copy=False)
    signed_document_name = fields.Char(copy=False)
    state = fields.Selection(
        [
            ("to_sign", "To sign"),
            ("active", "Active"),
            ("withdrawn", "Withdrawn"),
            ("abandoned", "Abandoned"),
            ("completed", "Completed"),
        ],
        "Status",
        required=True,
        default="to_sign",
        tracking=True,
        copy=False,
        index=True,
    )
    suspended = fields.Boolean(tracking=True, copy=False, help="A suspended mandate is not collected.")
    suspension_reason = fields.Char(tracking=True, copy=False)
    origin = fields.Selection(
        [("created", "Created"), ("converted", "Converted"), ("imported", "Imported")], required=True, default="created"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Receivable",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
        check_company=True,
        help="The one due amount that a one-off mandate was made for.",
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", related="move_line_id.move_id", store=True, index="btree_not_null"
    )
    customer_number = fields.Char(
        size=15,
        help="PBS: the number by which we know the payer there, at most 15 characters. It comes back in the answers.",
    )
    valid_until = fields.Date(help="PBS: the last day on which this agreement may be debited.")
    amount_limit = fields.Monetary(help="PBS: the highest single amount that may be debited. Zero: no limit.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    first_collection_date = fields.Date(readonly=True, copy=False)
    last_collection_date = fields.Date(readonly=True, copy=False)
    expiry_date = fields.Date(
        compute="_compute_expiry_date", help="SEPA: 36 months after the last collection or the signature."
    )
    line_ids = fields.One2many("debit.remittance.line", "mandate_id", "Debits")

    _reference_unique = models.UniqueIndex(
        "(company_id, COALESCE(creditor_identifier, ''), UPPER(reference))",
        "This mandate reference is already taken for this creditor (upper and lower case count as the same).",
    )
    _one_off_of_receivable = models.UniqueIndex(
        "(move_line_id) WHERE kind = 'one_off' AND state IN ('to_sign', 'active', 'completed')",
        "There is already a one-off mandate for this due amount.",
    )
    _payer_lookup = models.Index("(partner_id, company_id, scheme) WHERE state = 'active'")

    # ------------------------------------------------------------ values

    @api.depends("company_id", "scheme")
    def _compute_creditor_identifier(self):
        for mandate in self:
            company = mandate.company_id
            if mandate.scheme in SEPA_SCHEMES:
                mandate.creditor_identifier = company.sepa_creditor_identifier
            else:
                mandate.creditor_identifier = company.pbs_creditor_number

    @api.depends("partner_bank_id.acc_number")
    def _compute_masked_account(self):
        for mandate in self:
            # whoever may see the mandate may see this much, also where the account itself is out of reach
            mandate.masked_account = mask_iban(mandate.sudo().partner_bank_id.acc_number or "")

    @api.depends("scheme", "signature_date", "last_collection_date")
    def _compute_expiry_date(self):
        for mandate in self:
            last_use = mandate.last_collection_date or mandate.signature_date
            expires = mandate.scheme in SEPA_SCHEMES and last_use
            mandate.expiry_date = last_use + relativedelta(months=UNUSED_MONTHS) if expires else False

    @api.depends("reference", "partner_id")
    def _compute_display_name(self):
        for mandate in self:
            mandate.display_name = f"{mandate.reference} ({mandate.partner_id.name})"

    # ------------------------------------------------------------ checks

    @api.constrains("reference", "scheme")
    def _check_reference(self):
        for mandate in self.filtered(lambda mandate: mandate.scheme in SEPA_SCHEMES):
            try:
                lawful = to_reference(mandate.reference)
            except Refusal as refusal:
                raise ValidationError(tell(self.env, refusal)) from refusal
            if lawful != mandate.reference:
                raise ValidationError(
                    self.env._(
                        "The mandate reference “%(reference)s” is not possible: at most 35 characters, letters without "
                        "accents, digits and / - ? : ( ) . , ' + only. “%(lawful)s” would be.",
                        reference=mandate.reference,
                        lawful=lawful,
                    )
                )

    @api.constrains("partner_bank_id", "partner_id")
    def _check_account_of_payer(self):
        for mandate in self.filtered("partner_bank_id"):
            holder = mandate.partner_bank_id.partner_id.commercial_partner_id
            if holder != mandate.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Mandate %(reference)s: the account belongs to %(holder)s, not to the payer %(payer)s.",
                        reference=mandate.reference,
                        holder=holder.display_name,
                        payer=mandate.partner_id.display_name,
                    )
                )

    @api.constrains("partner_bank_id", "scheme")
    def _check_iban(self):
        """Odoo lets wrong national check digits pass; a bank does not (MAN-14)."""
        for mandate in self.filtered(lambda mandate: mandate.partner_bank_id and mandate.scheme in SEPA_SCHEMES):
            try:
                check_iban(mandate.partner_bank_id.acc_number)
            except Refusal as refusal:
                problem = f"{mandate.reference}: {tell(self.env, refusal)}"
                raise ValidationError(problem) from refusal

    @api.constrains("state", "signature_date", "partner_bank_id", "scheme")
    def _check_active_is_complete(self):
        for mandate in self.filtered(lambda mandate: mandate.state == "active"):
            if not mandate.signature_date:
                raise ValidationError(
                    self.env._("Mandate %s: an active mandate needs the date of its signature.", mandate.reference)
                )
            if mandate.scheme in SEPA_SCHEMES and not mandate.partner_bank_id:
                raise ValidationError(
                    self.env._("Mandate %s: an active SEPA mandate needs the payer's account.", mandate.reference)
                )

    @api.constrains("kind", "move_line_id")
    def _check_one_off_has_receivable(self):
        for mandate in self:
            if mandate.kind == "recurrent" and mandate.move_line_id:
                raise ValidationError(
                    self.env._("Mandate %s is recurrent and cannot belong to one due amount.", mandate.reference)
                )

    # ------------------------------------------------------------ life

    @api.model_create_multi
    def create(self, vals_list):
        """A signature date given at creation makes the mandate active; a missing reference is built."""
        for vals in vals_list:
            if vals.get("signature_date") and vals.get("state", "to_sign") == "to_sign":
                vals["state"] = "active"
        self.env["debit.mandate.builder"]._fill_references(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Filling in the signature date of a mandate to sign activates it."""
        signing = self.browse()
        if vals.get("signature_date") and "state" not in vals:
            signing = self.filtered(lambda mandate: mandate.state == "to_sign")
        result = super().write(vals)
        if signing:
            signing._move_to("active")
        return result

    @api.ondelete(at_uninstall=False)
    def _refuse_delete_used(self):
        used = self.filtered(lambda mandate: mandate.state != "to_sign" or mandate.line_ids)
        if used:
            raise UserError(
                self.env._(
                    "These mandates were signed or used and stay on record; withdraw or abandon them instead: %s",
                    ", ".join(used.mapped("reference")),
                )
            )

    def _before_active(self):
        """A withdrawn mandate is signed again: only a new date makes it valid (MAN-2)."""
        unsigned = self.filtered(lambda mandate: not mandate.signature_date)
        if unsigned:
            raise UserError(self.env._("Fill in the signature date of: %s", ", ".join(unsigned.mapped("reference"))))

    def action_sign(self):
        """Ask for the signature date; it is needed each time, also when a withdrawn mandate is signed again."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the mandate"),
            "res_model": "debit.mandate.sign",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mandate_ids": self.ids},
        }

    def _sign(self, day):
        """Make the mandates active by a signature of the given day, later than that of an earlier signature."""
        again = self.filtered(lambda mandate: mandate.state == "withdrawn" and mandate.signature_date)
        stale = again.filtered(lambda mandate: day <= mandate.signature_date)
        if stale:
            raise UserError(
                self.env._(
                    "A withdrawn mandate becomes active only by a new signature, after the earlier one: %s",
                    ", ".join(stale.mapped("reference")),
                )
            )
        self._refuse_move("active")
        (self - again).write({"signature_date": day})
        again.write({"signature_date": day, "suspended": False, "suspension_reason": False})
        self._move_to("active")

    def action_withdraw(self):
        self._move_to("withdrawn")

    def action_abandon(self):
        self._move_to("abandoned")

    def action_resume(self):
        """Collect a suspended mandate again."""
        self.write({"suspended": False, "suspension_reason": False})

    def _suspend(self, reason):
        self.filtered(lambda mandate: not mandate.suspended).write({"suspended": True, "suspension_reason": reason})

    def _reopen_one_off(self):
        """MAN-10: a one-off mandate whose debit did not succeed serves its receivable again."""
        self.filtered(lambda mandate: mandate.kind == "one_off" and mandate.state == "completed")._move_to("active")

    def action_open_debits(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Debits"),
            "res_model": "debit.remittance.line",
            "view_mode": "list,form",
            "domain": [("mandate_id", "=", self.id)],
        }

    # ------------------------------------------------------------ usable (MAN-19)

    @api.model
    def _usable_sql(self, scheme, company, creditor_identifier, day):
        """When a mandate may be debited, for statements over the aliases ``mandate``, ``account`` and ``receivable``.

        :param day: SQL expression of the collection date.
        """
        rule = SQL(
            """mandate.company_id = %(company)s AND mandate.scheme = %(scheme)s AND mandate.state = 'active'
               AND mandate.suspended IS NOT TRUE
               AND COALESCE(mandate.creditor_identifier, '') = %(creditor)s
               AND (mandate.valid_until IS NULL OR mandate.valid_until >= %(day)s)
               AND (mandate.kind = 'recurrent' OR mandate.move_line_id = receivable.id)
               AND (COALESCE(mandate.amount_limit, 0) = 0
                    OR receivable.amount_residual_currency <= mandate.amount_limit)""",
            company=company.id,
            scheme=scheme,
            creditor=creditor_identifier or "",
            day=day,
        )
        if scheme not in SEPA_SCHEMES:
            return SQL("%s AND (account.id IS NULL OR account.active)", rule)
        return SQL(
            """%(rule)s AND account.active
               AND COALESCE(mandate.last_collection_date, mandate.signature_date) > (%(day)s - %(unused)s::interval)""",
            rule=rule,
            day=day,
            unused=f"{UNUSED_MONTHS} months",
        )

    @api.model
    def _usable_of_payers(self, payers, payment_method_line, company):
        """The recurrent mandates under which these payers may be debited today by this payment type."""
        scheme = payment_method_line.debit_scheme
        if not payers or not scheme:
            return self.browse()
        self.env["debit.mandate"].flush_model()
        self.env["res.partner.bank"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """SELECT mandate.id
                     FROM debit_mandate mandate
                     LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
                    CROSS JOIN (SELECT NULL::int AS id, 0::numeric AS amount_residual_currency) receivable
                    WHERE mandate.partner_id = ANY(%s) AND %s""",
                payers.ids,
                self._usable_sql(
                    scheme,
                    company,
                    payment_method_line.journal_id._get_creditor_identifier(scheme),
                    SQL("%s::date", fields.Date.context_today(self)),
                ),
            )
        )
        return self.browse(row[0] for row in rows)
