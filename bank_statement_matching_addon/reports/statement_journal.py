from odoo import api, models
from odoo.tools import SQL, formatLang, split_every

from ..services import statement_entry

AT_ONCE = 500


class ReportStatementJournal(models.AbstractModel):
    """The preliminary journal (option 8 of the source): exactly what the ledger update posts, or has posted."""

    _name = "report.bank_statement_matching_addon.statement_journal"
    _description = "Statement journal"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["received.statement"].browse(docids)
        statements.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "received.statement",
            "docs": statements,
            "entries": {statement: list(self._get_entries(statement)) for statement in statements},
            "notes": {statement: self._get_notes(statement) for statement in statements},
        }

    # ------------------------------------------------------------ entries

    @api.model
    def _get_entries(self, statement):
        """One dictionary per entry with ``day``, ``number``, ``place`` (of the line in the file) and ``items``: those
        of the lines in the order of posting, then those that Odoo posted beside them.
        """
        # accounts have their codes by company
        return self.with_company(statement.company_id)._tell_entries(statement)

    def _tell_entries(self, statement):
        shares = self.env["statement.poster"]._shares(statement)
        done, total = 0, sum(map(len, shares))
        for share in shares:
            lines = self.env["received.statement.line"].browse(share)
            planned = statement_entry.allocations_of(lines)
            for line in lines:
                yield self._entry(line, planned[line])
            done += len(share)
            self.env["background.job"]._tell_progress(done, total, self.env._("Writing the journal"))
            if done < total:
                self.env.invalidate_all()
        for share in split_every(AT_ONCE, self._beside(statement)):
            for move in self.env["account.move"].browse(share):
                yield {"day": move.date, "number": move.name, "place": "", "items": self._posted(move)}

    def _entry(self, line, allocations):
        native = line.native_line_id
        return {
            "day": statement_entry.posted_day_of(line),
            "number": native.move_id.name or "",
            "place": line.told_place,
            "items": self._posted(native.move_id) if native else self._planned(line, allocations),
        }

    def _posted(self, move):
        return [
            _item(item.account_id, item.partner_id, item.name, item.currency_id, item.amount_currency, item.balance)
            for item in move.line_ids.sorted("id")
        ]

    def _planned(self, line, allocations):
        records = self.env
        return [
            _item(
                records["account.account"].browse(vals["account_id"]),
                records["res.partner"].browse(vals["partner_id"] or ()),
                vals["name"],
                records["res.currency"].browse(vals["currency_id"]),
                vals["amount_currency"],
                vals["balance"],
            )
            for _allocation, vals in statement_entry.prepare_items(line, allocations)
        ]

    def _beside(self, statement):
        """Exchange differences and taxes due on payment that Odoo posted with the reconciliation."""
        self.env.flush_all()
        return [row[0] for row in self.env.execute_query(SQL(BESIDE, statement=statement.id))]

    # ------------------------------------------------------------ what comes beside

    @api.model
    def _get_notes(self, statement):
        """In words, before the ledger update: what Odoo will post beside the entries of the lines."""
        if statement.state == "done" or not statement.posts:
            return []
        preview, own = self.env["statement.preview"], statement.company_id.currency_id
        notes = [
            self._say_difference(receivable, amount, own)
            for receivable, amount in preview._exchange_differences(statement).items()
        ]
        taxed = preview._invoices_taxed_on_payment(statement)
        if taxed:
            notes.append(
                self.env._("Entries for taxes due on payment come beside these: %s", ", ".join(taxed.mapped("name")))
            )
        return notes

    def _say_difference(self, receivable, amount, own):
        values = {"invoice": receivable.move_name, "amount": formatLang(self.env, abs(amount), currency_obj=own)}
        if amount > 0:
            return self.env._("Exchange loss beside these, %(invoice)s: %(amount)s", **values)
        return self.env._("Exchange gain beside these, %(invoice)s: %(amount)s", **values)


def _item(account, partner, label, currency, amount_currency, balance):
    return {
        "account": account,
        "partner": partner,
        "label": label,
        "currency": currency,
        "amount_currency": amount_currency,
        "debit": max(balance, 0),
        "credit": max(-balance, 0),
    }


BESIDE = """
WITH item AS (
    SELECT item.id
      FROM received_statement_line line
      JOIN account_bank_statement_line native ON native.id = line.native_line_id
      JOIN account_move_line item ON item.move_id = native.move_id
     WHERE line.statement_id = %(statement)s
), partial AS (
    SELECT made.id, made.exchange_move_id FROM account_partial_reconcile made JOIN item ON item.id = made.debit_move_id
     UNION
    SELECT made.id, made.exchange_move_id FROM account_partial_reconcile made JOIN item ON item.id = made.credit_move_id
)
SELECT exchange_move_id FROM partial WHERE exchange_move_id IS NOT NULL
 UNION
SELECT move.id FROM account_move move JOIN partial ON partial.id = move.tax_cash_basis_rec_id
 ORDER BY 1
"""
