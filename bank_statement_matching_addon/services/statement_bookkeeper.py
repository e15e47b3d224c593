from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, split_every

LEDGER_GROUP = "bank_statement_matching_addon.group_statement_ledger"
AT_ONCE = 1000


class StatementBookkeeper(models.AbstractModel):
    """Posts a fully allocated statement in one transaction, and takes it back (STM-15, option 9 of the source).

    ``statement.poster`` makes the entries, ``statement.reconciler`` reconciles them, ``statement.reverser`` removes
    them or posts the opposite.
    """

    _name = "statement.bookkeeper"
    _description = "Ledger update"

    @api.model
    def _is_allowed(self):
        return self.env.su or self.env.user.has_group(LEDGER_GROUP)

    @api.model
    def _refuse_others(self):
        if not self._is_allowed():
            raise AccessError(self.env._("Only the group “Ledger update” of statement matching updates ledgers."))

    @api.model
    def _update(self, statement):
        """Post every line with its counterparts, reconcile them, and give the remittance lines their final status.

        Lines without money (refusals), dropped duplicates and notifications post nothing. Doing it twice does it once.
        """
        self._refuse_others()
        statement.ensure_one()
        statement._lock_or_tell()
        if statement.state == "done":
            return
        self._refuse_unfinished(statement)
        self.env["statement.ledger.checks"]._refuse(statement)
        self.env["statement.poster"]._post(statement)
        self.env["statement.reconciler"]._reconcile(statement)
        self.with_context(prefetch_fields=False)._answer_remittances(statement)
        statement._set_lines("done")
        statement.sudo()._move_to("done")

    def _refuse_unfinished(self, statement):
        statement._follow()
        statement._require("full")
        lines = self.env["received.statement.line"]
        count = lines.search_count([("statement_id", "=", statement.id), ("state", "!=", "full")])
        if count:
            raise UserError(self.env._("%s lines are not fully allocated yet.", count))

    def _answer_remittances(self, statement):
        """Who may update ledgers settles the remittances with them, whatever else is allowed there."""
        for lines in self._remitted(statement, "remitted"):
            lines._register_collection()
            self.env["statement.poster"]._release()
        for lines in self._remitted(statement, "returned"):
            lines._register_return(self._returns(statement, lines))
            self.env["statement.poster"]._release()

    def _remitted(self, statement, kind):
        """The remittance lines that the statement tells of, some at a time."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(REMITTED, statement=statement.id, kind=kind))
        for share in split_every(AT_ONCE, (row[0] for row in rows)):
            yield self.env["debit.remittance.line"].sudo().browse(share)

    def _returns(self, statement, remitted):
        """What the bank said of each: ``{remittance line id: (reason code, its words, where)}``."""
        told = self.env["received.allocation"].search(
            [
                ("statement_id", "=", statement.id),
                ("kind", "=", "returned"),
                ("remittance_line_id", "in", remitted.ids),
            ]
        )
        answers = {}
        for allocation in told:
            line = allocation.line_id
            code = line.return_code or line.transaction_type_id.code or ""
            answers[allocation.remittance_line_id.id] = (code, line.return_text or "", statement.name)
        return answers

    # ------------------------------------------------------------ undo

    @api.model
    def _undo(self, statement):
        """Back to 6, as if the ledgers had not been updated: entries, reconciliations, remittance lines."""
        self._refuse_others()
        statement.ensure_one()
        statement._lock_or_tell()
        if statement.state == "full" and not statement.native_statement_id:
            return
        statement._require("done")
        self.env["statement.ledger.checks"]._refuse_undo(statement)
        self.env["statement.reverser"]._remove(statement)
        self._take_back_answers(statement)
        statement._set_lines("full")
        statement.sudo()._move_to("full")
        statement.message_post(body=self.env._("The ledger update was undone."))

    def _take_back_answers(self, statement):
        for lines in self._remitted(statement, "returned"):
            lines.filtered(lambda line: line.state == "returned")._undo_answer()
            self._collected_elsewhere(statement, lines)._register_collection()
            self.env["statement.poster"]._release()
        for lines in self._remitted(statement, "remitted"):
            lines.filtered(lambda line: line.state == "matched")._undo_collection()
            self.env["statement.poster"]._release()

    def _collected_elsewhere(self, statement, remitted):
        before = self.env["received.allocation"].search(
            [
                ("remittance_line_id", "in", remitted.ids),
                ("kind", "=", "remitted"),
                ("line_id.state", "=", "done"),
                ("statement_id", "!=", statement.id),
            ]
        )
        return before.remittance_line_id.sudo().filtered(lambda line: line.state == "remitted")


REMITTED = """
SELECT remittance_line_id FROM received_allocation
 WHERE statement_id = %(statement)s AND kind = %(kind)s AND remittance_line_id IS NOT NULL
 ORDER BY id
"""
