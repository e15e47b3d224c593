from odoo import api, models
from odoo.tools import SQL, split_every

from ..formats.identifiers import is_iban
from ..models.account_payment_method import CODE
from ..models.debit_mandate import SEPA_SCHEMES

# The codes under which payments of direct debits are booked: ours, and those of other add-ons a company may come from.
DEBIT_CODES = (CODE, "sdd", "sepa_direct_debit")
BATCH = 2000


class DebitMandateConverter(models.AbstractModel):
    """Finds who is to be converted, in one statement, and converts them, by whole sets (MAN-9)."""

    _name = "debit.mandate.converter"
    _description = "Conversion of customers to SEPA direct debit"

    @api.model
    def _analyse(self, conversion):
        """Fill the preview anew: one statement for all customers, then the check digits of the accounts found."""
        self.env.flush_all()
        self.env["debit.mandate.conversion.line"].sudo().search([("conversion_id", "=", conversion.id)]).unlink()
        self.env.cr.execute(self._analysis_sql(conversion.with_company(conversion.company_id)))
        self._set_wrong_accounts_aside(conversion)
        self.env.invalidate_all(flush=False)

    def _analysis_sql(self, conversion):
        company, method = conversion.company_id, conversion.payment_method_line_id
        payers = self.env["res.partner"].with_company(company)
        others = payers._get_debit_methods() - method
        return SQL(
            ANALYSE,
            conversion=conversion.id,
            company=company.id,
            country=conversion.country_id.code,
            schemes=list(SEPA_SCHEMES),
            collected=payers._field_to_sql("partner", "collect_automatically"),
            per_invoice=payers._field_to_sql("partner", "mandate_per_invoice"),
            last_debited_on=payers._field_to_sql("partner", "last_debited_on"),
            own_method=payers._field_to_sql("partner", "property_inbound_payment_method_line_id"),
            other_methods=others.ids,
            codes=list(DEBIT_CODES),
            uid=self.env.uid,
        )

    def _set_wrong_accounts_aside(self, conversion):
        """An active mandate needs an IBAN that a bank takes; who has none signs first."""
        rows = self.env.execute_query(
            SQL(
                """SELECT account.id, account.acc_number FROM res_partner_bank account
                     JOIN debit_mandate_conversion_line line ON line.partner_bank_id = account.id
                    WHERE line.conversion_id = %s AND line.outcome = 'converted'""",
                conversion.id,
            )
        )
        wrong = [account for account, number in rows if not is_iban(number)]
        self.env.cr.execute(SQL(SET_ASIDE, conversion=conversion.id, wrong=wrong))

    # ------------------------------------------------------------ carrying out

    @api.model
    def _convert(self, conversion):
        """Do what the preview says, after looking again: between preview and now people may have signed."""
        self._analyse(conversion)
        lines = conversion.line_ids.sudo()
        by_outcome = lines.grouped("outcome")
        none = lines.browse()
        self._take_over(conversion, by_outcome.get("converted", none).filtered("mandate_id"))
        todo = {
            self._prepare_converted_vals: by_outcome.get("converted", none).filtered(lambda line: not line.mandate_id),
            self._prepare_to_sign_vals: by_outcome.get("to_sign", none),
            self._prepare_one_off_vals: by_outcome.get("one_off", none),
        }
        for prepare, chosen in todo.items():
            self._create(conversion, prepare, chosen)
        self._give_payment_type(conversion, lines.partner_id)
        lines.invalidate_recordset(["mandate_id"])

    def _take_over(self, conversion, lines):
        """A mandate to sign that was made when the customer was set to be collected becomes the converted one."""
        self.env["debit.mandate"].flush_model()
        self.env.cr.execute(SQL(TAKE_ACCOUNT, ids=lines.ids))
        mandates = lines.mandate_id.with_context(tracking_disable=True)
        mandates.invalidate_recordset()
        # the signature date makes them active
        mandates.write(
            {"origin": "converted", "signature_date": conversion.migration_date, **self._scheme_vals(conversion)}
        )
        self._tell(conversion, mandates)

    def _create(self, conversion, prepare, lines):
        job, done = self.env["background.job"], 0
        for batch in split_every(BATCH, lines.ids, lines.browse):
            mandates = self.env["debit.mandate"].sudo().with_context(mail_create_nolog=True)
            mandates = mandates.create(prepare(conversion, batch))
            self._tell(conversion, mandates)
            self._keep_mandates(batch, mandates)
            done += len(batch)
            job._tell_progress(done, len(lines), self.env._("Making mandates"))

    def _prepare_converted_vals(self, conversion, lines):
        return [
            {
                **vals,
                "partner_bank_id": line.partner_bank_id.id,
                "origin": "converted",
                "signature_date": conversion.migration_date,
            }
            for line, vals in zip(lines, self._prepare_to_sign_vals(conversion, lines), strict=True)
        ]

    def _prepare_to_sign_vals(self, conversion, lines):
        builder = self.env["debit.mandate.builder"].with_company(conversion.company_id)
        scheme = self._scheme_vals(conversion)
        payers = lines.partner_id.with_company(conversion.company_id)
        return [{**builder._prepare_recurrent_vals(payer), **scheme} for payer in payers]

    def _prepare_one_off_vals(self, conversion, lines):
        builder = self.env["debit.mandate.builder"].with_company(conversion.company_id)
        scheme = self._scheme_vals(conversion)
        vals_list = builder._prepare_one_off_vals_list(lines.move_line_id.move_id)
        by_receivable = {vals["move_line_id"]: {**vals, **scheme} for vals in vals_list}
        return [by_receivable[line.move_line_id.id] for line in lines]

    def _scheme_vals(self, conversion):
        method = conversion.payment_method_line_id
        creditor = method.journal_id._get_creditor_identifier(method.debit_scheme)
        return {"scheme": method.debit_scheme, "creditor_identifier": creditor}

    def _keep_mandates(self, lines, mandates):
        pairs = zip(lines.ids, mandates.ids, strict=True)
        self.env["debit.mandate.conversion.line"].flush_model()
        self.env.cr.execute_values(
            """UPDATE debit_mandate_conversion_line line SET mandate_id = made.mandate_id
                 FROM (VALUES %s) AS made(line_id, mandate_id) WHERE line.id = made.line_id""",
            list(pairs),
        )

    def _tell(self, conversion, mandates):
        """One message per mandate, written in bulk."""
        converted = self.env._(
            "Converted: the customer was debited before; signed as of the migration on %s.", conversion.migration_date
        )
        to_sign = self.env._("Made by the conversion to SEPA direct debit: to be signed.")
        mandates._message_log_batch(
            bodies={mandate.id: converted if mandate.state == "active" else to_sign for mandate in mandates}
        )

    def _give_payment_type(self, conversion, payers):
        payers = payers.with_company(conversion.company_id)
        without = payers.filtered(lambda payer: payer.property_inbound_payment_method_line_id.code != CODE)
        without.property_inbound_payment_method_line_id = conversion.payment_method_line_id


# Who was debited before: by a payment or a settled debit of a direct debit type, or elsewhere by its own date.
ANALYSE = """
WITH candidate AS (
    SELECT partner.id, %(per_invoice)s IS TRUE AS per_invoice, account.id AS account_id,
           %(last_debited_on)s IS NOT NULL
           OR EXISTS (SELECT 1 FROM debit_remittance_line line
                       WHERE line.partner_id = partner.id AND line.company_id = %(company)s
                         AND line.state IN ('matched', 'returned'))
           OR EXISTS (SELECT 1 FROM account_payment payment
                        JOIN account_payment_method_line method ON method.id = payment.payment_method_line_id
                        JOIN account_payment_method kind ON kind.id = method.payment_method_id
                       WHERE payment.partner_id = partner.id AND payment.company_id = %(company)s
                         AND payment.payment_type = 'inbound' AND payment.state IN ('in_process', 'paid')
                         AND kind.code = ANY(%(codes)s)) AS debited
      FROM res_partner partner
      LEFT JOIN LATERAL (SELECT own.id FROM res_partner_bank own
                          WHERE own.partner_id = partner.id AND own.active
                            AND own.sanitized_acc_number ~ ('^' || %(country)s || '[0-9]{2}[A-Z0-9]{10,30}$')
                          ORDER BY own.sequence, own.id LIMIT 1) account ON TRUE
     WHERE %(collected)s AND partner.active AND partner.commercial_partner_id = partner.id
       AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
       AND (%(own_method)s = ANY(%(other_methods)s::int[])) IS NOT TRUE
), existing AS (
    SELECT mandate.partner_id, MIN(mandate.id) AS mandate_id, BOOL_AND(mandate.state = 'to_sign') AS unsigned
      FROM debit_mandate mandate
     WHERE mandate.company_id = %(company)s AND mandate.kind = 'recurrent' AND mandate.scheme = ANY(%(schemes)s)
     GROUP BY mandate.partner_id
), found AS (
    SELECT candidate.id AS partner_id, NULL::int AS move_line_id, candidate.account_id, existing.mandate_id,
           CASE WHEN debited AND account_id IS NOT NULL THEN 'converted' ELSE 'to_sign' END AS outcome,
           CASE WHEN NOT debited THEN 'never_debited'
                WHEN account_id IS NULL THEN 'no_account'
                ELSE 'debited' END AS why
      FROM candidate
      LEFT JOIN existing ON existing.partner_id = candidate.id
     WHERE NOT per_invoice
       AND (existing.partner_id IS NULL OR (existing.unsigned AND debited AND account_id IS NOT NULL))
    UNION ALL
    SELECT candidate.id, receivable.id, NULL, NULL, 'one_off', 'never_debited'
      FROM candidate
      JOIN account_move_line receivable ON receivable.partner_id = candidate.id
      JOIN account_move move ON move.id = receivable.move_id
      JOIN account_account account ON account.id = receivable.account_id
     WHERE per_invoice AND receivable.company_id = %(company)s AND receivable.parent_state = 'posted'
       AND move.move_type = 'out_invoice' AND account.account_type = 'asset_receivable'
       AND receivable.reconciled IS NOT TRUE AND receivable.amount_residual_currency > 0
       AND NOT EXISTS (SELECT 1 FROM debit_remittance_line line
                        WHERE line.move_line_id = receivable.id AND line.state IN ('remitted', 'matched', 'returned'))
       AND NOT EXISTS (SELECT 1 FROM debit_mandate mandate
                        WHERE mandate.move_line_id = receivable.id
                          AND mandate.state IN ('to_sign', 'active', 'completed'))
)
INSERT INTO debit_mandate_conversion_line
       (conversion_id, company_id, partner_id, move_line_id, partner_bank_id, mandate_id, outcome, why,
        create_uid, create_date, write_uid, write_date)
SELECT %(conversion)s, %(company)s, partner_id, move_line_id, account_id, mandate_id, outcome, why,
       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
  FROM found
 ORDER BY outcome, partner_id, move_line_id
"""

SET_ASIDE = """
WITH left_alone AS (
    DELETE FROM debit_mandate_conversion_line
     WHERE conversion_id = %(conversion)s AND partner_bank_id = ANY(%(wrong)s) AND mandate_id IS NOT NULL
)
UPDATE debit_mandate_conversion_line
   SET outcome = 'to_sign', why = 'wrong_account', partner_bank_id = NULL
 WHERE conversion_id = %(conversion)s AND partner_bank_id = ANY(%(wrong)s) AND mandate_id IS NULL
"""

TAKE_ACCOUNT = """
UPDATE debit_mandate mandate
   SET partner_bank_id = line.partner_bank_id
  FROM debit_mandate_conversion_line line
 WHERE line.mandate_id = mandate.id AND line.id = ANY(%(ids)s)
"""
