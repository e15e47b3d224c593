from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PATIENCE = 10  # attempts of the cron; a person may try as often as wanted


class ExternalMandateRequest(models.Model):
    """A client of mode 99 changes accounts at the provider that keeps its mandate (LOT-8).

    The IBAN is keyed in the provider's own window; what comes back is the mandate. While the provider does not answer,
    the request waits here and nothing is lost.
    """

    _name = "external.mandate.request"
    _description = "Request to the mandate provider"
    _inherit = ["debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {
        "opened": ("waiting",),
        "assigned": ("waiting", "opened"),
        "refused": ("waiting", "opened"),
        "dropped": ("waiting", "opened", "refused"),
    }

    item_id = fields.Many2one("mail.lot.item", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, ondelete="restrict")
    token = fields.Char(required=True, copy=False, default=lambda self: uuid4().hex, groups="base.group_system")
    reference = fields.Char("RUM", help="The mandate's reference at the provider.")
    state = fields.Selection(
        [
            ("waiting", "Waiting for the provider"),
            ("opened", "Window open"),
            ("assigned", "Assigned"),
            ("refused", "Refused"),
            ("dropped", "Taken out"),
        ],
        "Status",
        required=True,
        default="waiting",
        index=True,
    )
    window_url = fields.Char("Window of the provider", copy=False)
    attempts = fields.Integer(copy=False)
    note = fields.Char("What the provider said", copy=False)
    answered_on = fields.Datetime(copy=False)

    _token_unique = models.UniqueIndex("(token)", "This request was made already.")
    _item_once = models.UniqueIndex("(item_id)", "This item asked the provider already.")

    @api.depends("partner_id", "reference")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.partner_id.name} {request.reference or ''}".strip()

    @api.model
    @api.private
    def _ask_for(self, item):
        """Note that the provider must be asked; it is asked once the item is stored, see :meth:`action_ask`."""
        return self.create(
            {
                "item_id": item.id,
                "company_id": item.company_id.id,
                "partner_id": item.partner_id.id,
                "reference": item.partner_id.client_external_reference,
            }
        )

    def action_ask(self):
        """Ask the provider for its window, or what became of it; asked again, nothing happens twice."""
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Asking the mandate provider needs the right “Key”."))
        self.check_access("read")
        for request in self.sudo().filtered(lambda request: request.state in ("waiting", "opened")):
            request._ask()

    def action_open_window(self):
        self.ensure_one()
        self.action_ask()
        if not self.window_url:
            raise UserError(self.env._("The provider does not answer yet: %s", self.note or ""))
        return {"type": "ir.actions.act_url", "url": self.window_url, "target": "new"}

    def _ask(self):
        self.ensure_one()
        self.attempts += 1
        client = self.env["external.mandate.client"]
        answer = client._ask_window(self) if self.state == "waiting" else client._ask_state(self)
        self.note = answer.note
        if answer.window_url:
            self.window_url = answer.window_url
            self._move_to("opened")
        elif answer.state == "assigned":
            self._assign(answer.reference)
        elif answer.state == "refused":
            self._move_to("refused", answered_on=fields.Datetime.now())

    def _assign(self, reference):
        """The mandate came back. Heard twice, it is assigned once."""
        moved = self._move_to("assigned", answered_on=fields.Datetime.now(), reference=reference or self.reference)
        for request in moved:
            request.partner_id.client_external_reference = request.reference
            request.item_id.lot_id.message_post(
                body=self.env._(
                    "%(client)s: the mandate %(rum)s came back from the provider.",
                    client=request.partner_id.name,
                    rum=request.reference,
                )
            )

    @api.model
    def _cron_ask(self):
        requests = self.search([("state", "in", ("waiting", "opened")), ("attempts", "<", PATIENCE)])
        for number, request in enumerate(requests, 1):
            request._ask()
            if not self.env["ir.cron"]._commit_progress(processed=1, remaining=len(requests) - number):
                break
