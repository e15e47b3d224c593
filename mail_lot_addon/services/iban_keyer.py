from typing import NamedTuple

from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban, mask_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.debit_mandate import SEPA_SCHEMES
from odoo.addons.sepa_remittance_addon.models.refusals import tell

from ..values.problem import at


class Compared(NamedTuple):
    """What an IBAN is beside the accounts on file. ``status``: ``same``, ``different`` or empty when it is no IBAN."""

    status: str
    number: str
    facts: frozenset = frozenset()
    error: str = ""


class MailLotIbanKeyer(models.AbstractModel):
    """Keys an IBAN (LOT-7): the same as on file is presented again, another one amends the mandate or makes one.

    Clients of mode 99 give theirs to the provider of their mandate; nothing of it is kept here (LOT-8).
    """

    _name = "mail.lot.iban.keyer"
    _description = "Keying of an IBAN"
    _inherit = ["mail.lot.base.keyer"]

    _paying = ("re_present", "re_invoice")

    # ------------------------------------------------------------ comparison

    @api.model
    @api.private
    def _compare(self, lot, client, iban):
        """:return: :class:`Compared`, with the facts for which the coupon is not keyed but forwarded."""
        mandates = self._get_mandates(lot, client)
        try:
            number = check_iban(iban)
        except Refusal as refusal:
            return Compared("", "", error=tell(self.env, refusal))
        facts = set()
        if not self.env["mail.partner.file"]._accepts(lot.company_id, client.client_partner_code, number):
            facts.add("iban_refused")
        if mandates and not mandates.filtered(self._is_alive):
            facts.add("mandate_inactive")
        same = number in mandates.filtered(self._is_alive).partner_bank_id.mapped("sanitized_acc_number")
        in_file = client.sudo().client_file_account_id.sanitized_acc_number
        return Compared("same" if same and in_file in (False, number) else "different", number, frozenset(facts))

    def _get_mandates(self, lot, client):
        """The client's SEPA mandates, read for operators who have no right on mandates."""
        return (
            self.env["debit.mandate"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", client.commercial_partner_id.id),
                    ("company_id", "=", lot.company_id.id),
                    ("scheme", "in", SEPA_SCHEMES),
                    ("kind", "=", "recurrent"),
                ]
            )
        )

    def _is_alive(self, mandate):
        return mandate.state in ("active", "to_sign") and not mandate.suspended

    def _is_iban_keyed(self, envelope):
        return True

    def _seen(self, lot, client, envelope):
        if client.client_payment_mode == "99" or not self._is_iban_keyed(envelope):
            return frozenset()
        if envelope.iban:
            return self._compare(lot, client, envelope.iban).facts
        mandates = self._get_mandates(lot, client)
        return frozenset() if not mandates or mandates.filtered(self._is_alive) else frozenset({"mandate_inactive"})

    # ------------------------------------------------------------ what stands against it

    def _refuse(self, lot, client, envelope, pending):
        yield from super()._refuse(lot, client, envelope, pending)
        if not self._is_iban_keyed(envelope):
            return
        if not lot.with_invoice:
            yield self.env._("%s is a lot without invoice: it takes cheques only.", lot.name)
        elif pending and not set(envelope.operations.values()) & set(self._paying):
            yield at(
                "paid", self.env._("Say which invoices of %(client)s are asked of the account.", client=client.name)
            )
        yield from self._refuse_under_way(envelope, pending)
        if client.client_payment_mode == "99":
            yield from self._refuse_external(lot, client, envelope)
        else:
            yield from self._refuse_account(lot, client, envelope)

    def _refuse_external(self, lot, client, envelope):
        if envelope.iban:
            yield self.env._(
                "%(client)s is in mode 99: the IBAN goes into the provider's window, not here.", client=client.name
            )
        if not lot.company_id.external_mandate_url:
            yield self.env._("Tell in Settings, block Mail Lots, where the provider of mode 99 is reached.")

    def _refuse_account(self, lot, client, envelope):
        if not lot.company_id.debit_method_line_id:
            yield self.env._("Tell in Settings by which direct debit %s collects.", lot.company_id.display_name)
        chosen = set(envelope.operations.values()) & set(self._paying)
        if not envelope.iban:
            if envelope.content == "iban" or "re_invoice" in chosen:
                yield at("iban", self.env._("Key the IBAN."))
            elif not self._get_mandates(lot, client):
                yield self.env._("%s has no mandate: nothing can be presented again.", client.name)
            return
        compared = self._compare(lot, client, envelope.iban)
        if compared.error:
            yield at("iban", compared.error)
        elif chosen - {self._operation_for(compared)}:
            yield at("paid", self._tell_operation(compared))

    @api.model
    @api.private
    def _operation_for(self, compared):
        return {"same": "re_present", "different": "re_invoice"}.get(compared.status)

    def _tell_operation(self, compared):
        masked = mask_iban(compared.number)
        if compared.status == "same":
            return self.env._("%s is the account on file: re-present, do not re-invoice.", masked)
        return self.env._("%s is not the account on file: re-invoice, do not re-present.", masked)

    # ------------------------------------------------------------ what is recorded and done

    def _prepare_vals(self, lot, client, envelope, shares):
        vals = super()._prepare_vals(lot, client, envelope, shares)
        if not self._is_iban_keyed(envelope):
            return vals
        return {**vals, "payment_mode": "99" if client.client_payment_mode == "99" else "iban"}

    def _after_saved(self, item, envelope):
        super()._after_saved(item, envelope)
        if not item.payment_mode:
            return
        if item.payment_mode == "99":
            self.env["external.mandate.request"].sudo()._ask_for(item)
            return
        self.env["mail.lot.account.changer"]._take(item, envelope.iban)
        item.partner_id.client_payment_mode = "iban"
