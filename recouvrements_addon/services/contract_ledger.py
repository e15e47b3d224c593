from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..models.account_move import CUSTOMER_DOCUMENTS
from ..models.transaction_kind import KINDS

DEPOSITS = """
    SELECT line.contract_id,
           COALESCE(SUM(-line.balance) FILTER (WHERE (line.balance < 0) = (move.reversed_entry_id IS NULL)), 0),
           COALESCE(SUM(line.balance) FILTER (WHERE (line.balance > 0) = (move.reversed_entry_id IS NULL)), 0)
      FROM account_move_line line
      JOIN account_move move ON move.id = line.move_id
      JOIN customer_contract contract
        ON contract.id = line.contract_id AND contract.deposit_account_id = line.account_id
     WHERE line.contract_id = ANY(%s) AND line.parent_state = 'posted'
     GROUP BY line.contract_id
"""


class ContractLedger(models.AbstractModel):
    """Reads from the ledger what was invoiced, paid and held on contracts (CTR-9).

    Nothing is added up from transactions: a payment that the bank brought, a debit or a manual entry counts as soon as
    it is reconciled with an invoice of the contract. Amounts are in the currency of the branch.
    """

    _name = "contract.ledger"
    _description = "Balances of contracts"

    @api.model
    def _amounts(self, contracts):
        """All amounts of the collections tile, in a handful of queries whatever the number of contracts.

        :return: ``{contract id: {field of customer.contract: amount}}``.
        """
        invoiced, due, deposits = self._invoiced(contracts), self._due(contracts), self._deposits(contracts)
        owed = self._owed(contracts, due, deposits)
        return {contract.id: self._tile(contract, invoiced, due, deposits, owed) for contract in contracts}

    @api.model
    def _owed_back(self, contracts):
        """What may still be given back: ``{(contract id, part): amount}``, negative where too much is asked for."""
        return self._owed(contracts, self._due(contracts), self._deposits(contracts))

    @api.model
    def _free(self, contracts):
        """``{(contract id, part): amount}`` that no refund, settlement or open request took from what was received.

        Payments without open requests have no bound and no key: an invoice may always be unpaid again.
        """
        due, deposits, reserved = self._due(contracts), self._deposits(contracts), self._reserved(contracts)
        free = {}
        for contract in contracts:
            received, returned = deposits[contract.id]
            asked = reserved[contract.id, "payment"]
            if asked:
                free[contract.id, "payment"] = contract.currency_id.round(max(0, -due[contract.id] - asked))
            free[contract.id, "deposit"] = contract.currency_id.round(
                received - returned - reserved[contract.id, "deposit"]
            )
        return free

    def _tile(self, contract, invoiced, due, deposits, owed):
        received, returned = deposits[contract.id]
        amounts = {
            "invoiced_amount": invoiced[contract.id],
            "paid_amount": invoiced[contract.id] - due[contract.id],
            "balance": due[contract.id],
            "refundable_amount": max(0, owed[contract.id, "payment"]),
            "deposit_received": received,
            "deposit_returned": returned,
            "deposit_held": received - returned,
            "deposit_refundable": max(0, owed[contract.id, "deposit"]),
        }
        return {name: contract.currency_id.round(amount) for name, amount in amounts.items()}

    def _owed(self, contracts, due, deposits):
        reserved = self._reserved(contracts)
        settled_later = self._settled_later(contracts)
        owed = {}
        for contract in contracts:
            received, returned = deposits[contract.id]
            # CTR-7: a deposit to be settled is owed back only as far as the final invoice left it
            held = 0 if contract in settled_later else received - returned
            for part, amount in (("payment", -due[contract.id]), ("deposit", held)):
                owed[contract.id, part] = contract.currency_id.round(amount - reserved[contract.id, part])
        return owed

    def _invoiced(self, contracts):
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("contract_id", "in", contracts.ids),
                    ("move_type", "in", CUSTOMER_DOCUMENTS),
                    ("state", "=", "posted"),
                ],
                ["contract_id"],
                ["amount_total_signed:sum"],
            )
        )
        return defaultdict(float, {contract.id: amount for contract, amount in groups})

    def _due(self, contracts):
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("contract_id", "in", contracts.ids),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                ],
                ["contract_id"],
                ["amount_residual:sum"],
            )
        )
        return defaultdict(float, {contract.id: amount for contract, amount in groups})

    def _deposits(self, contracts):
        """``{contract id: (received, returned)}`` on the account on which the deposit of each contract sits.

        A reversal takes back what it reverses: a deposit that was keyed wrongly was neither received nor returned.
        """
        self.env["account.move.line"].flush_model(["account_id", "balance", "parent_state", "move_id", "contract_id"])
        self.env["account.move"].flush_model(["reversed_entry_id"])
        contracts.sudo().flush_recordset(["deposit_account_id"])
        rows = self.env.execute_query(SQL(DEPOSITS, contracts.ids))
        return defaultdict(lambda: (0.0, 0.0), {contract: amounts for contract, *amounts in rows})

    def _reserved(self, contracts):
        """What open requests ask for: it is not there for anybody else (CTR-11)."""
        reserved = defaultdict(float)
        groups = (
            self.env["contract.transaction"]
            .sudo()
            ._read_group(
                [("contract_id", "in", contracts.ids), ("state", "=", "requested")],
                ["contract_id", "kind"],
                ["open_amount:sum"],
            )
        )
        for contract, kind, amount in groups:
            reserved[contract.id, KINDS[kind].part] += amount
        return reserved

    def _settled_later(self, contracts):
        """Those whose deposit waits for a final invoice that is not posted yet."""
        settled = contracts.filtered(lambda contract: contract.deposit_handling == "settled")
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [("contract_id", "in", settled.ids), ("is_final_invoice", "=", True), ("state", "=", "posted")],
                ["contract_id"],
            )
        )
        return settled.sudo() - self.env["customer.contract"].sudo().union(*[contract for (contract,) in groups])

    # ------------------------------------------------------------ open items

    @api.model
    def _open_lines(self, invoices):
        """The receivable lines of these invoices that are still open, oldest first."""
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("move_id", "in", invoices.ids),
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                ],
                order="date_maturity, id",
            )
        )

    @api.model
    def _open_credits(self, contracts):
        """Lines of these contracts by which something is owed back: payments in excess, credit notes, deposits held."""
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("contract_id", "in", contracts.ids),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual", "<", 0),
                    "|",
                    ("account_id.account_type", "=", "asset_receivable"),
                    ("account_id", "in", contracts.sudo().deposit_account_id.ids),
                ],
                order="date, id",
            )
        )
