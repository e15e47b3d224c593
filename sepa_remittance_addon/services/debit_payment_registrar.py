from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from odoo import api, fields, models

from ..formats.identifiers import mask_ibans
from ..formats.pbs import bs_0602, ls_0602

CHARGED_BACK = bs_0602.CHARGED_BACK | {ls_0602.CHARGED_BACK}


class Movement(NamedTuple):
    """What one booking did, or did not do, to one debit: as much of it as is compared with what was asked."""

    place: str
    amount: Decimal  # what moved; 0 for a refusal
    currency: str
    end_to_end_id: str
    mandate_reference: str
    customer_number: str
    payment_date: date | None
    refused: Decimal | None  # asked for, and no money moved
    code: str
    text: str
    charges: Decimal
    taken_back: bool

    @property
    def kind(self):
        if self.refused is not None:
            return "rejected"
        return "returned" if self.taken_back else "paid"

    @property
    def asked(self):
        """The amounts that were asked for, if this is about the whole of it; a return may contain the bank's fee."""
        if self.refused is not None:
            return {abs(self.refused)}
        return {abs(self.amount), abs(self.amount) - self.charges} if self.taken_back else {self.amount}


class DebitPaymentRegistrar(models.AbstractModel):
    """Applies what statements, notifications and payment informations tell of debits, where no ledger is updated.

    Refusals and returns of debits that wait for the bank are registered. Money is only listed: the ledger learns of it
    by the statement.
    """

    _name = "debit.payment.registrar"
    _description = "Application of payment informations"

    @api.model
    def _references(self, delivery):
        """Everything by which a company may recognise its own debits."""
        moves = [move for statement in delivery.statements for move in _movements(statement)]
        return {move.end_to_end_id for move in moves} - {""}

    @api.model
    def _apply_delivery(self, answer, delivery):
        """:return: the values of the answer's lines: one for each debit, and one for all that is no debit."""
        vals_list, answers = [], {"rejected": {}, "returned": {}}
        for statement in delivery.statements:
            moves = list(_movements(statement))
            found = self._find(answer.company_id, moves)
            others = 0
            for move, debits in zip(moves, found, strict=True):
                if not debits and move.kind == "paid":
                    others += 1
                    continue
                vals_list += self._prepare_lines(move, debits)
                if move.kind in answers:
                    words = mask_ibans(move.text)
                    answers[move.kind] |= {asked.line: (move.code, words, answer.name) for asked in debits}
            vals_list += self._prepare_others(statement, others)
        self._register_answers(answers)
        return vals_list

    def _register_answers(self, answers):
        lines = self.env["debit.remittance.line"].sudo().browse([*answers["rejected"], *answers["returned"]])
        lines.lock_for_update()
        lines._register_rejection(answers["rejected"])
        lines._register_return(answers["returned"])

    # ------------------------------------------------------------ which debits

    def _find(self, company, moves):
        """The debits of each movement: by reference, by customer number and day, by mandate; only if all of it fits."""
        finder = self.env["debit.answer.finder"]
        by_reference = finder._by_end_to_end(company, {move.end_to_end_id for move in moves} - {""})
        customers = {_customer(move) for move in moves if move.customer_number and move.payment_date}
        by_customer = finder._by_customer(company, list(customers))
        back = {move.mandate_reference for move in moves if move.kind != "paid" and not move.end_to_end_id} - {""}
        by_mandate = self._debited_so_far(finder._by_mandate(company, back))
        return [
            _whole(
                move,
                by_reference.get(move.end_to_end_id)
                or by_customer.get(_customer(move))
                or by_mandate.get(move.mandate_reference.upper(), []),
            )
            for move in moves
        ]

    def _debited_so_far(self, by_mandate):
        """What comes back without a reference of ours was debited before; a debit of a later day cannot be meant."""
        today = fields.Date.context_today(self)
        return {name: [asked for asked in debits if asked.payment_date <= today] for name, debits in by_mandate.items()}

    # ------------------------------------------------------------ what is told

    def _prepare_lines(self, move, debits):
        if not debits:
            sentence = self.env._("We know no debit of this amount that this could be about; nothing was done")
            return [self._prepare_line_vals(move, "unknown", sentence)]
        finder = self.env["debit.answer.finder"]
        return [
            {**self._prepare_line_vals(move, *self._told(move, asked)), **finder._prepare_about_vals(asked),
             "subject": f"{asked.end_to_end_id} ({asked.invoice})"}
            for asked in debits
        ]  # fmt: skip

    def _prepare_line_vals(self, move, outcome, text):
        return {
            "place": move.place,
            "subject": move.end_to_end_id or move.customer_number or move.mandate_reference or move.place,
            "outcome": outcome,
            "text": text,
            "currency": move.currency,
            "amount": abs(move.refused if move.refused is not None else move.amount),
            "reason_code": "" if move.kind == "paid" else move.code,
        }

    def _told(self, move, asked):
        """:return: outcome and sentence."""
        if move.kind == "paid":
            return "information", self.env._("Paid; the ledger learns of it by the bank statement")
        allowed = self.env["debit.remittance.line"]._moves[move.kind]
        if asked.state not in allowed:
            return "information", self.env["debit.answer.finder"]._known_sentence(asked)
        told = {
            "rejected": self.env._("Refused: no money moved"),
            "returned": self.env._("The money was taken back"),
        }
        return "rejected", mask_ibans(move.text) or told[move.kind]

    def _prepare_others(self, statement, count):
        if not count:
            return []
        sentence = self.env._("%s bookings are not about our debits; the bank statement tells of them", count)
        return [
            {"place": statement.place, "subject": statement.number or statement.identification,
             "outcome": "information", "text": sentence}
        ]  # fmt: skip


def _movements(statement):
    for entry in statement.entries:
        if not entry.booked:
            continue
        one_by_one = len(entry.transactions) == 1 or entry.is_itemised()
        for transaction in entry.transactions if one_by_one else ():
            yield _movement(entry, transaction)
        if not one_by_one:
            yield _movement(entry, None)


def _movement(entry, transaction):
    amount = transaction.amount if transaction and len(entry.transactions) > 1 else entry.amount
    code = (transaction and transaction.return_code) or (
        entry.transaction_type if entry.transaction_type.isdecimal() else ""
    )
    refused = transaction.rejected_amount if transaction else None
    return Movement(
        place=transaction.place if transaction else entry.place,
        amount=amount,
        currency=entry.currency,
        end_to_end_id=transaction.end_to_end_id if transaction else "",
        mandate_reference=transaction.mandate_reference if transaction else "",
        customer_number=transaction.customer_number if transaction else "",
        payment_date=transaction.payment_date if transaction else None,
        refused=refused if not amount else None,
        code=code,
        text=transaction.return_text if transaction else "",
        charges=(transaction.charges if transaction else Decimal(0)) or entry.charges,
        taken_back=bool(transaction and transaction.return_code) or entry.transaction_type in CHARGED_BACK,
    )


def _customer(move):
    return move.customer_number.lstrip("0"), move.payment_date


def _whole(move, debits):
    """The debits that together are this movement's amount: all that wait, those of one reference, or one; else none."""
    if move.currency not in {asked.currency for asked in debits}:
        return []
    waiting = [asked for asked in debits if asked.state == "remitted"]
    for those in filter(None, (waiting, debits)):
        ordered = sorted(those, key=lambda asked: asked.end_to_end_id)
        merged = [list(group) for _key, group in groupby(ordered, key=lambda asked: asked.end_to_end_id)]
        for groups in ([those], merged, [[asked] for asked in those]):
            fitting = [group for group in groups if abs(sum(asked.amount for asked in group)) in move.asked]
            if fitting:
                return fitting[0] if len(fitting) == 1 else []
    return []
