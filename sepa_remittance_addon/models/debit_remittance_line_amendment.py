from odoo import api, fields, models

from ..formats.identifiers import mask_iban

SAME_MANDATE_NEW_ACCOUNT = "SMNDA"


class DebitRemittanceLine(models.Model):
    """What a debit told the bank of its mandate: account and reference of that day, and what had changed (MAN-11)."""

    _inherit = "debit.remittance.line"

    debited_iban = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    sent_reference = fields.Char("Mandate reference sent", readonly=True)
    amended = fields.Boolean("Amendment", readonly=True, help="This debit told the bank of a change of the mandate.")
    # The old IBAN as it stood in the file, or the code SMNDA where the old one is not named.
    old_account = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    old_reference = fields.Char(readonly=True)
    old_creditor_identifier = fields.Char(readonly=True)
    old_creditor_name = fields.Char(readonly=True)
    amendment = fields.Char("Told the bank", compute="_compute_amendment")
    # the account debited, also after the mandate went on to another one
    masked_account = fields.Char(related=None, compute="_compute_masked_account")

    @api.depends("debited_iban", "mandate_id.masked_account")
    def _compute_masked_account(self):
        for line in self:
            debited = line.sudo().debited_iban
            line.masked_account = mask_iban(debited) if debited else line.mandate_id.masked_account

    @api.depends("amended", "old_account", "old_reference", "old_creditor_identifier", "old_creditor_name")
    def _compute_amendment(self):
        names = ("old_account", "old_reference", "old_creditor_identifier", "old_creditor_name")
        for line in self:
            line.amendment = line.amended and self._tell_amendment(**{name: line.sudo()[name] for name in names})

    @api.model
    def _tell_amendment(self, old_account="", old_reference="", old_creditor_identifier="", old_creditor_name=""):
        """:return: what changed as part of a sentence, without a whole account number."""
        told = []
        if old_account == SAME_MANDATE_NEW_ACCOUNT:
            told.append(self.env._("account changed (code SMNDA, the old one is not named)"))
        elif old_account:
            told.append(self.env._("account changed from %s", mask_iban(old_account)))
        if old_reference:
            told.append(self.env._("mandate reference changed from %s", old_reference))
        if old_creditor_identifier:
            told.append(self.env._("creditor identifier changed from %s", old_creditor_identifier))
        if old_creditor_name:
            told.append(self.env._("creditor name changed from %s", old_creditor_name))
        return ", ".join(told)

    # ------------------------------------------------------------ answers

    def _after_matched(self):
        super()._after_matched()
        self.env["debit.mandate"].sudo()._advance_collected(self.sudo().filtered("mandate_id"))

    def _after_remitted(self):
        super()._after_remitted()
        self.sudo().mandate_id._refresh_collected()

    def _after_rejected(self):
        super()._after_rejected()
        self.sudo().mandate_id._refresh_collected()

    def _after_returned(self):
        super()._after_returned()
        self.sudo().mandate_id._refresh_collected()
