from odoo import models
from odoo.exceptions import AccessError, LockError, UserError


class DebitStateTable(models.AbstractModel):
    """States as one readable table of allowed moves, walked by whole sets.

    A model that inherits this declares ``state`` and ``_moves``, a dictionary ``target: (sources)``. It changes state
    by :meth:`_move_to` alone. Other modules react by extending ``_before_<target>`` and ``_after_<target>``.

    A model with a second life beside it lists that one's tables in ``_other_moves`` and walks it by
    :meth:`_move_field_to`; the hooks are then ``_before_<field>_<target>`` and ``_after_<field>_<target>``.
    """

    _name = "debit.state.table"
    _description = "Allowed moves between states"

    _moves = {}
    _other_moves = {}  # {field: {target: (sources)}}

    def _move_to(self, target, **values):
        """Move every record to ``target``, or none.

        Records that are there already stay untouched, so hearing the same thing twice changes nothing.

        :param values: other fields written together with the state.
        :return: the records that were moved.
        :raises UserError: naming every record from which the move is not allowed.
        """
        return self._move_field_to("state", target, **values)

    def _move_field_to(self, field, target, **values):
        """:meth:`_move_to` for the state in ``field``."""
        self._refuse_move(target, field)
        todo = self.filtered(lambda record: record[field] != target)
        if not todo:
            return todo
        todo.check_access("write")
        self._hook("before", field, target, todo)
        # the state itself is closed to direct writes, see write()
        todo.sudo().write({field: target, **values})
        self._hook("after", field, target, todo)
        return todo

    def write(self, vals):
        """A state is never written directly, whatever the user may write otherwise."""
        if {"state", *self._other_moves} & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("The status of %s changes by its buttons only.", ", ".join(self.mapped("display_name")[:5]))
            )
        return super().write(vals)

    def _refuse_move(self, target, field="state"):
        sources = (self._moves if field == "state" else self._other_moves[field])[target]
        wrong = self.filtered(lambda record: record[field] != target and record[field] not in sources)
        if wrong:
            labels = dict(self._fields[field]._description_selection(self.env))
            names = "\n".join(f"- {record.display_name}: {labels[record[field]]}" for record in wrong[:20])
            raise UserError(
                self.env._(
                    "%(count)s record(s) cannot become “%(target)s”:\n%(names)s",
                    count=len(wrong),
                    target=labels[target],
                    names=names,
                )
            )

    def _lock_or_tell(self):
        """Keep everybody else out until the transaction ends.

        :raises UserError: in plain words, when somebody else is at work on one of the records.
        """
        try:
            self.lock_for_update()
        except LockError as locked:
            names = ", ".join(self[:5].mapped("display_name"))
            raise UserError(
                self.env._("Someone else is working on %s at this moment; try again in a minute.", names)
            ) from locked

    def _hook(self, moment, field, target, records):
        name = f"_{moment}_{target}" if field == "state" else f"_{moment}_{field}_{target}"
        hook = getattr(records, name, None)
        if hook:
            hook()
