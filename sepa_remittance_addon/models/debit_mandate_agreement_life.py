from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..formats.pbs.numbers import bare
from .debit_mandate import PBS_SCHEMES


class DebitMandate(models.Model):
    """The life of an agreement at PBS, beside the mandate's status: only a registered one is collected (MAN-17)."""

    _inherit = "debit.mandate"

    _other_moves = {
        "agreement_state": {
            "local": ("sent", "cancelled"),
            "sent": ("local",),
            "registered": ("local", "sent", "cancellation_sent", "cancelled"),
            "cancellation_sent": ("sent", "registered"),
            "cancelled": ("local", "sent", "registered", "cancellation_sent"),
        }
    }

    agreement_state = fields.Selection(
        [
            ("local", "Local"),
            ("sent", "Sent"),
            ("registered", "Registered"),
            ("cancellation_sent", "Cancellation sent"),
            ("cancelled", "Cancelled"),
        ],
        "At PBS",
        required=True,
        default="local",
        copy=False,
        index=True,
        help="Local: PBS does not know the agreement yet. Only a registered agreement can be collected.",
    )
    agreement_date = fields.Date("At PBS since", readonly=True, copy=False)
    agreement_remark = fields.Char("Remark of PBS", readonly=True, copy=False)
    agreement_request = fields.Selection(
        [("register", "Register"), ("cancel", "Cancel"), ("renumber", "Change the number")],
        "To ask of PBS",
        compute="_compute_agreement_request",
        store=True,
        index="btree_not_null",
    )
    new_customer_number = fields.Char(size=15, copy=False, help="PBS: the number that shall replace the present one.")
    new_creditor_number = fields.Char(readonly=True, copy=False)
    renumbered_from = fields.Date(
        readonly=True, copy=False, help="PBS: the day from which the new customer number counts."
    )
    renumbering_sent = fields.Boolean(readonly=True, copy=False)
    transfer_line_ids = fields.One2many("debit.agreement.transfer.line", "mandate_id", "Sent to PBS")
    answer_line_ids = fields.One2many("debit.answer.line", "mandate_id", "Told by PBS")

    @api.depends(
        "scheme", "kind", "state", "agreement_state", "new_customer_number", "renumbered_from", "renumbering_sent"
    )
    def _compute_agreement_request(self):
        """A mandate per invoice never asks to cancel: the agreement serves the customer's next invoice."""
        for mandate in self:
            mandate.agreement_request = mandate.scheme in PBS_SCHEMES and mandate._get_agreement_request()

    def _get_agreement_request(self):
        if self.agreement_state == "local" and self.state == "active":
            return "register"
        if self.state in ("withdrawn", "abandoned"):
            cancel = self.agreement_state in ("sent", "registered") and self.kind == "recurrent"
            return "cancel" if cancel else False
        if self.new_customer_number and self.agreement_state == "registered":
            return False if self.renumbered_from or self.renumbering_sent else "renumber"
        return False

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("agreement_state", "local") != "local" for vals in vals_list):
            self._refuse_agreement_move()
        mandates = super().create(vals_list)
        mandates._share_agreement()
        return mandates

    def write(self, vals):
        self._refuse_change_at_pbs(vals)
        return super().write(vals)

    def _share_agreement(self):
        """A new mandate of a payer whose agreement PBS knows already is under that agreement (mandates per invoice)."""
        new = self.filtered(lambda mandate: mandate.scheme in PBS_SCHEMES and mandate.agreement_state == "local")
        if not new:
            return
        known = self.sudo().search(
            [
                ("partner_id", "in", new.partner_id.ids),
                ("scheme", "in", PBS_SCHEMES),
                ("agreement_state", "in", ("sent", "registered")),
            ]
        )
        by_key = {mandate._agreement_key(): mandate for mandate in known}
        for shared, mandates in new.grouped(
            lambda mandate: by_key.get(mandate._agreement_key(), known.browse())
        ).items():
            if shared:
                vals = {name: shared[name] for name in ("agreement_state", "agreement_number", "agreement_date")}
                mandates.sudo().write(vals)

    def _agreement_key(self):
        """What PBS knows an agreement by."""
        numbers = bare(self.creditor_identifier), self.debtor_group or "", bare(self.customer_number)
        return self.company_id.id, self.scheme, self.partner_id.id, *numbers

    # ------------------------------------------------------------ moves

    def _before_agreement_state_registered(self):
        self.sudo().agreement_remark = False

    def _before_agreement_state_sent(self):
        self.sudo().agreement_remark = False

    def _after_agreement_state_registered(self):
        """PBS registers what the payer permitted: with it a mandate to sign is signed."""
        for day, mandates in (
            self.filtered(lambda mandate: mandate.state == "to_sign").grouped("agreement_date").items()
        ):
            mandates._sign(mandates[:1].signature_date or day or fields.Date.context_today(self))

    def _before_active(self):
        """An agreement that PBS had cancelled is registered anew when the payer signs again."""
        again = self.filtered(
            lambda mandate: mandate.state in ("to_sign", "withdrawn") and mandate.agreement_state == "cancelled"
        )
        again.sudo()._move_field_to("agreement_state", "local", agreement_number=False, agreement_date=False)
        super()._before_active()

    def _after_withdrawn(self):
        super()._after_withdrawn()
        self._cancel_local_agreement()

    def _after_abandoned(self):
        super()._after_abandoned()
        self._cancel_local_agreement()

    def _cancel_local_agreement(self):
        """What PBS never heard of needs no cancellation there."""
        local = self.filtered(lambda mandate: mandate.scheme in PBS_SCHEMES and mandate.agreement_state == "local")
        local.sudo()._move_field_to("agreement_state", "cancelled")

    # ------------------------------------------------------------ buttons

    def action_ask_pbs(self):
        """Send these requests, or see what waits."""
        payment_types = self.env["account.payment.method.line"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("code", "=", "debit_remittance"),
                ("debit_scheme", "in", self.mapped("scheme")),
            ]
        )
        creditors = set(self.mapped("creditor_identifier"))
        fitting = payment_types.filtered(
            lambda line: line.journal_id._get_creditor_identifier(line.debit_scheme) in creditors
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_agreement_send")
        context = {"default_mandate_ids": self.ids, "default_payment_method_line_id": fitting[:1].id}
        return {**action, "context": context}

    def action_agreement_registered(self):
        """PBS confirmed by letter or on its website what no file tells, e.g. agreements older than this system."""
        self._refuse_agreement_move()
        day = fields.Date.context_today(self)
        self.sudo()._move_field_to("agreement_state", "registered", agreement_date=day)

    def action_agreement_cancelled(self):
        """PBS confirmed the cancellation otherwise than by a file."""
        self._refuse_agreement_move()
        self.sudo()._move_field_to("agreement_state", "cancelled", agreement_date=fields.Date.context_today(self))

    def action_agreement_refused(self):
        """PBS did not accept the request: it can be corrected and sent again."""
        self._refuse_agreement_move()
        waiting = self.filtered(lambda mandate: mandate.agreement_state in ("sent", "cancellation_sent"))
        if waiting != self:
            raise UserError(self.env._("Only what was sent and not answered can have been refused."))
        self._take_request_back()

    def _refuse_agreement_move(self):
        if not self.env.su and not self.env.user.has_group("sepa_remittance_addon.group_debit_confirm"):
            raise AccessError(self.env._("Deciding what PBS has registered needs the right “Confirm and export”."))
        self.check_access("write")

    def _take_request_back(self):
        """What was asked of PBS did not come about: a registration is local again, a cancellation registered again."""
        by_state = self.sudo().grouped("agreement_state")
        none = self.sudo().browse()
        by_state.get("sent", none)._move_field_to("agreement_state", "local")
        by_state.get("cancellation_sent", none)._move_field_to("agreement_state", "registered")
        self.sudo().filtered("renumbering_sent").renumbering_sent = False

    # ------------------------------------------------------------ new numbers

    @api.model
    def _cron_renumber_agreements(self):
        """Customer numbers that PBS changed count from the day that PBS gave."""
        self._renumber(fields.Date.context_today(self))

    @api.model
    def _renumber(self, day):
        self.env.flush_all()
        renumbered = [row[0] for row in self.env.execute_query(SQL(RENUMBER, uid=self.env.uid, day=day))]
        if renumbered:
            self.env.cr.execute(SQL(RENUMBER_PROPOSALS, renumbered))
            self.env.invalidate_all(flush=False)
            mandates = self.browse(renumbered)
            mandates.modified(["new_customer_number", "renumbered_from", "renumbering_sent", "customer_number"])
        return self.browse(renumbered)


RENUMBER = """
UPDATE debit_mandate
   SET customer_number = COALESCE(new_customer_number, customer_number),
       creditor_identifier = COALESCE(new_creditor_number, creditor_identifier),
       new_customer_number = NULL, new_creditor_number = NULL, renumbered_from = NULL, renumbering_sent = FALSE,
       write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
 WHERE renumbered_from <= %(day)s
RETURNING id
"""

# What the bank was asked under the old number is answered under it.
RENUMBER_PROPOSALS = """
UPDATE debit_remittance_line line SET customer_number = mandate.customer_number
  FROM debit_mandate mandate
 WHERE mandate.id = line.mandate_id AND mandate.id = ANY(%s) AND line.state IN ('proposed', 'held')
"""
