from odoo import fields, models


class ReceivedSettlingStep(models.Model):
    """What somebody did to a line by hand: who, when, in words, and how the lines looked before and after.

    Kept for good, as a history of the line; the last ones can be undone while nothing else has changed the lines.
    """

    _name = "received.settling.step"
    _description = "Settling step"
    _order = "id desc"
    _check_company_auto = True

    line_id = fields.Many2one(
        "received.statement.line", "Statement line", required=True, index=True, ondelete="cascade", readonly=True
    )
    statement_id = fields.Many2one(related="line_id.statement_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True, precompute=True)
    words = fields.Char("What was done", required=True, readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    lifted_ids = fields.Many2many("debit.remittance.line", string="Debits whose block was lifted", readonly=True)
    exact = fields.Boolean("Can be undone", readonly=True)
    undone = fields.Boolean(readonly=True)

    _last_of_user = models.Index("(create_uid, id DESC) WHERE exact AND undone IS NOT TRUE")
