from markupsafe import Markup
from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.exceptions import UserError

# What mail programs add beside the files that somebody sends.
_BESIDE = ("image/", "application/pdf", "application/pkcs7", "application/x-pkcs7", "application/pgp", "text/calendar")


class StatementMailReceiver(models.AbstractModel):
    """Takes the bank's files out of a mail: all of them are received, or none, and people are told (STM-4, STM-5)."""

    _name = "statement.mail.receiver"
    _description = "Reception of bank files by e-mail"

    @api.model
    def _receive_mail(self, profile, message, message_dict):
        """Receive the attachments of a mail to the address of a bank account, with the rights of the profile's user.

        :param message: the :class:`email.message.EmailMessage`; its bytes are what the bank sent.
        :param message_dict: what Odoo read of it.
        """
        profile = profile.sudo()
        user = profile.mail_user_id
        receiver = self.with_user(user or self.env.user).sudo(False).with_context(
            allowed_company_ids=profile.company_id.ids, lang=user.lang or self.env.lang
        )  # fmt: skip
        try:
            with self.env.cr.savepoint():
                told = receiver._receive_attachments(profile, message)
        except UserError as error:
            told = mask_ibans(str(error))
            receiver._answer(message, message_dict, told)
        self._log(profile, message_dict, told)

    def _receive_attachments(self, profile, message):
        """:return: what was received, in words."""
        if not profile.mail_user_id:
            raise UserError(
                self.env._("Nobody is named in the bank account profile as whom files are received by e-mail.")
            )
        files = _files(message)
        if not files:
            raise UserError(self.env._("The mail brought no bank file."))
        journal = self.env["account.journal"].browse(profile.journal_id.id)
        received = self.env["debit.answer.receiver"]._receive_all(files, journal)
        names = [name for records in received.values() for name in records.mapped("display_name")]
        return self.env._("Received: %s", ", ".join(names))

    def _answer(self, message, message_dict, told):
        """Tell the sender why nothing was received; automatons are not answered."""
        if not message_dict.get("email_from") or _is_automatic(message):
            return
        body = Markup("<p>%s</p><p>%s</p>") % (self.env._("Nothing of your mail was received."), _lines(told))
        self.env["mail.thread"].sudo()._routing_create_bounce_email(
            message_dict["email_from"], body, message, headers=repr({"Auto-Submitted": "auto-replied"})
        )

    def _log(self, profile, message_dict, told):
        """The profile's messages tell who sent what, and what became of it; the mail itself is not kept."""
        profile.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=Markup("<p>%s</p>") % _lines(told),
            subject=mask_ibans(message_dict.get("subject") or ""),
            message_type="email",
            subtype_xmlid="mail.mt_note",
            email_from=message_dict.get("email_from"),
            author_id=message_dict.get("author_id") or False,
            message_id=message_dict.get("message_id"),
        )


def _lines(text):
    return Markup("<br/>").join(text.splitlines())


def _files(message):
    """The attachments of a mail, in the bytes the bank sent; Odoo would read texts as UTF-8."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    named = [part for part in parts if part.get_filename() or part.get_content_disposition() == "attachment"]
    return [
        (part.get_filename() or "attachment", part.get_payload(decode=True) or b"")
        for part in named
        if not part.get_content_type().startswith(_BESIDE)
    ]


def _is_automatic(message):
    submitted = (message.get("Auto-Submitted") or "no").lower()
    return submitted != "no" or (message.get("Precedence") or "").lower() in ("bulk", "junk", "auto_reply", "list")
