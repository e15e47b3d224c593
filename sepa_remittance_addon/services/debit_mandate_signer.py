import base64
import binascii
import io

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from PIL import Image, UnidentifiedImageError

from ..formats.identifiers import bic_of, check_iban, is_sepa_country, mask_iban
from ..formats.refusal import Refusal
from ..models.debit_mandate import SEPA_SCHEMES
from ..models.refusals import tell

MAX_NAME = 100
MAX_SIGNATURE = 1_000_000  # bytes in base64; the pad of the page makes about 20,000


class DebitMandateSigner(models.AbstractModel):
    """Signs a mandate by its payer's own hand, online (MAN-15).

    Works on mandates as superuser, found by their link: whoever calls has checked that link.
    """

    _name = "debit.mandate.signer"
    _description = "Online signature of mandates"

    @api.model
    def _check_account(self, mandate, account_number):
        """The electronic form of an account that this mandate can debit.

        :raises UserError: telling the payer what is wrong with the number.
        """
        try:
            iban = check_iban(account_number)
        except Refusal as refusal:
            raise UserError(tell(self.env, refusal)) from refusal
        if mandate.scheme in SEPA_SCHEMES and not is_sepa_country(iban[:2]):
            raise UserError(
                self.env._(
                    "The bank of %s cannot be reached by SEPA direct debit; choose another account.", mask_iban(iban)
                )
            )
        return iban

    @api.model
    def _describe_account(self, iban):
        """What lets a payer recognise an account it typed: the bank, where the registry knows it."""
        bic = bic_of(iban)
        bank = self.env["res.bank"].sudo().search([("bic", "in", (bic, f"{bic}XXX"))], limit=1) if bic else None
        return bank.name if bank and bank.name != bic else bic

    @api.model
    def _sign(self, mandate, name, signature, account_number=None, ip=None):
        """Activate the mandate by its payer's signature and keep the signed form.

        :param signature: the drawing, PNG in base64.
        :param account_number: the account typed by the payer; none keeps the one on the mandate.
        :raises UserError: in the payer's words; then nothing is changed.
        """
        mandate.ensure_one()
        mandate.lock_for_update()
        name = self._check_name(name)
        signature = self._check_signature(signature)
        account = self._get_account(mandate, account_number)
        if account != mandate.partner_bank_id:
            mandate.partner_bank_id = account
        self._refuse_same_day(mandate)
        mandate._sign(mandate.company_id._get_local_now().date())
        mandate.write(
            {"signature": signature, "signed_by": name, "signed_on": fields.Datetime.now(), "signed_ip": ip or False}
        )
        self._keep_document(mandate)
        self._tell(mandate)

    def _check_name(self, name):
        name = " ".join((name or "").split())[:MAX_NAME]
        if not name:
            raise UserError(self.env._("Type the name of the person who signs."))
        return name

    def _check_signature(self, signature):
        """Only a picture may stand for a signature: it is printed, and opened by colleagues."""
        try:
            drawing = base64.b64decode((signature or "")[:MAX_SIGNATURE], validate=True)
            with Image.open(io.BytesIO(drawing), formats=("PNG",)) as image:
                image.verify()
        except (binascii.Error, UnidentifiedImageError, SyntaxError, OSError, ValueError) as error:
            raise UserError(self.env._("The signature is missing: draw it, or choose the automatic one.")) from error
        return base64.b64encode(drawing)

    def _get_account(self, mandate, account_number):
        """The account that will be debited: the one on the mandate, or the one typed, created when new."""
        present = mandate.partner_bank_id.filtered("active")
        if not account_number:
            if not present and mandate.scheme in SEPA_SCHEMES:
                raise UserError(self.env._("Enter the IBAN of the account to debit."))
            return present
        iban = self._check_account(mandate, account_number)
        payer = mandate.partner_id.commercial_partner_id
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False)
        known = accounts.search([("partner_id", "=", payer.id), ("sanitized_acc_number", "=", iban)], limit=1)
        if not known:
            return accounts.create({"acc_number": iban, "partner_id": payer.id})
        # closed by us some day, and named again by its holder now
        known.filtered(lambda account: not account.active).active = True
        return known

    def _refuse_same_day(self, mandate):
        today = mandate.company_id._get_local_now().date()
        if mandate.state == "withdrawn" and mandate.signature_date and today <= mandate.signature_date:
            raise UserError(
                self.env._("This mandate was signed and withdrawn today; it can be signed again from tomorrow on.")
            )

    def _keep_document(self, mandate):
        # the visitor of the page may see no account number; the document that proves the signature holds it whole
        report = self.env["ir.actions.report"].with_user(SUPERUSER_ID)
        pdf, _kind = report._render_qweb_pdf("sepa_remittance_addon.report_mandate", mandate.ids)
        file_name = self.env._("Mandate %s signed.pdf", mandate.reference.replace("/", "-"))
        mandate.write({"signed_document": base64.b64encode(pdf), "signed_document_name": file_name})

    def _tell(self, mandate):
        """Into the history, to who sent the form, and a copy to the payer."""
        sender = mandate.form_sent_by_id.filtered("active")
        teller = self.with_context(lang=sender.lang or self.env.lang)
        mandate.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=teller._told(mandate),
            author_id=mandate.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=sender.partner_id.ids,
        )
        if mandate.partner_id.email:
            template = self.env.ref("sepa_remittance_addon.mail_template_mandate_signed").with_user(SUPERUSER_ID)
            document = (mandate.signed_document_name, mandate.signed_document)
            # apart from the mandate's messages: they are read by colleagues who may not see account numbers
            template.send_mail(mandate.id, email_values={"attachments": [document], "model": False, "res_id": False})

    def _told(self, mandate):
        account = mandate.masked_account if mandate.partner_bank_id else "-"
        return self.env._(
            "Signed online by %(name)s on %(day)s. Account: %(account)s.",
            name=mandate.signed_by,
            day=format_date(self.env, mandate.signature_date),
            account=account,
        )
