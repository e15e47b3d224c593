import logging
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import requests
from odoo import api, models

_logger = logging.getLogger(__name__)

TIMEOUT = (3, 5)  # seconds to connect, and between two bytes


class Answer(NamedTuple):
    state: str = ""
    reference: str = ""
    window_url: str = ""
    note: str = ""


class ExternalMandateClient(models.AbstractModel):
    """Talks with the provider that keeps the mandates of mode 99 (LOT-8), over HTTP and JSON.

    ``POST <url>/windows`` with ``{request, reference, client}`` answers ``{window}``, the address of the provider's own
    page, which takes the IBAN. ``GET <url>/windows/<request>`` answers ``{state, reference, reason}``, with the state
    ``open``, ``done`` or ``refused``. ``request`` names the request, so that asking twice opens one window.
    Another provider is served by extending :meth:`_ask_window` and :meth:`_ask_state`.
    """

    _name = "external.mandate.client"
    _description = "Client of the mandate provider"

    @api.model
    @api.private
    def _ask_window(self, request):
        """:return: :class:`Answer`; only a note when the provider does not answer as agreed."""
        body = {
            "request": request.token,
            "reference": request.reference or "",
            "client": request.partner_id._get_client_code(),
        }
        answer = self._call(request.company_id, "POST", "windows", body)
        if isinstance(answer, Answer):
            return answer
        window = answer.get("window")
        if not isinstance(window, str) or urlsplit(window).scheme not in ("http", "https"):
            return Answer(note=self.env._("The provider gave no window."))
        return Answer(window_url=window)

    @api.model
    @api.private
    def _ask_state(self, request):
        answer = self._call(request.company_id, "GET", f"windows/{quote(request.token)}")
        if isinstance(answer, Answer):
            return answer
        state, reference = answer.get("state"), answer.get("reference")
        if state == "done":
            if not isinstance(reference, str) or not reference:
                return Answer(note=self.env._("The provider gave no mandate reference."))
            return Answer("assigned", reference[:35])
        if state == "refused":
            return Answer("refused", note=str(answer.get("reason") or "")[:200])
        return Answer(note=self.env._("The window is open: the IBAN is not keyed yet."))

    def _call(self, company, verb, path, body=None):
        """:return: the answer as a dictionary, or an :class:`Answer` that says why there is none."""
        company = company.sudo()
        url = f"{(company.external_mandate_url or '').rstrip('/')}/{path}"
        headers = {"Authorization": f"Bearer {company.external_mandate_key or ''}"}
        try:
            response = requests.request(verb, url, json=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
            response.raise_for_status()
            answer = response.json()
        except (requests.RequestException, ValueError) as error:
            # the type only: the message of an error may hold the address with its key
            _logger.warning("Mandate provider of company %s: %s", company.id, type(error).__name__)
            return Answer(note=self.env._("The provider does not answer (%s).", type(error).__name__))
        return answer if isinstance(answer, dict) else Answer(note=self.env._("The provider's answer makes no sense."))
