from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .received_statement import EDITABLE

# What a file brought, and what became of it: the receiver and the ledger update alone write it.
RECEIVED = frozenset(
    {
        "kind", "manual", "layout", "posts", "identification", "account", "creditor_number", "currency_code",
        "from_date", "to_date", "complete", "remarks", "attachment_id", "digest", "position", "native_statement_id",
    }
)  # fmt: skip


class ReceivedStatement(models.Model):
    """What is typed in, and what of a statement may be corrected (STM-9)."""

    _inherit = "received.statement"

    @api.model
    def default_get(self, fields):
        """Who types in a statement mostly has one bank journal to try."""
        values = super().default_get(fields)
        if "journal_id" in fields and not values.get("journal_id"):
            profiles = self.env["statement.profile"].search(
                [("manual_entry", "=", True), ("company_id", "=", self.env.company.id)]
            )
            values["journal_id"] = profiles.journal_id.id if len(profiles) == 1 else False
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_received({"state", *RECEIVED} & set().union(*vals_list))
        statements = super().create([self._as_typed(vals) for vals in vals_list])
        statements.filtered("manual")._refuse_manual_entry()
        return statements

    def _as_typed(self, vals):
        """What no file brought was typed in; the receiver alone passes a layout."""
        if vals.get("layout"):
            return vals
        journal = self.env["account.journal"].browse(vals.get("journal_id"))
        currency = journal.currency_id or journal.company_id.currency_id
        return {
            "currency_id": currency.id,
            "company_id": journal.company_id.id or self.env.company.id,
            **vals,
            "manual": True,
            "state": "entering",
        }

    def _refuse_manual_entry(self):
        for journal in self.journal_id:
            if not self.env["statement.profile"]._of_journal(journal).manual_entry:
                raise UserError(
                    self.env._(
                        "%s does not allow typing in statements: tick “Manual entry allowed” in its profile.",
                        journal.display_name,
                    )
                )

    def _refuse_received(self, names):
        """Nobody types in what looks like a file of the bank."""
        if names and not self.env.su:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(names)]
            raise AccessError(self.env._("This is not typed in, it comes with the bank's file: %s", ", ".join(labels)))

    @api.onchange("journal_id")
    def _onchange_journal(self):
        if self.journal_id:
            self.currency_id = self.journal_id.currency_id or self.journal_id.company_id.currency_id

    def write(self, vals):
        """The head of a statement is corrected only before it is valid."""
        self.check_access("write")
        self._refuse_received(RECEIVED & vals.keys())
        corrected = {
            "journal_id",
            "currency_id",
            "number",
            "date",
            "opening_balance",
            "closing_balance",
            "has_balances",
        }
        fixed = self.filtered(lambda statement: statement.state not in EDITABLE)
        if fixed and corrected & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("%s is valid already; go back to correction first.", ", ".join(fixed.mapped("name")))
            )
        return super().write(vals)

    def unlink(self):
        self._hand_on_files()
        return super().unlink()

    def _hand_on_files(self):
        """A file stays with the other statements that it brought; Odoo deletes it with the record it hangs on."""
        gone = self.sudo()
        others = gone.search([("attachment_id", "in", gone.attachment_id.ids), ("id", "not in", gone.ids)])
        for file, statements in others.grouped("attachment_id").items():
            file.res_id = statements[0].id

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        kept = self.filtered(
            lambda statement: statement.state in ("partial", "full", "done") or statement._is_allocated()
        )
        if kept:
            raise UserError(
                self.env._(
                    "Statements with allocations stay on record; release them first: %s", ", ".join(kept.mapped("name"))
                )
            )
