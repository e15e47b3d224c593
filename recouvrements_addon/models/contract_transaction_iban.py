from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .transaction_kind import REQUESTS

KEYERS = ("recouvrements_addon.group_contract_cashier", "recouvrements_addon.group_refund_processor")
TEMPLATE = "recouvrements_addon.mail_template_refund_iban"


class ContractTransaction(models.Model):
    """A refund without a good IBAN: ask the customer for it, or enter it (REF-4)."""

    _inherit = "contract.transaction"

    iban_asked_on = fields.Datetime("IBAN asked on", readonly=True)

    def action_enter_iban(self):
        self.ensure_one()
        self._refuse_other_keyers()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("IBAN for the refund"),
            "res_model": "refund.iban.entry",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def action_ask_iban(self):
        """Write to the customers of the selected refunds whose IBAN is missing, one message for each contract."""
        self._refuse_other_keyers()
        missing = self.filtered("iban_missing")
        if not missing:
            raise UserError(self.env._("None of the selected refunds lacks an IBAN."))
        silent = missing.filtered(lambda request: not request.partner_id.email)
        asked = missing - silent
        self.env.ref(TEMPLATE).sudo().send_mail_batch(asked.contract_id.ids)
        asked.sudo().write({"iban_asked_on": fields.Datetime.now()})
        return self.env["background.job"]._tell_outcome(self._told(asked, silent), warning=bool(silent))

    def _told(self, asked, silent):
        told = [self.env._("%s customers were asked for their IBAN.", len(asked.partner_id))] if asked else []
        if silent:
            names = ", ".join(sorted(set(silent.partner_id.mapped("display_name"))))
            told.append(self.env._("These have no e-mail address: %s", names))
        return " ".join(told)

    def _enter_iban(self, iban):
        """Set the account of a waiting request; an account that the bank refused may be used again then."""
        self._refuse_other_keyers()
        self.sudo()._lock_or_tell()
        wrong = self.filtered(lambda request: request.kind not in REQUESTS or request.state != "requested")
        if wrong:
            names = ", ".join(wrong.mapped("display_name"))
            raise UserError(self.env._("Only refunds that wait take another account, not: %s", names))
        self.sudo().write({"iban": iban, "refused_iban": False})

    def _refuse_other_keyers(self):
        if not self.env.su and not any(self.env.user.has_group(group) for group in KEYERS):
            name = self.env.ref(KEYERS[0]).sudo().full_name
            raise AccessError(self.env._("You need the right “%s” to do this.", name))
        self.check_access("read")
