from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

MOST_NAMED = 10


class StatementLedgerChecks(models.AbstractModel):
    """What would fail halfway through a ledger update, or its undo, is said before anything is posted."""

    _name = "statement.ledger.checks"
    _description = "Checks before the ledger update"

    @api.model
    def _refuse(self, statement):
        """:raises UserError: all reasons together."""
        self.env.flush_all()
        problems = [*self._missing_accounts(statement), *self._changed_invoices(statement)]
        if problems:
            raise UserError("\n".join(problems))

    def _missing_accounts(self, statement):
        journal, company = statement.journal_id, statement.company_id.sudo()
        if not journal.default_account_id:
            yield self.env._("The journal %s has no bank account in the ledger.", journal.display_name)
        abroad = self.env.execute_query(SQL(ABROAD, statement=statement.id, own=company.currency_id.id))
        if abroad and not (
            company.currency_exchange_journal_id
            and company.income_currency_exchange_account_id
            and company.expense_currency_exchange_account_id
        ):
            yield self.env._(
                "Set the journal and the accounts for exchange rate differences in the settings of %s.", company.name
            )
        yield from self._missing_discount_accounts(statement, company)

    def _missing_discount_accounts(self, statement, company):
        discounts = self.env["received.allocation"].search(
            [("statement_id", "=", statement.id), ("kind", "=", "discount")]
        )
        gain = company.account_journal_early_pay_discount_gain_account_id
        loss = company.account_journal_early_pay_discount_loss_account_id
        incoming = discounts.move_id.filtered(lambda move: move.is_inbound(include_receipts=True))
        if (incoming and not loss) or (discounts.move_id - incoming and not gain):
            yield self.env._("Set the accounts for early payment discounts in the settings of %s.", company.name)

    def _changed_invoices(self, statement):
        """Invoices that were reset or cancelled since they were allocated: Odoo would refuse in the middle."""
        rows = self.env.execute_query(SQL(NOT_POSTED, statement=statement.id, most=MOST_NAMED))
        if rows:
            yield self.env._(
                "These invoices were reset or cancelled since they were allocated; take them off: %s",
                ", ".join(name or self.env._("draft") for (name,) in rows),
            )

    # ------------------------------------------------------------ undo

    @api.model
    def _refuse_undo(self, statement):
        self.env.flush_all()
        problems = [*self._taken_back_later(statement), *self._remitted_again(statement)]
        if problems:
            raise UserError("\n".join(problems))

    def _taken_back_later(self, statement):
        rows = self.env.execute_query(SQL(TAKEN_BACK_LATER, statement=statement.id))
        for (name,) in rows:
            yield self.env._(
                "%(later)s took back money of this statement; undo the ledger update of %(later)s first.", later=name
            )

    def _remitted_again(self, statement):
        rows = self.env.execute_query(SQL(REMITTED_AGAIN, statement=statement.id, most=MOST_NAMED))
        if rows:
            yield self.env["debit.remittance.line"].sudo().browse(line for (line,) in rows)._tell_remitted_again()


ABROAD = """
SELECT 1
  FROM received_allocation allocation
  LEFT JOIN account_move_line owed ON owed.id = allocation.move_line_id
 WHERE allocation.statement_id = %(statement)s AND (allocation.currency_id <> %(own)s OR owed.currency_id <> %(own)s)
 LIMIT 1
"""
NOT_POSTED = """
SELECT DISTINCT owed.move_name
  FROM received_allocation allocation
  JOIN account_move_line owed ON owed.id = allocation.move_line_id
 WHERE allocation.statement_id = %(statement)s AND allocation.kind <> 'refused' AND owed.parent_state <> 'posted'
 LIMIT %(most)s
"""
TAKEN_BACK_LATER = """
SELECT DISTINCT later.name
  FROM received_allocation back
  JOIN received_allocation paid ON paid.counterpart_id = back.reopened_id
  JOIN received_statement later ON later.id = back.statement_id
 WHERE paid.statement_id = %(statement)s AND back.statement_id <> paid.statement_id AND back.kind = 'returned'
   AND back.counterpart_id > paid.counterpart_id
"""
REMITTED_AGAIN = """
SELECT DISTINCT again.id
  FROM received_allocation back
  JOIN debit_remittance_line returned ON returned.id = back.remittance_line_id AND returned.state = 'returned'
  JOIN debit_remittance_line again ON again.move_line_id = returned.move_line_id AND again.id > returned.id
   AND again.state IN ('proposed', 'held', 'remitted', 'matched')
 WHERE back.statement_id = %(statement)s AND back.kind = 'returned'
 ORDER BY again.id
 LIMIT %(most)s
"""
