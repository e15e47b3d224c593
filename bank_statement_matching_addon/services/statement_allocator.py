from odoo import api, models

from ..models.statement_scenario_priority import MOST
from ..scenarios import SCENARIOS, payer
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
        statement.lock_for_update()
        statement._require("to_allocate", "partial", "full")
        profile = self.env["statement.profile"]._of_journal(statement.journal_id)
        lines = self._open_lines(statement)
        payer.recognise(self.env, lines)
        plan = self._plan(lines, profile)
        self._classify(lines, plan)
        refusals = lines.filtered(is_refusal)
        taken_back = lines.filtered(lambda line: line.effect == "charged_back")
        self._register_refusals(self._try_all(refusals, plan))
        self._try_all(taken_back, plan)
        self._try_all(lines - refusals - taken_back, plan)
        self.env["statement.gap.closer"]._close(statement, profile)
        statement._follow(tried=True)

    def _open_lines(self, statement):
        """A notification is read for what was refused only: the statement posts the money, unless there is none."""
        lines = statement.line_ids.filtered(lambda line: not line.dropped and not line.allocation_ids)
        return lines if statement.posts else lines.filtered(is_refusal)

    # ------------------------------------------------------------ which scenarios

    def _plan(self, lines, profile):
        """``{line id: scenarios}``; lines alike in all keys are looked up once."""
        priorities = profile.sudo().priority_ids.filtered("scenario_id.active")
        texts = any(priorities.mapped("text"))
        known, plan = {}, {}
        for line in lines:
            key = (
                line.transaction_type_id.id,
                line.business_code,
                line.amount >= 0,
                texts and (line.text, line.entry_text),
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
        """Try the scenarios of all lines, the first of each before the second of any; return what was allocated."""
        made = self.env["received.allocation"].browse()
        for rank in range(MOST):
            for kind in SCENARIOS:
                due = lines.filtered(lambda line, rank=rank, kind=kind: _at(plan[line.id], rank).kind == kind)
                if due:
                    made |= self._try(due, kind, rank, plan)
                    lines -= made.line_id
        return made

    def _try(self, lines, kind, rank, plan):
        self.env.flush_all()
        lines = self._suiting(lines, rank, plan)
        proposals = SCENARIOS[kind].propose(self.env, lines) if lines else {}
        chosen = lines.filtered(lambda line: proposals.get(line.id))
        vals_list = [
            self._prepare_allocation_vals(line, plan[line.id][rank], proposal)
            for line in chosen.sorted("id")
            for proposal in proposals[line.id]
        ]
        made = self.env["received.allocation"].with_context(allocating_statement=True).create(vals_list)
        self._note(chosen, kind, rank, plan)
        return made.with_env(self.env)

    def _suiting(self, lines, rank, plan):
        """Where no money moved, only a scenario that is not executed applies, and the other way round."""
        return lines.filtered(
            lambda line: plan[line.id][rank].executed != is_refusal(line) or self._is_plain_refusal(line)
        )

    def _is_plain_refusal(self, line):
        # references of the file name the refused debit as surely as a scenario that is made for refusals
        return is_refusal(line) and bool(line.end_to_end_id or line.mandate_reference)

    def _prepare_allocation_vals(self, line, scenario, proposal):
        return {
            "line_id": line.id,
            "statement_id": line.statement_id.id,
            "kind": proposal.kind,
            "origin": "automatic",
            "scenario_id": scenario.id,
            "amount": proposal.amount,
            "remittance_line_id": proposal.remittance_line or False,
            "move_line_id": proposal.move_line or False,
            "partner_id": proposal.partner or line.partner_id.id,
            "account_id": proposal.account or scenario.account_id.id,
        }

    def _note(self, lines, kind, rank, plan):
        """Which scenario and which evidence decided is shown on the line."""
        for line in lines:
            line.write({"scenario_id": plan[line.id][rank].id, "evidence": SCENARIOS[kind].evidence(line)})
        for line in lines.filtered(lambda line: not line.partner_id):
            line.partner_id = line.allocation_ids.partner_id[:1]

    def _register_refusals(self, allocations):
        """No money moved: the debits are rejected as soon as the answer is read (STM-11)."""
        answers = {}
        for allocation in allocations:
            line = allocation.line_id
            code = line.return_code or line.transaction_type_id.code
            answers[allocation.remittance_line_id.id] = (code or "", line.return_text or "", line.statement_id.name)
        # who may allocate may read the bank's answer, whatever else is allowed on remittances
        allocations.remittance_line_id.sudo()._register_rejection(answers)


def _at(scenarios, rank):
    return scenarios[rank : rank + 1]
