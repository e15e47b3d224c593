from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, split_every


class DebitNotifier(models.AbstractModel):
    """Tells payers what will be debited, and records who was told when (REM-4)."""

    _name = "debit.notifier"
    _description = "Notices to payers"

    @api.model
    def _prepare(self, remittance):
        """One notice per payer and payment date that the remittance debits; existing ones are kept.

        :return: the notices in payer order.
        :raises UserError: when the payment type wants notices only after confirmation and it is a proposal still.
        """
        remittance.ensure_one()
        remittance.check_access("write")
        if remittance.state == "proposal" and remittance.payment_method_line_id.debit_notice == "after":
            raise UserError(self.env._("%s: this payment type sends notices only after confirmation.", remittance.name))
        self.env.flush_all()
        self.env.cr.execute(SQL(INSERT_NOTICES, uid=self.env.uid, remittance=remittance.id))
        self.env["debit.notice"].invalidate_model()
        remittance.invalidate_recordset(["notice_ids"])
        notices = self._with_debits(remittance.notice_ids)
        if not notices:
            raise UserError(self.env._("%s debits nobody: there is nothing to tell.", remittance.name))
        return notices

    def _with_debits(self, notices):
        """Payers whose lines were all taken out meanwhile need not be told anything."""
        return notices.filtered("line_ids").sorted(
            lambda notice: ((notice.partner_id.name or "").lower(), notice.partner_id.id, notice.payment_date)
        )

    @api.model
    def _email(self, notices):
        """Send the notices by e-mail, each in its payer's language; payers without an address are listed."""
        template = self.env.ref("sepa_remittance_addon.mail_template_notice")
        reachable = notices.filtered(lambda notice: notice.partner_id.email)
        for batch in split_every(500, reachable.ids):
            template.send_mail_batch(list(batch), force_send=False)
        reachable._mark_sent("email")
        return self._tell_result(reachable, notices - reachable)

    def _tell_result(self, sent, unreachable):
        message = self.env._("%s notices are on their way.", len(sent))
        if unreachable:
            names = ", ".join(unreachable.partner_id[:20].mapped("name"))
            message += " " + self.env._("No e-mail address, print these: %s", names)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if unreachable else "success",
                "sticky": bool(unreachable),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


INSERT_NOTICES = """
INSERT INTO debit_notice (remittance_id, company_id, partner_id, payment_date, currency_id,
                          create_uid, create_date, write_uid, write_date)
SELECT DISTINCT remittance_id, company_id, partner_id, payment_date, currency_id,
       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
  FROM debit_remittance_line
 WHERE remittance_id = %(remittance)s AND state IN ('proposed', 'remitted')
    ON CONFLICT (remittance_id, partner_id, payment_date) DO NOTHING
"""
