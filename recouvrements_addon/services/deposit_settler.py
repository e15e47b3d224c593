from odoo import api, fields, models
from odoo.fields import Command


class DepositSettler(models.AbstractModel):
    """Lets the deposit held pay the final invoice of contracts that say so (CTR-7)."""

    _name = "deposit.settler"
    _description = "Settlement of deposits on final invoices"

    @api.model
    def _settle(self, contracts):
        """Pay the posted final invoices of these contracts with the deposits held, as far as both go.

        Doing it again changes nothing: what was settled is no longer held.

        :return: the transactions made.
        """
        contracts = contracts.sudo().filtered(lambda contract: contract.deposit_handling == "settled")
        finals = (
            self.env["account.move"]
            .sudo()
            .search([("contract_id", "in", contracts.ids), ("is_final_invoice", "=", True), ("state", "=", "posted")])
        )
        if not finals:
            return self.env["contract.transaction"]
        finals.contract_id._hold()
        todo = self._to_settle(finals)
        entries = self.env["account.move"].sudo().create([self._prepare_entry_vals(*item) for item in todo])
        entries._post(soft=False)
        self._reconcile(todo, entries)
        return (
            self.env["contract.transaction"]
            .sudo()
            .create(
                [
                    self._prepare_vals(invoice, amount, entry)
                    for (invoice, _lines, amount), entry in zip(todo, entries, strict=True)
                ]
            )
        )

    @api.model
    def _unsettle(self, invoices):
        """Hold again the deposits that paid these invoices: they are being reset to draft or cancelled."""
        settlements = (
            self.env["contract.transaction"]
            .sudo()
            .search(
                [
                    ("invoice_id", "in", invoices.filtered("is_final_invoice").ids),
                    ("kind", "=", "deposit_settlement"),
                    ("state", "=", "recorded"),
                ]
            )
        )
        for invoice, settled in settlements.grouped("invoice_id").items():
            reason = self.env._("final invoice %s was taken back", invoice.name)
            self.env["contract.cashier"]._reverse(settled, reason)

    def _to_settle(self, finals):
        """``[(final invoice, its open lines, amount)]``"""
        ledger = self.env["contract.ledger"]
        owed = ledger._owed_back(finals.contract_id)
        todo = []
        for invoice, open_lines in ledger._open_lines(finals).grouped("move_id").items():
            lines = open_lines.filtered(lambda line, first=open_lines[0]: line.account_id == first.account_id)
            amount = min(owed[invoice.contract_id.id, "deposit"], sum(lines.mapped("amount_residual")))
            amount = invoice.company_currency_id.round(amount)
            if amount > 0:
                todo.append((invoice, lines, amount))
        return todo

    def _prepare_entry_vals(self, invoice, lines, amount):
        contract = invoice.contract_id
        name = self.env._("Deposit of contract %s settled", contract.number)
        return {
            "move_type": "entry",
            "company_id": contract.company_id.id,
            "journal_id": contract.company_id._get_deposit_journal().id,
            "date": max(invoice.date, fields.Date.context_today(self)),
            "ref": f"{contract.number} - {invoice.name}",
            "contract_id": contract.id,
            "line_ids": [
                Command.create(
                    {
                        "name": name,
                        "account_id": contract.deposit_account_id.id,
                        "partner_id": contract.partner_id.commercial_partner_id.id,
                        "debit": amount,
                    }
                ),
                Command.create(
                    {
                        "name": name,
                        "account_id": lines.account_id.id,
                        "partner_id": lines.partner_id[:1].id,
                        "credit": amount,
                    }
                ),
            ],
        }

    def _reconcile(self, todo, entries):
        held = self.env["contract.ledger"]._open_credits(entries.contract_id)
        plan = []
        for (invoice, lines, _amount), entry in zip(todo, entries, strict=True):
            account = invoice.contract_id.deposit_account_id
            plan.append(lines | entry.line_ids.filtered(lambda line, account=account: line.account_id != account))
            if account.reconcile:
                plan.append(
                    entry.line_ids.filtered(lambda line, account=account: line.account_id == account)
                    | held.filtered(
                        lambda line, account=account, contract=invoice.contract_id: (
                            line.account_id == account and line.contract_id == contract
                        )
                    )
                )
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(plan)

    def _prepare_vals(self, invoice, amount, entry):
        return {
            "contract_id": invoice.contract_id.id,
            "kind": "deposit_settlement",
            "date": entry.date,
            "amount": amount,
            "invoice_id": invoice.id,
            "entry_id": entry.id,
        }
