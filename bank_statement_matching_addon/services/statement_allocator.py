from odoo import api, models
from odoo.tools import SQL

from ..models.received_statement_status import KNOWN
from ..models.statement_scenario_priority import MOST
from ..scenarios import BY_REFERENCE, SCENARIOS, believe, payer
from ..scenarios.proposal import is_refusal


class StatementAllocator(models.AbstractModel):
    """Allocates the lines of a statement by the scenarios of its profile (STM-10, option 22 of the source).

    The order is fixed: refusals, then debits taken back, then the rest; within each the first scenario of every line,
    then the second, up to the fifth; kinds of scenario in the order of ``SCENARIOS``. The first that proposes wins.
    """

    _name = "statement.allocator"
    _description = "Automatic allocation"

    @api.model
    def _allocate(self, statement):
        """Allocate every line without allocation; what was allocated before, by hand or not, is left alone."""
        statement.ensure_one()
        statement.check_access("write")
        statement._lock_or_tell()
        statement._require("to_allocate", "partial", "full")
        # of very many lines only those columns are read that somebody looks at (STM-18)
        lean = self.with_context(prefetch_fields=False)
        lean._allocate_lines(statement.with_env(lean.env))
        statement._follow(tried=True)
        statement._learn_sizes()

    def _allocate_lines(self, statement):
        profile = self.env["statement.profile"]._of_journal(statement.journal_id)
        lines = self._open_lines(statement)
        plan = self._plan(lines, profile)
        self.env["statement.explainer"]._forget(lines)
        self._classify(lines, plan)
        refusals = lines.filtered(is_refusal)
        taken_back = lines.filtered(lambda line: line.effect == "charged_back")
        self._register_refusals(self._try_all(refusals, plan))
        self._try_all(taken_back, plan)
        self._try_all(lines - refusals - taken_back, plan)
        payer.recognise(self.env, lines)
        self.env["statement.gap.closer"]._close(statement, profile)

    def _open_lines(self, statement):
        """A notification is read for what was refused only: the statement posts the money, unless there is none."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(OPEN, statement=statement.id))
        lines = self.env["received.statement.line"].browse([line for (line,) in rows])
        return lines if statement.posts else lines.filtered(is_refusal)

    # ------------------------------------------------------------ which scenarios

    def _plan(self, lines, profile):
        """``{line id: scenarios}``; lines alike in all keys are looked up once."""
        priorities = profile.sudo().priority_ids.filtered("scenario_id.active")
        texts = sorted({text.lower() for text in priorities.mapped("text") if text})
        known, plan = {}, {}
        for line in lines:
            words = f"{line.text or ''} {line.entry_text or ''}".lower() if texts else ""
            key = (
                line.transaction_type_id.id,
                line.business_code,
                line.amount >= 0,
                *(text in words for text in texts),
            )
            if key not in known:
                known[key] = priorities._of_line(line)[:MOST]
            plan[line.id] = known[key]
        return plan

    def _classify(self, lines, plan):
        """A line whose first scenario is not executed shows it, also where no debit is found for it."""
        by_scenario = lines.grouped(lambda line: plan[line.id][:1])
        for scenario, those in by_scenario.items():
            if scenario and not scenario.executed:
                those.write({"scenario_id": scenario.id, "evidence": self.env._("Rejected: no money moved.")})

    # ------------------------------------------------------------ try

    def _try_all(self, lines, plan):
        """Try the scenarios of all lines, the first of each before the second of any; return what was allocated.

        Who paid is asked before a scenario that wants to know. A debit that a reference names tells its payer itself,
        and a second update of so many lines would cost as much as all the rest of it.
        """
        made, asked = self.env["received.allocation"].browse(), lines.browse()
        for rank in range(MOST):
            by_kind = lines.grouped(lambda line, rank=rank: _at(plan[line.id], rank).kind)
            for kind in (kind for kind in SCENARIOS if kind in by_kind):
                if kind not in BY_REFERENCE:
                    payer.recognise(self.env, by_kind[kind] - asked)
                    asked |= by_kind[kind]
                made |= self._try(by_kind[kind], kind, rank, plan)
            lines -= made.line_id
        return made

    def _try(self, lines, kind, rank, plan):
        self.env.flush_all()
        lines = self._suiting(lines, rank, plan)
        verdicts = believe(self.env, kind, lines) if lines else {}
        proposals = {line: verdict.proposals for line, verdict in verdicts.items() if verdict.proposals}
        chosen = lines.filtered(lambda line: line.id in proposals).sorted("id")
        made = self._store(chosen, proposals, rank, plan)
        self._note(chosen, kind, rank, plan, proposals)
        self.env["statement.explainer"]._tell(lines - chosen, verdicts)
        return made

    def _store(self, lines, proposals, rank, plan):
        """Store the proposals of all lines in one statement; the indexes of the table keep what happens once."""
        rows = [
            (line.id, plan[line.id][rank].id, plan[line.id][rank].account_id.id, proposal)
            for line in lines
            for proposal in proposals[line.id]
        ]
        columns = {
            "lines": [line for line, _scenario, _account, _proposal in rows],
            "scenarios": [scenario for _line, scenario, _account, _proposal in rows],
            "accounts": [proposal.account or account or None for _line, _scenario, account, proposal in rows],
            "kinds": [proposal.kind for *_others, proposal in rows],
            "amounts": [proposal.amount for *_others, proposal in rows],
            "remitted": [proposal.remittance_line or None for *_others, proposal in rows],
            "due": [proposal.move_line or None for *_others, proposal in rows],
            "payers": [proposal.partner or None for *_others, proposal in rows],
        }
        made = self.env.execute_query(SQL(STORE, user=self.env.uid, now=self.env.cr.now(), **columns)) if rows else []
        for model, name in LINKED:
            self.env[model].invalidate_model([name])
        return self.env["received.allocation"].browse([row[0] for row in made])

    def _suiting(self, lines, rank, plan):
        """Where no money moved, only a scenario that is not executed applies, and the other way round."""
        return lines.filtered(
            lambda line: plan[line.id][rank].executed != is_refusal(line) or self._is_plain_refusal(line)
        )

    def _is_plain_refusal(self, line):
        # references of the file name the refused debit as surely as a scenario that is made for refusals
        return is_refusal(line) and bool(line.end_to_end_id or line.mandate_reference)

    def _note(self, lines, kind, rank, plan, proposals):
        """Which scenario and which evidence decided is shown on the line; the one payer found this way is kept.

        The sums and the status follow in the same statement: each further update would cost as much again.
        """
        evidence = SCENARIOS[kind].evidence
        notes = [
            (line.id, plan[line.id][rank].id, proposals[line.id][0].why or evidence(line)) for line in lines
        ]  # fmt: skip
        ids, scenarios, words = ([note[column] for note in notes] for column in range(3))
        known = SQL(KNOWN, column=SQL("own.id"), ids=ids, empty="partial")
        self.env.cr.execute(SQL(NOTE, lines=ids, scenarios=scenarios, words=words, known=known))
        lines.invalidate_recordset(["scenario_id", "evidence", "partner_id", "allocated", "state"])

    def _register_refusals(self, allocations):
        """No money moved: the debits are rejected as soon as the answer is read (STM-11)."""
        answers = {}
        for allocation in allocations:
            line = allocation.line_id
            code = line.return_code or line.transaction_type_id.code
            answers[allocation.remittance_line_id.id] = (code or "", line.return_text or "", line.statement_id.name)
        # who may allocate may read the bank's answer, whatever else is allowed on remittances
        allocations.remittance_line_id.sudo()._register_rejection(answers)


LINKED = (
    ("received.statement", "allocation_ids"),
    ("received.statement.line", "allocation_ids"),
    ("debit.remittance.line", "received_allocation_ids"),
    ("account.move.line", "received_allocation_ids"),
)
OPEN = """
SELECT line.id FROM received_statement_line line
 WHERE line.statement_id = %(statement)s AND line.dropped IS NOT TRUE
   AND NOT EXISTS (SELECT 1 FROM received_allocation WHERE line_id = line.id)
 ORDER BY line.sequence, line.id
"""
STORE = """
INSERT INTO received_allocation
       (line_id, statement_id, company_id, currency_id, kind, origin, scenario_id, account_id, amount,
        remittance_line_id, remittance_id, move_line_id, partner_id, create_uid, write_uid, create_date, write_date)
SELECT line.id, line.statement_id, line.company_id, line.currency_id, made.kind, 'automatic', made.scenario,
       made.account, made.amount, made.remitted, asked.remittance_id, made.due, COALESCE(made.payer, line.partner_id),
       %(user)s, %(user)s, %(now)s, %(now)s
  FROM unnest(%(lines)s::int[], %(scenarios)s::int[], %(accounts)s::int[], %(kinds)s::varchar[], %(amounts)s::numeric[],
              %(remitted)s::int[], %(due)s::int[], %(payers)s::int[]) WITH ORDINALITY
       AS made(line, scenario, account, kind, amount, remitted, due, payer, place)
  JOIN received_statement_line line ON line.id = made.line
  LEFT JOIN debit_remittance_line asked ON asked.id = made.remitted
 ORDER BY made.place
RETURNING id
"""
NOTE = """
UPDATE received_statement_line line
   SET scenario_id = note.scenario, evidence = note.evidence, partner_id = COALESCE(line.partner_id, known.partner_id),
       allocated = known.allocated, state = known.state
  FROM unnest(%(lines)s::int[], %(scenarios)s::int[], %(words)s::varchar[]) AS note(id, scenario, evidence)
  JOIN (%(known)s) known ON known.id = note.id
 WHERE line.id = note.id
"""


def _at(scenarios, rank):
    return scenarios[rank : rank + 1]
