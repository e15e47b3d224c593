import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError


class ReceivedStatement(models.Model):
    """The way in for other programs (STM-4)."""

    _inherit = "received.statement"

    @api.model
    def receive_files(self, files, journal_id=False):
        """Receive the bank's files: all of them, or none.

        For programs, by JSON-2 or XML-RPC, with an API key of a user who may receive statements::

            POST /json/2/received.statement/receive_files
            Authorization: bearer <API key>
            {"files": [{"name": "statement.xml", "content": "<base64>"}], "journal_id": 7}

        :param files: ``[{"name": text, "content": base64}, ...]``; statements and other answers of the bank in any
            format that is read, archives too. CSV and XLSX need a saved layout.
        :param journal_id: the bank journal for statements whose account is not recognised; may be left out.
        :return: ``{"statements": [...], "answers": [...], "summary": text}``. A statement tells its ``id``, ``name``,
            ``number``, ``date``, ``journal_id``, ``state`` (``ready``, ``errors``, ``to_allocate``, ``partial``,
            ``full``, ``done``), ``lines`` (how many), ``to_settle``, ``movement`` (text, as amounts are exact),
            ``currency`` and ``errors`` (``message``, ``hint``). An answer without money tells its ``id``, ``name`` and
            ``format``.
        :raises UserError: for a bad or known file, naming it and the place; nothing of any file is stored.
        :raises AccessError: for who may not receive.
        """
        journal = self.env["account.journal"].search([("id", "=", journal_id), ("type", "=", "bank")])
        if journal_id and not journal:
            raise UserError(self.env._("There is no bank journal %s that you may use.", journal_id))
        received = self.env["debit.answer.receiver"]._receive_all(self._decoded(files), journal)
        statements = received.get("received.statement", self)
        answers = received.get("debit.answer", self.env["debit.answer"])
        return {
            "statements": [statement._told_to_programs() for statement in statements],
            "answers": [{"id": one.id, "name": one.name, "format": one.layout or ""} for one in answers],
            "summary": self._summary_of(statements, answers),
        }

    def _decoded(self, files):
        """``[(name, bytes)]``, or one sentence about what is no file."""
        try:
            return [(str(file["name"]), base64.b64decode(file["content"], validate=True)) for file in files]
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise UserError(
                self.env._("Each file is a name and its content in base64: {“name”: ..., “content”: ...}.")
            ) from None

    def _told_to_programs(self):
        self.ensure_one()
        places = self.currency_id.decimal_places if self.currency_id else 2
        return {
            "id": self.id,
            "name": self.name,
            "number": self.number or "",
            "date": str(self.date),
            "journal_id": self.journal_id.id,
            "state": self.state,
            "lines": self.line_count,
            "to_settle": self.to_settle_count,
            "movement": f"{self.total:.{places}f}",
            "currency": self.currency_code or "",
            "errors": [{"message": error.message, "hint": error.hint or ""} for error in self.error_ids],
        }

    def _summary_of(self, statements, answers):
        labels = dict(self._fields["state"]._description_selection(self.env))
        told = [f"{statement.name}: {labels[statement.state]}" for statement in statements]
        return "\n".join([*told, *answers.mapped("name")])
