from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .mail_lot_item import CONTENT

CONDITION = [
    ("no_renewal", "E: does not wish to go on"),
    ("deceased", "DCD: the client is deceased"),
    ("notary", "NOT: a notary is named"),
    ("guardianship", "TUT: guardianship"),
    ("refusal", "REF: refuses to pay"),
    ("unsigned", "NS: coupon not signed"),
    ("other_holder", "NOM: the holder is not the client"),
    ("chosen_day", "JOUR: wishes to be debited on a chosen day"),
    ("new_title", "NVT: wishes a new title"),
    ("partial_renewal", "PAR: resubscribes in part"),
    ("renewal_impossible", "RI: resubscription impossible"),
    ("weighty_note", "ANN: a note of weight on the coupon"),
    ("with_account", "IBC: a card or an IBAN beside the cheque"),
    ("several_cheques", "NCH: several cheques"),
    ("one_for_two", "2CO: one cheque for two coupons"),
    ("later_cash_in", "1M: cash-in asked more than a month later"),
    ("ink", "ENC: ink neither black nor blue"),
    ("other_payee", "ORD: made out to somebody else"),
    ("other_payee_ccp", "CCP: made out to somebody else, postal account"),
    ("postal_order", "MAN: postal order"),
    ("iban_refused", "FP: IBAN not accepted by the partner file"),
    ("mandate_inactive", "INA: the mandate is inactive"),
    ("account_blocked", "B: the account is blocked"),
    ("qcu2", "QCU2"),
    ("qcoi", "QCOI"),
    ("qcdh", "QCDH"),
    ("fa", "FA client"),
    ("no_debt", "No pending invoice"),
    ("option_1", "Option 1 is ticked"),
    ("option_2", "Option 2 is ticked"),
]
RESULT = [
    ("accept", "Accept"),
    ("archive", "Accept, keep and archive the coupon"),
    ("digitisation", "Digitisation"),
    ("recovery", "Recovery service"),
    ("src", "SRC"),
    ("refuse", "Refuse"),
]


class CouponRule(models.Model):
    """What is to be done with a coupon on which something is noted: procedure as data, each with its dates (LOT-10)."""

    _name = "coupon.rule"
    _description = "Coupon rule"
    _order = "sequence, id"

    sequence = fields.Integer(
        default=100, help="Of several rules that apply, the first one says where the coupon goes."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    condition = fields.Selection(CONDITION, "If", required=True, index=True)
    content = fields.Selection(CONTENT, "In the envelope", help="Empty: whatever is in it.")
    above = fields.Float("Cheque above", digits=(16, 2), help="Only for cheques above this amount.")
    result = fields.Selection(RESULT, required=True)
    is_keyed = fields.Boolean(
        "Key it all the same", help="The payment is taken and only the coupon goes there; otherwise nothing is keyed."
    )
    mark = fields.Char("Mark on the coupon")
    reason = fields.Char(translate=True, help="Stands on the slip beside the coupon.")
    date_from = fields.Date("From", help="By the arrival of the mail. Empty: since ever.")
    date_to = fields.Date("Until", help="The last day. Empty: until further notice.")

    _dates = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)", "A rule ends after it begins."
    )

    @api.depends("condition", "content")
    def _compute_display_name(self):
        conditions = dict(self._fields["condition"]._description_selection(self.env))
        contents = dict(self._fields["content"]._description_selection(self.env))
        for rule in self:
            parts = (conditions.get(rule.condition), contents.get(rule.content))
            rule.display_name = " - ".join(filter(None, parts))

    @api.onchange("result")
    def _onchange_result(self):
        if self.result in ("accept", "archive"):
            self.is_keyed = True

    @api.constrains("result", "is_keyed")
    def _check_result(self):
        for rule in self:
            if rule.result in ("accept", "archive") and not rule.is_keyed:
                raise ValidationError(self.env._("%s: what is accepted is keyed.", rule.display_name))
            if rule.result == "refuse" and rule.is_keyed:
                raise ValidationError(self.env._("%s: what is refused is not keyed.", rule.display_name))

    @api.model
    @api.private
    def _applying(self, company, day, content, facts, amount):
        """The rules in force on that day for an envelope with these facts, the first one first."""
        domain = (
            Domain("condition", "in", list(facts))
            & Domain("company_id", "in", (False, company.id))
            & Domain("content", "in", (False, content))
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", day))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        rules = self.sudo().search(domain) if facts else self.browse()
        return rules.filtered(lambda rule: not rule.above or amount > rule.above)
