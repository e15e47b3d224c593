from urllib.parse import urljoin

from odoo import models
from odoo.tools import consteq, hmac


class DebitNotice(models.Model):
    """The notice as its payer opens it: by the link in its e-mail, or logged in (REM-5)."""

    _name = "debit.notice"
    _inherit = ["debit.notice", "debit.payer.view"]

    _payer_fields = frozenset(
        {"id", "display_name", "partner_id", "company_id", "payment_date", "currency_id", "sent_on", "channel"}
    )

    def _get_access_key(self):
        """The key in the link of this notice's e-mail.

        It is computed and stored nowhere, so no colleague reads it and answers in the payer's name. A link that was
        sent to an address that is the payer's no more stops working.
        """
        self.ensure_one()
        notice = self.sudo()
        subject = (notice.id, notice.partner_id.id, str(notice.payment_date), notice.partner_id.email_normalized or "")
        return hmac(notice.env, "debit-notice", subject)

    def _has_access_key(self, key):
        return bool(key) and consteq(self._get_access_key().encode(), key.encode())

    def _get_answer_address(self):
        """Where the payer answers, without the key: that is added when the e-mail goes out."""
        self.ensure_one()
        return urljoin(self.get_base_url(), f"/my/notice/{self.id}")

    def _is_shown_to_payer(self):
        """Until the payment date, and never once the remittance is cancelled."""
        self.ensure_one()
        today = self.company_id._get_local_now().date()
        return self.remittance_id.state != "cancelled" and self.payment_date >= today

    def _is_open_to_answer(self):
        self.ensure_one()
        return (
            self.company_id.payers_answer_online
            and self.remittance_id.state == "proposal"
            and self.answer_until >= self.company_id._get_local_now().date()
        )

    def _get_payer_lines(self):
        """This payer's lines of the remittance, but for days that another notice tells of.

        What the payer adds, or what moves to another bank day by it, stays on this page although its day differs.
        """
        self.ensure_one()
        others = self.search(
            [
                ("remittance_id", "=", self.remittance_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("sent_on", "!=", False),
                ("id", "!=", self.id),
            ]
        )
        return self.env["debit.remittance.line"].search(
            [
                ("remittance_id", "=", self.remittance_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("payment_date", "not in", others.mapped("payment_date")),
                ("state", "!=", "cancelled"),
            ],
            order="payment_date, due_date, id",
        )
