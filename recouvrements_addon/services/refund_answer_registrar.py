from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.tools import split_every

from ..models.refund_export_line import LIVE
from .refund_exporter import PROCESSED_AT_ONCE

# ISO 20022: settled on the account of who pays, or of the payee.
EXECUTED = {"ACSC", "ACCC"}
# Received, looked at, or waiting: nothing is decided.
UNDECIDED = {"RCVD", "PDNG", "PRES", "RCVC", "PATC"}


class RefundAnswerRegistrar(models.AbstractModel):
    """Applies what banks tell of refunds: accepted, paid, refused; a refused refund waits again, once (REF-6)."""

    _name = "refund.answer.registrar"
    _description = "Application of answers to refund files"

    # ------------------------------------------------------------ status reports (pain.002)

    @api.model
    def _apply_status(self, companies, report, source):
        """Apply the verdicts on refunds of some companies.

        What is said of one refund goes before what is said of its file.

        :return: ``(the verdicts on something else, fields of debit.answer.line about those on refunds)``.
        """
        finder = self.env["refund.line.finder"]
        found = finder._find(companies, report.verdicts)
        named = {line.id for verdict, lines in found if verdict.level == "transaction" for line in lines or ()}
        rest, vals_list, refused = [], [], {}
        for verdict, lines in found:
            if lines is None:
                rest.append(verdict)
                continue
            own = lines if verdict.level == "transaction" else lines.filtered(lambda line: line.id not in named)
            vals_list += self._tell_verdict(verdict, own)
            if self._fits(verdict, own):
                self._take(verdict, own, refused, source)
        self._reject(refused)
        return rest, vals_list

    def _fits(self, verdict, lines):
        if verdict.amount is None or verdict.level != "transaction":
            return bool(lines)
        return bool(lines) and verdict.amount == _decimal(lines) and verdict.currency in ("", "EUR")

    def _take(self, verdict, lines, refused, source):
        if not verdict.accepted:
            words = mask_ibans(verdict.reason_text)
            refused |= {line.id: (verdict.reason_code, words, source) for line in lines}
        elif verdict.status in EXECUTED:
            self._mark(lines, "executed", source)
        elif verdict.status not in UNDECIDED:
            self._mark(lines, "accepted", source)

    def _tell_verdict(self, verdict, lines):
        if not self._fits(verdict, lines):
            if verdict.level != "transaction":
                return [self._prepare_vals(verdict.place, _name(verdict), "information", self._whole_sentence(verdict))]
            sentence = self.env._("We sent no such refund, or one of another amount; nothing was done")
            return [self._prepare_vals(verdict.place, _name(verdict), "unknown", sentence, verdict=verdict)]
        if verdict.accepted and verdict.level != "transaction":
            return [self._prepare_vals(verdict.place, _name(verdict), "accepted", self._whole_sentence(verdict))]
        return [
            self._prepare_vals(verdict.place, line.display_name, *self._told(verdict, line), line, verdict)
            for line in lines
        ]

    def _whole_sentence(self, verdict):
        if verdict.accepted:
            return self.env._("Accepted by the bank (%s)", verdict.status)
        return self.env._("Refused (%s); the file tells of each refund", verdict.status)

    def _told(self, verdict, line):
        """:return: outcome and sentence; what was known already stays as it is."""
        if verdict.accepted:
            return "accepted", self.env._("Accepted by the bank (%s)", verdict.status)
        return self._refusal(line, verdict.reason_text or self.env._("Refused before any money moved"))

    def _refusal(self, line, words):
        if line.state in LIVE:
            return "rejected", mask_ibans(words)
        return "information", self.env._("Known already; the refund waits again since then")

    # ------------------------------------------------------------ statements and notifications (camt)

    @api.model
    def _apply_delivery(self, companies, delivery, source):
        """Apply bookings that name refunds of some companies: money that left, money that came back.

        :return: ``(the delivery without them, fields of debit.answer.line about them)``.
        """
        statements, vals_list, refused = [], [], {}
        finder = self.env["refund.line.finder"]
        known = finder._find_bookings(companies, delivery)
        for statement in delivery.statements:
            entries = []
            for entry in statement.entries:
                rest, told = self._apply_entry(entry, known, refused, source)
                vals_list += told
                entries += [rest] if rest else []
            statements.append(replace(statement, entries=tuple(entries)))
        self._reject(refused)
        return replace(delivery, statements=tuple(statements)), vals_list

    def _apply_entry(self, entry, known, refused, source):
        """:return: ``(what of the entry is about something else, fields of lines about the rest)``."""
        if not entry.booked:
            return entry, []
        whole = known.get(entry.payment_information_id) or known.get(entry.message_id)
        if whole and not entry.transactions:
            return None, self._apply_whole(entry, whole, source)
        ours = [one for one in entry.transactions if one.end_to_end_id in known]
        told = [self._apply_transaction(entry, one, known[one.end_to_end_id], refused, source) for one in ours]
        return _without(entry, ours), told

    def _apply_whole(self, entry, lines, source):
        """The file booked as one amount."""
        if -entry.amount != _decimal(lines):
            sentence = self.env._("The bank books another amount than the file asks for; somebody has to look")
            return [self._prepare_vals(entry.place, lines[0].block_reference, "unknown", sentence)]
        self._mark(lines, "executed", source)
        sentence = self.env._("The whole file was paid")
        return [self._prepare_vals(entry.place, lines[0].block_reference, "information", sentence)]

    def _apply_transaction(self, entry, transaction, line, refused, source):
        amount = entry.amount if transaction.amount is None or len(entry.transactions) == 1 else transaction.amount
        asked, charges = _decimal(line), transaction.charges or entry.charges
        if amount == -asked and not transaction.return_code:
            self._mark(line, "executed", source)
            outcome, sentence = "information", self.env._("Paid; the ledger learns of it by the bank statement")
        elif amount > 0 and amount in (asked, asked - charges):
            outcome, sentence = self._refusal(line, transaction.return_text or self.env._("The money came back"))
            refused[line.id] = (transaction.return_code, mask_ibans(transaction.return_text), source)
        else:
            outcome, sentence = "unknown", self.env._("This is not the amount of the refund; nothing was done")
        vals = self._prepare_vals(transaction.place, line.display_name, outcome, sentence, line)
        return {**vals, "reason_code": transaction.return_code}

    # ------------------------------------------------------------ what is done

    def _mark(self, lines, state, source):
        able = lines.filtered(lambda line: line.state in line._moves[state])
        able._move_to(state, answer_source=source, answered_on=fields.Datetime.now())

    def _reject(self, refused):
        """Reopen the refunds of these lines: payment and refund reversed, the reason kept; those known stay.

        :param refused: ``{line id: (reason code, text, source)}``.
        """
        lines = self.env["refund.export.line"].sudo().browse(refused)
        lines.lock_for_update()
        lines = lines.filtered(lambda line: line.state in LIVE)
        reasons = self.env["debit.reason"].sudo()._by_code({refused[line.id][0] for line in lines})
        for told, group in lines.grouped(lambda line: refused[line.id]).items():
            reason = reasons.get(told[0], self.env["debit.reason"])
            for ids in split_every(PROCESSED_AT_ONCE, group.ids):
                self._reject_alike(group.browse(ids), reason, told[1], told[2])

    def _reject_alike(self, lines, reason, text, source):
        words = " - ".join(filter(None, (reason.display_name, text))) or self.env._("refused by the bank")
        self.env["refund.processor"]._reopen(lines.request_id, words)
        lines._move_to(
            "rejected",
            reason_id=reason.id,
            answer_text=text,
            answer_source=source,
            answered_on=fields.Datetime.now(),
        )
        if reason.mandate_effect == "new_account":
            for iban, own in lines.grouped("iban").items():
                own.request_id.write({"refused_iban": iban})
        for line in lines:
            line.contract_id.message_post(
                body=self.env._("The bank refused %(refund)s: %(reason)s", refund=line.display_name, reason=words)
            )

    # ------------------------------------------------------------ what is told

    def _prepare_vals(self, place, subject, outcome, text, line=None, verdict=None):
        vals = {"place": place, "subject": subject, "outcome": outcome, "text": text, "currency": "EUR"}
        if verdict:
            vals |= {"amount": verdict.amount, "reason_code": verdict.reason_code}
        return vals | ({"amount": _decimal(line), "partner_id": line.partner_id.id} if line else {})


def _decimal(lines):
    """Monetary fields are floats of whole cents; what the bank tells is exact."""
    return sum((Decimal(f"{line.amount:.2f}") for line in lines), Decimal(0))


def _name(verdict):
    by_level = {"transaction": verdict.end_to_end_id, "block": verdict.payment_information_id}
    return by_level.get(verdict.level) or verdict.message_id or verdict.place


def _without(entry, ours):
    """What of an entry is about something else; None when nothing is."""
    if not ours:
        return entry
    rest = tuple(one for one in entry.transactions if one not in ours)
    if not rest:
        return None
    taken = [one.amount for one in ours]
    return replace(entry, transactions=rest, amount=entry.amount - sum(taken)) if None not in taken else entry
