import hashlib
import secrets
from datetime import timedelta
from urllib.parse import urljoin

from odoo import fields, models
from odoo.exceptions import UserError

from ..formats.identifiers import mask_iban

SIGNABLE = ("to_sign", "withdrawn")
# A link was made for one payer of one creditor, and for a mandate in one status.
DROPS_LINK = {"state", "partner_id", "company_id"}


class DebitMandate(models.Model):
    """The mandate's form: sent to the payer, signed on paper or by a link that works once (MAN-15)."""

    _name = "debit.mandate"
    _inherit = ["debit.mandate", "debit.payer.view"]

    _payer_fields = frozenset(
        {
            "id",
            "display_name",
            "reference",
            "partner_id",
            "company_id",
            "scheme",
            "kind",
            "creditor_identifier",
            "masked_account",
            "signature_date",
            "state",
            "last_collection_date",
        }
    )

    form_channel = fields.Selection(
        [("print", "Printed"), ("email", "E-mail"), ("link", "Link to copy")], "Form sent by", readonly=True, copy=False
    )
    form_sent_on = fields.Datetime("Form sent", readonly=True, copy=False)
    form_sent_by_id = fields.Many2one("res.users", "Form sent by user", readonly=True, copy=False)
    signing_token_hash = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="The link itself is in the payer's mail and nowhere else.",
    )
    signing_link_until = fields.Date("Signing link valid until", readonly=True, copy=False)
    # who keys signed paper sees the account number on it; others need the right to see whole numbers
    signed_document = fields.Binary(
        groups="sepa_remittance_addon.group_debit_user,sepa_remittance_addon.group_see_numbers"
    )
    signature = fields.Binary(attachment=True, readonly=True, copy=False)
    signed_by = fields.Char("Signed online by", readonly=True, copy=False)
    signed_on = fields.Datetime("Signed online on", readonly=True, copy=False)
    signed_ip = fields.Char("Signed from (IP)", readonly=True, copy=False)

    _signing_token = models.UniqueIndex("(signing_token_hash) WHERE signing_token_hash IS NOT NULL")

    def write(self, vals):
        """A link ends with what it was made for, whoever or whatever changes it."""
        if DROPS_LINK & vals.keys():
            self.sudo()._drop_signing_links()
        return super().write(vals)

    def _drop_signing_links(self):
        linked = self.filtered("signing_token_hash")
        if linked:
            linked.write({"signing_token_hash": False, "signing_link_until": False})

    def _make_signing_links(self):
        """Give each mandate a new link and forget the earlier one.

        :return: ``{mandate id: address}``. This is the only time the addresses are known: only their hashes are kept.
        :raises UserError: naming the mandates that are not to be signed.
        """
        self.check_access("write")
        self._refuse_unless_signable()
        links = {}
        for mandate in self.sudo():
            token = secrets.token_urlsafe(32)
            last_day = mandate.company_id._get_local_now().date() + timedelta(days=mandate.company_id.signing_link_days)
            mandate.write({"signing_token_hash": _hashed(token), "signing_link_until": last_day})
            links[mandate.id] = urljoin(mandate.get_base_url(), f"/mandate/sign/{token}")
        return links

    def _refuse_unless_signable(self):
        wrong = self.filtered(lambda mandate: mandate.state not in SIGNABLE)
        if wrong:
            raise UserError(
                self.env._(
                    "Only mandates to sign, or withdrawn ones, can be signed by a link. These cannot: %s",
                    ", ".join(wrong[:20].mapped("reference")),
                )
            )

    def _of_signing_token(self, token):
        """The mandate that this link signs, as superuser; none when it is wrong, used, replaced, expired or too late.

        The hash is looked up, so the time this takes tells nothing about how near a guess is.
        """
        mandate = self.sudo().search([("signing_token_hash", "=", _hashed(token or ""))], limit=1)
        today = mandate and mandate.company_id._get_local_now().date()
        valid = mandate and mandate.state in SIGNABLE and mandate.signing_link_until >= today
        return mandate if valid else mandate.browse()

    def _get_form_fingerprint(self):
        """Stands for all that the payer reads before signing, so that nothing else is signed than what was read."""
        self.ensure_one()
        read = (
            *(self.reference, self.scheme, self.kind, self.creditor_identifier, self.company_id.name),
            *(self.partner_id.name, self.partner_bank_id.sanitized_acc_number, self.move_id.name),
        )
        return _hashed(repr(read))

    def _get_form_account(self):
        """The account number on the printed form, masked when who prints it may not see it whole (MAN-18)."""
        account = self.sudo().partner_bank_id
        number = account.sanitized_acc_number or ""
        return mask_iban(number).replace(" ", "") if number and account._hides_numbers() else number

    # ------------------------------------------------------------ buttons

    def action_print_form(self):
        return self.env["debit.mandate.sender"]._print(self)

    def action_email_form(self):
        return self.env["debit.mandate.sender"]._email(self)

    def action_new_signing_link(self):
        """Show a new link once, to be copied; any earlier one stops working."""
        self.ensure_one()
        link = self._make_signing_links()[self.id]
        self.env["debit.mandate.sender"]._record(self, "link")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Signing link of %s", self.reference),
            "res_model": "debit.signing.link",
            "view_mode": "form",
            "target": "new",
            "context": {"default_address": link, "default_valid_until": self.sudo().signing_link_until},
        }


def _hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()
