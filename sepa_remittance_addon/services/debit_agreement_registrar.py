from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..formats.pbs.numbers import bare

SCHEME_OF_LAYOUT = {"pbs.ls.30": "pbs_ls", "pbs.ls.0690": "pbs_ls", "pbs.bs.0603": "pbs_bs"}
ACTIVE = {"0230", "500"}
REGISTERED = {"0231", "510"}
CANCELLED = {"0232", "0233", "0234", "540"}
BY_CREDITOR = "0233"
UNREGISTERED = ("local", "sent", "cancelled")


class DebitAgreementRegistrar(models.AbstractModel):
    """Applies what PBS tells of agreements: which are registered, cancelled, or known to nobody here (MAN-17).

    Hearing the same thing twice changes nothing, and older news does not undo later ones.
    """

    _name = "debit.agreement.registrar"
    _description = "Application of agreements told by PBS"

    @api.model
    def _references(self, value):
        """Agreements are recognised by our number at PBS, never by a reference."""
        return set()

    @api.model
    def _apply_agreements(self, answer, report):
        """:return: the values of the answer's lines, one per notice, in the order of the file."""
        scheme = SCHEME_OF_LAYOUT[report.layout]
        numbers = {bare(notice.customer_number) for notice in report.notices}
        known = self._find_mandates(answer.company_id, scheme, numbers)
        pairs = [(notice, self._mandates_of(notice, known)) for notice in report.notices]
        # of several notices about one agreement the last one counts
        last = {mandate.id: notice for notice, mandates in pairs for mandate in mandates}
        before = {mandate.id: mandate.agreement_state for _notice, mandates in pairs for mandate in mandates}
        stale = {id(notice) for notice, mandates in pairs if self._is_stale(notice, mandates)}
        self._register_agreements(pairs, last, stale)
        self._cancel_agreements(pairs, last, stale)
        return [
            self._prepare_line_vals(notice, mandates, scheme, id(notice) in stale, before) for notice, mandates in pairs
        ]

    # ------------------------------------------------------------ whose agreement it is

    def _find_mandates(self, company, scheme, numbers):
        """``{(creditor number, customer number): mandates}``, both without padding, also by a number yet to come."""
        self.env["debit.mandate"].flush_model()
        rows = self.env.execute_query(SQL(FIND, company=company.id, scheme=scheme, numbers=list(numbers)))
        mandates = self.env["debit.mandate"].sudo().browse(row[0] for row in rows)
        found = {}
        for mandate, (_id, creditor, number) in zip(mandates, rows, strict=True):
            key = bare(creditor), number
            found[key] = found.get(key, mandates.browse()) | mandate
        return found

    def _mandates_of(self, notice, known):
        mandates = known.get((bare(notice.creditor_number), bare(notice.customer_number)), self.env["debit.mandate"])
        return mandates.filtered(
            lambda mandate: (
                not (bare(mandate.debtor_group) and bare(notice.debtor_group))
                or bare(mandate.debtor_group) == bare(notice.debtor_group)
            )
        )

    def _is_stale(self, notice, mandates):
        """Older news than we have, or about an agreement that another has replaced since."""
        day, number = notice.effective_date, bare(notice.mandate_number)
        newest = max(filter(None, mandates.mapped("agreement_date")), default=None)
        if day and newest and day < newest:
            return True
        present = {bare(mandate.agreement_number) for mandate in mandates} - {""}
        return notice.transaction_type in CANCELLED and bool(number) and bool(present) and number not in present

    # ------------------------------------------------------------ what is done

    def _register_agreements(self, pairs, last, stale):
        new = defaultdict(list)
        for notice, mandates in pairs:
            if notice.transaction_type in CANCELLED or id(notice) in stale:
                continue
            meant = mandates.filtered(lambda mandate, notice=notice: last[mandate.id] is notice)
            self._take_numbers(meant, notice)
            new[notice.effective_date] += meant.filtered(lambda mandate: mandate.agreement_state in UNREGISTERED).ids
        for day, ids in new.items():
            self.env["debit.mandate"].sudo().browse(ids)._move_field_to(
                "agreement_state", "registered", agreement_date=day
            )
        self.env["debit.mandate"].sudo()._renumber(fields.Date.context_today(self))

    def _take_numbers(self, mandates, notice):
        numbers = {}
        if bare(notice.mandate_number):
            numbers["agreement_number"] = notice.mandate_number
        if bare(notice.debtor_group):
            numbers["debtor_group"] = notice.debtor_group
        if notice.end_date:
            numbers["valid_until"] = notice.end_date
        for mandate in mandates:
            changed = {name: value for name, value in numbers.items() if mandate[name] != value}
            if bare(mandate.new_customer_number) == bare(notice.customer_number):
                changed["renumbered_from"] = notice.effective_date or fields.Date.context_today(self)
            if changed:
                mandate.write(changed)

    def _cancel_agreements(self, pairs, last, stale):
        """An agreement that ends without our having asked ends or suspends its mandates, and somebody is told."""
        ended, unasked = defaultdict(list), defaultdict(list)
        for notice, mandates in pairs:
            if notice.transaction_type not in CANCELLED or id(notice) in stale:
                continue
            day = notice.effective_date or fields.Date.context_today(self)
            for mandate in mandates:
                if last[mandate.id] is notice and mandate.agreement_state != "cancelled":
                    ended[day].append(mandate.id)
                    if mandate.agreement_state != "cancellation_sent" and mandate.state == "active":
                        unasked[notice.transaction_type, day].append(mandate.id)
        known = self.env["debit.mandate"].sudo()
        for day, ids in ended.items():
            known.browse(ids)._move_field_to("agreement_state", "cancelled", agreement_date=day)
        for (transaction_type, day), ids in unasked.items():
            self._end(known.browse(ids), transaction_type, day)

    def _end(self, mandates, transaction_type, day):
        reason = self._describe(transaction_type)
        if transaction_type == BY_CREDITOR:
            mandates._suspend(reason)
        else:
            mandates._end("withdrawn", min(day, fields.Date.context_today(self)), reason)
        mandates.activity_schedule("mail.mail_activity_data_todo", summary=reason, user_id=self.env.uid)

    # ------------------------------------------------------------ what is told

    def _prepare_line_vals(self, notice, mandates, scheme, stale, before):
        vals = {
            "place": notice.place,
            "subject": notice.customer_number,
            "mandate_id": mandates[:1].id,
            "partner_id": mandates[:1].partner_id.id,
            "text": self._describe(notice.transaction_type),
            "outcome": "accepted",
        }
        if not mandates:
            return {**vals, **self._prepare_unknown_vals(notice, scheme)}
        note = self._note(notice, mandates, stale, before)
        return {**vals, "text": f"{vals['text']} {note}", "outcome": "information"} if note else vals

    def _prepare_unknown_vals(self, notice, scheme):
        """What a mandate can be made from."""
        return {
            "outcome": "unknown",
            "unknown_scheme": scheme if notice.transaction_type not in CANCELLED else False,
            "creditor_number": notice.creditor_number,
            "customer_number": notice.customer_number,
            "debtor_group": notice.debtor_group,
            "agreement_number": notice.mandate_number if bare(notice.mandate_number) else "",
            "agreement_date": notice.effective_date,
        }

    def _describe(self, transaction_type):
        sentences = {
            "0230": self.env._("The agreement is active at PBS."),
            "500": self.env._("The agreement is active at PBS."),
            "0231": self.env._("PBS has registered the agreement."),
            "510": self.env._("PBS has registered the agreement."),
            "0232": self.env._("The payer's bank has cancelled the agreement."),
            "0233": self.env._("The agreement was cancelled in our name."),
            "0234": self.env._("Betalingsservice has cancelled the agreement."),
            "540": self.env._("The agreement is cancelled at PBS."),
        }
        return sentences[transaction_type]

    def _note(self, notice, mandates, stale, before):
        if stale:
            return self.env._("Nothing was changed: later news of it is known.")
        closed = mandates.filtered(lambda mandate: mandate.state in ("withdrawn", "abandoned"))
        if notice.transaction_type in CANCELLED:
            asked = all(before[mandate.id] in ("cancellation_sent", "cancelled") for mandate in mandates)
            return "" if asked else self.env._("Its mandate is not collected any more.")
        if mandates.filtered(lambda mandate: mandate.agreement_state == "cancellation_sent"):
            return self.env._("Its cancellation is on its way to PBS.")
        if closed == mandates:
            return self.env._("Its mandate has ended here: sign it again, or cancel the agreement at PBS.")
        return ""


FIND = """
SELECT mandate.id, COALESCE(mandate.creditor_identifier, ''), LTRIM(mandate.customer_number, '0')
  FROM debit_mandate mandate
 WHERE mandate.company_id = %(company)s AND mandate.scheme = %(scheme)s
   AND LTRIM(mandate.customer_number, '0') = ANY(%(numbers)s)
UNION
SELECT mandate.id, COALESCE(mandate.new_creditor_number, mandate.creditor_identifier, ''),
       LTRIM(mandate.new_customer_number, '0')
  FROM debit_mandate mandate
 WHERE mandate.company_id = %(company)s AND mandate.scheme = %(scheme)s
   AND LTRIM(mandate.new_customer_number, '0') = ANY(%(numbers)s) AND mandate.renumbering_sent
 ORDER BY 1
"""
