from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..formats.calendar import is_danish_bank_day, is_target_day
from .account_payment_method import CODE
from .debit_mandate import SCHEMES, SEPA_SCHEMES

FORMATS = [
    ("pain.008.001.08", "SEPA pain.008.001.08"),
    ("pain.008.001.02", "SEPA pain.008.001.02"),
    ("ls.40", "Leverandørservice, delivery 40"),
    ("bs.0601", "Betalingsservice 0601"),
]
DEFAULT_FORMAT = {
    "sepa_core": "pain.008.001.08",
    "sepa_b2b": "pain.008.001.08",
    "pbs_ls": "ls.40",
    "pbs_bs": "bs.0601",
}


class AccountPaymentMethodLine(models.Model):
    """A payment type of a bank journal: how it collects by direct debit (REM-1)."""

    _inherit = "account.payment.method.line"

    debit_scheme = fields.Selection(SCHEMES, "Scheme", default="sepa_core")
    debit_format = fields.Selection(
        FORMATS, "File format", compute="_compute_debit_format", store=True, readonly=False, precompute=True
    )
    debit_electronic = fields.Boolean(
        "Electronic confirmation",
        default=True,
        help="Confirming writes a file for the bank, and its statements settle the remittance. Otherwise no file is "
        "written and the remittance is settled by registering payments.",
    )
    debit_requires_mandate = fields.Boolean("Requires a mandate", default=True)
    debit_notice = fields.Selection(
        [("before", "Before confirmation"), ("after", "Only after confirmation")], "Notice", default="before"
    )
    debit_answer_days = fields.Integer(
        "Days to object", default=7, help="How long after the notice the payer may take invoices out or put others in."
    )
    debit_sequence_on_new_account = fields.Selection(
        [("RCUR", "RCUR (rule since 2016)"), ("FRST", "FRST (older rule)")],
        "Sequence for a new account",
        default="RCUR",
    )
    debit_amendment_form = fields.Selection(
        [("iban", "Send the old IBAN"), ("smnda", "Send the code SMNDA")], "Change of account", default="iban"
    )
    debit_lead_days = fields.Integer(
        "Lead days", default=1, help="Bank days between handing in the file and the debit."
    )
    debit_cut_off = fields.Float(
        "Cut-off hour", default=15.0, help="In the company's time zone; later counts as the next bank day."
    )
    debit_late_date = fields.Selection(
        [("move", "Move it to the next possible bank day"), ("refuse", "Refuse it")],
        "A date that is too early",
        default="move",
    )
    debit_batch_booking = fields.Boolean(
        "Batch booking", default=True, help="The bank books a payment block as one amount."
    )
    debit_file_per_block = fields.Boolean("One file per payment block")
    debit_merge = fields.Boolean(
        "Merge per payer",
        help="One debit per payer, date and mandate. The bank's answer then concerns all its invoices.",
    )
    debit_second_of_day = fields.Selection(
        [("move", "Move it to the next free bank day"), ("hold", "Put it on hold")],
        "A second collection of a payer and day",
        default="move",
        help="Leverandørservice takes one collection per payer and bank day, over all remittances.",
    )
    debit_disburse = fields.Boolean(
        "Pay out what we owe",
        help="PBS: a payer whose credit notes exceed the invoices of a day gets the difference (585). "
        "Otherwise these lines are put on hold.",
    )
    is_debit = fields.Boolean(compute="_compute_is_debit")

    @api.depends("payment_method_id")
    def _compute_is_debit(self):
        for line in self:
            line.is_debit = line.payment_method_id.code == CODE

    @api.depends("debit_scheme")
    def _compute_debit_format(self):
        for line in self:
            line.debit_format = DEFAULT_FORMAT.get(line.debit_scheme)

    @api.constrains("debit_scheme", "debit_format")
    def _check_debit_format(self):
        for line in self.filtered("is_debit"):
            is_sepa = (line.debit_format or "").startswith("pain")
            if line.debit_electronic and is_sepa != (line.debit_scheme in SEPA_SCHEMES):
                raise ValidationError(
                    self.env._("Payment type %s: the file format does not belong to the scheme.", line.display_name)
                )

    @api.constrains("debit_cut_off", "debit_lead_days", "debit_answer_days")
    def _check_debit_times(self):
        for line in self.filtered("is_debit"):
            if not 0 <= line.debit_cut_off <= 24 or line.debit_lead_days < 0 or line.debit_answer_days < 0:
                raise ValidationError(
                    self.env._("Payment type %s: hours are between 0 and 24, days are not negative.", line.display_name)
                )

    def _get_calendar(self):
        """The calendar (see ``formats.calendar``) that payment dates of this type respect."""
        self.ensure_one()
        return is_target_day if self.debit_scheme in SEPA_SCHEMES else is_danish_bank_day
