from odoo import api, fields, models
from odoo.tools import SQL

from ..formats.calendar import add_bank_days, is_target_day
from ..formats.identifiers import mask_iban
from .debit_mandate import SEPA_SCHEMES

COLLECTED = (
    "collected_on",
    "collected_iban",
    "collected_reference",
    "collected_creditor_identifier",
    "collected_creditor_name",
)
FOLLOWS = (*COLLECTED, "pending_amendment", "amendment_pending")
# Interbank business days within which the payer's bank may return a debit (rulebooks EPC016-06 and EPC222-07).
RETURN_DAYS = {"sepa_core": 5, "sepa_b2b": 3}


class DebitMandate(models.Model):
    """What the payer's bank knows of a mandate, and what changed since: the amendment (MAN-11).

    The bank knows the values of the last debit that was collected. A debit counts as collected while it is paid (9),
    or while it is remitted and the days within which banks return debits have passed without an answer. What differs
    from those values is told by every debit until one that told it is collected; a rejected or returned one does not
    count. So all of it follows from the lines: the fields here only keep the answer at hand.
    """

    _inherit = "debit.mandate"

    collected_on = fields.Date(
        "Last debit paid",
        readonly=True,
        copy=False,
        help="The payment date of the last debit that succeeded; since then the bank knows the mandate as it was.",
    )
    collected_iban = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    collected_reference = fields.Char(readonly=True, copy=False)
    collected_creditor_identifier = fields.Char(readonly=True, copy=False)
    collected_creditor_name = fields.Char(readonly=True, copy=False)
    pending_amendment = fields.Char(compute="_compute_pending_amendment")
    amendment_pending = fields.Boolean(compute="_compute_pending_amendment", search="_search_amendment_pending")

    # ------------------------------------------------------------ what changed

    @api.depends(*COLLECTED, "partner_bank_id.sanitized_acc_number", "reference", "creditor_identifier", "scheme")
    @api.depends("company_id.name")
    def _compute_pending_amendment(self):
        for mandate in self:
            changes = mandate._changes_since_collected()
            mandate.amendment_pending = bool(changes)
            told = self.env["debit.remittance.line"]._tell_amendment(**changes)
            mandate.pending_amendment = changes and self.env._("The next debit tells the bank: %s.", told)

    def _changes_since_collected(self):
        """:return: the values the bank knows that are no longer true, by the name of the line's field for them."""
        known = self.sudo()
        if self.scheme not in SEPA_SCHEMES or self.state in ("withdrawn", "abandoned"):
            return {}
        pairs = {
            "old_account": (known.collected_iban, known.partner_bank_id.sanitized_acc_number),
            "old_reference": (known.collected_reference, known.reference),
            "old_creditor_identifier": (known.collected_creditor_identifier, known.creditor_identifier),
            "old_creditor_name": (known.collected_creditor_name, known.company_id._get_creditor_name()),
        }
        return {name: old for name, (old, new) in pairs.items() if old and old != new}

    def _search_amendment_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        rows = self.env.execute_query(
            SQL(
                AMENDED,
                schemes=list(SEPA_SCHEMES),
                companies=companies.ids,
                names=[company._get_creditor_name() for company in companies],
            )
        )
        return [("id", "in" if True in value else "not in", [row[0] for row in rows])]

    # ------------------------------------------------------------ what the bank knows

    @api.private
    def _refresh_collected(self):
        """Read from the lines what the banks know of these mandates."""
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(SQL(REFRESH, mandates=list(self.ids), **self._last_returns()))
        self.invalidate_recordset(FOLLOWS)

    @api.model
    @api.private
    def _advance_collected(self, lines):
        """These debits were collected; they are the last ones of their mandates unless a later one was before."""
        self.env.flush_all()
        same_day = self.env.execute_query(SQL(SAME_DAY, lines=list(lines.ids)))
        self.env.cr.execute(SQL(ADVANCE, lines=list(lines.ids)))
        self.invalidate_model(FOLLOWS)
        self.browse(row[0] for row in same_day)._refresh_collected()

    @api.model
    @api.private
    def _accept_unanswered(self, company):
        """Count the debits as collected that nobody returned in time and no statement has told of."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(UNANSWERED, company=company.id, **self._last_returns()))
        self.browse(row[0] for row in rows)._refresh_collected()

    @api.model
    def _cron_accept_unanswered(self):
        for company in self.env["res.company"].search([]):  # pylint: disable=no-search-all
            self._accept_unanswered(company)

    def _last_returns(self):
        """The payment date up to which debits cannot be returned any more by the payer's bank, by scheme."""
        today = fields.Date.context_today(self)
        return {scheme: add_bank_days(today, -1 - days, is_target_day) for scheme, days in RETURN_DAYS.items()}

    # ------------------------------------------------------------ changes

    @api.private
    def _move_to_account(self, account, day, reason):
        """The payer wishes to be debited on another account of his; what was agreed stays as it is.

        :param day: the day of the payer's request.
        """
        for before, mandates in self.grouped("partner_bank_id").items():
            body = self.env._(
                "Account changed from %(before)s to %(after)s, as asked on %(day)s: %(reason)s",
                before=mask_iban(before.sudo().acc_number or ""),
                after=mask_iban(account.sudo().acc_number),
                day=fields.Date.to_string(day),
                reason=reason,
            )
            mandates._message_log_batch(bodies=dict.fromkeys(mandates.ids, body))
        self.write({"partner_bank_id": account.id})

    @api.private
    def _change_reference(self, reference, day, reason):
        self.ensure_one()
        self._message_log(
            body=self.env._(
                "Reference changed from %(before)s to %(after)s on %(day)s: %(reason)s",
                before=self.reference,
                after=reference,
                day=fields.Date.to_string(day),
                reason=reason,
            )
        )
        self.write({"reference": reference})

    def action_replace_account(self):
        self.check_access("write")
        return self.partner_bank_id._ask_replacement()

    def action_change_reference(self):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the reference"),
            "res_model": "debit.reference.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_mandate_id": self.id},
        }


# A line counts as collected, see the model. A CASE for the scheme: two dates do for all mandates.
_COUNTS = """(line.state = 'matched' OR (line.state = 'remitted' AND line.payment_date <=
              CASE mandate.scheme WHEN 'sepa_b2b' THEN %(sepa_b2b)s::date ELSE %(sepa_core)s::date END))"""

_SET = """
   SET collected_on = last.payment_date, collected_iban = last.debited_iban,
       collected_reference = last.sent_reference,
       collected_creditor_identifier = last.sent_creditor_identifier,
       collected_creditor_name = last.sent_creditor_name
"""
_LAST = """
SELECT DISTINCT ON (line.mandate_id) line.mandate_id, line.payment_date, line.debited_iban, line.sent_reference,
       remittance.sent_creditor_identifier, remittance.sent_creditor_name
  FROM debit_remittance_line line
  JOIN debit_remittance remittance ON remittance.id = line.remittance_id
"""

REFRESH = f"""
UPDATE debit_mandate mandate
{_SET}
  FROM (SELECT known.id, found.*
          FROM UNNEST(%(mandates)s) AS known(id)
          LEFT JOIN ({_LAST} JOIN debit_mandate mandate ON mandate.id = line.mandate_id
                      WHERE line.mandate_id = ANY(%(mandates)s) AND line.sent_reference IS NOT NULL AND {_COUNTS}
                      ORDER BY line.mandate_id, line.payment_date DESC, line.id DESC) found
            ON found.mandate_id = known.id) last
 WHERE last.id = mandate.id
"""

ADVANCE = f"""
UPDATE debit_mandate mandate
{_SET}
  FROM ({_LAST} WHERE line.id = ANY(%(lines)s) AND line.sent_reference IS NOT NULL
         ORDER BY line.mandate_id, line.payment_date DESC, line.id DESC) last
 WHERE last.mandate_id = mandate.id AND (mandate.collected_on IS NULL OR mandate.collected_on < last.payment_date)
"""

SAME_DAY = """
SELECT mandate.id
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id
 WHERE line.id = ANY(%(lines)s) AND mandate.collected_on = line.payment_date
 GROUP BY mandate.id
"""

UNANSWERED = f"""
SELECT mandate.id
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id
 WHERE line.company_id = %(company)s AND line.state = 'remitted' AND line.sent_reference IS NOT NULL AND {_COUNTS}
   AND (mandate.collected_on IS NULL OR mandate.collected_on < line.payment_date)
 GROUP BY mandate.id
"""

AMENDED = """
SELECT mandate.id
  FROM debit_mandate mandate
  JOIN UNNEST(%(companies)s, %(names)s) AS creditor(company_id, name) ON creditor.company_id = mandate.company_id
  LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
 WHERE mandate.scheme = ANY(%(schemes)s) AND mandate.state NOT IN ('withdrawn', 'abandoned')
   AND (mandate.collected_iban <> account.sanitized_acc_number OR mandate.collected_reference <> mandate.reference
        OR mandate.collected_creditor_identifier <> mandate.creditor_identifier
        OR mandate.collected_creditor_name <> creditor.name)
"""
