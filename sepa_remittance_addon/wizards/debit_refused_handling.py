from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from ..services.debit_refused_handler import Told

MOST_SHOWN = 50


class DebitRefusedHandling(models.TransientModel):
    """Asks what is to be done with refused debits, shows what will happen, and has it done (REM-15)."""

    _name = "debit.refused.handling"
    _description = "Handling of refused debits"

    line_ids = fields.Many2many("debit.remittance.line", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company")
    currency_id = fields.Many2one(related="company_id.currency_id")
    line_count = fields.Integer("Debits", compute="_compute_company")
    present_again = fields.Boolean("Present again")
    where = fields.Selection(
        [
            ("next", "In the next proposal"),
            ("new", "In a new proposal, made now"),
            ("proposal", "In this proposal"),
        ],
        default="next",
        required=True,
    )
    proposal_id = fields.Many2one(
        "debit.remittance", domain="[('state', '=', 'proposal'), ('company_id', '=', company_id)]"
    )
    change_method = fields.Boolean("Change the payment method")
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "New payment method",
        domain="[('payment_type', '=', 'inbound'), ('company_id', '=', company_id)]",
        help="Empty: no preferred payment method.",
    )
    change_due_date = fields.Boolean("Change the due date")
    due_date = fields.Date("New due date")
    charge_fee = fields.Boolean("Charge the return fee")
    fee = fields.Monetary("Fee per debit", compute="_compute_charges", store=True, readonly=False)
    charge_interest = fields.Boolean("Charge late interest")
    rate = fields.Float("% a year", compute="_compute_charges", store=True, readonly=False, digits=(5, 2))
    interest_until = fields.Date("Until", default=fields.Date.context_today)
    channel = fields.Selection(
        selection=lambda self: self.env["debit.line.change.wizard"]._fields["channel"]._description_selection(self.env),
        string="Asked by",
        required=True,
        default="internal",
    )
    asked_by = fields.Char("Person who asked")
    reason = fields.Char()
    preview = fields.Html("What will happen", compute="_compute_preview", sanitize=False)

    @api.depends("line_ids")
    def _compute_company(self):
        for wizard in self:
            wizard.company_id = wizard.line_ids.company_id[:1] or self.env.company
            wizard.line_count = len(wizard.line_ids)

    @api.depends("company_id")
    def _compute_charges(self):
        for wizard in self:
            wizard.fee = wizard.company_id.debit_return_fee
            wizard.rate = wizard.company_id.debit_interest_rate

    # ------------------------------------------------------------ what will happen

    @api.depends(
        "line_ids", "present_again", "where", "proposal_id", "change_method", "payment_method_line_id",
        "change_due_date", "due_date", "charge_fee", "fee", "charge_interest", "rate", "interest_until",
    )  # fmt: skip
    def _compute_preview(self):
        for wizard in self:
            rows = [
                Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
                % (line.display_name, self._format(line.residual, line.currency_id), Markup("<br/>").join(words))
                for line, words in wizard._foresee()
            ]
            head = Markup("<tr><th>%s</th><th>%s</th><th>%s</th></tr>") % (
                self.env._("Debit"), self.env._("Still open"), self.env._("What will happen")
            )  # fmt: skip
            wizard.preview = (
                Markup('<table class="table table-sm">%s%s</table>') % (head, Markup().join(rows))
                + wizard._describe_total()
            )

    def _foresee(self):
        """``[(line, [sentence, ...])]`` of the first lines."""
        lines = self.line_ids._origin[:MOST_SHOWN]
        charger = self.env["debit.charger"]
        interests = {interest.receivable: interest for interest in self._compute_interests(lines)}
        with_fee = charger._without_fee(lines)
        return [
            (line, list(filter(None, self._foresee_one(line, line in with_fee, interests.get(line.move_line_id)))))
            for line in lines
        ]

    def _foresee_one(self, line, with_fee, interest):
        if not line.to_decide:
            yield self.env._("Settled or asked again: take it out")
        if self.charge_fee:
            fee = self._format(self.fee, self.currency_id)
            yield self.env._("Fee: %s", fee) if with_fee else self.env._("Fee charged before")
        if self.charge_interest:
            explained = interest and f"{self.env['debit.charger']._explain(interest)}: "
            yield explained + self._format(interest.amount, line.currency_id) if interest else self.env._("No interest")
        if self.change_method:
            name = self.payment_method_line_id.display_name or self.env._("none")
            yield self.env._("Payment method: %s", name)
        if self.change_due_date and self.due_date:
            yield self.env._("Due on %s", fields.Date.to_string(self.due_date))
        if self.present_again:
            limit = not line._may_be_asked_again()
            number = line.attempt + 1
            yield self.env._("Limit of attempts reached: stays blocked") if limit else self.env._("Attempt %s", number)
            if line.mandate_id.suspended or line.mandate_id.state in ("withdrawn", "abandoned"):
                yield self.env._("Its mandate may not be used now; without another one it is left out")

    def _describe_total(self):
        more = len(self.line_ids) - MOST_SHOWN
        interests = sum(interest.amount for interest in self._compute_interests(self.line_ids._origin))
        words = [self.env._("and %s more", more)] if more > 0 else []
        if self.charge_interest:
            words.append(self.env._("Interest in all: %s", self._format(interests, self.currency_id)))
        return Markup("<p>%s</p>") % ". ".join(words)

    def _compute_interests(self, lines):
        if not (self.charge_interest and self.rate and self.interest_until):
            return []
        return self.env["debit.charger"]._compute_interest(lines, self.rate, self.interest_until)

    def _format(self, amount, currency):
        return formatLang(self.env, amount, currency_obj=currency)

    # ------------------------------------------------------------ do it

    def action_handle(self):
        """All of it or nothing; opens what was made."""
        self.ensure_one()
        self._refuse_contradictions()
        handler = self.env["debit.refused.handler"]
        lines = self.line_ids
        handler._check(lines)
        told = Told(self.channel, self.asked_by or "", self.reason or "")
        invoices = self.env["account.move"].browse()
        proposals = self.env["debit.remittance"].browse()
        if self.charge_fee or self.charge_interest:
            fee, rate = (self.fee if self.charge_fee else 0), (self.rate if self.charge_interest else 0)
            invoices = handler._charge(lines, fee, rate, self.interest_until, told)
        if self.change_method:
            handler._change_method(lines, self.payment_method_line_id, told)
        if self.change_due_date:
            handler._change_due_date(lines, self.due_date, told)
        if self.present_again:
            proposals = handler._present_again(lines, self.where, self.proposal_id, told)
        return self._open(proposals or invoices)

    def _refuse_contradictions(self):
        problems = [sentence for wrong, sentence in self._get_contradictions() if wrong]
        if problems:
            raise UserError("\n".join(problems))

    def _get_contradictions(self):
        acts = self.present_again, self.change_method, self.change_due_date, self.charge_fee, self.charge_interest
        elsewhere = self.change_method and self.payment_method_line_id.code != "debit_remittance"
        no_interest = self.rate <= 0 or not self.interest_until
        no_proposal = self.where == "proposal" and not self.proposal_id
        return [
            (not any(acts), self.env._("Choose what is to be done.")),
            (len(self.line_ids.company_id) > 1, self.env._("Choose debits of one company.")),
            (self.present_again and no_proposal, self.env._("Choose the proposal.")),
            (
                self.present_again and elsewhere,
                self.env._("What is paid another way cannot be presented again too."),
            ),
            (self.change_due_date and not self.due_date, self.env._("Fill in the new due date.")),
            (
                self.charge_fee and self.fee <= 0,
                self.env._("Fill in the return fee; its default is in the settings."),
            ),
            (
                self.charge_interest and no_interest,
                self.env._("Fill in the rate and the last day of the interest."),
            ),
        ]

    def _open(self, made):
        if not made:
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        action = {"type": "ir.actions.act_window", "res_model": made._name, "name": self.env._("What was made")}
        if len(made) == 1:
            return {**action, "view_mode": "form", "res_id": made.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", made.ids)]}
