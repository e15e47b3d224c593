import logging

from odoo import SUPERUSER_ID, http
from odoo.exceptions import LockError, UserError, ValidationError
from odoo.http import request

from ..formats.identifiers import mask_iban
from .payer_page import closed_page, payer_page, speak

_logger = logging.getLogger(__name__)


class MandateSigning(http.Controller):
    """The page on which a payer signs its mandate, reached by a link that works once (MAN-15)."""

    def _find(self, token):
        mandate = request.env["debit.mandate"]._of_signing_token(token)
        if mandate:
            speak(mandate.partner_id.lang)
        # what is done in the payer's name is told as done by the system, not by the "public user" of the website
        return mandate.with_env(request.env(user=SUPERUSER_ID, su=True))

    @http.route(
        "/mandate/sign/<string:token>", type="http", auth="public", website=True, multilang=False, sitemap=False
    )
    def mandate_page(self, token):
        mandate = self._find(token)
        if not mandate:
            return closed_page()
        account = mandate.partner_bank_id.filtered("active")
        props = {
            "callUrl": f"/mandate/sign/{token}/accept",
            "accountUrl": f"/mandate/sign/{token}/account",
            "defaultName": "" if mandate.partner_id.is_company else mandate.partner_id.name,
            "maskedAccount": mask_iban(account.acc_number) if account else "",
            "accountRequired": mandate.scheme in ("sepa_core", "sepa_b2b"),
            "read": mandate._get_form_fingerprint(),
            "sendLabel": request.env._("Sign the mandate"),
        }
        return payer_page("sepa_remittance_addon.mandate_signing_page", {"mandate": mandate, "props": props})

    @http.route("/mandate/sign/<string:token>/account", type="jsonrpc", auth="public", website=True)
    def mandate_account(self, token, account_number=""):
        """Tell at once whether a typed IBAN is right, beside its field."""
        mandate = self._find(token)
        if not mandate:
            return {"error": self._closed()}
        signer = request.env["debit.mandate.signer"]
        try:
            return {"bank": signer._describe_account(signer._check_account(mandate, account_number))}
        except UserError as error:
            return {"account_error": str(error)}

    @http.route("/mandate/sign/<string:token>/accept", type="jsonrpc", auth="public", website=True)
    def mandate_accept(self, token, name=None, signature=None, account_number=None, read=None):
        mandate = self._find(token)
        if not mandate:
            return {"error": self._closed()}
        if read != mandate._get_form_fingerprint():
            return {"error": request.env._("This mandate was changed meanwhile. Reload the page and read it again.")}
        signer = request.env["debit.mandate.signer"]
        try:
            if account_number:
                signer._check_account(mandate, account_number)
        except UserError as error:
            return {"account_error": str(error)}
        return self._sign(mandate, name, signature, account_number)

    def _sign(self, mandate, name, signature, account_number):
        try:
            with request.env.cr.savepoint():
                request.env["debit.mandate.signer"]._sign(
                    mandate, name, signature, account_number, request.httprequest.remote_addr
                )
        except LockError:
            return {"error": request.env._("Your signature is being recorded already. Please wait a moment.")}
        except ValidationError:
            # what our own checks find may name other customers: that is told to colleagues only
            _logger.info("Mandate %s cannot be signed online", mandate.id, exc_info=True)
            return {"error": request.env._("This mandate cannot be signed online. Please contact the company.")}
        except UserError as error:
            _logger.info("Mandate %s was not signed online", mandate.id)
            return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": f"/mandate/signed?lang={request.env.lang}"}

    def _closed(self):
        return request.env._("This link can no longer be used. Ask the company that sent it for a new one.")

    @http.route("/mandate/signed", type="http", auth="public", website=True, multilang=False, sitemap=False)
    def mandate_signed(self, lang=None, **_other):
        speak(lang)
        return payer_page("sepa_remittance_addon.mandate_signed_page", {})
