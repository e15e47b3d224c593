import tempfile
from decimal import Decimal

from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain001, schema
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Address, Party, Transfer, TransferBlock, TransferMessage
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.exceptions import UserError
from odoo.tools import SQL

ROWS_AT_ONCE = 5000


class RefundFileWriter(models.AbstractModel):
    """Turns the lines of an export into the bytes a bank reads: records to values to bytes, as a stream."""

    _name = "refund.file.writer"
    _description = "Bank file of refunds"

    @api.model
    def _write(self, export):
        """:return: the file, valid against the official schema.

        :raises UserError: when a refund cannot be written, naming it; then there is no file at all.
        """
        self.env.flush_all()
        try:
            with tempfile.TemporaryFile() as spool:
                for chunk in pain001.render(self._prepare_message(export), export.refund_format):
                    spool.write(chunk)
                spool.seek(0)
                schema.validate(spool, export.refund_format)
                spool.seek(0)
                return spool.read()
        except Refusal as refusal:
            reason = tell(self.env, refusal)
            raise UserError(self.env._("The refund file cannot be written. %s", reason)) from refusal

    def _prepare_message(self, export):
        reference, count, total = self.env.execute_query(SQL(BLOCK, export.id))[0]
        return TransferMessage(
            identification=export.bank_reference,
            created=fields.Datetime.now(),
            initiator=export.company_id.name,
            count=count,
            total=Decimal(total),
            blocks=(
                TransferBlock(
                    identification=reference,
                    execution_date=export.execution_date,
                    debtor=self._prepare_debtor(export),
                    count=count,
                    total=Decimal(total),
                    transfers=self._stream_transfers(export),
                    batch_booking=export.batch_booking,
                ),
            ),
        )

    def _prepare_debtor(self, export):
        company, journal = export.company_id, export.journal_id
        return Party(
            name=company.name,
            iban=journal.bank_account_id.sanitized_acc_number,
            bic=journal.bank_id.bic or "",
            address=_address(company.street, company.zip, company.city, company.country_id.code),
        )

    def _stream_transfers(self, export):
        """Rows a few thousand at a time, each page read after the key of the last: memory stays flat."""
        key = 0
        while rows := self.env.execute_query(SQL(TRANSFERS, export.id, key, ROWS_AT_ONCE)):
            for _id, reference, amount, name, iban, bic, text, *address in rows:
                yield Transfer(
                    end_to_end_id=reference,
                    amount=Decimal(amount),
                    creditor=Party(name=name, iban=iban, bic=bic, address=_address(*address)),
                    text=text,
                )
            key = rows[-1][0]


def _address(street, postcode, town, country):
    """A hybrid address where town and country are known; without them banks take none."""
    if not town or not country:
        return None
    return Address(country=country, town=town, postcode=postcode or "", street=street or "")


# Odoo reads a numeric column as a float; money crosses as text and becomes a Decimal.
BLOCK = """
SELECT MIN(block_reference), COUNT(*), COALESCE(SUM(amount), 0)::text FROM refund_export_line WHERE export_id = %s
"""
TRANSFERS = """
SELECT line.id, line.end_to_end_id, line.amount::text, line.holder, line.iban, COALESCE(line.bic, ''), line.text,
       customer.street, customer.zip, customer.city, country.code
  FROM refund_export_line line
  JOIN contract_transaction request ON request.id = line.request_id
  JOIN res_partner person ON person.id = request.partner_id
  JOIN res_partner customer ON customer.id = person.commercial_partner_id
  LEFT JOIN res_country country ON country.id = customer.country_id
 WHERE line.export_id = %s AND line.id > %s
 ORDER BY line.id
 LIMIT %s
"""
