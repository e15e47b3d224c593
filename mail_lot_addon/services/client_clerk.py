from odoo import api, models
from odoo.exceptions import AccessError, UserError

REFUSAL = "13"


class MailLotClientClerk(models.AbstractModel):
    """Carries out what a client's letter tells, and leaves a trace of each action (LOT-12).

    The numbers are those of the procedure: 2.6 comment, 2.7 stop promo, 2.8 stop reminders, 3.3 / 13 refusal, closing
    letters XXXX and RPSI. A stop that is set already is not set again.
    """

    _name = "mail.lot.client.clerk"
    _description = "Client events"

    @api.model
    def _comment(self, client, comment, comment_type="other", item=None):
        """2.6"""
        if not (comment or "").strip():
            raise UserError(self.env._("2.6: write the comment."))
        return self._record(client, "2.6", item, comment=comment, comment_type=comment_type)

    @api.model
    def _stop_promo(self, client, item=None, comment=False):
        """2.7: 1, not to be canvassed."""
        return self._stop(client, "client_stop_promo", "2.7", item, comment or self.env._("1 - not to be canvassed"))

    @api.model
    def _stop_reminders(self, client, item=None, comment=False):
        """2.8: no reminder of ours, and what the client owes is out of Odoo's follow-up."""
        event = self._stop(client, "client_stop_reminders", "2.8", item, comment)
        self._exclude_from_follow_up(client, True)
        return event

    @api.model
    def _close(self, client, letter, item=None):
        """The closing letter of the client's file."""
        self._check_right()
        self._client(client).client_letter_closing = letter
        return self._record(client, "closing", item, letter=letter)

    @api.model
    def _refuse(self, client, item=None):
        """3.3 / 13: the client refuses to pay; closing letter RPSI."""
        return self._record(client, "3.3", item, comment=REFUSAL) + self._close(client, "RPSI", item)

    @api.model
    def _guardianship(self, client, item=None):
        """Collect what is owed, then stop promo."""
        return self._stop_promo(client, item, self.env._("Guardianship"))

    @api.model
    def _deceased_paid(self, client, item=None):
        """A cheque came with the news: it is cashed, and nothing is sent any more."""
        self._check_right()
        self._client(client).client_deceased = True
        return (
            self._stop_promo(client, item)
            + self._stop_reminders(client, item)
            + self._comment(client, "DCD", item=item)
        )

    @api.model
    def _deceased(self, client, item=None, notary=False):
        """No payment came: comment, both stops and the closing letter; no deed is needed.

        :param notary: a notary's details are in the letter: nothing is keyed, the letter is forwarded.
        """
        self._check_right()
        if notary:
            raise UserError(
                self.env._("A notary is named in the letter about %s: key nothing, forward it.", client.display_name)
            )
        self._client(client).client_deceased = True
        return (
            self._comment(client, "CLT DCD", "other", item)
            + self._stop_promo(client, item)
            + self._stop_reminders(client, item)
            + self._close(client, "XXXX", item)
        )

    @api.model
    def _lift(self, client, comment):
        """Set by mistake: promo and reminders go out again; said why, and kept on record."""
        if not (comment or "").strip():
            raise UserError(self.env._("Say in the comment why the stops are lifted."))
        event = self._record(client, "lifted", None, comment=comment)
        self._client(client).write(
            {
                "client_stop_promo": False,
                "client_stop_reminders": False,
                "client_deceased": False,
                "client_letter_closing": False,
            }
        )
        self._exclude_from_follow_up(client, False)
        return event

    def _stop(self, client, field, code, item, comment):
        self._check_right()
        if client[field]:
            return self.env["mail.lot.client.event"]
        self._client(client)[field] = True
        return self._record(client, code, item, comment=comment)

    def _client(self, client):
        """The operators of the mail room may not write clients; this is all that they change on one."""
        client.ensure_one()
        return client.sudo()

    def _check_right(self):
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Keying what a client told needs the right “Key”."))

    def _record(self, client, code, item, **values):
        self._check_right()
        client.check_access("read")
        event = (
            self.env["mail.lot.client.event"]
            .sudo()
            .create(
                {
                    "partner_id": client.id,
                    "client_code": client._get_client_code(),
                    "company_id": (item.company_id if item else self.env.company).id,
                    "item_id": item.id if item else False,
                    "code": code,
                    **values,
                }
            )
        )
        client.sudo().message_post(body=self._tell(event), author_id=self.env.user.partner_id.id)
        return event.sudo(False)

    def _tell(self, event):
        label = dict(event._fields["code"]._description_selection(self.env))[event.code]
        return " - ".join(filter(None, [label, event.letter, event.comment]))

    def _exclude_from_follow_up(self, client, is_excluded):
        """Odoo's own switch on every open receivable; later ones follow, see ``account.move.line``."""
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", client.commercial_partner_id.id),
                    ("account_type", "=", "asset_receivable"),
                    ("reconciled", "=", False),
                    ("parent_state", "=", "posted"),
                    ("no_followup", "=", not is_excluded),
                ]
            )
        )
        lines.no_followup = is_excluded
