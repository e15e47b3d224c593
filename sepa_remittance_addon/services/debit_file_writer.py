import tempfile
from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..formats.iso20022 import pain008, schema
from ..formats.pbs import bs_0601, ls_delivery
from ..formats.refusal import Refusal
from ..formats.values import Address, Amendment, Collection, Debit, DebitBlock, DebitMessage, Party
from ..models.debit_mandate import SEPA_SCHEMES
from ..models.debit_remittance_line_amendment import SAME_MANDATE_NEW_ACCOUNT
from ..models.refusals import tell

ROWS_AT_ONCE = 5000
DEFAULT_GROUP = "00001"
LOCAL_INSTRUMENT = {"sepa_core": "CORE", "sepa_b2b": "B2B"}


class DebitFileWriter(models.AbstractModel):
    """Turns the remitted lines of a remittance into the bytes a bank reads: records to values to bytes, as a stream."""

    _name = "debit.file.writer"
    _description = "Bank file of a remittance"

    @api.model
    def _write_files(self, remittance):
        """:return: ``[(file name, bytes)]``, each valid for its standard.

        :raises UserError: when a line cannot be written, naming it; then there is no file at all.
        """
        self.env.flush_all()
        layout = remittance.payment_method_line_id.debit_format
        try:
            if remittance.scheme in SEPA_SCHEMES:
                return list(self._pain008_files(remittance, layout))
            return [self._pbs_file(remittance, layout)]
        except Refusal as refusal:
            raise UserError(self.env._("The bank file cannot be written. %s", tell(self.env, refusal))) from refusal

    # ------------------------------------------------------------ SEPA

    def _pain008_files(self, remittance, version):
        blocks = self.env.execute_query_dict(SQL(BLOCKS, remittance.id))
        per_block = remittance.payment_method_line_id.debit_file_per_block
        for number, share in enumerate([[block] for block in blocks] if per_block else [blocks], 1):
            suffix = f"-{number}" if per_block else ""
            message = self._prepare_message(remittance, share, suffix)
            content = _spool(pain008.render(message, version), lambda spool: schema.validate(spool, version))
            yield f"{message.identification}.xml", content

    def _prepare_message(self, remittance, blocks, suffix):
        return DebitMessage(
            identification=remittance.bank_reference + suffix,
            created=fields.Datetime.now(),
            initiator=remittance.company_id.name,
            count=sum(block["count"] for block in blocks),
            total=sum(Decimal(block["total"]) for block in blocks),
            blocks=tuple(self._prepare_block(remittance, block) for block in blocks),
        )

    def _prepare_block(self, remittance, block):
        journal = remittance.journal_id
        return DebitBlock(
            identification=block["block_reference"],
            scheme=LOCAL_INSTRUMENT[remittance.scheme],
            sequence_type=block["sequence_type"],
            collection_date=block["payment_date"],
            creditor=Party(
                name=remittance.company_id.name,
                iban=journal.bank_account_id.sanitized_acc_number,
                bic=journal.bank_id.bic or "",
            ),
            creditor_identifier=journal._get_creditor_identifier(remittance.scheme),
            count=block["count"],
            total=Decimal(block["total"]),
            debits=self._stream_debits(remittance, block["block_reference"]),
            batch_booking=remittance.payment_method_line_id.debit_batch_booking,
        )

    def _stream_debits(self, remittance, block_reference):
        rows = self._pages(DEBITS, ("",), remittance.id, block_reference)
        for reference, amount, name, iban, bic, street, postcode, town, country, mandate, signed, text, *old in rows:
            address = (
                Address(country=country, town=town, postcode=postcode, street=street) if country and town else None
            )
            yield Debit(
                end_to_end_id=reference,
                amount=Decimal(amount),
                debtor=Party(name=name, iban=iban, bic=bic, address=address),
                mandate_reference=mandate,
                signature_date=signed,
                text=text,
                amendment=_amendment(*old) if any(old) else None,
            )

    # ------------------------------------------------------------ PBS

    def _pbs_file(self, remittance, layout):
        journal = remittance.journal_id
        header = {"supplier_number": journal.pbs_supplier_number, "created": fields.Date.context_today(remittance)}
        creditor = journal._get_creditor_identifier(remittance.scheme)
        group = "" if layout == "ls.40" else journal.pbs_debtor_group or DEFAULT_GROUP
        collections = self._stream_collections(remittance, group)
        if layout == "ls.40":
            chunks = ls_delivery.render(
                collections, creditor_number=creditor, sender=f"{remittance.id % 10**6:06d}", **header
            )
        else:
            chunks = bs_0601.render(
                collections,
                pbs_number=creditor,
                debtor_group=group,
                delivery_number=str(remittance.id % 10**10),
                text=remittance.company_id.name[:60],
                **header,
            )
        return f"{remittance.bank_reference}.txt", _spool(chunks)

    def _stream_collections(self, remittance, group):
        """:param group: the debtor group of agreements that name no other; empty where the scheme has none."""
        rows = self._pages(COLLECTIONS, ("", date.min, ""), bool(group), group, remittance.id)
        for debtor_group, day, customer_number, amount, reference, agreement, text in rows:
            yield Collection(
                customer_number=customer_number,
                payment_date=day,
                amount=Decimal(amount),
                reference=reference[:30],
                mandate_number=agreement,
                debtor_group=debtor_group,
                texts=tuple(text[start : start + 60] for start in range(0, min(len(text), 240), 60)),
            )

    def _pages(self, statement, key, *parameters):
        """Rows a few thousand at a time, each page read after the key of the last: memory stays flat.

        :param key: what a page starts after, at first, as the statement's last parameters but one; see the statements.
        """
        full = True
        while full:
            rows = self.env.execute_query(SQL(statement, *parameters, *key, ROWS_AT_ONCE))
            yield from rows
            if full := len(rows) == ROWS_AT_ONCE:
                key = rows[-1][: len(key)]


def _amendment(account, reference, creditor_identifier, creditor_name):
    """:param account: the old IBAN, or the code that says no more than that it changed."""
    same_mandate = account == SAME_MANDATE_NEW_ACCOUNT
    return Amendment(
        old_reference=reference or "",
        old_creditor_identifier=creditor_identifier or "",
        old_creditor_name=creditor_name or "",
        old_iban="" if same_mandate else account or "",
        same_mandate_new_account=same_mandate,
    )


def _spool(chunks, check=None):
    with tempfile.TemporaryFile() as spool:
        for chunk in chunks:
            spool.write(chunk)
        if check:
            spool.seek(0)
            check(spool)
        spool.seek(0)
        return spool.read()


# Odoo reads a numeric column as a float; money crosses as text and becomes a Decimal.
BLOCKS = """
SELECT block_reference, sequence_type, payment_date, COUNT(DISTINCT end_to_end_id) AS count, SUM(amount)::text AS total
  FROM debit_remittance_line
 WHERE remittance_id = %s AND state = 'remitted'
 GROUP BY block_reference, sequence_type, payment_date
 ORDER BY block_reference
"""

DEBITS = """
SELECT line.end_to_end_id, SUM(line.amount)::text, COALESCE(NULLIF(MIN(account.acc_holder_name), ''), MIN(payer.name)),
       MIN(account.sanitized_acc_number), COALESCE(MIN(bank.bic), ''), COALESCE(MIN(payer.street), ''),
       COALESCE(MIN(payer.zip), ''), COALESCE(MIN(payer.city), ''), COALESCE(MIN(country.code), ''),
       MIN(mandate.reference), MIN(mandate.signature_date),
       STRING_AGG(COALESCE(NULLIF(move.payment_reference, ''), move.name), ' ' ORDER BY line.id),
       MIN(line.old_account), MIN(line.old_reference), MIN(line.old_creditor_identifier), MIN(line.old_creditor_name)
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id
  JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
  JOIN res_partner payer ON payer.id = line.partner_id
  JOIN account_move move ON move.id = line.move_id
  LEFT JOIN res_bank bank ON bank.id = account.bank_id
  LEFT JOIN res_country country ON country.id = payer.country_id
 WHERE line.remittance_id = %s AND line.block_reference = %s AND line.state = 'remitted' AND line.end_to_end_id > %s
 GROUP BY line.end_to_end_id
 ORDER BY line.end_to_end_id
 LIMIT %s
"""

COLLECTIONS = """
WITH asked AS (
    SELECT line.id, line.payment_date, line.customer_number, line.amount, line.end_to_end_id, line.move_id,
           COALESCE(mandate.agreement_number, '') AS agreement_number,
           CASE WHEN %s THEN LPAD(COALESCE(NULLIF(mandate.debtor_group, ''), %s), 5, '0') ELSE '' END AS debtor_group
      FROM debit_remittance_line line
      LEFT JOIN debit_mandate mandate ON mandate.id = line.mandate_id
     WHERE line.remittance_id = %s AND line.state = 'remitted'
)
SELECT asked.debtor_group, asked.payment_date, asked.customer_number, SUM(asked.amount)::text,
       MIN(asked.end_to_end_id), MAX(asked.agreement_number), STRING_AGG(move.name, ' ' ORDER BY asked.id)
  FROM asked
  JOIN account_move move ON move.id = asked.move_id
 WHERE (asked.debtor_group, asked.payment_date, asked.customer_number) > (%s, %s, %s)
 GROUP BY asked.debtor_group, asked.payment_date, asked.customer_number
 ORDER BY asked.debtor_group, asked.payment_date, asked.customer_number
 LIMIT %s
"""
