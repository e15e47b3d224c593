from odoo import fields, models
from odoo.exceptions import UserError

from ..formats.pbs.numbers import bare


class DebitAgreementAdopt(models.TransientModel):
    """Asks whose agreement it is that PBS told of, and makes the mandate."""

    _name = "debit.agreement.adopt"
    _description = "Make a mandate from an agreement at PBS"

    answer_line_id = fields.Many2one("debit.answer.line", required=True)
    customer_number = fields.Char(related="answer_line_id.customer_number")
    agreement_number = fields.Char(related="answer_line_id.agreement_number")
    agreement_date = fields.Date(related="answer_line_id.agreement_date")
    partner_id = fields.Many2one("res.partner", "Customer", required=True, domain="[('parent_id', '=', False)]")

    def action_adopt(self):
        """The customer's mandate that waits for this agreement takes it; otherwise a new mandate is made."""
        self.ensure_one()
        line = self.answer_line_id
        line.check_access("read")
        line.lock_for_update()
        if line.outcome != "unknown":
            raise UserError(self.env._("Somebody has made this mandate meanwhile."))
        mandate = self._find_waiting() or self._make()
        mandate.sudo()._move_field_to("agreement_state", "registered", agreement_date=line.agreement_date)
        line.sudo().write({"outcome": "accepted", "mandate_id": mandate.id, "partner_id": mandate.partner_id.id})
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.mandate",
            "res_id": mandate.id,
            "view_mode": "form",
        }

    def _find_waiting(self):
        line = self.answer_line_id
        waiting = self.env["debit.mandate"].search(
            [
                ("company_id", "=", line.company_id.id),
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("scheme", "=", line.unknown_scheme),
                ("kind", "=", "recurrent"),
                ("state", "in", ("to_sign", "active")),
                ("agreement_state", "=", "local"),
            ],
            limit=1,
        )
        waiting.write(self._prepare_numbers())
        return waiting

    def _make(self):
        line = self.answer_line_id
        return (
            self.env["debit.mandate"]
            .with_company(line.company_id)
            .create(
                {
                    "company_id": line.company_id.id,
                    "partner_id": self.partner_id.commercial_partner_id.id,
                    "scheme": line.unknown_scheme,
                    "kind": "recurrent",
                    "origin": "imported",
                    "signature_date": line.agreement_date or fields.Date.context_today(self),
                    **self._prepare_numbers(),
                }
            )
        )

    def _prepare_numbers(self):
        line = self.answer_line_id
        numbers = {
            "customer_number": bare(line.customer_number) or line.customer_number,
            "agreement_number": line.agreement_number,
            "creditor_identifier": line.creditor_number,
        }
        return {**numbers, "debtor_group": line.debtor_group} if line.debtor_group else numbers
