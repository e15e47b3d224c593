from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_lot_keep_cheque = fields.Integer(related="company_id.mail_lot_keep_cheque", readonly=False)
    mail_lot_keep_card = fields.Integer(related="company_id.mail_lot_keep_card", readonly=False)
    mail_lot_keep_iban = fields.Integer(related="company_id.mail_lot_keep_iban", readonly=False)
    mail_lot_keep_letter = fields.Integer(related="company_id.mail_lot_keep_letter", readonly=False)
