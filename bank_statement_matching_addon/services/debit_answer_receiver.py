from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.values import Delivery

from ..formats import READERS

BYTES_OF_LINE, PACKED = 300, 10


class DebitAnswerReceiver(models.AbstractModel):
    """Where statements are matched, what tells of money is a statement; the other answers stay with the base.

    Files of both kinds may be dropped together, on either screen.
    """

    _inherit = "debit.answer.receiver"

    def _may_receive(self):
        # who receives the bank's statements receives its other answers with them
        return super()._may_receive() or self.env["received.statement"].has_access("create")

    def _readers(self):
        return (*super()._readers(), *READERS)

    @api.model
    def _receive_and_open(self, files, journal=None):
        """Files that take long to read are kept and read in the background; the screen shows how far that is."""
        lines = _estimate_lines(files)
        if lines < self.env["background.job"]._large():
            return super()._receive_and_open(files, journal)
        delivery = self.env["received.delivery"]._keep(files, journal)
        delivery._start_reading(lines)
        return delivery._action_open()

    def _receive_all(self, files, journal=None):
        received = super()._receive_all(files, journal)
        if "received.statement" in received:
            received["received.statement"]._advance()
        return received

    def _store(self, source, found, journal):
        deliveries = [value for _position, value in found if isinstance(value, Delivery)]
        others = [(position, value) for position, value in found if not isinstance(value, Delivery)]
        received = super()._store(source, others, journal) if others else {}
        if deliveries:
            received["received.statement"] = self.env["statement.receiver"]._store_file(source, deliveries, journal)
        return received

    def _action_open(self, received):
        """The statements, where there are any, and a message that leads to the other answers."""
        statements = received.get("received.statement")
        if not statements:
            return super()._action_open(received)
        answers = received.get("debit.answer")
        return self._notify(answers, statements._action_open()) if answers else statements._action_open()

    def _notify(self, answers, action):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Answers to remittances"),
                "message": self.env._("These files are no statements; they were read as answers to remittances: %s"),
                "links": [self._prepare_link(answers)],
                "type": "info",
                "sticky": True,
                "next": action,
            },
        }

    def _prepare_link(self, answers):
        screen = "/odoo/action-sepa_remittance_addon.action_answer"
        if len(answers) == 1:
            return {"label": answers.name, "url": f"{screen}/{answers.id}"}
        return {"label": ", ".join(answers.mapped("name")), "url": screen}


def _estimate_lines(files):
    """About how many lines files have: before they are read, their size is all there is to go by."""
    return (
        sum(len(content or b"") * (PACKED if (content or b"").startswith(b"PK") else 1) for _name, content in files)
        // BYTES_OF_LINE
    )
