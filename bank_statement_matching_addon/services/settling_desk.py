from odoo import api, models
from odoo.exceptions import AccessError, UserError
from psycopg2.errors import LockNotAvailable

from ..models.received_statement import ALLOCATING

USER = "bank_statement_matching_addon.group_statement_user"
ASKS_AGAIN = "sepa_remittance_addon.group_debit_user"
POSTS = "bank_statement_matching_addon.group_statement_ledger"
LONGEST_WAIT = "3s"
ACTS = frozenset(
    {
        "payer", "add", "change", "take_off", "move", "lift", "on_account", "ledger_account", "template", "release",
        "release_all",
    }
)  # fmt: skip


class SettlingDesk(models.AbstractModel):
    """What the settling screen asks of the server. Every method checks the rights of whoever asks (STM-13).

    A change names the version of the line that its user saw. Where somebody changed the line since, nothing happens,
    and the line comes back as it is now.
    """

    _name = "settling.desk"
    _description = "Settling screen"

    # ------------------------------------------------------------ look

    @api.model
    def open(self, scope, kind="open", text=""):
        """What the screen needs to begin: which lines there are, how many of each kind, what the user may do."""
        statement = self.env["received.statement"].browse(scope.get("statement") or [])
        statement.check_access("read")
        lister = self.env["settling.lister"]
        return {
            "ids": lister._find(scope, kind, text),
            "to_settle": lister._find(scope, "open", text) if kind == "all" else False,
            "may_settle": self._may_settle(),
            "may_ask_again": self.env.user.has_group(ASKS_AGAIN),
            "may_post": self.env.user.has_group(POSTS),
            "statement": statement.name or "",
            **self._totals(scope),
        }

    @api.model
    def rows(self, line_ids):
        """The rows of these lines, as far as the user may see them."""
        lines = self.env["received.statement.line"].search([("id", "in", line_ids)])
        return self.env["settling.lister"]._rows(lines)

    @api.model
    def line(self, line_id):
        return self.env["settling.describer"]._describe(self._line(line_id, "read"))

    @api.model
    def find(self, what, line_id, text, amount=0):
        """Payers, lines or accounts to choose from; ``amount`` in cents is what would be moved."""
        line = self._line(line_id, "read")
        finder, text = self.env["settling.finder"], (text or "").strip()
        if what == "targets":
            return finder._targets(line, text, amount / 10**line.currency_id.decimal_places)
        return finder._payers(line, text) if what == "payers" else finder._accounts(line, text)

    # ------------------------------------------------------------ change

    @api.model
    def act(self, scope, line_id, version, act, values):
        """Do one thing to one line, whole or not at all.

        :return: ``{"conflict": False or a sentence, "line": the line as it is now, "rows": ..., totals}``
        """
        line = self._line(line_id, "write")
        if act not in ACTS:
            raise UserError(self.env._("The settling screen is out of date; reload the page."))
        target = self._line(values["target"], "write") if act == "move" else line.browse()
        lines = line | target
        self._wait_for_turn(lines.statement_id)
        if self.env["settling.historian"]._version(line) != version:
            return {"conflict": self._who_was_faster(line), **self._answer(scope, line, lines)}
        lines._claim()
        self.env["settling.clerk"]._act(line, target, act, values)
        return {"conflict": False, **self._answer(scope, line, lines)}

    @api.model
    def undo(self, scope):
        """Undo the user's own last step among these lines."""
        if not self._may_settle():
            raise AccessError(self.env._("You may look at lines, not settle them."))
        step = self._last_step(scope)
        if not step:
            raise UserError(self.env._("There is nothing of yours to undo."))
        historian = self.env["settling.historian"]
        lines = historian._lines(step)
        lines.check_access("write")
        self._wait_for_turn(lines.statement_id)
        lines._claim()
        historian._undo(step)
        return {"conflict": False, **self._answer(scope, step.line_id, lines)}

    # ------------------------------------------------------------ inside

    def _may_settle(self):
        return self.env.user.has_group(USER)

    def _line(self, line_id, right):
        line = self.env["received.statement.line"].browse(int(line_id)).exists()
        if not line:
            raise UserError(self.env._("This line does not exist any more."))
        line.check_access(right)
        return line

    def _wait_for_turn(self, statements):
        """Wait shortly for whoever is at work on the same statement, then keep others out."""
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
                self.env.cr.execute("SELECT id FROM received_statement WHERE id = ANY(%s) FOR UPDATE", [statements.ids])
                self.env.cr.execute("SELECT set_config('lock_timeout', '0', true)")
        except LockNotAvailable as busy:
            names = ", ".join(statements.mapped("name"))
            raise UserError(
                self.env._("%s is being worked on by someone else or in the background. Try again shortly.", names)
            ) from busy
        statements._require(*ALLOCATING)

    def _who_was_faster(self, line):
        step = line.settling_step_ids[:1]
        if not step:
            return self.env._("This line was changed in the meantime. You see it as it is now.")
        return self.env._(
            "%(who)s changed this line in the meantime (%(what)s). You see it as it is now; nothing of yours was done.",
            who=step.create_uid.name,
            what=step.words,
        )

    def _answer(self, scope, line, lines):
        return {
            "line": self.env["settling.describer"]._describe(line),
            "rows": self.env["settling.lister"]._rows(lines),
            **self._totals(scope),
        }

    def _totals(self, scope):
        step = self._last_step(scope)
        return {
            "counts": self.env["settling.lister"]._count(scope),
            "state": self.env["received.statement"].browse(scope.get("statement") or []).state or False,
            "undo": step.words or False,
        }

    def _last_step(self, scope):
        domain = [("statement_id", "=", scope["statement"])] if scope.get("statement") else []
        return self.env["settling.historian"]._last([*domain, ("line_id.state", "in", ALLOCATING)])
