from odoo import api, models
from odoo.fields import Domain

from ..values.client_code import parse_client_code


class MailLotClientFinder(models.AbstractModel):
    """Finds the client that a coupon names, or says plainly why there is none to key (LOT-2)."""

    _name = "mail.lot.client.finder"
    _description = "Search of a mail client"

    @api.model
    def _find(self, lot, text, even_blocked=False):
        """
        :param text: letter, partner code and chrono, typed or scanned, spaces optional.
        :return: ``(client, refusal)``: one of the two is empty.
        """
        nobody = self.env["res.partner"]
        readings = parse_client_code(text)
        if not readings:
            return nobody, self.env._(
                "“%s” is no client code: key letter, partner code and chrono, such as J 121 52134466.", text
            )
        found = self._search(lot.company_id, readings)
        if not found:
            return nobody, self.env._("Not found: no client has the code %s.", text)
        if len(found) > 1:
            names = ", ".join(f"{client.name} ({client._get_client_code()})" for client in found)
            return nobody, self.env._(
                "Found %(count)s times: %(names)s. Key the code with spaces.", count=len(found), names=names
            )
        refusal = self._refuse(lot, found, even_blocked)
        return (nobody, refusal) if refusal else (found, "")

    def _search(self, company, readings):
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner.search(
            Domain("company_id", "in", (False, company.id))
            & Domain.OR(
                Domain("client_chrono", "=", code.chrono)
                & Domain("client_partner_code", "=", code.partner_code)
                & Domain("client_letter", "=", code.letter)
                for code in readings
            )
        )

    @api.model
    def _refuse(self, lot, client, even_blocked=False):
        """Why nothing may be keyed for this client in this lot; empty when it may.

        :param even_blocked: for a coupon that is only forwarded, which is what becomes of those of blocked clients.
        """
        if not client.active:
            return self.env._("%s is archived, nothing can be keyed.", client.name)
        if client.client_blocked and not even_blocked:
            return self.env._(
                "%(client)s is blocked: %(why)s. Mark the coupon B and forward it.",
                client=client.name,
                why=client.client_block_reason or self.env._("no reason given"),
            )
        return self._refuse_kind(lot, client)

    def _refuse_kind(self, lot, client):
        fa = client._is_fa(lot.company_id)
        if fa == (lot.kind == "fa"):
            return ""
        values = {
            "client": client.name,
            "code": client.client_partner_code,
            "limit": lot.company_id.mail_lot_partner_code_limit,
            "lot": lot.name,
        }
        if fa:
            return self.env._(
                "%(client)s is an FA client: partner code %(code)s is above %(limit)s, "
                "and %(lot)s is a partnership lot. Put the coupon aside for an FA lot.",
                **values,
            )
        return self.env._(
            "%(client)s belongs to a partnership: partner code %(code)s is not above %(limit)s, "
            "and %(lot)s is an FA lot. Put the coupon aside for a partnership lot.",
            **values,
        )
