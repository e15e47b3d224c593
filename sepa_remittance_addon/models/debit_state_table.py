from odoo import models
from odoo.exceptions import AccessError, UserError


class DebitStateTable(models.AbstractModel):
    """States as one readable table of allowed moves, walked by whole sets.

    A model that inherits this declares ``state`` and ``_moves``, a dictionary ``target: (sources)``. It changes state
    by :meth:`_move_to` alone. Other modules react by extending ``_before_<target>`` and ``_after_<target>``.
    """

    _name = "debit.state.table"
    _description = "Allowed moves between states"

    _moves = {}

    def _move_to(self, target, **values):
        """Move every record to ``target``, or none.

        Records that are there already stay untouched, so hearing the same thing twice changes nothing.

        :param values: other fields written together with the state.
        :return: the records that were moved.
        :raises UserError: naming every record from which the move is not allowed.
        """
        self._refuse_move(target)
        todo = self.filtered(lambda record: record.state != target)
        if not todo:
            return todo
        todo.check_access("write")
        self._hook("before", target, todo)
        # the state itself is closed to direct writes, see write()
        todo.sudo().write({"state": target, **values})
        self._hook("after", target, todo)
        return todo

    def write(self, vals):
        """A state is never written directly, whatever the user may write otherwise."""
        if "state" in vals and not self.env.su:
            raise AccessError(
                self.env._("The status of %s changes by its buttons only.", ", ".join(self.mapped("display_name")[:5]))
            )
        return super().write(vals)

    def _refuse_move(self, target):
        sources = self._moves[target]
        wrong = self.filtered(lambda record: record.state != target and record.state not in sources)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            names = "\n".join(f"- {record.display_name}: {labels[record.state]}" for record in wrong[:20])
            raise UserError(
                self.env._(
                    "%(count)s record(s) cannot become “%(target)s”:\n%(names)s",
                    count=len(wrong),
                    target=labels[target],
                    names=names,
                )
            )

    def _hook(self, moment, target, records):
        hook = getattr(records, f"_{moment}_{target}", None)
        if hook:
            hook()
