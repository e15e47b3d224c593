from odoo import fields, models


class DebitNoticeRun(models.Model):
    """Payers of a remittance who are told together: done share by share, so that a run that was cut off goes on."""

    _name = "debit.notice.run"
    _description = "Payers told together"
    _order = "id desc"

    remittance_id = fields.Many2one("debit.remittance", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="remittance_id.company_id", store=True)
    channel = fields.Char(required=True, readonly=True)
    wanted = fields.Json(readonly=True, help="The notices' ids, in the order of the payers' names.")
    done = fields.Integer(readonly=True, help="How many of them are told.")
    part_ids = fields.Many2many(
        "ir.attachment",
        string="Letters so far",
        readonly=True,
        context={"skip_res_field_check": True},
        groups="sepa_remittance_addon.group_debit_user",
    )
    file_id = fields.Many2one("ir.attachment", "Letters", readonly=True)
