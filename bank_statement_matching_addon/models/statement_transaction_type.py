from odoo import api, fields, models

MEANINGS = [
    ("collection", "Executed collection"),
    ("disbursement", "Executed disbursement"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
    ("charged_back", "Charged back"),
    ("other", "Other"),
]
REFUSALS = ("rejected", "cancelled")


class StatementTransactionType(models.Model):
    """The bank's code for a line, and what it means to us (STM-2)."""

    _name = "statement.transaction.type"
    _description = "Transaction type"
    _order = "code"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True,
        index=True,
        help="As in the bank's file: 0580, or domain-family-subfamily such as PMNT-IDDT-UPDD.",
    )
    name = fields.Char("Label", required=True, translate=True)
    meaning = fields.Selection(MEANINGS, required=True, default="other")
    direction = fields.Selection(
        [("in", "Money in"), ("out", "Money out"), ("none", "No money moved"), ("both", "In or out")],
        required=True,
        default="both",
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(code)", "There is already a transaction type with this code.")

    @api.depends("code", "name")
    @api.depends_context("lang", "formatted_display_name", "show_transaction_code")
    def _compute_display_name(self):
        """Plain words; the bank's code beside them where one chooses a type."""
        label = "{kind.name}"
        if self.env.context.get("formatted_display_name"):
            label = "{kind.name} `{kind.code}`"
        elif self.env.context.get("show_transaction_code"):
            label = "{kind.code} {kind.name}"
        for kind in self:
            kind.display_name = label.format(kind=kind)

    @api.model
    def _by_code(self, codes):
        """The types for bank codes: the exact one, or that of the family when the bank's code says more.

        :return: ``{code: type}``; a code of which not even the family is known is missing.
        """
        wanted = {code: _broader(code) for code in codes if code}
        names = {name for chain in wanted.values() for name in chain}
        known = {kind.code: kind for kind in self.search([("code", "in", sorted(names))])}
        found = {code: next((known[name] for name in chain if name in known), None) for code, chain in wanted.items()}
        return {code: kind for code, kind in found.items() if kind}


def _broader(code):
    """``PMNT-IDDT-ESDD`` itself, then ``PMNT-IDDT``, then ``PMNT``."""
    parts = code.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
