import hashlib
from dataclasses import fields

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..formats import recognise
from ..formats.pbs.numbers import bare
from ..formats.refusal import Refusal
from ..formats.values import AgreementReport, Delivery, ReceiptReport, Statement, StatusReport
from ..models.refusals import tell

# Who reads what: the class of a value, the service, its method. Each method takes the answer and the value, applies it,
# and returns the values of the answer's lines.
READERS = {
    StatusReport: ("debit.status.registrar", "_apply_status"),
    Delivery: ("debit.payment.registrar", "_apply_delivery"),
    AgreementReport: ("debit.agreement.registrar", "_apply_agreements"),
    ReceiptReport: ("debit.agreement.registrar", "_apply_receipt"),
}


class DebitAnswerReceiver(models.AbstractModel):
    """Takes in the files by which a bank or PBS answers, keeps them, and has each applied: all of a file or nothing."""

    _name = "debit.answer.receiver"
    _description = "Reception of bank answers"

    @api.model
    def _receive(self, files, journal=None):
        """Read, keep and apply some files.

        :param files: ``[(name, bytes)]``.
        :param journal: the bank journal that the files came for; only where they do not tell themselves.
        :return: the ``debit.answer`` records.
        :raises UserError: for a bad or known file, naming it and the place; then nothing of any file is stored.
        """
        return self._receive_all(files, journal).get("debit.answer", self.env["debit.answer"])

    @api.model
    def _receive_and_open(self, files, journal=None):
        """As :meth:`_receive`; return the screen that shows what was received."""
        return self._action_open(self._receive_all(files, journal))

    def _receive_all(self, files, journal=None):
        """:return: ``{model: records}``: answers, and what modules that extend :meth:`_store` made of their files."""
        self._refuse_others()
        if not files:
            raise UserError(self.env._("Choose at least one file."))
        received = {}
        for name, content in files:
            for model, records in self._receive_file(name, content or b"", journal).items():
                received[model] = received.get(model, records) | records
        return received

    def _action_open(self, received):
        return received["debit.answer"]._action_open()

    @api.model
    def _may_receive(self):
        return self.env.su or self.env.user.has_group("sepa_remittance_addon.group_debit_confirm")

    def _refuse_others(self):
        if not self._may_receive():
            raise AccessError(self.env._("Receiving the bank's answers needs the right “Confirm and export”."))

    def _receive_file(self, name, content, journal):
        source = {"name": name, "content": content, "digest": hashlib.sha256(content).hexdigest()}
        self._refuse_known_file(name, source["digest"])
        found = list(enumerate(self._read(name, content), 1))
        received = self._store(source, found, journal)
        here = received.get("debit.answer", self.env["debit.answer"]).mapped("position")
        self._overhear(name, [value for position, value in found if position not in here])
        return received

    def _overhear(self, name, values):
        """Messages that are no answers here, because another module keeps them as statements.

        Modules that wait for something in them listen; what they hear takes nothing away from the statement.
        """

    def _store(self, source, found, journal):
        """Store and apply the messages of one file. Modules take those that are theirs, and leave the others to us.

        :param source: ``name``, ``content`` and ``digest`` of the file.
        :param found: ``[(place in the file, value), ...]``, the values of :mod:`..formats.values`.
        :return: ``{model: records}``.
        """
        # it holds whole account numbers: who may not see the field may not have the file
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": source["name"],
                    "raw": source["content"],
                    "mimetype": "application/octet-stream",
                    "res_model": "debit.answer",
                    "res_field": "attachment_id",
                }
            )
        )
        vals = {"name": source["name"], "digest": source["digest"], "attachment_id": attachment.id}
        answers = self.env["debit.answer"].browse()
        for position, value in found:
            answers |= self._keep(value, {**vals, "position": position}, journal)
        attachment.res_id = answers[:1].id
        return {"debit.answer": answers}

    def _read(self, name, content):
        try:
            return recognise.read_all(content, name, self._readers())
        except Refusal as refusal:
            message = f"{name}\n{tell(self.env, refusal)}"
            raise UserError(message) from refusal

    @api.model
    def _readers(self):
        """Readers of formats beside those of the base, in the order they are asked; modules add theirs.

        Each has ``NAME``, ``sniff(content)`` and ``parse(content)``, as :mod:`..formats.recognise` says.
        """
        return ()

    def _refuse_known_file(self, name, digest):
        known = self.env["debit.answer"].search(
            [("digest", "=", digest), ("company_id", "in", self.env.companies.ids)], limit=1
        )
        if known:
            raise UserError(
                self.env._(
                    "%(file)s was read before, on %(date)s by %(user)s. Nothing was stored.",
                    file=name,
                    date=known.received_on.date(),
                    user=known.received_by_id.name,
                )
            )

    def _keep(self, value, source, journal):
        """Store one message and apply it."""
        company = self._company_of(value, journal)
        # people read answers; only this service writes them
        answer = (
            self.env["debit.answer"]
            .sudo()
            .with_company(company)
            .create(
                {
                    **source,
                    "company_id": company.id,
                    "layout": value.layout,
                    "identification": value.identification,
                    "created": value.created,
                }
            )
        )
        rest, vals_list = self._claim(answer, value)
        model, method = READERS[type(value)]
        vals_list += getattr(self.env[model].with_company(company), method)(answer, rest)
        self._store_lines(answer, vals_list)
        self._tell_remittances(answer)
        return answer.with_env(self.env)

    def _claim(self, answer, value):
        """Let modules take from a message what names references of theirs; they apply it at once.

        :return: ``(the rest of the message, fields of the answer's lines about what was taken)``.
        """
        return value, []

    def _company_of(self, value, journal):
        """Whose answer it is: the company of the journal, or the only one of the user's that knows what it names."""
        if journal:
            return journal.company_id
        companies = self.env.companies
        if len(companies) > 1:
            model, _method = READERS[type(value)]
            knowing = self.env["debit.answer.finder"]._companies_of(companies, self.env[model]._references(value))
            for found in (knowing, self._journals_of(value).company_id):
                if len(found) == 1:
                    return found
        return self.env.company

    def _journals_of(self, value):
        """The bank journals whose account, or whose number at PBS, the message names."""
        parts = [part for field in fields(value) for part in _parts(getattr(value, field.name))]
        numbers = {bare(getattr(part, "creditor_number", "")) for part in parts} - {""}
        ibans = {part.account.iban for part in parts if isinstance(part, Statement)} - {""}
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), *self.env["account.journal"]._check_company_domain(self.env.companies)]
        )
        return journals.filtered(
            lambda journal: (
                journal.bank_account_id.sanitized_acc_number in ibans
                or bare(journal._get_creditor_identifier("pbs_ls")) in numbers
            )
        )

    # ------------------------------------------------------------ what it says

    def _store_lines(self, answer, vals_list):
        """Store what a file says in one statement, however much it is.

        :param vals_list: fields of ``debit.answer.line``; ``reason_code`` and ``currency`` may stand for their records.
        """
        reasons = self.env["debit.reason"]._by_code({vals.get("reason_code") for vals in vals_list})
        currencies = {
            currency.name: currency.id
            for currency in self.env["res.currency"].with_context(active_test=False).search([])
        }
        for vals in vals_list:
            code, currency = vals.pop("reason_code", ""), vals.pop("currency", "")
            vals.setdefault("reason_id", reasons[code].id if code else None)
            vals.setdefault("currency_id", currencies.get(currency))
        columns = {name: [vals.get(name) or None for vals in vals_list] for name in COLUMNS}
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                STORE,
                answer=answer.id,
                company=answer.company_id.id,
                user=self.env.uid,
                now=self.env.cr.now(),
                **columns,
            )
        )
        self.env["debit.answer.line"].invalidate_model()
        answer.invalidate_recordset()

    def _tell_remittances(self, answer):
        """Each remittance is linked with its answers, and its messages say that one came and what is in it."""
        counts = self.env["debit.answer.line"]._read_group(
            [("answer_id", "=", answer.id), ("remittance_id", "!=", False)],
            ["remittance_id", "outcome"],
            ["__count"],
        )
        labels = dict(self.env["debit.answer.line"]._fields["outcome"]._description_selection(self.env))
        told = {}
        for remittance, outcome, count in counts:
            told.setdefault(remittance, []).append(f"{labels[outcome]}: {count}")
        answer.remittance_ids = [Command.set([remittance.id for remittance in told])]
        for remittance, words in told.items():
            remittance.sudo().message_post(
                body=self.env._("%(file)s was received. %(told)s", file=answer.name, told=", ".join(words))
            )


def _parts(found):
    return found if isinstance(found, tuple) else ()


COLUMNS = (
    "place", "subject", "outcome", "text", "reason_id", "remittance_line_id", "remittance_id", "mandate_id",
    "partner_id", "currency_id", "amount", "unknown_scheme", "creditor_number", "customer_number", "debtor_group",
    "agreement_number", "agreement_date",
)  # fmt: skip
STORE = """
INSERT INTO debit_answer_line
       (answer_id, company_id, place, subject, outcome, text, reason_id, remittance_line_id, remittance_id, mandate_id,
        partner_id, currency_id, amount, unknown_scheme, creditor_number, customer_number, debtor_group,
        agreement_number, agreement_date, create_uid, write_uid, create_date, write_date)
SELECT %(answer)s, %(company)s, told.place, told.subject, told.outcome, told.text, told.reason,
       told.line, COALESCE(told.remittance, asked.remittance_id), COALESCE(told.mandate, asked.mandate_id),
       COALESCE(told.partner, asked.partner_id, mandate.partner_id), told.currency, told.amount, told.scheme,
       told.creditor, told.customer, told.debtor_group, told.agreement, told.agreed_on,
       %(user)s, %(user)s, %(now)s, %(now)s
  FROM UNNEST(%(place)s::varchar[], %(subject)s::varchar[], %(outcome)s::varchar[], %(text)s::varchar[],
              %(reason_id)s::int[], %(remittance_line_id)s::int[], %(remittance_id)s::int[], %(mandate_id)s::int[],
              %(partner_id)s::int[], %(currency_id)s::int[], %(amount)s::numeric[], %(unknown_scheme)s::varchar[],
              %(creditor_number)s::varchar[], %(customer_number)s::varchar[], %(debtor_group)s::varchar[],
              %(agreement_number)s::varchar[], %(agreement_date)s::date[])
       WITH ORDINALITY AS told(place, subject, outcome, text, reason, line, remittance, mandate, partner, currency,
                               amount, scheme, creditor, customer, debtor_group, agreement, agreed_on, number)
  LEFT JOIN debit_remittance_line asked ON asked.id = told.line
  LEFT JOIN debit_mandate mandate ON mandate.id = told.mandate
 ORDER BY told.number
"""
