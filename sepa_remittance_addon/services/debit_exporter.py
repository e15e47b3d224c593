from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..formats.calendar import next_bank_day
from ..models.debit_mandate import SEPA_SCHEMES


class DebitExporter(models.AbstractModel):
    """Confirms a remittance: checks all, writes the bank file, blocks the invoices, posts nothing (REM-8)."""

    _name = "debit.exporter"
    _description = "Confirmation of a remittance"

    @api.model
    def _confirm(self, remittance):
        """Ask the bank, in the caller's transaction: all of it happens or nothing does.

        Of two users who confirm at once, one succeeds; the other is told that it is no proposal any more.

        :raises UserError: listing every problem at once; nothing is changed then.
        """
        self._check_right()
        remittance.ensure_one()
        remittance._lock_or_tell()
        remittance._refuse_move("confirmed")
        if remittance.state != "proposal":
            raise UserError(self.env._("%s is confirmed already.", remittance.name))
        self._tell_step(0, self.env._("Checking"))
        self._move_late_dates(remittance)
        problems = self.env["debit.confirmation.checks"]._find_problems(remittance)
        if problems:
            raise UserError(self.env._("%s cannot be confirmed:", remittance.name) + "\n- " + "\n- ".join(problems))
        self._tell_step(1, self.env._("Numbering the debits"))
        self._remit(remittance)
        self._tell_step(2, self.env._("Writing the bank file"))
        files = self.env["debit.file.writer"]._write_files(remittance) if remittance.electronic else []
        self._tell_step(3, self.env._("Blocking the invoices"))
        self._block(remittance)
        self._close(remittance, files)
        remittance._learn_sizes()

    def _tell_step(self, done, step):
        self.env["background.job"]._tell_progress(done, 4, step)

    def _check_right(self):
        if not self.env.su and not self.env.user.has_group("sepa_remittance_addon.group_debit_confirm"):
            raise AccessError(self.env._("Confirming a remittance needs the right “Confirm and export”."))

    def _move_late_dates(self, remittance):
        """A proposal that waited too long is collected on the next possible bank day, when the payment type says so."""
        method = remittance.payment_method_line_id
        if method.debit_late_date != "move":
            return
        earliest = next_bank_day(self.env["debit.proposer"]._earliest(remittance), method._get_calendar())
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE debit_remittance_line SET payment_date = %s
                    WHERE remittance_id = %s AND state IN ('proposed', 'held') AND payment_date < %s""",
                earliest,
                remittance.id,
                earliest,
            )
        )
        if self.env.cr.rowcount:
            self.env.invalidate_all(flush=False)
            remittance.message_post(
                body=self.env._(
                    "%(count)s payment dates had become too early and were moved to %(day)s.",
                    count=self.env.cr.rowcount,
                    day=fields.Date.to_string(earliest),
                )
            )
        self.env["debit.proposer"]._spread_over_days(remittance)

    def _remit(self, remittance):
        """Lines to 0, with sequence type, amendment, payment block and end-to-end reference; lines on hold out.

        Lines of one payer, date and mandate share a reference where they travel as one debit: when the payment type
        merges, or when a credit note lowers the debit. Never across mandates.
        """
        method = remittance.payment_method_line_id
        creditor = self._sign(remittance)
        self.env["debit.mandate"]._accept_unanswered(remittance.company_id)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                REMIT,
                remittance=remittance.id,
                reference=remittance.bank_reference,
                merge=bool(method.debit_merge),
                first=method.debit_sequence_on_new_account or "RCUR",
                amendments=remittance.scheme in SEPA_SCHEMES,
                smnda=method.debit_amendment_form == "smnda",
                uid=self.env.uid,
                **creditor,
            )
        )
        self.env["debit.remittance.line"].invalidate_model()

    def _sign(self, remittance):
        """Keep as whom we ask the bank; the next debits are compared with it."""
        creditor = {
            "identifier": remittance.journal_id._get_creditor_identifier(remittance.scheme),
            "name": remittance.company_id._get_creditor_name(),
        }
        remittance.sudo().write({f"sent_creditor_{key}": value for key, value in creditor.items()})
        return creditor

    def _block(self, remittance):
        """Payment block 9 on the receivables, mandates moved on."""
        self.env.flush_all()
        for statement in BLOCK:
            self.env.cr.execute(SQL(statement, remittance=remittance.id, uid=self.env.uid))
        self.env.invalidate_all(flush=False)

    def _close(self, remittance, files):
        attachments = self.env["ir.attachment"].sudo().create(
            [
                {"name": name, "raw": content, "res_model": remittance._name, "res_id": remittance.id,
                 "res_field": "file_ids",
                 "mimetype": "application/xml" if name.endswith(".xml") else "text/plain"}
                for name, content in files
            ]
        )  # fmt: skip
        remittance._move_to(
            "confirmed" if remittance.electronic else "closed",
            confirmed_on=fields.Datetime.now(),
            confirmed_by_id=self.env.uid,
            file_ids=[(6, 0, attachments.ids)],
        )


# One update: PostgreSQL checks every reference of a row again that its own transaction updates twice.
# A debit may be several lines (merged, or lowered by a credit note); they share its lead, and so its sequence type and
# amendment. The first of a series is looked for among the answers of the mandate's own debits, and only where the bank
# wants FRST; a debit refused before money moved did not begin a series.
REMIT = """
WITH debit AS (
    SELECT line.id, line.payment_date, line.partner_id, line.mandate_id,
           CASE WHEN %(merge)s OR BOOL_OR(line.amount < 0) OVER together
                THEN MIN(line.id) OVER together ELSE line.id END AS lead
      FROM debit_remittance_line line
     WHERE line.remittance_id = %(remittance)s AND line.state = 'proposed'
    WINDOW together AS (PARTITION BY line.partner_id, line.payment_date, line.mandate_id)
), series AS (
    SELECT debit.*, FIRST_VALUE(lead) OVER whole = lead AS is_first, LAST_VALUE(lead) OVER whole = lead AS is_last
      FROM debit
    WINDOW whole AS (PARTITION BY mandate_id ORDER BY payment_date, lead
                     ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
), travelling AS MATERIALIZED (
    SELECT series.id, series.payment_date, series.partner_id, series.lead,
           CASE WHEN mandate.kind = 'one_off' THEN 'OOFF'
                WHEN mandate.final_collection AND series.is_last THEN 'FNAL'
                WHEN %(first)s = 'FRST' AND mandate.id IS NOT NULL AND series.is_first
                     AND CASE WHEN mandate.collected_on IS NULL THEN mandate.earlier_first_collection_date IS NULL
                              ELSE mandate.collected_iban <> account.sanitized_acc_number END
                     AND NOT EXISTS (
                         SELECT FROM debit_remittance_line begun
                          WHERE begun.mandate_id = mandate.id AND begun.state IN ('remitted', 'returned')
                            AND begun.debited_iban IS NOT DISTINCT FROM account.sanitized_acc_number
                            AND begun.payment_date >= COALESCE(mandate.collected_on, begun.payment_date))
                THEN 'FRST'
                ELSE 'RCUR' END AS sequence_type,
           account.sanitized_acc_number AS iban, mandate.reference,
           CASE WHEN %(amendments)s THEN NULLIF(mandate.collected_iban, account.sanitized_acc_number) END AS old_iban,
           CASE WHEN %(amendments)s THEN NULLIF(mandate.collected_reference, mandate.reference) END AS old_reference,
           CASE WHEN %(amendments)s THEN NULLIF(mandate.collected_creditor_identifier, %(identifier)s)
                END AS old_identifier,
           CASE WHEN %(amendments)s THEN NULLIF(mandate.collected_creditor_name, %(name)s) END AS old_name
      FROM series
      LEFT JOIN debit_mandate mandate ON mandate.id = series.mandate_id
      LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
), removed AS (
    UPDATE debit_remittance_line SET state = 'removed', write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
     WHERE remittance_id = %(remittance)s AND state = 'held'
), ranked AS (
    SELECT travelling.*,
           DENSE_RANK() OVER (ORDER BY payment_date, sequence_type) AS block,
           DENSE_RANK() OVER (ORDER BY payment_date, sequence_type, partner_id, lead) AS rank
      FROM travelling
)
UPDATE debit_remittance_line line
   SET state = 'remitted', write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC',
       sequence_type = ranked.sequence_type,
       block_reference = %(reference)s || '-B'
           || LPAD(ranked.block::text, GREATEST(3, LENGTH(ranked.block::text)), '0'),
       end_to_end_id = %(reference)s || '-' || LPAD(ranked.rank::text, GREATEST(6, LENGTH(ranked.rank::text)), '0'),
       debited_iban = ranked.iban,
       sent_reference = ranked.reference,
       amended = COALESCE(old_iban, ranked.old_reference, old_identifier, old_name) IS NOT NULL,
       old_account = CASE WHEN %(smnda)s AND old_iban IS NOT NULL THEN 'SMNDA' ELSE old_iban END,
       old_reference = ranked.old_reference,
       old_creditor_identifier = old_identifier,
       old_creditor_name = old_name
  FROM ranked
 WHERE ranked.id = line.id
"""

BLOCK = (
    """UPDATE account_move_line receivable SET payment_block = '9'
         FROM debit_remittance_line line
        WHERE line.move_line_id = receivable.id AND line.remittance_id = %(remittance)s AND line.state = 'remitted'""",
    """UPDATE debit_mandate mandate
          SET last_collection_date = GREATEST(mandate.last_collection_date, used.last_date),
              first_collection_date = LEAST(mandate.first_collection_date, used.first_date),
              state = CASE WHEN mandate.kind = 'one_off' OR mandate.final_collection THEN 'completed'
                           ELSE mandate.state END,
              write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
         FROM (SELECT mandate_id, MAX(payment_date) AS last_date, MIN(payment_date) AS first_date
                 FROM debit_remittance_line
                WHERE remittance_id = %(remittance)s AND state = 'remitted' AND mandate_id IS NOT NULL
                GROUP BY mandate_id) used
        WHERE used.mandate_id = mandate.id""",
)
