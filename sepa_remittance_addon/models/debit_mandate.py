from odoo import api, fields, models

from ..formats.identifiers import mask_iban

SCHEMES = [
    ("sepa_core", "SEPA Core"),
    ("sepa_b2b", "SEPA B2B"),
    ("pbs_ls", "PBS Leverandørservice"),
    ("pbs_bs", "PBS Betalingsservice"),
]
SEPA_SCHEMES = ("sepa_core", "sepa_b2b")
PBS_SCHEMES = ("pbs_ls", "pbs_bs")


class DebitMandate(models.Model):
    """A payer's permission to debit one account for one company: a SEPA mandate or a PBS agreement.

    Here are its fields and states; each other concern has its file: ``_checks``, ``_life``, ``_usable``, ``_expiry``,
    ``_double``, ``_import``.
    """

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

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Payer", required=True, ondelete="restrict", tracking=True, check_company=True
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
    previous_signature_date = fields.Date(
        "Signed before on", readonly=True, copy=False, help="The signature that a later one replaced."
    )
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
    )
    suspended = fields.Boolean(tracking=True, copy=False, help="A suspended mandate is not collected.")
    suspension_reason = fields.Char(tracking=True, copy=False)
    closed_on = fields.Date("Ended on", readonly=True, copy=False, tracking=True)
    closing_reason = fields.Char("Why it ended", readonly=True, copy=False, tracking=True)
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
    first_collection_date = fields.Date("First collected on", readonly=True, copy=False)
    last_collection_date = fields.Date(
        "Last collected on",
        readonly=True,
        copy=False,
        help="The last debit presented to the bank, also if it was refused.",
    )
    line_ids = fields.One2many("debit.remittance.line", "mandate_id", "Debits")
    debit_count = fields.Integer(compute="_compute_debit_count")

    _reference_unique = models.UniqueIndex(
        "(company_id, COALESCE(creditor_identifier, ''), UPPER(reference))",
        "This mandate reference is already taken for this creditor (upper and lower case count as the same).",
    )
    _one_off_of_receivable = models.UniqueIndex(
        "(move_line_id) WHERE kind = 'one_off' AND state IN ('to_sign', 'active', 'completed')",
        "There is already a one-off mandate for this due amount.",
    )
    _payer_lookup = models.Index("(partner_id, company_id, scheme)")
    _waiting = models.Index("(company_id) WHERE state = 'to_sign'")

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
            number = mandate.sudo().partner_bank_id.acc_number
            mandate.masked_account = mask_iban(number) if number else False

    def _compute_debit_count(self):
        groups = self.env["debit.remittance.line"]._read_group(
            [("mandate_id", "in", self.ids)], ["mandate_id"], ["__count"]
        )
        counts = dict(groups)
        for mandate in self:
            mandate.debit_count = counts.get(mandate, 0)

    @api.depends("reference", "partner_id")
    def _compute_display_name(self):
        for mandate in self:
            mandate.display_name = f"{mandate.reference} ({mandate.partner_id.name})"

    # ------------------------------------------------------------ hooks, for other concerns to extend

    def _before_active(self):
        """Called with the mandates about to become active."""

    def _after_withdrawn(self):
        """Called with the mandates that were withdrawn."""

    def _after_abandoned(self):
        """Called with the mandates that were abandoned."""
