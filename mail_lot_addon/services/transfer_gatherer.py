from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..models.mail_lot_transfer import FORWARDED


class MailLotTransferGatherer(models.AbstractModel):
    """Puts coupons that are forwarded on slips: four for digitisation, one for recovery, one for the SRC (LOT-17)."""

    _name = "mail.lot.transfer.gatherer"
    _description = "Gathering of coupons on transfer slips"

    @api.model
    def _get_waiting(self, companies):
        return self.env["mail.lot.item"].search(
            [
                ("company_id", "in", companies.ids),
                ("destination", "in", FORWARDED),
                ("transfer_id", "=", False),
                ("state", "!=", "cancelled"),
            ],
            order="id",
        )

    @api.model
    def _gather(self, items):
        """Add the coupons to the slips that are not printed yet, or to new ones; each goes on one slip, once.

        :return: the slips.
        """
        self._check_right()
        items.check_access("read")
        self.env.cr.execute(SQL("SELECT id FROM mail_lot_item WHERE id = ANY(%s) FOR UPDATE", list(items.ids)))
        items.invalidate_recordset(["transfer_id", "state"])
        waiting = items.filtered(
            lambda item: not item.transfer_id and item.state != "cancelled" and item.destination in FORWARDED
        ).sudo()
        if not waiting:
            raise UserError(self.env._("No coupon waits to be forwarded."))
        groups = waiting.grouped(self._get_slip_of)
        slips = self._get_slips(groups)
        for key, coupons in groups.items():
            coupons.transfer_id = slips[key]
        return self.env["mail.lot.transfer"].union(*slips.values()).sudo(False)

    def _get_slip_of(self, item):
        return item.company_id, item.destination, item.destination == "digitisation" and item.content

    def _get_slips(self, keys):
        """``{key: slip}``: those not printed yet, and new ones for the others."""
        Transfer = self.env["mail.lot.transfer"].sudo()
        unprinted = Transfer.search([("state", "=", "ready"), ("printed_on", "=", False)])
        slips = {(slip.company_id, slip.destination, slip.content): slip for slip in unprinted}
        missing = [key for key in keys if key not in slips]
        made = Transfer.create(
            [
                {"company_id": company.id, "destination": destination, "content": content}
                for company, destination, content in missing
            ]
        )
        return {key: slips[key] for key in keys if key in slips} | dict(zip(missing, made, strict=True))

    @api.model
    def _check_right(self):
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Forwarding coupons needs the right “Key”."))
