from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang


class SettlingClerk(models.AbstractModel):
    """Does what people ask on the settling screen, by the settler's own operations, and says in words what it was."""

    _name = "settling.clerk"
    _description = "Settling step by step"

    @api.model
    def _act(self, line, target, act, values):
        """One step; ``values`` come from a browser, so every record in them is looked up again here."""
        historian, lines = self.env["settling.historian"], line | target
        before = historian._looks(lines)
        words, lifted = getattr(self, f"_{act}")(line, target, values)
        historian._note(line, words, before, lines, lifted)

    # ------------------------------------------------------------ whose invoices

    def _payer(self, line, target, values):
        payer = self.env["res.partner"].browse(int(values["payer"])).exists()
        payer.check_access("read")
        line.partner_id = payer
        return self.env._("Payer: %s", payer.display_name), None

    # ------------------------------------------------------------ invoices

    def _add(self, line, target, values):
        items = self._items(line, values["ids"])
        amounts = {int(item): self._amount(line, amount) for item, amount in values.get("amounts", {}).items()}
        made = self.env["statement.settler"]._add(line, items, values.get("whole"), amounts)
        return self.env._("Added: %s", self._listed(made)), None

    def _items(self, line, ids):
        domain = self.env["statement.settler"]._open_items_domain(line) & Domain("id", "in", ids)
        items = self.env["account.move.line"].search(domain, order="date_maturity, id")
        if not ids or len(items) != len(set(ids)):
            raise UserError(
                self.env._("Choose open invoices of the payer. One of these was paid or added in the meantime.")
            )
        return items

    def _amount_of(self, line, values):
        amount = self._amount(line, values["amount"])
        if not amount:
            raise UserError(self.env._("The amount is zero."))
        return amount

    def _amount(self, line, amount):
        """Whole cents, as the browser counts, in the unit of the ledger."""
        return int(amount) / 10**line.currency_id.decimal_places

    def _change(self, line, target, values):
        allocation = self._allocations(line, [values["id"]])
        was = self._told(allocation)
        allocation.amount = self._amount_of(line, values)
        return self.env._("%(what)s, before: %(was)s", what=self._listed(allocation), was=was), None

    def _take_off(self, line, target, values):
        allocations = self._allocations(line, values["ids"])
        words = self.env._("Taken off: %s", self._listed(allocations))
        allocations.unlink()
        return words, None

    def _move(self, line, target, values):
        allocations = self._allocations(line, values["ids"])
        words = self.env._("Moved to %(line)s: %(what)s", line=target.display_name, what=self._listed(allocations))
        self.env["statement.settler"]._move(allocations, target)
        return words, None

    def _lift(self, line, target, values):
        allocations = self._allocations(line, values["ids"])
        words = self.env._("Taken off, free to be remitted again: %s", self._listed(allocations))
        lifted = allocations.remittance_line_id
        self.env["statement.settler"]._lift_block(allocations)
        return words, lifted

    def _allocations(self, line, ids):
        chosen = line.allocation_ids.filtered(lambda allocation: allocation.id in ids)
        if not ids or len(chosen) != len(set(ids)):
            raise UserError(self.env._("Choose what is allocated to this line."))
        return chosen

    # ------------------------------------------------------------ what no invoice explains

    def _on_account(self, line, target, values):
        made = self.env["statement.settler"]._put_on_account(line, line.partner_id, self._amount_of(line, values))
        return self.env._("On account: %s", self._listed(made)), None

    def _ledger_account(self, line, target, values):
        account = self.env["account.account"].browse(int(values.get("account") or 0)).exists()
        if not account:
            raise UserError(self.env._("Choose the ledger account."))
        made = self.env["statement.settler"]._write_off(
            line, account, self._amount_of(line, values), (values.get("label") or "").strip()
        )
        return self.env._("Ledger account: %s", self._listed(made)), None

    def _template(self, line, target, values):
        offerer, settler = self.env["settling.offerer"], self.env["statement.settler"]
        model = offerer._models(line).filtered(lambda model: model.id == values["template"])
        parts = offerer._parts(model, line)
        if not parts:
            raise UserError(self.env._("This model would book nothing on the line."))
        made = self.env["received.allocation"]
        for account, amount, label in parts:
            made |= settler._write_off(line, account.with_env(self.env), self._amount(line, amount), label)
        return self.env._("%(model)s: %(what)s", model=model.name, what=self._listed(made)), None

    # ------------------------------------------------------------ release (STM-14)

    def _release(self, line, target, values):
        self.env["statement.settler"]._release(line)
        return self.env._("Released what was allocated automatically (23)"), None

    def _release_all(self, line, target, values):
        self.env["statement.settler"]._release(line, with_manual=True)
        return self.env._("Released everything (23)"), None

    def _listed(self, allocations):
        """``INV/2026/0001 100.00 €, ...`` for people who read the history."""
        return ", ".join(f"{self._name_of(one)} {self._told(one)}" for one in allocations)

    def _told(self, allocation):
        return formatLang(self.env, allocation.amount, currency_obj=allocation.currency_id)

    def _name_of(self, allocation):
        return allocation.move_id.name or allocation.account_id.display_name or allocation.partner_id.name or ""
