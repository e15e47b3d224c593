from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban
from odoo.exceptions import UserError

from ..models.account_move_bulk import NumberFormats
from ..models.transaction_kind import KINDS


class Situation(NamedTuple):
    """What the checks need to know, read once for all transactions that are recorded together."""

    journals: dict  # company -> journals of its branch
    owed: dict  # (contract id, part) -> what may still be given back
    asked: dict  # (contract id, part) -> what these transactions give back
    drawn: dict  # move request -> what these transactions take over of it


class ContractCashier(models.AbstractModel):
    """Records transactions on contracts: the payment, its reconciliation and the transaction, together or not at all.

    Who may ask is checked by the dialog and the refund overview; the money itself is moved as superuser, so that keying
    a payment needs no right to invoice.
    """

    _name = "contract.cashier"
    _description = "Cashier of contracts"

    _checks = (
        "_check_amount",
        "_check_date",
        "_check_method",
        "_check_journal",
        "_check_invoice",
        "_check_iban",
        "_check_deposit_account",
        "_check_owed_back",
        "_check_taken_over",
        "_check_between_branches",
        "_check_card",
    )

    @api.model
    def _record(self, vals_list):
        """Record the transactions that these values of ``contract.transaction`` describe.

        A token that was recorded already gives the transaction of that time: nothing is made twice.

        :return: the transactions.
        :raises UserError: naming each contract and what is wrong with its transaction; then nothing is recorded.
        """
        transactions = self.env["contract.transaction"].sudo()
        contracts = self.env["customer.contract"].sudo().browse({vals["contract_id"] for vals in vals_list})
        sources = transactions.browse({vals["moved_from_id"] for vals in vals_list if vals.get("moved_from_id")})
        (contracts | sources.contract_id)._hold()
        known = self._known(vals_list)
        drafts = [transactions.new(vals) for vals in vals_list if vals.get("token") not in known.mapped("token")]
        self._refuse_wrong(drafts)
        self._fix_deposit_accounts(drafts)
        made = self._make(drafts, contracts)
        self.env["deposit.settler"]._settle(made.filtered(lambda made: made.kind == "deposit_payment").contract_id)
        return made | known

    def _known(self, vals_list):
        tokens = [vals["token"] for vals in vals_list if vals.get("token")]
        transactions = self.env["contract.transaction"].sudo()
        return transactions.search([("token", "in", tokens)]) if tokens else transactions

    def _fix_deposit_accounts(self, drafts):
        """The first movement of a deposit decides on which account that contract's deposit sits, for good."""
        for draft in drafts:
            contract = draft.contract_id._origin
            if KINDS[draft.kind].part == "deposit" and not contract.deposit_account_id:
                contract.deposit_account_id = contract._get_deposit_account()

    def _make(self, drafts, contracts):
        """Save the drafts; those that move money get a posted payment each, reconciled in one go."""
        meeting = self._open_lines_of(drafts, contracts)
        entries_of = self.env["contract.mover"]._carry([draft for draft in drafts if draft.method == "contract"])
        paid = [draft for draft in drafts if self._is_paid(draft)]
        payments = (
            self.env["account.payment"]
            .sudo()
            .create([self._prepare_payment_vals(draft, meeting[draft]) for draft in paid])
        )
        payments.with_context(number_formats=NumberFormats()).action_post()
        self._reconcile([(payment, meeting[draft]) for draft, payment in zip(paid, payments, strict=True)])
        payment_of = dict(zip(paid, payments, strict=True))
        none = payments.browse()
        return (
            self.env["contract.transaction"]
            .sudo()
            .create(
                [
                    {**self._prepare_vals(draft, payment_of.get(draft, none)), **entries_of.get(draft, {})}
                    for draft in drafts
                ]
            )
        )

    @api.model
    def _is_paid(self, draft):
        """Whether money moves: not for requests and reservations, and not from one contract to another."""
        return bool(KINDS[draft.kind].direction) and draft.method != "contract"

    # ------------------------------------------------------------ values

    def _prepare_vals(self, draft, payment):
        return {
            "contract_id": draft.contract_id.id,
            "kind": draft.kind,
            "method": draft.method,
            "journal_id": draft.journal_id.id,
            "date": draft.date,
            "amount": draft.amount,
            "voucher_number": draft.voucher_number,
            "invoice_id": draft.invoice_id.id,
            "comment": draft.comment,
            "iban": check_iban(draft.iban) if draft.iban else False,
            "token": draft.token,
            "request_id": draft.request_id.id,
            "moved_from_id": draft.moved_from_id.id,
            "authorisation_id": draft.authorisation_id.id,
            "card_reference": draft.card_reference,
            "expiry_date": draft.expiry_date,
            "state": KINDS[draft.kind].first_state,
            "payment_id": payment.id,
            "entry_id": payment.move_id.id,
        }

    def _prepare_payment_vals(self, draft, open_lines):
        direction = KINDS[draft.kind].direction
        journal = draft.journal_id
        return {
            "payment_type": direction,
            "partner_type": "customer",
            "company_id": draft.company_id.id,
            "journal_id": journal.id,
            "payment_method_line_id": self._manual_line(journal, direction).id,
            "partner_id": (open_lines.partner_id[:1] or draft.partner_id.commercial_partner_id).id,
            "destination_account_id": self._counterpart(draft, open_lines).id,
            "amount": draft.amount,
            "currency_id": draft.currency_id.id,
            "date": draft.date,
            "memo": self._memo(draft),
            "contract_id": draft.contract_id.id,
        }

    def _memo(self, draft):
        parts = (draft.contract_id.number, draft.invoice_id.name, draft.voucher_number, draft.comment)
        return " - ".join(part for part in parts if part)

    def _manual_line(self, journal, direction):
        return journal._get_available_payment_method_lines(direction).filtered(lambda line: line.code == "manual")[:1]

    def _counterpart(self, draft, open_lines):
        if KINDS[draft.kind].part == "deposit":
            return draft.contract_id.deposit_account_id
        customer = draft.partner_id.commercial_partner_id.with_company(draft.company_id)
        return open_lines.account_id[:1] or customer.property_account_receivable_id

    # ------------------------------------------------------------ reconciliation

    def _open_lines_of(self, drafts, contracts):
        """``{draft: open lines that its payment meets}``, each on one account of one partner."""
        ledger = self.env["contract.ledger"]
        invoices = self.env["account.move"].sudo().union(*[draft.invoice_id._origin for draft in drafts])
        of_invoice = ledger._open_lines(invoices).grouped("move_id")
        credit_of = ledger._open_credits(contracts).grouped(lambda line: (line.contract_id, self._part(line)))
        none = self.env["account.move.line"].sudo()
        found = {}
        for draft in drafts:
            kind = KINDS[draft.kind]
            if draft.invoice_id:
                lines = of_invoice.get(draft.invoice_id._origin, none)
            elif kind.gives_back:
                lines = credit_of.get((draft.contract_id._origin, kind.part), none)
            else:
                lines = none
            first = lines[:1]
            found[draft] = lines.filtered(
                lambda line, first=first: line.account_id == first.account_id and line.partner_id == first.partner_id
            )
        return found

    def _part(self, line):
        return "payment" if line.account_id.account_type == "asset_receivable" else "deposit"

    def _reconcile(self, meetings):
        """One plan for all; payments that meet the same lines share a place in it."""
        plan = {}
        for payment, lines in meetings:
            own = payment.move_id.line_ids.filtered(lambda line, lines=lines: line.account_id == lines.account_id)
            if own.account_id.reconcile:
                plan[lines] = plan.get(lines, lines) | own
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(list(plan.values()))

    # ------------------------------------------------------------ checks

    def _refuse_wrong(self, drafts):
        errors = [
            self.env._("Contract %(number)s: %(reason)s", number=draft.contract_id.number, reason=reason)
            for draft, reason in self._wrong(drafts)
        ]
        if errors:
            raise UserError("\n".join(dict.fromkeys(errors)))

    @api.model
    def _obstacles(self, draft):
        """What is wrong with a transaction that nobody recorded yet, in sentences: a dialog shows it before saving."""
        return [reason[:1].upper() + reason[1:] for _draft, reason in self._wrong([draft])]

    @api.model
    def _wrong(self, drafts):
        """``[(draft, what is wrong with it)]``"""
        situation = self._situation(drafts)
        return [
            (draft, reason)
            for draft in drafts
            for check in self._checks
            if (reason := getattr(self, check)(draft, situation))
        ]

    def _situation(self, drafts):
        asked, drawn = defaultdict(float), defaultdict(float)
        for draft in drafts:
            if KINDS[draft.kind].gives_back:
                asked[draft.contract_id._origin.id, KINDS[draft.kind].part] += draft.amount
            if draft.moved_from_id:
                drawn[draft.moved_from_id._origin] += draft.amount
        contracts = self.env["customer.contract"].sudo().union(*[draft.contract_id._origin for draft in drafts])
        sources = contracts.union(*[request.contract_id for request in drawn])
        journals = self.env["account.journal"].sudo()
        return Situation(
            journals={company: journals._of_branch(company) for company in contracts.company_id},
            owed=self.env["contract.ledger"]._owed_back(contracts | sources),
            asked=asked,
            drawn=drawn,
        )
