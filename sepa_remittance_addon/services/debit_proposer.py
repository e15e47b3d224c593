from datetime import time

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..formats.calendar import add_bank_days, earliest_collection, next_bank_day
from ..models.debit_remittance_line import LIVE

MAX_NAMED = 20


class DebitProposer(models.AbstractModel):
    """Gathers what is due into a proposal: one statement reads, judges and stores all candidates (REM-2).

    Every candidate ends as a line or as a ``debit.left.out`` with its reason.
    """

    _name = "debit.proposer"
    _description = "Proposal of a remittance"

    @api.model
    def _start(self, payment_method_line, selection):
        """Create an empty proposal for one payment type.

        :param selection: see :meth:`_selection_sql`; ``due_to`` is mandatory.
        """
        journal = payment_method_line.journal_id
        remittance = self.env["debit.remittance"].create(
            {
                "company_id": journal.company_id.id,
                "journal_id": journal.id,
                "payment_method_line_id": payment_method_line.id,
                "currency_id": (journal.currency_id or journal.company_id.currency_id).id,
                "due_from": selection.get("due_from"),
                "due_to": selection["due_to"],
            }
        )
        return remittance

    @api.model
    def _propose(self, payment_method_line, selection):
        """The same, and fill it.

        :return: the remittance, possibly without lines; what was left out tells why.
        """
        remittance = self._start(payment_method_line, selection)
        self._fill(remittance, selection)
        return remittance

    @api.model
    def _fill(self, remittance, selection=None):
        """Take in every candidate that is free, and tell why the others were not taken.

        Lines that are in the proposal already stay as they are, so filling twice has the effect of filling once.
        """
        self._lock(remittance)
        restriction = self._selection_sql(self._selection_of(remittance, selection))
        self._forget_left_out(remittance)
        self._follow_ledger(remittance)
        self._insert(remittance, restriction, (selection or {}).get("minimum_amount") or 0)
        self._spread_over_days(remittance)
        remittance._learn_sizes()
        remittance.invalidate_recordset(["payment_from", "payment_to", "payer_count"])
        remittance._remind_to_confirm()

    @api.model
    def _count_candidates(self, remittance, selection=None):
        """How many due amounts a proposal has to look at."""
        self.env.flush_all()
        restriction = self._selection_sql(self._selection_of(remittance, selection))
        return self.env.execute_query(SQL(COUNT, self._candidate_sql(remittance), restriction))[0][0]

    def _selection_of(self, remittance, selection):
        return selection or {"due_from": remittance.due_from, "due_to": remittance.due_to}

    def _forget_left_out(self, remittance):
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM debit_left_out WHERE remittance_id = %s", remittance.id))
        self.env.invalidate_all(flush=False)

    @api.model
    def _add(self, remittance, receivables, channel="internal", reason=None, asked_by=None):
        """Put chosen receivables into a proposal, also not yet due ones (REM-5).

        :raises UserError: naming those that may not be collected, and why; then none is added.
        """
        self._lock(remittance)
        receivables -= remittance.line_ids.filtered(lambda line: line.state in ("proposed", "held")).move_line_id
        known = remittance.line_ids
        revived = self._revive(
            known.filtered(lambda line: line.state == "removed" and line.move_line_id in receivables)
        )
        remittance.sudo().left_out_ids.filtered(lambda left: left.move_line_id in receivables).unlink()
        self._insert(remittance, SQL("receivable.id = ANY(%s)", receivables.ids), 0)
        self._spread_over_days(remittance)
        added = revived | (remittance.line_ids - known)
        refused = remittance.left_out_ids.filtered(lambda left: left.move_line_id in receivables)
        missing = receivables - refused.move_line_id - added.move_line_id
        if refused or missing:
            raise UserError(self._refusal(refused, missing))
        self.env["debit.line.change"]._log(added, "add", channel, reason, asked_by)
        return added

    def _revive(self, removed):
        """A payer who changed its mind again gets the same line back, with its history."""
        elsewhere = self.env["debit.remittance.line"].search(
            [("move_line_id", "in", removed.move_line_id.ids), ("state", "in", LIVE)]
        )
        free = removed.filtered(
            lambda line: (
                not line.payment_block
                and line.residual
                and line.move_line_id not in elsewhere.move_line_id
                and line.move_id.preferred_payment_method_line_id == line.remittance_id.payment_method_line_id
            )
        )
        return free.sudo()._move_to("proposed", hold_reason=False).with_env(self.env)

    def _follow_ledger(self, remittance):
        """Amounts follow what is still open; lines whose invoice was paid meanwhile leave the proposal."""
        self.env.flush_all()
        self.env.cr.execute(SQL(FOLLOW_LEDGER, why=self.env._("Paid meanwhile"), remittance=remittance.id))
        self.env.invalidate_all(flush=False)

    def _refusal(self, refused, missing):
        labels = self.env["debit.left.out"]._reason_labels()
        names = [
            f"- {left.move_id.name} ({left.partner_id.name}): {labels[left.reason]}" for left in refused[:MAX_NAMED]
        ]
        other = self.env._("not open, or collected by another payment method")
        names += [f"- {line.move_id.name} ({line.partner_id.name}): {other}" for line in missing[:MAX_NAMED]]
        return self.env._("These invoices cannot be added:\n%s", "\n".join(names))

    def _lock(self, remittance):
        remittance.ensure_one()
        remittance.check_access("write")
        self.env["background.job"]._refuse_while_working(remittance)
        remittance._lock_or_tell()
        if remittance.state != "proposal":
            raise UserError(self.env._("%s is not a proposal any more.", remittance.name))

    # ------------------------------------------------------------ what is looked at

    def _selection_sql(self, selection):
        """The condition for what a person selected.

        Keys, all optional but ``due_to``: ``due_from``, ``due_to`` (dates), ``partner_ids``, ``category_ids``,
        ``country_ids``, ``user_ids`` (salespersons), lists of ids.
        """
        conditions = [SQL("COALESCE(receivable.date_maturity, receivable.date) <= %s", selection["due_to"])]
        if selection.get("due_from"):
            conditions.append(SQL("COALESCE(receivable.date_maturity, receivable.date) >= %s", selection["due_from"]))
        for key, condition in SELECTIONS.items():
            if selection.get(key):
                conditions.append(SQL(condition, list(selection[key])))
        return SQL(" AND ").join(conditions)

    def _payment_dates(self, remittance, restriction):
        """The bank day on which each due date is collected, by scheme calendar, lead days and cut-off (REM-12)."""
        dues = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT COALESCE(receivable.date_maturity, receivable.date)
                         FROM account_move_line receivable
                         JOIN account_move move ON move.id = receivable.move_id
                         JOIN res_partner payer ON payer.id = receivable.partner_id
                        WHERE %s AND %s""",
                    self._candidate_sql(remittance),
                    restriction,
                )
            )
        ]
        calendar = remittance.payment_method_line_id._get_calendar()
        earliest = self._earliest(remittance)
        return {due: next_bank_day(max(due, earliest), calendar) for due in dues}

    def _earliest(self, remittance):
        """The first day the bank can still collect on, by the clock of the company."""
        method = remittance.payment_method_line_id
        now_local = remittance.company_id._get_local_now()
        hour, minute = divmod(round(min(method.debit_cut_off, 23.99) * 60), 60)
        return earliest_collection(now_local, method.debit_lead_days, time(hour, minute), method._get_calendar())

    def _candidate_sql(self, remittance):
        """Open receivables of posted invoices and credit notes that are paid by this payment type."""
        accounts = self.env["account.account"].search(
            [
                *self.env["account.account"]._check_company_domain(remittance.company_id),
                ("account_type", "=", "asset_receivable"),
            ]
        )
        return SQL(
            """receivable.reconciled IS NOT TRUE AND receivable.account_id = ANY(%s)
               AND receivable.parent_state = 'posted' AND receivable.company_id = %s
               AND receivable.amount_residual_currency <> 0
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.preferred_payment_method_line_id = %s""",
            accounts.ids,
            remittance.company_id.id,
            remittance.payment_method_line_id.id,
        )

    # ------------------------------------------------------------ one statement for all

    def _insert(self, remittance, restriction, minimum_amount):
        self.env.flush_all()
        dates = self._payment_dates(remittance, restriction)
        self.env.cr.execute(self._classified_sql(remittance, restriction, dates, minimum_amount))
        self.env.invalidate_all(flush=False)

    def _classified_sql(self, remittance, restriction, dates, minimum_amount):
        """Read the candidates, give each a mandate and a verdict, store lines and left-outs: all in one statement."""
        method = remittance.payment_method_line_id
        usable = self.env["debit.mandate"]._usable_sql(
            method.debit_scheme,
            remittance.company_id,
            remittance.journal_id._get_creditor_identifier(method.debit_scheme),
            SQL("calendar.payment_date"),
        )
        return SQL(
            CLASSIFY,
            dues=list(dates),
            days=list(dates.values()),
            usable=usable,
            candidate=self._candidate_sql(remittance),
            restriction=restriction,
            remittance=remittance.id,
            company=remittance.company_id.id,
            currency=remittance.currency_id.id,
            requires_mandate=bool(method.debit_requires_mandate),
            minimum=minimum_amount,
            disburse=bool(method.debit_disburse and method.debit_scheme == "pbs_ls"),
            why_held=self.env._("The credit notes of this payer and date are not less than the invoices"),
            uid=self.env.uid,
        )

    def _spread_over_days(self, remittance):
        """Leverandørservice takes one collection per debtor and bank day, over all remittances (REM-11).

        Lines that would come second are moved to the payer's next free bank day, or put on hold, by setting.
        """
        method = remittance.payment_method_line_id
        if method.debit_scheme != "pbs_ls":
            return
        if method.debit_second_of_day == "hold":
            self._hold_seconds(remittance)
            return
        while taken := self._taken_days(remittance):
            for day, payers in _payers_by_day(taken).items():
                self.env.cr.execute(
                    SQL(
                        """UPDATE debit_remittance_line SET payment_date = %s
                            WHERE remittance_id = %s AND payment_date = %s AND partner_id = ANY(%s)
                              AND state IN ('proposed', 'held')""",
                        add_bank_days(day, 1, method._get_calendar()),
                        remittance.id,
                        day,
                        payers,
                    )
                )
        self.env["debit.remittance.line"].invalidate_model(["payment_date"])

    def _hold_seconds(self, remittance):
        why = self.env._("PBS collects from the payer on that day already, for another remittance")
        for day, payers in _payers_by_day(self._taken_days(remittance)).items():
            self.env.cr.execute(
                SQL(
                    """UPDATE debit_remittance_line SET state = 'held', hold_reason = %s
                        WHERE remittance_id = %s AND payment_date = %s AND partner_id = ANY(%s)
                          AND state = 'proposed'""",
                    why,
                    remittance.id,
                    day,
                    payers,
                )
            )
        self.env["debit.remittance.line"].invalidate_model(["state", "hold_reason"])

    def _taken_days(self, remittance):
        """``(payer id, date)`` of this remittance on which another one already collects from the payer."""
        self.env.flush_all()
        return self.env.execute_query(SQL(SAME_DAY, remittance=remittance.id))


def _payers_by_day(taken):
    by_day = {}
    for payer, day in taken:
        by_day.setdefault(day, []).append(payer)
    return by_day


SELECTIONS = {
    "partner_ids": "receivable.partner_id = ANY(%s)",
    "move_line_ids": "receivable.id = ANY(%s)",
    "country_ids": "payer.country_id = ANY(%s)",
    "user_ids": "move.invoice_user_id = ANY(%s)",
    "category_ids": """EXISTS (SELECT 1 FROM res_partner_res_partner_category_rel tag
                               WHERE tag.partner_id = receivable.partner_id AND tag.category_id = ANY(%s))""",
}

COUNT = """
SELECT COUNT(*)
  FROM account_move_line receivable
  JOIN account_move move ON move.id = receivable.move_id
  JOIN res_partner payer ON payer.id = receivable.partner_id
 WHERE %s AND %s
"""

CLASSIFY = """
WITH calendar AS (
    SELECT * FROM UNNEST(%(dues)s::date[], %(days)s::date[]) AS calendar(due_date, payment_date)
), candidate AS (
    SELECT receivable.id, receivable.move_id, receivable.partner_id, receivable.currency_id,
           receivable.amount_residual_currency AS amount, receivable.payment_block,
           calendar.due_date, calendar.payment_date, chosen.id AS mandate_id, chosen.customer_number,
           live.remittance_id AS live_in, own.id AS removed_here,
           (SELECT COUNT(*) FROM debit_remittance_line earlier
             WHERE earlier.move_line_id = receivable.id AND earlier.state IN ('rejected', 'returned')) AS attempts
      FROM account_move_line receivable
      JOIN account_move move ON move.id = receivable.move_id
      JOIN res_partner payer ON payer.id = receivable.partner_id
      JOIN calendar ON calendar.due_date = COALESCE(receivable.date_maturity, receivable.date)
      LEFT JOIN debit_remittance_line live ON live.move_line_id = receivable.id
                                          AND live.state IN ('proposed', 'held', 'remitted')
      LEFT JOIN LATERAL (SELECT MAX(removed.id) AS id FROM debit_remittance_line removed
                          WHERE removed.move_line_id = receivable.id AND removed.state = 'removed'
                            AND removed.remittance_id = %(remittance)s) own ON TRUE
      LEFT JOIN LATERAL (
           SELECT mandate.id, mandate.customer_number
             FROM debit_mandate mandate
             LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
            WHERE mandate.partner_id = receivable.partner_id AND %(usable)s
            ORDER BY mandate.kind = 'one_off' DESC, mandate.signature_date DESC, mandate.id DESC
            LIMIT 1) chosen ON TRUE
     WHERE %(candidate)s AND %(restriction)s
), judged AS (
    SELECT candidate.*,
           CASE WHEN live_in = %(remittance)s THEN 'known'
                WHEN live_in IS NOT NULL THEN 'remitted'
                WHEN removed_here IS NOT NULL THEN 'removed'
                WHEN payment_block IS NOT NULL THEN 'blocked'
                WHEN currency_id <> %(currency)s THEN 'currency'
                WHEN mandate_id IS NULL AND %(requires_mandate)s THEN 'no_mandate'
           END AS verdict
      FROM candidate
), summed AS (
    SELECT judged.*, SUM(amount) OVER (PARTITION BY partner_id, payment_date, mandate_id, verdict) AS together
      FROM judged
), taken AS (
    INSERT INTO debit_remittance_line
           (remittance_id, company_id, partner_id, move_line_id, move_id, mandate_id, due_date, payment_date,
            currency_id, amount, customer_number, attempt, state, hold_reason,
            create_uid, create_date, write_uid, write_date)
    SELECT %(remittance)s, %(company)s, partner_id, id, move_id, mandate_id, due_date, payment_date,
           currency_id, amount, customer_number, attempts + 1,
           CASE WHEN together <= 0 AND NOT (%(disburse)s AND together < 0) THEN 'held' ELSE 'proposed' END,
           CASE WHEN together <= 0 AND NOT (%(disburse)s AND together < 0) THEN %(why_held)s END,
           %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
      FROM summed
     WHERE verdict IS NULL AND NOT (together > 0 AND together < %(minimum)s)
     ORDER BY payment_date, partner_id, due_date, id
        ON CONFLICT (move_line_id) WHERE state IN ('proposed', 'held', 'remitted') DO NOTHING
)
INSERT INTO debit_left_out
       (remittance_id, company_id, partner_id, move_line_id, move_id, due_date, currency_id, amount, reason,
        create_uid, create_date, write_uid, write_date)
SELECT %(remittance)s, %(company)s, partner_id, id, move_id, due_date, currency_id, amount,
       COALESCE(verdict, 'minimum'), %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
  FROM summed
 WHERE verdict <> 'known' OR (verdict IS NULL AND together > 0 AND together < %(minimum)s)
"""

FOLLOW_LEDGER = """
UPDATE debit_remittance_line line
   SET amount = receivable.amount_residual_currency,
       state = CASE WHEN receivable.reconciled THEN 'removed' ELSE line.state END,
       hold_reason = CASE WHEN receivable.reconciled THEN %(why)s ELSE line.hold_reason END
  FROM account_move_line receivable
 WHERE receivable.id = line.move_line_id AND line.remittance_id = %(remittance)s
   AND line.state IN ('proposed', 'held')
   AND (receivable.reconciled OR receivable.amount_residual_currency <> line.amount)
"""

# One pass over the lines of those days, and no join of lines with lines: lines stored a moment ago are in nobody's
# statistics, and the plan of a join would then compare each of them with all others of its day (2026-11-21).
SAME_DAY = """
SELECT line.partner_id, line.payment_date
  FROM debit_remittance_line line
  JOIN debit_remittance remittance ON remittance.id = line.remittance_id
  JOIN debit_remittance own ON own.journal_id = remittance.journal_id AND own.scheme = remittance.scheme
 WHERE own.id = %(remittance)s
   AND line.payment_date >= (SELECT MIN(payment_date) FROM debit_remittance_line WHERE remittance_id = %(remittance)s)
   AND line.payment_date <= (SELECT MAX(payment_date) FROM debit_remittance_line WHERE remittance_id = %(remittance)s)
 GROUP BY line.partner_id, line.payment_date
HAVING BOOL_OR(line.remittance_id = own.id AND line.state IN ('proposed', 'held'))
   AND BOOL_OR(line.remittance_id <> own.id AND line.state IN ('proposed', 'held', 'remitted', 'matched'))
"""
