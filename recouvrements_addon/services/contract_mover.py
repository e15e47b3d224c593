from itertools import islice

from odoo import api, models
from odoo.fields import Command

from ..models.transaction_kind import KINDS, MOVES


class ContractMover(models.AbstractModel):
    """Carries what is owed back on one contract to another of the same customer, where it pays the deposit (CTR-11).

    No money moves: the amount goes from one contract to the other on the accounts on which it sits. Within a branch
    that is one entry, each of whose items knows its contract; between two branches it is one in each, over the account
    of internal transfers. Other companies are other debtors: nothing is carried to them.
    """

    _name = "contract.mover"
    _description = "Moves between contracts"

    @api.model
    def _moves_for(self, contract):
        """The open moves that a deposit payment on this contract may take over, oldest first."""
        contract = contract.sudo()
        return (
            self.env["contract.transaction"]
            .sudo()
            .search(
                [
                    ("kind", "in", MOVES),
                    ("state", "=", "requested"),
                    ("contract_id", "!=", contract.id),
                    ("partner_id", "child_of", contract.partner_id.commercial_partner_id.id),
                    ("company_id", "child_of", contract.company_id.root_id.id),
                ],
                order="date, id",
            )
        )

    @api.model
    def _left(self, request, owed=None):
        """What may be taken over of this move: no more than was asked for, nor than its contract still owes."""
        contract = request.contract_id
        owed = owed or self.env["contract.ledger"]._owed_back(contract)
        # its own reservation is in what is owed already
        still_owed = owed[contract.id, request.part] + request.open_amount
        return contract.currency_id.round(max(0, min(request.open_amount, still_owed)))

    @api.model
    def _carry(self, drafts):
        """Post the entries of deposit payments that take over a move.

        :return: ``{draft: values of its transaction}``; a draft that is only a request has none.
        """
        drafts = [draft for draft in drafts if draft.moved_from_id]
        meeting = {draft: self._meeting_lines(draft) for draft in drafts}
        legs_of = {draft: self._prepare_legs(draft, meeting[draft]) for draft in drafts}
        entries = self.env["account.move"].sudo().create([leg for legs in legs_of.values() for leg in legs])
        entries._post(soft=False)
        ids = iter(entries.ids)
        entries_of = {draft: entries.browse(islice(ids, len(legs))) for draft, legs in legs_of.items()}
        self._reconcile([(entries_of[draft], meeting[draft]) for draft in drafts])
        return {
            draft: {"entry_id": made[-1:].id, "counter_entry_id": made[:-1].id} for draft, made in entries_of.items()
        }

    def _meeting_lines(self, draft):
        """The open items of the old contract that the amount is taken from, of one account and customer."""
        request = draft.moved_from_id._origin
        lines = self.env["contract.ledger"]._open_credits(request.contract_id)
        on_deposit = lines.filtered(lambda line: line.account_id == request.contract_id.deposit_account_id)
        lines = on_deposit if request.part == "deposit" else lines - on_deposit
        first = lines[:1]
        return lines.filtered(lambda line: (line.account_id, line.partner_id) == (first.account_id, first.partner_id))

    # ------------------------------------------------------------ values

    def _prepare_legs(self, draft, lines):
        """The entry in each branch: the old contract's first where there are two."""
        source, target = draft.moved_from_id.contract_id, draft.contract_id._origin
        taken = self._prepare_line(
            draft, source, self._source_account(draft, lines), draft.amount, lines.partner_id[:1]
        )
        given = self._prepare_line(draft, target, target.deposit_account_id, -draft.amount)
        if source.company_id == target.company_id:
            return [self._prepare_entry(draft, target.company_id, [taken, given])]
        between = target.company_id.root_id.transfer_account_id
        return [
            self._prepare_entry(
                draft, source.company_id, [taken, self._prepare_line(draft, source, between, -draft.amount)]
            ),
            self._prepare_entry(
                draft, target.company_id, [self._prepare_line(draft, target, between, draft.amount), given]
            ),
        ]

    def _source_account(self, draft, lines):
        contract = draft.moved_from_id.contract_id
        if KINDS[draft.moved_from_id.kind].part == "deposit":
            return contract.deposit_account_id
        customer = contract.partner_id.commercial_partner_id.with_company(contract.company_id)
        return lines.account_id[:1] or customer.property_account_receivable_id

    @api.model
    def _no_transfer_account(self, company):
        """Why nothing can be carried between the branches of this company; the dialog says it before saving."""
        root = company.root_id
        if root.transfer_account_id:
            return None
        return self.env._(
            "%s has no account of internal transfers, which a move between branches needs. An accountant chooses it "
            "under Configuration > Settings.",
            root.name,
        )

    def _prepare_line(self, draft, contract, account, balance, partner=None):
        source, target = draft.moved_from_id.contract_id, draft.contract_id._origin
        return Command.create(
            {
                "name": self.env._("%(old)s moved to %(new)s", old=source.number, new=target.number),
                "account_id": account.id,
                "partner_id": (partner or contract.partner_id.commercial_partner_id).id,
                "contract_id": contract.id,
                "balance": balance,
            }
        )

    def _prepare_entry(self, draft, company, line_commands):
        return {
            "move_type": "entry",
            "company_id": company.id,
            "journal_id": company._get_deposit_journal().id,
            "date": draft.date,
            "ref": f"{draft.moved_from_id.contract_id.number} - {draft.contract_id.number}",
            "line_ids": line_commands,
        }

    # ------------------------------------------------------------ reconciliation

    def _reconcile(self, meetings):
        plan = {}
        for entries, lines in meetings:
            taken = entries.line_ids.filtered(
                lambda line, lines=lines: line.account_id == lines.account_id and line.debit
            )
            if lines.account_id.reconcile:
                plan[lines] = plan.get(lines, lines) | taken
            between = entries.line_ids.filtered(
                lambda line: line.account_id == line.company_id.root_id.transfer_account_id
            )
            if len(between) > 1 and between.account_id.reconcile:
                plan[between] = between
        if plan:
            self.env["account.move.line"].sudo()._reconcile_plan(list(plan.values()))
