from collections import namedtuple
from itertools import chain

from odoo import api, models

from ..formats.identifiers import mask_ibans

NO_REFERENCE = {"", "NOTPROVIDED", "NOT PROVIDED"}
MANY = {"block": ("payment_information_id", "_by_block"), "message": ("message_id", "_by_message")}
OF_WHOLE = {"remittance_line_id": False, "mandate_id": False, "partner_id": False, "amount": None}
# What the bank said, the debits that go by it, and all debits it names: of some the file says something more precise.
Told = namedtuple("Told", "verdict debits known")


class DebitStatusRegistrar(models.AbstractModel):
    """Applies what a status report (pain.002) says of debits, of blocks and of whole remittances (REM-14).

    What is said of one debit goes before what is said of its block, and that before what is said of the message.
    """

    _name = "debit.status.registrar"
    _description = "Application of status reports"

    @api.model
    def _references(self, report):
        """Everything by which a company may recognise its own debits."""
        verdicts = report.verdicts
        told = ((one.end_to_end_id, one.payment_information_id, one.message_id) for one in verdicts)
        return {reference for reference in chain.from_iterable(told) if reference not in NO_REFERENCE}

    @api.model
    def _apply_status(self, answer, report):
        """Register refusals; acceptances are only recorded.

        :return: the values of the answer's lines: one for each debit refused, one for each verdict that refuses none.
        """
        told = self._about_transactions(answer.company_id, report)
        named = {asked.line for one in told for asked in one.debits}
        told += self._about_many(answer.company_id, report, "block", named)
        told += self._about_many(answer.company_id, report, "message", named)
        self._reject(answer, told)
        return list(chain.from_iterable(self._prepare_lines(one) for one in told))

    # ------------------------------------------------------------ which debits

    def _about_transactions(self, company, report):
        verdicts = [verdict for verdict in report.verdicts if verdict.level == "transaction"]
        finder = self.env["debit.answer.finder"]
        by_reference = finder._by_end_to_end(company, {one.end_to_end_id for one in verdicts} - NO_REFERENCE)
        nameless = {one.mandate_reference for one in verdicts if one.end_to_end_id in NO_REFERENCE} - {""}
        by_mandate = finder._by_mandate(company, nameless)
        told = []
        for verdict in verdicts:
            if verdict.end_to_end_id in NO_REFERENCE:
                debits = _fitting(verdict, by_mandate.get(verdict.mandate_reference.upper(), []))
            else:
                debits = by_reference.get(verdict.end_to_end_id, [])
            told.append(Told(verdict, debits, debits))
        return told

    def _about_many(self, company, report, level, named):
        """Verdicts on blocks or messages: on the debits in them of which the file says nothing more precise.

        :param named: ids of the lines of which something more precise is said; those found here are added.
        """
        field, search = MANY[level]
        verdicts = [verdict for verdict in report.verdicts if verdict.level == level]
        references = {getattr(verdict, field) for verdict in verdicts} - NO_REFERENCE
        found = getattr(self.env["debit.answer.finder"], search)(company, references)
        told = []
        for verdict in verdicts:
            known = found.get(getattr(verdict, field), [])
            told.append(Told(verdict, [asked for asked in known if asked.line not in named], known))
            named.update(asked.line for asked in known)
        return told

    # ------------------------------------------------------------ what is done

    def _reject(self, answer, told):
        answers = {}
        for one in told:
            if not one.verdict.accepted and not _fault(one):
                words = mask_ibans(one.verdict.reason_text)
                answers |= {asked.line: (one.verdict.reason_code, words, answer.name) for asked in one.debits}
        lines = self.env["debit.remittance.line"].sudo().browse(answers)
        lines.lock_for_update()
        lines._register_rejection(answers)

    # ------------------------------------------------------------ what is told

    def _prepare_lines(self, told):
        verdict, debits, known = told
        if _fault(told):
            return [self._prepare_line_vals(verdict, known[:1], "unknown", self._fault_sentence(told))]
        if verdict.accepted:
            whole = verdict.level != "transaction"
            vals = self._prepare_line_vals(verdict, known[:1], *self._acceptance(told))
            return [{**vals, **(OF_WHOLE if whole else {}), "subject": self._subject(verdict, not whole and known)}]
        return [
            {**self._prepare_line_vals(verdict, [asked], *self._refusal(verdict, asked)), "amount": asked.amount}
            for asked in debits
        ]

    def _prepare_line_vals(self, verdict, debits, outcome, text):
        about = self.env["debit.answer.finder"]._prepare_about_vals(debits[0]) if debits else {}
        return {
            "currency": verdict.currency,
            **about,
            "amount": about.get("amount") if verdict.amount is None else verdict.amount,
            "place": verdict.place,
            "subject": self._subject(verdict, debits),
            "outcome": outcome,
            "text": text,
            "reason_code": verdict.reason_code,
        }

    def _subject(self, verdict, debits):
        if debits:
            return f"{debits[0].end_to_end_id} ({debits[0].invoice})"
        by_level = {"transaction": (verdict.end_to_end_id, verdict.mandate_reference)}
        by_level |= {"block": (verdict.payment_information_id,), "message": (verdict.message_id,)}
        return next((name for name in by_level[verdict.level] if name not in NO_REFERENCE), verdict.place)

    def _acceptance(self, told):
        verdict, debits, _known = told
        refused = verdict.level == "transaction" and any(asked.state in ("rejected", "returned") for asked in debits)
        if refused:
            sentence = self.env._("Accepted (%s), but refused before: that stays as it is", verdict.status)
            return "information", sentence
        return "accepted", self.env._("Accepted by the bank (%s)", verdict.status)

    def _refusal(self, verdict, asked):
        """:return: outcome and sentence; what was known already stays as it is."""
        if asked.state == "remitted":
            words = mask_ibans(verdict.reason_text)
            return "rejected", words or self.env._("Refused before any money moved (%s)", verdict.status)
        return "information", self.env["debit.answer.finder"]._known_sentence(asked)

    def _fault_sentence(self, told):
        verdict, _debits, known = told
        if not known:
            return self.env._("We know no debit that this could be about; nothing was done")
        return self.env._(
            "The bank speaks of %(told)s %(currency)s where we asked for %(asked)s %(own)s; nothing was done",
            told=verdict.amount,
            currency=verdict.currency,
            asked=_total(known),
            own=known[0].currency,
        )


def _fault(told):
    """True where the answer is about nothing we know, or about another amount than was asked for."""
    verdict, _debits, known = told
    if not known:
        return True
    if verdict.level != "transaction" or verdict.amount is None:
        return False
    return verdict.amount != _total(known) or verdict.currency not in ("", known[0].currency)


def _total(debits):
    return sum(asked.amount for asked in debits)


def _fitting(verdict, debits):
    """Without reference of ours: the one debit of the mandate, and of the block if it is told, with this amount."""
    block = verdict.payment_information_id
    groups = {}
    for asked in debits:
        if block in NO_REFERENCE or asked.block_reference == block:
            groups.setdefault(asked.end_to_end_id, []).append(asked)
    fitting = [group for group in groups.values() if _total(group) == verdict.amount]
    return fitting[0] if len(fitting) == 1 else []
