from odoo import api, models

LARGEST_INDEXED = 10**6  # bytes


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        """Odoo keeps the words of every text that is uploaded, which takes sixteen times its memory (STM-18).

        For a statement of 100,000 lines that is two gigabytes, before anybody reads it; large texts have no words kept.
        """
        if file_type and file_type.startswith("text/") and len(bin_data) > LARGEST_INDEXED:
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
