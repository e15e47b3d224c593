from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date
from psycopg2.errors import LockNotAvailable

MAX_REASON = 250
# How long a payer's browser waits while the remittance is being confirmed or another payer answers.
PATIENCE = "2s"


class DebitNoticeClerk(models.AbstractModel):
    """Takes a payer's own answer to its notice, online (REM-5).

    Works as superuser on a notice that the caller has found by the payer's link or login. Everything posted is checked
    here again: whose lines, which remittance, until when. Doing the same twice has the effect of doing it once.
    """

    _name = "debit.notice.clerk"
    _description = "Payer's answer online"

    @api.model
    def _answer(self, notice, action, line_ids, reason, asked_by):
        """Change lines of the notice as the payer asks.

        :param action: ``remove``, ``hold``, ``restore`` (debit after all) or ``remove_all``.
        :return: the lines that were changed.
        :raises UserError: in the payer's words; then nothing is changed.
        """
        self._start(notice)
        own = notice._get_payer_lines()
        if action == "remove_all":
            lines = own.filtered(lambda line: line.state == "proposed" or line in own._changed_by_payer())
        else:
            lines = self._pick(own, line_ids)
        changed = self._change(notice, action, lines, _trim(reason), asked_by)
        self._note(notice, changed, action, asked_by)
        return changed

    @api.model
    def _add(self, notice, receivable_ids, reason, asked_by):
        """Put other open invoices of the payer into the proposal."""
        self._start(notice)
        free = self._find_free(notice)
        wanted = free.filtered(lambda receivable: receivable.id in receivable_ids)
        present = notice._get_payer_lines().move_line_id.filtered(lambda receivable: receivable.id in receivable_ids)
        if set(receivable_ids) - set((wanted | present).ids):
            raise UserError(self._told_changed())
        if not receivable_ids:
            raise UserError(self.env._("Tick at least one invoice."))
        remittance = notice.remittance_id
        added = self.env["debit.proposer"].sudo()._add(remittance, wanted, "portal", _trim(reason), asked_by)
        self._note(notice, added, "add", asked_by)
        return added

    @api.model
    def _find_free(self, notice):
        """Open invoices of the payer that are paid by this payment type and are in no remittance yet."""
        remittance = notice.remittance_id
        proposer = self.env["debit.proposer"].sudo()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT receivable.id
                     FROM account_move_line receivable
                     JOIN account_move move ON move.id = receivable.move_id
                    WHERE %s AND receivable.partner_id = %s AND receivable.currency_id = %s
                      AND receivable.amount_residual_currency > 0 AND receivable.payment_block IS NULL
                      AND NOT EXISTS (SELECT FROM debit_remittance_line line
                                       WHERE line.move_line_id = receivable.id
                                         AND (line.state IN ('proposed', 'held', 'remitted')
                                              OR (line.remittance_id = %s AND line.state = 'removed')))
                    ORDER BY receivable.date_maturity, receivable.id LIMIT 200""",
                proposer._candidate_sql(remittance),
                notice.partner_id.id,
                remittance.currency_id.id,
                remittance.id,
            )
        )
        return self.env["account.move.line"].sudo().browse(row[0] for row in rows)

    # ------------------------------------------------------------ what must hold

    def _start(self, notice):
        """Keep the remittance still while one payer answers, and see that it may still be answered."""
        notice.ensure_one()
        self._hold_still(notice.remittance_id)
        notice.invalidate_recordset()
        if not notice._is_open_to_answer():
            raise UserError(self._told_late(notice))

    def _hold_still(self, remittance):
        """Wait a moment for who else works on the remittance: it may be confirmed at this very moment.

        When that has changed it, the transaction is tried again by Odoo and finds it changed.
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", PATIENCE))
                self.env.cr.execute(SQL("SELECT 1 FROM debit_remittance WHERE id = %s FOR UPDATE", remittance.id))
                self.env.cr.execute(SQL("SET LOCAL lock_timeout TO DEFAULT"))
        except LockNotAvailable as error:
            raise UserError(
                self.env._("This debit is just being prepared for the bank. Please try again in a few minutes.")
            ) from error
        remittance.invalidate_recordset()

    def _told_late(self, notice):
        company = notice.company_id
        contact = ", ".join(filter(None, (company.name, company.phone, company.email)))
        if notice.remittance_id.state != "proposal":
            return self.env._("This debit has been handed to the bank and can no longer be changed here: %s", contact)
        if not company.payers_answer_online:
            return self.env._("Please answer us directly: %s", contact)
        day = format_date(self.env, notice.answer_until)
        return self.env._(
            "Changes were possible until %(day)s. Please contact us: %(contact)s", day=day, contact=contact
        )

    def _told_changed(self):
        return self.env._("These invoices have changed meanwhile. Look at the page again and repeat your choice.")

    def _pick(self, own, line_ids):
        """The ticked lines. One that is not this payer's, or not of this remittance, refuses the whole answer."""
        lines = own.filtered(lambda line: line.id in line_ids)
        if set(line_ids) - set(lines.ids):
            raise UserError(self._told_changed())
        if not lines:
            raise UserError(self.env._("Tick at least one invoice."))
        return lines

    # ------------------------------------------------------------ what is done

    def _change(self, notice, action, lines, reason, asked_by):
        if action == "restore":
            return self._restore(notice, lines, reason, asked_by)
        target = {"hold": "held", "remove": "removed", "remove_all": "removed"}[action]
        todo = lines.filtered(lambda line: line.state != target)
        wrong = todo.filtered(lambda line: line.state not in line._moves[target])
        # what we keep on hold ourselves may be taken out by its payer too, what we removed stays removed
        if wrong:
            raise UserError(self._told_changed())
        verb = "hold" if action == "hold" else "remove"
        changed = todo._change(verb, "portal", reason, asked_by) if todo else todo
        self._hold_rest(notice, asked_by)
        return changed

    def _restore(self, notice, lines, reason, asked_by):
        todo = lines.filtered(lambda line: line.state != "proposed")
        if todo - todo._changed_by_payer():
            raise UserError(self.env._("We keep some of these invoices out ourselves; please ask us about them."))
        held = todo.filtered(lambda line: line.state == "held")
        changed = held._change("release", "portal", reason, asked_by) if held else held
        removed = (todo - held).move_line_id
        if removed:
            changed |= self.env["debit.proposer"].sudo()._add(notice.remittance_id, removed, "portal", reason, asked_by)
        return changed

    def _hold_rest(self, notice, asked_by):
        """Credit notes that have lost the invoices they lower cannot be collected: they wait with them."""
        proposed = notice._get_payer_lines().filtered(lambda line: line.state == "proposed")
        for lines in proposed.grouped(lambda line: (line.payment_date, line.mandate_id)).values():
            if notice.currency_id.compare_amounts(sum(lines.mapped("amount")), 0) <= 0:
                lines._change("hold", "portal", self.env._("No invoice left to set it off against"), asked_by)

    def _note(self, notice, lines, action, asked_by):
        """Who prepares the remittance reads on the notice what its payer did."""
        if not lines:
            return
        labels = dict(self.env["debit.line.change"]._fields["action"]._description_selection(self.env))
        verb = {"remove_all": "remove", "restore": "release"}.get(action, action)
        notice._message_log(
            body=self.env._(
                "Online answer of %(payer)s: %(action)s %(invoices)s",
                payer=asked_by,
                action=labels[verb],
                invoices=", ".join(lines.move_id.mapped("name")),
            ),
            author_id=notice.partner_id.id,
        )


def _trim(reason):
    return " ".join((reason or "").split())[:MAX_REASON] or False
