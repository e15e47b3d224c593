from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..models.refund_export import ANSWERED
from .refund_exporter import PROCESSED_AT_ONCE


class RefundCanceller(models.AbstractModel):
    """Takes back an export whose file was not sent: its refunds wait again, the file is kept (REF-5)."""

    _name = "refund.canceller"
    _description = "Cancellation of refund files"

    @api.model
    def _cancel(self, export, reason):
        """Doing it twice does it once.

        :raises UserError: when the bank has carried out or refused one of its refunds: then the file was sent.
        """
        self.env["background.job"]._refuse_while_working(export)
        export = export.sudo()
        export._lock_or_tell()
        if export.state == "cancelled":
            return
        export._refuse_move("cancelled")
        self._refuse_sent(export)
        lines = export.line_ids
        words = self.env._("%(export)s cancelled: %(reason)s", export=export.name, reason=reason)
        for ids in split_every(PROCESSED_AT_ONCE, lines.request_id.ids):
            self.env["refund.processor"]._reopen(lines.request_id.browse(ids), words)
        lines._move_to("cancelled")
        export._move_to(
            "cancelled",
            cancel_reason=reason,
            cancelled_on=fields.Datetime.now(),
            cancelled_by_id=self.env.uid,
        )
        if export.attachment_id:
            export.attachment_id.name = self.env._("CANCELLED %s", export.attachment_id.name)
        export.message_post(body=self.env._("Cancelled: %s", reason))

    def _refuse_sent(self, export):
        answered = export.line_ids.filtered(lambda line: line.state in ANSWERED)
        booked = export.line_ids.filtered(lambda line: line.refund_id.payment_id.is_matched)
        sent = answered | booked
        if sent:
            raise UserError(
                self.env._(
                    "%(export)s cannot be cancelled: the bank answered or booked %(count)s of its refunds, so it was "
                    "sent: %(names)s",
                    export=export.name,
                    count=len(sent),
                    names=", ".join(sent[:10].mapped("display_name")),
                )
            )
