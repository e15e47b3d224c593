from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.debit_mandate_signature import SIGNABLE

# A form is printed for each e-mail, which takes about as long as this many lines of other work.
WEIGHT = 100
# How many forms are sent before what was done is kept: about a minute.
SHARE = 50


class DebitMandateSender(models.AbstractModel):
    """Sends mandate forms to payers, and records on the mandate who sent it, when and how (MAN-15)."""

    _name = "debit.mandate.sender"
    _description = "Mandate forms to payers"

    @api.model
    def _print(self, mandates):
        """One PDF with every form, in payer order."""
        self._check(mandates)
        mandates = self._in_payer_order(mandates)
        self._record(mandates, "print")
        return self.env.ref("sepa_remittance_addon.report_mandate").report_action(mandates, config=False)

    @api.model
    def _email(self, mandates):
        """Send each payer its form and a link to sign it online, in its language; those without e-mail are listed.

        :return: what the browser does next; many forms are sent in the background.
        """
        self._check(mandates)
        mandates._refuse_unless_signable()
        mandates = self._in_payer_order(mandates)
        return self.env["background.job"]._do(
            self.env.company,
            "_email_mandate_forms",
            len(mandates) * WEIGHT,
            self.env._("Send %s mandate forms", len(mandates)),
            mandate_ids=mandates.ids,
            since=fields.Datetime.to_string(fields.Datetime.now()),
        )

    @api.model
    def _email_share(self, mandates, since):
        """Send the next forms of those asked for at ``since``.

        :return: how many are left; after the last one what the browser does next, or a sentence in the background.
        """
        self._check(mandates)
        reachable = mandates.filtered(lambda mandate: mandate.partner_id.email)
        sent = reachable.filtered(lambda mandate: mandate.form_channel == "email" and mandate.form_sent_on >= since)
        # signed, withdrawn or closed while the others were sent
        todo = (reachable - sent).filtered(lambda mandate: mandate.state in SIGNABLE)
        share = todo[:SHARE]
        if share:
            self._queue(share)
            self._record(share, "email")
        left = len(todo) - len(share)
        self.env["background.job"]._tell_progress(len(reachable) - left, len(reachable), self.env._("Sending"))
        return left or self._tell_result(sent | share, mandates - reachable)

    def _queue(self, mandates):
        template = self.env.ref("sepa_remittance_addon.mail_template_mandate").sudo()
        links = mandates._make_signing_links()
        # apart from the mandate's messages: the link is in the outgoing mail only, and goes with it
        apart = {"model": False, "res_id": False}
        mails = template.with_context(debit_signing_links=links).send_mail_batch(mandates.ids, email_values=apart)
        mails.mail_message_id.body = self.env._("The mandate form and a link to sign it online.")

    @api.model
    def _record(self, mandates, channel):
        mandates.sudo().write(
            {"form_channel": channel, "form_sent_on": fields.Datetime.now(), "form_sent_by_id": self.env.uid}
        )
        mandates._message_log_batch({mandate.id: self._told(mandate, channel) for mandate in mandates})

    def _told(self, mandate, channel):
        if channel == "print":
            return self.env._("Mandate form printed.")
        until = fields.Date.to_string(mandate.sudo().signing_link_until)
        if channel == "link":
            return self.env._("Signing link made, valid until %s; an earlier one no longer works.", until)
        return self.env._(
            "Mandate form and signing link (valid until %(until)s) sent to %(address)s.",
            until=until,
            address=mandate.partner_id.email,
        )

    def _check(self, mandates):
        mandates.check_access("write")
        if not mandates:
            raise UserError(self.env._("Choose the mandates whose forms are to be sent."))

    def _in_payer_order(self, mandates):
        return mandates.sorted(
            lambda mandate: ((mandate.partner_id.name or "").lower(), mandate.partner_id.id, mandate.reference)
        )

    def _tell_result(self, sent, unreachable):
        message = self.env._("%s mandate forms are on their way.", len(sent))
        if unreachable:
            names = ", ".join(unreachable.partner_id[:20].mapped("name"))
            message += " " + self.env._("No e-mail address, print these: %s", names)
        return self.env["background.job"]._tell_outcome(message, warning=bool(unreachable))
