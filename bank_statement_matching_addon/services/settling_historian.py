import hashlib
import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS

from ..scenarios.proposal import minor_units


class SettlingHistorian(models.AbstractModel):
    """Remembers how lines looked before and after each step, tells when somebody else changed one, and undoes steps.

    A look is made of values only, so that an allocation that was taken off and made again is the same.
    """

    _name = "settling.historian"
    _description = "History of settling"

    @api.model
    def _look(self, line):
        """What people can change of a line, as plain values."""
        return {
            "payer": line.partner_id.id,
            "scenario": line.scenario_id.id,
            "evidence": line.evidence or False,
            "waiting": line.state == "to_allocate",
            "allocations": sorted((self._look_of(allocation) for allocation in line.allocation_ids), key=json.dumps),
        }

    def _look_of(self, allocation):
        look = {name: self._plain(allocation, name) for name in self._kept(allocation)}
        return look | {"amount": minor_units(allocation.currency_id, allocation.amount)}

    def _kept(self, allocation):
        """What makes an allocation, sorted; not what follows from it, and not what the ledger update notes on it."""
        follows = {*MAGIC_COLUMNS, "line_id"}
        return sorted(
            name
            for name, field in allocation._fields.items()
            if field.store and field.copy and not field.related and name not in follows
        )

    def _plain(self, allocation, name):
        value = allocation[name]
        return value.id if allocation._fields[name].type == "many2one" else value or False

    @api.model
    def _looks(self, lines):
        return {str(line.id): self._look(line) for line in lines}

    @api.model
    def _version(self, line):
        """A word that changes whenever somebody changes the line, in whatever way."""
        content = json.dumps([line.settling_revision, line.state, self._look(line)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:20]

    # ------------------------------------------------------------ keep

    @api.model
    def _note(self, line, words, before, lines, lifted=None):
        """Keep one step. Refusals are not read again by an undo, so a step that took one off stays."""
        after = self._looks(lines)
        looks = [*before.values(), *after.values()]
        refused = any(look["kind"] == "refused" for seen in looks for look in seen["allocations"])
        return (
            self.env["received.settling.step"]
            .sudo()
            .create(
                {
                    "line_id": line.id,
                    "words": words,
                    "before": before,
                    "after": after,
                    "lifted_ids": lifted.ids if lifted else False,
                    "exact": not refused,
                }
            )
        )

    @api.model
    def _last(self, domain):
        """The last step of this user, unless it can't be undone; a step before it never is the last."""
        Step = self.env["received.settling.step"]
        step = Step.search([("create_uid", "=", self.env.uid), ("undone", "=", False), *domain], limit=1)
        return step if step.exact else Step

    # ------------------------------------------------------------ undo

    @api.model
    def _undo(self, step):
        """Make the lines look as before the step, exactly, or refuse."""
        lines = self._lines(step)
        if self._looks(lines) != step.after:
            raise UserError(self.env._("These lines were changed since then; this step can no longer be undone."))
        self._take_back_lifts(step)
        Allocation = self.env["received.allocation"].sudo().with_context(allocating_statement=True)
        surplus, missing = self._compare(lines, step.before)
        Allocation.browse(surplus).unlink()
        self._refuse_taken(missing)
        Allocation.create(missing)
        for line in lines:
            self._restore_head(line, step.before[str(line.id)])
        lines.statement_id._follow(lines=lines)
        step.sudo().undone = True
        return lines

    def _lines(self, step):
        return self.env["received.statement.line"].browse(int(line) for line in step.before)

    def _compare(self, lines, before):
        """Ids of the allocations to take off, and the values of those to make again."""
        surplus, missing = [], []
        for line in lines:
            wanted = list(before[str(line.id)]["allocations"])
            for allocation in line.allocation_ids:
                look = self._look_of(allocation)
                if look in wanted:
                    wanted.remove(look)
                else:
                    surplus.append(allocation.id)
            places = 10**line.currency_id.decimal_places
            missing += [{**look, "line_id": line.id, "amount": look["amount"] / places} for look in wanted]
        return surplus, missing

    def _refuse_taken(self, missing):
        taken = self.env["received.allocation"].search(
            [
                ("kind", "in", ("remitted", "returned")),
                ("remittance_line_id", "in", [vals["remittance_line_id"] for vals in missing]),
            ]
        )
        kinds = {(vals["kind"], vals["remittance_line_id"]) for vals in missing}
        again = taken.filtered(lambda one: (one.kind, one.remittance_line_id.id) in kinds)
        if again:
            raise UserError(
                self.env._(
                    "%(invoice)s is allocated to another line now: %(line)s. This step can no longer be undone.",
                    invoice=again[0].display_name,
                    line=again[0].line_id.display_name,
                )
            )

    def _take_back_lifts(self, step):
        lifted = step.sudo().lifted_ids
        self.env["statement.settler"]._refuse_asked_again(lifted)
        lifted._undo_answer()

    def _restore_head(self, line, look):
        if line.partner_id.id != look["payer"]:
            line.partner_id = look["payer"]
        if (line.scenario_id.id, line.evidence or False) != (look["scenario"], look["evidence"]):
            line.sudo().write({"scenario_id": look["scenario"], "evidence": look["evidence"]})
        if look["waiting"]:
            line.statement_id._set_lines("to_allocate", line)
