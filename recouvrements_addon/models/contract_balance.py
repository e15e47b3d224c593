from odoo import fields, models
from odoo.tools import SQL

from .account_move import CUSTOMER_DOCUMENTS
from .customer_contract import STATUSES


class ContractBalance(models.Model):
    """What the ledger says of every contract, in one query: for filters, pivots and graphs.

    The form and the list of contracts ask ``contract.ledger`` about the contracts they show; this asks about all. Both
    read the same journal items, and a test holds them equal. The id is that of the contract.
    """

    _name = "contract.balance"
    _description = "Balances of contracts"
    _auto = False
    _rec_name = "contract_id"
    _order = "id desc"

    contract_id = fields.Many2one("customer.contract", readonly=True)
    active = fields.Boolean(readonly=True)
    company_id = fields.Many2one("res.company", "Branch", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    created_on = fields.Date("Contract made on", readonly=True)
    deposit_handling = fields.Selection(related="contract_id.deposit_handling", readonly=True)
    invoiced_amount = fields.Monetary("Invoiced", readonly=True)
    paid_amount = fields.Monetary("Paid", readonly=True)
    balance = fields.Monetary(readonly=True)
    payment_status = fields.Selection(STATUSES, readonly=True)
    deposit_expected = fields.Monetary("Deposit expected", readonly=True)
    deposit_received = fields.Monetary("Deposit received", readonly=True)
    deposit_held = fields.Monetary("Deposit held", readonly=True)
    deposit_refundable = fields.Monetary("Deposit owed back", readonly=True)
    deposit_status = fields.Selection(STATUSES, readonly=True)

    @property
    def _table_query(self):
        return SQL(BALANCES, CUSTOMER_DOCUMENTS)


STATUS = """
    CASE WHEN {due} <= 0 AND {got} = {due} THEN CASE WHEN {due} <> 0 THEN 'paid' END
         WHEN {got} <= 0 AND {due} > 0 THEN 'unpaid'
         WHEN {got} < {due} THEN 'partly' WHEN {got} = {due} THEN 'paid' ELSE 'overpaid' END
"""
BALANCES = f"""
SELECT sums.*,
       invoiced_amount - balance AS paid_amount,
       deposit_received - deposit_returned AS deposit_held,
       GREATEST(0, CASE WHEN waits THEN 0 ELSE deposit_received - deposit_returned END - reserved)
           AS deposit_refundable,
       {STATUS.format(due="invoiced_amount", got="(invoiced_amount - balance)")} AS payment_status,
       {STATUS.format(due="deposit_expected", got="deposit_received")} AS deposit_status
  FROM (
    SELECT contract.id, contract.id AS contract_id, contract.active, contract.company_id, contract.partner_id,
           company.currency_id, contract.create_date::date AS created_on,
           COALESCE(contract.deposit_expected, 0) AS deposit_expected,
           COALESCE(invoices.amount, 0) AS invoiced_amount,
           COALESCE(dues.amount, 0) AS balance,
           COALESCE(deposits.received, 0) AS deposit_received,
           COALESCE(deposits.returned, 0) AS deposit_returned,
           COALESCE(requests.amount, 0) AS reserved,
           -- a deposit that is settled later is not owed back yet
           contract.deposit_handling = 'settled' AND NOT COALESCE(invoices.final, FALSE) AS waits
      FROM customer_contract contract
      JOIN res_company company ON company.id = contract.company_id
      LEFT JOIN (
        SELECT contract_id, SUM(amount_total_signed) AS amount, BOOL_OR(is_final_invoice) AS final
          FROM account_move WHERE contract_id IS NOT NULL AND state = 'posted' AND move_type IN %s
         GROUP BY contract_id) invoices ON invoices.contract_id = contract.id
      LEFT JOIN (
        SELECT line.contract_id, SUM(line.amount_residual) AS amount
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE line.contract_id IS NOT NULL AND line.parent_state = 'posted'
         GROUP BY line.contract_id) dues ON dues.contract_id = contract.id
      LEFT JOIN (
        SELECT line.contract_id, line.account_id,
               SUM(-line.balance) FILTER (WHERE (line.balance < 0) = (move.reversed_entry_id IS NULL)) AS received,
               SUM(line.balance) FILTER (WHERE (line.balance > 0) = (move.reversed_entry_id IS NULL)) AS returned
          FROM account_move_line line JOIN account_move move ON move.id = line.move_id
         WHERE line.contract_id IS NOT NULL AND line.parent_state = 'posted'
         GROUP BY line.contract_id, line.account_id) deposits
        ON deposits.contract_id = contract.id AND deposits.account_id = contract.deposit_account_id
      LEFT JOIN (
        SELECT contract_id, SUM(open_amount) AS amount FROM contract_transaction
         WHERE state = 'requested' AND part = 'deposit'
         GROUP BY contract_id) requests ON requests.contract_id = contract.id
  ) sums
"""
