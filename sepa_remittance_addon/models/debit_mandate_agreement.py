from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..formats.pbs.numbers import check_cpr, check_cvr, cvr_of
from ..formats.refusal import Refusal
from .debit_agreement_scheme import IDENTIFIERS
from .debit_mandate import PBS_SCHEMES
from .refusals import tell

AT_PBS = ("sent", "registered", "cancellation_sent")
KNOWN_TO_PBS = {"customer_number", "debtor_group", "scheme", "creditor_identifier"}


class DebitMandate(models.Model):
    """What a mandate of the PBS schemes holds beside: identifiers of the agreement, validity and limit (MAN-17).

    Several mandates of one payer, one per invoice, may share an agreement: it is known by creditor and customer number.
    """

    _inherit = "debit.mandate"

    customer_number = fields.Char(
        size=15,
        help="PBS: the number by which we know the payer there, at most 15 characters. It comes back in the answers.",
    )
    debtor_group = fields.Char(size=5, help="PBS: five digits. Empty: the group of the collecting bank account.")
    agreement_number = fields.Char(size=9, copy=False, help="PBS: the number that Betalingsservice gave the agreement.")
    cvr_number = fields.Char(
        "CVR number",
        compute="_compute_cvr_number",
        store=True,
        readonly=False,
        precompute=True,
        help="PBS: the number of the payer's company.",
    )
    cpr_number = fields.Char(
        "CPR number", copy=False, groups="sepa_remittance_addon.group_see_numbers", help="PBS: the payer's own number."
    )
    masked_cpr_number = fields.Char("CPR number, masked", compute="_compute_masked_cpr_number")
    valid_from = fields.Date(help="PBS: the first day on which this agreement may be debited.")
    valid_until = fields.Date(
        compute="_compute_valid_until",
        store=True,
        readonly=False,
        help="PBS: the last day on which this agreement may be debited.",
    )
    amount_limit = fields.Monetary(
        compute="_compute_amount_limit",
        store=True,
        readonly=False,
        precompute=True,
        help="PBS: the highest amount that may be debited on one day. Zero: no limit.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    customer_number_heading = fields.Char(compute="_compute_headings")
    debtor_group_heading = fields.Char(compute="_compute_headings")
    agreement_number_heading = fields.Char(compute="_compute_headings")
    cvr_number_heading = fields.Char(compute="_compute_headings")
    cpr_number_heading = fields.Char(compute="_compute_headings")

    _agreement_lookup = models.Index("(company_id, LTRIM(customer_number, '0')) WHERE customer_number IS NOT NULL")

    # ------------------------------------------------------------ values

    @api.depends("partner_id.vat", "scheme")
    def _compute_cvr_number(self):
        for mandate in self:
            if mandate.scheme in PBS_SCHEMES and not mandate.cvr_number:
                mandate.cvr_number = cvr_of(mandate.partner_id.commercial_partner_id.vat)

    @api.depends("cpr_number")
    def _compute_masked_cpr_number(self):
        for mandate in self:
            number = mandate.sudo().cpr_number
            mandate.masked_cpr_number = f"******-**{number[-2:]}" if number else False

    @api.depends("scheme", "signature_date")
    def _compute_valid_until(self):
        settings = self.env["debit.agreement.scheme"]._by_scheme()
        for mandate in self:
            months = mandate.scheme in settings and settings[mandate.scheme].validity_months
            if months and mandate.signature_date:
                mandate.valid_until = mandate.signature_date + relativedelta(months=months)

    @api.depends("scheme")
    def _compute_amount_limit(self):
        settings = self.env["debit.agreement.scheme"]._by_scheme()
        for mandate in self:
            if mandate.scheme in settings and not mandate.amount_limit:
                mandate.amount_limit = settings[mandate.scheme].amount_limit

    @api.depends("scheme")
    def _compute_headings(self):
        settings = self.env["debit.agreement.scheme"]._by_scheme()
        for mandate in self:
            lines = settings[mandate.scheme].heading_ids if mandate.scheme in settings else ()
            names = {line.identifier: line.name for line in lines}
            for identifier in IDENTIFIERS:
                mandate[f"{identifier}_heading"] = names.get(identifier, False)

    # ------------------------------------------------------------ checks

    @api.constrains("cvr_number", "cpr_number")
    def _check_numbers(self):
        for mandate in self:
            try:
                if mandate.cvr_number:
                    check_cvr(mandate.cvr_number)
                if mandate.sudo().cpr_number:
                    check_cpr(mandate.sudo().cpr_number)
            except Refusal as refusal:
                problem = f"{mandate.reference}: {tell(self.env, refusal)}"
                raise ValidationError(problem) from refusal

    @api.constrains("debtor_group", "agreement_number")
    def _check_digits(self):
        for mandate in self:
            if not all((mandate[name] or "0").isdigit() for name in ("debtor_group", "agreement_number")):
                raise ValidationError(
                    self.env._("%s: the debtor group and the agreement number hold digits only.", mandate.reference)
                )

    @api.constrains("valid_from", "valid_until", "amount_limit")
    def _check_validity(self):
        for mandate in self:
            wrong_order = mandate.valid_from and mandate.valid_until and mandate.valid_from > mandate.valid_until
            if wrong_order or mandate.amount_limit < 0:
                raise ValidationError(
                    self.env._("%s: its validity ends before it begins, or its limit is negative.", mandate.reference)
                )

    @api.constrains("state", "scheme", "partner_bank_id", *(name for name in IDENTIFIERS if name != "cpr_number"))
    def _check_agreement_is_complete(self):
        """A signed agreement bears what the settings of its scheme require."""
        settings = self.env["debit.agreement.scheme"]._by_scheme()
        for mandate in self.filtered(lambda mandate: mandate.state == "active" and mandate.scheme in settings):
            of_scheme = settings[mandate.scheme]
            missing = [
                line.name for line in of_scheme.heading_ids if line.required and not mandate.sudo()[line.identifier]
            ]
            if of_scheme.account_required and not mandate.partner_bank_id:
                missing.append(self.env._("Payer's account"))
            if missing:
                raise ValidationError(
                    self.env._(
                        "Agreement %(reference)s cannot be signed without: %(missing)s",
                        reference=mandate.reference,
                        missing=", ".join(missing),
                    )
                )

    @api.constrains("state", "customer_number", "scheme", "creditor_identifier", "debtor_group")
    def _check_customer_number_is_one_payers(self):
        """PBS knows a payer by this number alone: two payers under one number would be debited for each other."""
        self.flush_model()
        rows = self.env.execute_query(SQL(SHARED_NUMBER, mandates=self.ids, schemes=list(PBS_SCHEMES)))
        for reference, number, other in rows:
            raise ValidationError(
                self.env._(
                    "Agreement %(reference)s: the customer number %(number)s belongs to %(other)s already. Give each "
                    "payer a number of its own.",
                    reference=reference,
                    number=number,
                    other=other,
                )
            )

    def _refuse_change_at_pbs(self, vals):
        """PBS goes on by the old number until it is told: what it knows is changed there first."""
        names = KNOWN_TO_PBS & vals.keys()
        if self.env.su or not names:
            return
        changed = self.filtered(
            lambda mandate: (
                mandate.scheme in PBS_SCHEMES
                and mandate.agreement_state in AT_PBS
                and any((mandate[name] or "") != (vals[name] or "") for name in names)
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "PBS knows these agreements by their present numbers. Enter the new customer number as such and "
                    "send it to PBS, or cancel the agreement there first: %s",
                    ", ".join(changed[:10].mapped("reference")),
                )
            )


SHARED_NUMBER = """
SELECT mandate.reference, mandate.customer_number, payer.name
  FROM debit_mandate mandate
  JOIN debit_mandate other ON other.company_id = mandate.company_id AND other.scheme = mandate.scheme
   AND LTRIM(other.customer_number, '0') = LTRIM(mandate.customer_number, '0')
   AND COALESCE(other.creditor_identifier, '') = COALESCE(mandate.creditor_identifier, '')
   AND COALESCE(other.debtor_group, '') = COALESCE(mandate.debtor_group, '')
   AND other.partner_id <> mandate.partner_id AND other.state = 'active'
  JOIN res_partner payer ON payer.id = other.partner_id
 WHERE mandate.id = ANY(%(mandates)s) AND mandate.scheme = ANY(%(schemes)s) AND mandate.state = 'active'
   AND mandate.customer_number <> ''
 LIMIT 1
"""
