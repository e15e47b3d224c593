from base64 import b64encode

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..formats.pbs import bs_0605, ls_delivery
from ..formats.pbs.numbers import account_of, bare
from ..formats.refusal import Refusal
from ..formats.values import AgreementRequest
from ..models.refusals import tell
from .debit_file_writer import DEFAULT_GROUP

MAX_NAMED = 20


class DebitAgreementSender(models.AbstractModel):
    """Asks PBS to register, cancel and renumber agreements, by file or on paper, and keeps what was asked (MAN-17)."""

    _name = "debit.agreement.sender"
    _description = "Requests to PBS about agreements"

    @api.model
    def _count_requests(self, payment_type, mandates=None):
        """``{action: number of mandates}`` that wait for this bank account."""
        if not payment_type:
            return {}
        domain = self._get_waiting_domain(payment_type, mandates)
        return dict(self.env["debit.mandate"]._read_group(domain, ["agreement_request"], ["__count"]))

    @api.model
    def _send(self, payment_type, actions, channel, mandates=None):
        """Ask, in the caller's transaction: the file is written and the agreements wait for PBS, or nothing happens.

        :param actions: which of ``register``, ``cancel``, ``renumber``.
        :param channel: ``file`` or ``print``.
        :param mandates: only these; otherwise all that wait for this payment type.
        :return: the ``debit.agreement.transfer``.
        :raises UserError: listing every problem at once.
        """
        self.env["debit.agreement.transfer"]._refuse_others()
        payment_type.ensure_one()
        domain = self._get_waiting_domain(payment_type, mandates)
        waiting = self.env["debit.mandate"].search([*domain, ("agreement_request", "in", list(actions))], order="id")
        waiting.lock_for_update()
        problems = self._find_problems(payment_type, waiting, channel)
        if problems:
            raise UserError(self.env._("PBS cannot be asked yet:") + "\n- " + "\n- ".join(problems[:MAX_NAMED]))
        transfer = (
            self.env["debit.agreement.transfer"].sudo().create(self._prepare_transfer_vals(payment_type, channel))
        )
        self._add_lines(transfer, waiting)
        if channel == "file":
            transfer.file_name, transfer.file = self._write_file(transfer, waiting)
        self._move_on(waiting)
        return transfer.with_env(self.env)

    def _get_waiting_domain(self, payment_type, mandates):
        journal, scheme = payment_type.journal_id, payment_type.debit_scheme
        domain = [
            ("company_id", "=", journal.company_id.id),
            ("scheme", "=", scheme),
            ("creditor_identifier", "=", journal._get_creditor_identifier(scheme)),
            ("agreement_request", "!=", False),
        ]
        return [*domain, ("id", "in", mandates.ids)] if mandates else domain

    def _find_problems(self, payment_type, waiting, channel):
        journal, scheme = payment_type.journal_id, payment_type.debit_scheme
        problems = []
        if not waiting:
            problems.append(self.env._("Nothing waits for %s.", journal.display_name))
        if channel == "file" and not (journal.pbs_supplier_number or "").isdigit():
            problems.append(self.env._("%s: fill in the PBS data supplier number (CVR).", journal.display_name))
        problems += [
            self.env._("%s: give the agreement a customer number.", mandate.display_name)
            for mandate in waiting
            if not mandate.customer_number
        ]
        if channel == "file" and scheme == "pbs_bs":
            problems += [
                self.env._(
                    "%s: Betalingsservice takes no registrations by file. The payer makes the agreement with its bank, "
                    "or you print the request.",
                    mandate.display_name,
                )
                for mandate in waiting
                if mandate.agreement_request != "cancel"
            ]
        return problems

    def _prepare_transfer_vals(self, payment_type, channel):
        journal, scheme = payment_type.journal_id, payment_type.debit_scheme
        return {
            "company_id": journal.company_id.id,
            "journal_id": journal.id,
            "scheme": scheme,
            "creditor_number": journal._get_creditor_identifier(scheme),
            "channel": channel,
            "sent_by_id": self.env.uid,
        }

    def _add_lines(self, transfer, waiting):
        self.env["debit.agreement.transfer.line"].sudo().create(
            [
                {
                    "transfer_id": transfer.id,
                    "mandate_id": mandate.id,
                    "action": mandate.agreement_request,
                    "customer_number": mandate.customer_number,
                    "new_customer_number": mandate.new_customer_number,
                    "debtor_group": self._group_of(mandate, transfer.journal_id),
                    "agreement_number": mandate.agreement_number,
                }
                for mandate in waiting
            ]
        )

    def _move_on(self, waiting):
        by_action = waiting.sudo().grouped("agreement_request")
        none = waiting.browse()
        by_action.get("register", none)._move_field_to("agreement_state", "sent")
        by_action.get("cancel", none)._move_field_to("agreement_state", "cancellation_sent")
        by_action.get("renumber", none).write({"renumbering_sent": True})

    # ------------------------------------------------------------ the file

    def _write_file(self, transfer, waiting):
        """The name and the bytes, in base64 as a binary field takes them."""
        journal = transfer.journal_id
        header = {"supplier_number": journal.pbs_supplier_number, "created": fields.Date.context_today(transfer)}
        requests = self._prepare_requests(waiting, journal)
        if transfer.scheme == "pbs_ls":
            chunks = ls_delivery.render(
                requests=requests,
                creditor_number=transfer.creditor_number,
                sender=f"{transfer.id % 10**6:06d}",
                **header,
            )
        else:
            chunks = bs_0605.render(
                requests,
                pbs_number=transfer.creditor_number,
                delivery_number=str(transfer.id % 10**10),
                **header,
            )
        try:
            content = b"".join(chunks)
        except Refusal as refusal:
            raise UserError(self.env._("The file cannot be written. %s", tell(self.env, refusal))) from refusal
        return f"{transfer.name.replace('/', '-')}.txt", b64encode(content)

    def _prepare_requests(self, waiting, journal):
        """One request per agreement, also where several mandates share it, those of a debtor group together."""
        requests = {}
        for mandate in waiting.sudo():
            group = self._group_of(mandate, journal)
            requests.setdefault(
                (group, bare(mandate.customer_number)),
                AgreementRequest(
                    action=mandate.agreement_request,
                    customer_number=mandate.customer_number,
                    debtor_group=group,
                    mandate_number=mandate.agreement_number or "",
                    account=account_of(mandate.partner_bank_id.acc_number),
                    debtor_cvr=mandate.cvr_number or "",
                    new_customer_number=mandate.new_customer_number or "",
                ),
            )
        return sorted(requests.values(), key=lambda request: request.debtor_group)

    def _group_of(self, mandate, journal):
        if mandate.scheme == "pbs_ls":
            return ""
        return (mandate.debtor_group or journal.pbs_debtor_group or DEFAULT_GROUP).zfill(5)
