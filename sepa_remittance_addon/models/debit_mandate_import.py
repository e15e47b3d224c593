from odoo import api, fields, models


class DebitMandate(models.Model):
    """Mandates from a file, through Odoo's own import (MAN-16). Rows are understood by ``debit.mandate.importer``."""

    _inherit = "debit.mandate"

    payer_number = fields.Char(
        "Payer's number",
        compute="_compute_import_columns",
        readonly=False,
        help="The reference on the customer. An import finds the payer by it.",
    )
    iban = fields.Char(
        "Payer's IBAN",
        compute="_compute_import_columns",
        readonly=False,
        help="An import finds the payer's account by it, or adds it to the payer. It is shown masked.",
    )

    @api.depends("partner_id.ref", "partner_bank_id.acc_number")
    def _compute_import_columns(self):
        for mandate in self:
            mandate.payer_number = mandate.partner_id.ref
            mandate.iban = mandate.masked_account

    @api.model
    def load(self, fields, data):
        """Understand the columns *payer's number* and *payer's IBAN*, and tell all that is wrong with the rows at once.

        Whatever is wrong with one row, nothing of the file is stored, not even a new account.
        """
        if not {"payer_number", "iban"} & set(fields):
            return super(DebitMandate, self.with_context(default_origin="imported")).load(fields, data)
        limit = self.env.context.get("_import_limit")
        fields, data, messages = self.env["debit.mandate.importer"]._read(fields, data[:limit] if limit else data)
        if messages:
            return {"ids": False, "messages": messages, "nextrow": 0}
        savepoint = self.env.cr.savepoint()
        fields, data = self.env["debit.mandate.importer"]._add_accounts(fields, data)
        result = super(DebitMandate, self.with_context(default_origin="imported")).load(fields, data)
        savepoint.close(rollback=result["ids"] is False)
        return result

    def _load_records_create(self, vals_list):
        """An empty cell leaves a mandate its default."""
        return super()._load_records_create([{key: vals[key] for key in vals if vals[key]} for vals in vals_list])

    def _load_records_write(self, values):
        """An empty cell changes nothing: the row tells that a mandate to sign was signed."""
        return super()._load_records_write({key: values[key] for key in values if values[key]})

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import template for mandates"),
                "template": "/sepa_remittance_addon/static/xls/mandates.xlsx",
            }
        ]
