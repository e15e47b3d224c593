import hashlib

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..formats import recognise
from ..formats.refusal import Refusal
from ..formats.values import AgreementReport, Delivery, ReceiptReport, StatusReport
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
        self._refuse_others()
        if not files:
            raise UserError(self.env._("Choose at least one file."))
        answers = self.env["debit.answer"].browse()
        for name, content in files:
            answers |= self._receive_file(name, content or b"", journal)
        return answers

    @api.model
    def _may_receive(self):
        return self.env.su or self.env.user.has_group("sepa_remittance_addon.group_debit_confirm")

    def _refuse_others(self):
        if not self._may_receive():
            raise AccessError(self.env._("Receiving the bank's answers needs the right “Confirm and export”."))

    def _receive_file(self, name, content, journal):
        digest = hashlib.sha256(content).hexdigest()
        self._refuse_known_file(name, digest)
        found = self._read(name, content)
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": content, "mimetype": "application/octet-stream"}
        )
        source = {"name": name, "digest": digest, "attachment_id": attachment.id}
        answers = self.env["debit.answer"].browse()
        for position, value in enumerate(found, 1):
            answers |= self._keep(value, {**source, "position": position}, journal)
        attachment.sudo().write({"res_model": "debit.answer", "res_id": answers[:1].id})
        return answers

    def _read(self, name, content):
        try:
            return recognise.read_all(content, name)
        except Refusal as refusal:
            message = f"{name}\n{tell(self.env, refusal)}"
            raise UserError(message) from refusal

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
        company = journal.company_id if journal else self.env.company
        # people read answers; only this service writes them
        answer = self.env["debit.answer"].sudo().create(
            {
                **source,
                "company_id": company.id,
                "layout": value.layout,
                "identification": value.identification,
                "created": value.created and value.created.replace(tzinfo=None),
            }
        ).with_company(company)
        model, method = READERS[type(value)]
        vals_list = getattr(self.env[model].with_company(company), method)(answer.with_env(self.env), value)
        lines = self.env["debit.answer.line"].sudo().create([{**vals, "answer_id": answer.id} for vals in vals_list])
        answer.remittance_ids = lines.remittance_id | lines.remittance_line_id.remittance_id
        return answer.with_env(self.env)
