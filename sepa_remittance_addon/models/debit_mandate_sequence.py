from odoo import api, fields, models
from odoo.tools import SQL


class DebitMandate(models.Model):
    """The series of a mandate's debits: from the first to the last one (MAN-1, MAN-12)."""

    _inherit = "debit.mandate"

    final_collection = fields.Boolean(
        "Next debit is the last one",
        tracking=True,
        copy=False,
        help="Last collection: the bank is told so (FNAL), and confirming it completes the mandate.",
    )
    # Dates typed or imported, of collections this database has no lines of.
    earlier_first_collection_date = fields.Date(readonly=True, copy=False)
    earlier_last_collection_date = fields.Date(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._keep_earlier_dates(vals)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        self._keep_earlier_dates(vals)
        return super().write(vals)

    def _keep_earlier_dates(self, vals):
        """Confirming and cancelling write these dates by statement, so what comes by here was typed or imported."""
        for name in ("first_collection_date", "last_collection_date"):
            if name in vals:
                vals[f"earlier_{name}"] = vals[name]

    @api.private
    def _recount_collection_dates(self):
        """Set the first and last collection date to what the bank was presented, refused debits included (MAN-13)."""
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(RECOUNT, mandates=list(self.ids)))
        self.invalidate_recordset(["first_collection_date", "last_collection_date"])


RECOUNT = """
UPDATE debit_mandate mandate
   SET first_collection_date = LEAST(mandate.earlier_first_collection_date, presented.first_date),
       last_collection_date = GREATEST(mandate.earlier_last_collection_date, presented.last_date)
  FROM (SELECT mandate.id, MIN(line.payment_date) AS first_date, MAX(line.payment_date) AS last_date
          FROM debit_mandate mandate
          LEFT JOIN debit_remittance_line line ON line.mandate_id = mandate.id
                                              AND line.state IN ('remitted', 'matched', 'rejected', 'returned')
         WHERE mandate.id = ANY(%(mandates)s)
         GROUP BY mandate.id) presented
 WHERE presented.id = mandate.id
"""
