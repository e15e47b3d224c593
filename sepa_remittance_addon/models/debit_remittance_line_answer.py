from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class DebitRemittanceLine(models.Model):
    """The bank's answer to a debit: what it said, and what follows for line, invoice and mandate (REM-14)."""

    _inherit = "debit.remittance.line"

    reason_id = fields.Many2one("debit.reason", "Bank's reason", readonly=True)
    reason_text = fields.Char("Bank's words", readonly=True)
    mandate_act = fields.Selection(
        [("reopened", "Reopened"), ("suspended", "Suspended"), ("withdrawn", "Withdrawn")],
        "What the answer did to the mandate",
        readonly=True,
    )
    answered_on = fields.Date(readonly=True)
    answer_source = fields.Char("Source of the answer", readonly=True)

    # PBS pads customer numbers with zeros as it likes
    _customer_and_day = models.Index("(ltrim(customer_number, '0'), payment_date) WHERE customer_number IS NOT NULL")

    def _register_rejection(self, answers):
        """No money moved: the debits were refused before settlement.

        :param answers: ``{line id: (reason code, the bank's words, where it was told)}``.
        """
        return self._register_answer("rejected", answers)

    def _register_return(self, answers):
        """Money came and was taken back. Same shape as :meth:`_register_rejection`."""
        return self._register_answer("returned", answers)

    def _register_answer(self, target, answers):
        # a debit that ended otherwise before is left alone: the first answer that took effect counts
        answered = self.sudo().filtered(lambda line: line.id in answers and line.state in self._moves[target])
        answered._note_answers(answers)
        moved = answered._move_to(target)
        moved._act_on_reason()
        return moved.with_env(self.env)

    def _note_answers(self, answers):
        """What the bank said of each debit, in one statement however many there are and however different the words."""
        reasons = self.env["debit.reason"]._by_code([answers[line.id][0] for line in self])
        told = [
            (reasons[code].id if code else None, text or None, source)
            for code, text, source in map(answers.get, self.ids)
        ]
        names = ["reason_id", "reason_text", "answer_source", "answered_on"]
        self.flush_recordset(names)
        self.env.cr.execute(
            SQL(
                NOTE_ANSWERS,
                today=fields.Date.context_today(self),
                lines=list(self.ids),
                **{name: [one[place] for one in told] for place, name in enumerate(("reasons", "texts", "sources"))},
            )
        )
        self.invalidate_recordset(names)

    def _act_on_reason(self):
        """Mandate and block follow what the reason says; what was done to the mandate is kept, so it can be undone."""
        for reason, lines in self.grouped("reason_id").items():
            lines._act_on_mandates(reason)
            again = lines.filtered(lambda line: line._may_be_asked_again()) if reason.lift_block else lines.browse()
            (lines - again).move_line_id._set_payment_block("9")
            again.move_line_id.filtered(lambda receivable: receivable.payment_block == "9")._set_payment_block(False)

    def _may_be_asked_again(self):
        """Whether one more attempt stays within what the company allows (REM-15)."""
        limit = self.company_id.debit_attempt_limit
        return not limit or self.attempt < limit

    def _act_on_mandates(self, reason):
        mandates = self.mandate_id
        reopened = self._completed_mandates()._move_to("active")
        acted = {"reopened": reopened}
        if reason.mandate_effect in ("suspend", "new_account"):
            acted["suspended"] = mandates.filtered(lambda mandate: not mandate.suspended)
            acted["suspended"]._suspend(reason.display_name)
        elif reason.mandate_effect == "withdraw":
            acted["withdrawn"] = mandates.filtered(lambda mandate: mandate.state == "active")
            acted["withdrawn"]._move_to("withdrawn")
        for act, those in acted.items():
            self.filtered(lambda line, those=those: line.mandate_id in those).write({"mandate_act": act})
        if reason.mandate_effect == "new_account":
            reason._ask_for_new_account(mandates)

    def _register_collection(self):
        """The bank has paid and the ledger knows it: the lines are paid and no longer blocked."""
        # what was refused or taken back before stays so; the ledger may know better, the line tells what was answered
        paid = self.sudo().filtered(lambda line: line.state not in ("rejected", "returned"))
        moved = paid._move_to("matched", answered_on=fields.Date.context_today(self))
        moved.move_line_id._set_payment_block(False)
        return moved.with_env(self.env)

    def _undo_collection(self):
        """The ledger update was undone: the lines wait for the bank again."""
        moved = self.sudo()._move_to("remitted", answered_on=False)
        moved.move_line_id._set_payment_block("9")
        return moved.with_env(self.env)

    def _undo_answer(self):
        """A rejection or return that was read by mistake is taken back: the lines wait for the bank again."""
        answered = self.sudo().filtered(lambda line: line.state in ("rejected", "returned"))
        answered._undo_act_on_mandates()
        answered._move_to(
            "remitted", reason_id=False, reason_text=False, answered_on=False, answer_source=False, mandate_act=False
        )
        answered.move_line_id._set_payment_block("9")

    def _undo_act_on_mandates(self):
        mandates = {act: lines.mandate_id for act, lines in self.grouped("mandate_act").items()}
        none = self.env["debit.mandate"]
        mandates.get("suspended", none).action_resume()
        mandates.get("withdrawn", none).filtered(lambda mandate: mandate.state == "withdrawn")._move_to("active")
        used_up = self._mandates_used_up() & (mandates.get("reopened", none) | mandates.get("suspended", none))
        used_up.filtered(lambda mandate: mandate.state == "active")._move_to("completed")

    def _after_cancelled(self):
        super()._after_cancelled()
        # what a proposal blocks is nothing: the blocks on its invoices are those of people, or of an earlier refusal
        receivables = self.filtered("sequence_type").move_line_id
        receivables.filtered(lambda receivable: receivable.payment_block == "9")._set_payment_block(False)
        self._completed_mandates()._move_to("active")

    def action_lift_block(self):
        """The invoices may be proposed again."""
        self.remittance_id.check_access("write")
        # also an amount that was presented again since, in whatever remittance, waits for the bank
        asked = self.move_line_id.sudo().remittance_line_ids.filtered(lambda line: line.state == "remitted")
        waiting = self.filtered(lambda line: line.move_line_id in asked.move_line_id)
        if waiting:
            raise UserError(
                self.env._(
                    "The bank has not answered yet; lifting the block would debit twice: %s",
                    ", ".join(waiting[:10].mapped("display_name")),
                )
            )
        self._refuse_beyond_limit()
        self.move_line_id._set_payment_block(False)
        self.env["debit.line.change"]._log(self, "lift", "internal", False)


NOTE_ANSWERS = """
UPDATE debit_remittance_line line
   SET reason_id = told.reason, reason_text = told.text, answer_source = told.source, answered_on = %(today)s
  FROM UNNEST(%(lines)s::int[], %(reasons)s::int[], %(texts)s::varchar[], %(sources)s::varchar[])
       AS told(id, reason, text, source)
 WHERE line.id = told.id
"""
