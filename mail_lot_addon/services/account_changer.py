from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import electronic
from odoo.addons.sepa_remittance_addon.services.debit_refused_handler import Told


class MailLotAccountChanger(models.AbstractModel):
    """Does to mandates and invoices what a keyed IBAN asks for (LOT-7), and undoes it when the item is cancelled.

    Called as superuser: operators of the mail room have no right on mandates, and only what they keyed is done.
    """

    _name = "mail.lot.account.changer"
    _description = "Change of a client's account"

    @api.model
    @api.private
    def _take(self, item, iban):
        if iban:
            self._take_account(item, iban)
        self._ask_again(item)

    def _take_account(self, item, iban):
        client = item.partner_id.commercial_partner_id
        account = self._get_account(client, iban)
        keyer = self.env["mail.lot.iban.keyer"]
        mandates = keyer._get_mandates(item.lot_id, client).filtered(keyer._is_alive)
        item.partner_bank_id = account
        if not mandates:
            item.write({"mandate_id": self._make_mandate(item, client, account).id, "is_mandate_made": True})
            return
        item.mandate_id = mandates[:1]
        moved = mandates.filtered(lambda mandate: mandate.partner_bank_id != account)
        if moved:
            item.previous_bank_id = moved[:1].partner_bank_id
            moved._move_to_account(account, item.arrival_date, self._get_reason(item))

    def _get_account(self, client, iban):
        """The client's account of that number: known, archived or new; never trusted for payments by this."""
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False)
        known = accounts.search(
            [("sanitized_acc_number", "=", electronic(iban)), ("partner_id", "=", client.id)], limit=1
        )
        known.filtered(lambda account: not account.active).active = True
        return known or accounts.create({"acc_number": iban, "partner_id": client.id, "allow_out_payment": False})

    def _make_mandate(self, item, client, account):
        """Signed by the coupon on the day it arrived; by one without signature nothing may be debited yet."""
        signed = "NS" not in (item.noted or "").split()
        return (
            self.env["debit.mandate"]
            .sudo()
            .with_company(item.company_id)
            .create(
                {
                    "partner_id": client.id,
                    "company_id": item.company_id.id,
                    "partner_bank_id": account.id,
                    "signature_date": item.arrival_date if signed else False,
                }
            )
        )

    def _get_reason(self, item):
        return self.env._("keyed from a coupon: %(item)s in %(lot)s", item=item.name, lot=item.lot_id.name)

    def _ask_again(self, item):
        """The next proposal takes the invoices: paid by direct debit, and no longer blocked by a refused one."""
        method = item.company_id.debit_method_line_id
        asked = item.operation_ids.filtered(lambda operation: operation.operation in ("re_present", "re_invoice"))
        receivables = asked.move_line_id
        others = receivables.move_id.filtered(lambda move: move.preferred_payment_method_line_id.code != method.code)
        others.preferred_payment_method_line_id = method
        refused = receivables.remittance_line_ids.filtered("to_decide")
        if refused:
            told = Told("letter", item.partner_id.name, self._get_reason(item))
            asked.filtered(lambda operation: operation.move_line_id.payment_block == "9").was_blocked = True
            self.env["debit.refused.handler"].sudo()._present_again(refused, "next", None, told)

    @api.model
    @api.private
    def _undo(self, items):
        """The items were keyed by mistake: mandates have their account again, refused debits wait as before."""
        for item in items:
            blocked = item.operation_ids.filtered("was_blocked").move_line_id
            blocked.filtered(lambda line: not line.payment_block)._set_payment_block("9")
            why = self.env._("%s was cancelled", item.name)
            if item.is_mandate_made:
                item.mandate_id.filtered(lambda mandate: mandate.state in ("to_sign", "active"))._end(
                    "abandoned", item.arrival_date, why
                )
            elif item.previous_bank_id:
                changed = self.env["mail.lot.iban.keyer"]._get_mandates(item.lot_id, item.partner_id)
                changed.filtered(
                    lambda mandate, item=item: mandate.partner_bank_id == item.partner_bank_id
                )._move_to_account(item.previous_bank_id, item.arrival_date, why)
