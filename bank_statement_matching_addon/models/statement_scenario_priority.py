from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST = 5
KEY_FIELDS = {
    "transaction_type": "transaction_type_id",
    "business_code": "business_code",
    "text": "text",
    "direction": "direction",
}


class StatementScenarioPriority(models.Model):
    """Which scenario is tried for which combination of keys, in this order (STM-3).

    An empty key fits every line, and a transaction type also those that say more: ``PMNT-IDDT`` fits
    ``PMNT-IDDT-ESDD``. Among the combinations that fit a line, those with the most keys filled in decide, and among
    these the one whose type says most.
    """

    _name = "statement.scenario.priority"
    _description = "Scenario priority"
    _order = "profile_id, sequence, id"
    _check_company_auto = True

    profile_id = fields.Many2one("statement.profile", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    transaction_type_id = fields.Many2one("statement.transaction.type", ondelete="restrict")
    business_code = fields.Char("Business transaction code")
    text = fields.Char("Text contains")
    direction = fields.Selection([("in", "Credit (money in)"), ("out", "Debit (money out)")], "Debit or credit")
    scenario_id = fields.Many2one("statement.scenario", required=True, ondelete="restrict", check_company=True)
    executed = fields.Boolean(related="scenario_id.executed")

    @api.constrains("profile_id", "transaction_type_id", "business_code", "text", "direction")
    def _check_at_most_five(self):
        for profile in self.profile_id:
            for rows in profile.priority_ids.grouped(lambda row: row._combination()).values():
                if len(rows) > MOST:
                    raise ValidationError(
                        self.env._(
                            "%(profile)s: at most %(most)s scenarios for one combination of keys.",
                            profile=profile.display_name,
                            most=MOST,
                        )
                    )

    @api.constrains("profile_id", "transaction_type_id", "business_code", "text", "direction")
    def _check_keys_of_profile(self):
        for row in self:
            foreign = [name for name, field in KEY_FIELDS.items() if row[field] and name not in row.profile_id._keys()]
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(profile)s does not use this key: %(key)s",
                        profile=row.profile_id.display_name,
                        key=foreign[0],
                    )
                )

    def _combination(self):
        return (self.transaction_type_id.id, self.business_code or "", (self.text or "").lower(), self.direction or "")

    def _fits(self, line):
        _kind, code, text, direction = self._combination()
        return (
            self._fits_type(line.transaction_type_id)
            and code in ("", line.business_code or "")
            and (not text or text in f"{line.text or ''} {line.entry_text or ''}".lower())
            and direction in ("", "in" if line.amount >= 0 else "out")
        )

    def _fits_type(self, kind):
        own = self.transaction_type_id
        return not own or own == kind or (kind.code or "").startswith(f"{own.code}-")

    def _of_line(self, line):
        """The scenarios for a line, in order: those of the fitting combinations with the most keys."""
        fitting = self.filtered(lambda row: row._fits(line))
        most = max((row._weight() for row in fitting), default=None)
        return (
            fitting.filtered(lambda row: row._weight() == most).sorted(lambda row: (row.sequence, row.id)).scenario_id
        )

    def _weight(self):
        return sum(1 for key in self._combination() if key), len(self.transaction_type_id.code or "")
