from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ..formats.pbs.numbers import bare

STATE_OF_REQUEST = {"510": "sent", "540": "cancellation_sent"}


class DebitAgreementRegistrar(models.AbstractModel):
    """Compares what PBS took in with what it was sent, and applies its remarks and changes of number (LS 0690)."""

    _inherit = "debit.agreement.registrar"

    @api.model
    def _apply_receipt(self, answer, report):
        """:return: the values of the answer's lines: receipts, then remarks, then changes of number."""
        numbers = {bare(remark.customer_number) for remark in report.remarks}
        numbers |= {bare(change.old_customer_number) for change in report.renumberings}
        known = self._find_mandates(answer.company_id, "pbs_ls", numbers)
        source = answer.name
        return [
            *self._apply_receipts(answer.company_id, report),
            *self._apply_mandate_remarks([one for one in report.remarks if one.transaction_type == "0910"], known),
            *self._apply_payment_remarks(answer.company_id, report, source),
            *self._apply_renumberings(report.renumberings, known),
        ]

    # ------------------------------------------------------------ 0900: counts and sums

    def _apply_receipts(self, company, report):
        asked = self._asked_by_day(company, {receipt.payment_date for receipt in report.receipts})
        return [self._apply_receipt_of_day(company, receipt, asked, report) for receipt in report.receipts]

    def _asked_by_day(self, company, days):
        """What each confirmed remittance asked of Leverandørservice for the given days, as PBS counts it.

        :return: ``{(creditor number, date): [(remittance id, (collections, sum, disbursements, sum))]}``
        """
        self.env.flush_all()
        asked = defaultdict(list)
        rows = self.env.execute_query(SQL(ASKED, company=company.id, days=[day for day in days if day]))
        for remittance, creditor, day, collections, collected, disbursements, disbursed in rows:
            sums = collections, Decimal(collected), disbursements, Decimal(disbursed)
            asked[bare(creditor), day].append((remittance, sums))
        return asked

    def _apply_receipt_of_day(self, company, receipt, asked, report):
        of_day = asked.get((bare(receipt.creditor_number), receipt.payment_date), [])
        told = receipt.collections, receipt.collected, receipt.disbursements, receipt.disbursed
        remittances = self._that_asked(told, of_day)
        vals = {
            "place": receipt.place,
            "subject": str(receipt.payment_date or receipt.creditor_number),
            "text": self._describe_receipt(told),
            "outcome": "accepted",
            "remittance_id": remittances[0] if len(remittances) == 1 else False,
        }
        if any(told) and not remittances:
            total = [sum(sums[position] for _remittance, sums in of_day) for position in range(4)]
            sent = self._describe_receipt(total)
            vals["text"] += " " + self.env._("This is not what was sent for that day: %s", sent)
            vals["outcome"] = "unknown"
        if receipt.mandates:
            vals = self._compare_mandates(company, receipt, report, vals)
        return vals

    def _that_asked(self, told, of_day):
        """The remittances whose sums these are: one of the day, or all of them together."""
        alone = [remittance for remittance, sums in of_day if sums == told]
        if alone:
            return alone[:1]
        together = tuple(sum(sums[position] for _remittance, sums in of_day) for position in range(4))
        return [remittance for remittance, _sums in of_day] if of_day and together == told else []

    def _describe_receipt(self, sums):
        collections, collected, disbursements, disbursed = sums
        return self.env._(
            "%(collections)s collections of %(collected)s, %(disbursements)s disbursements of %(disbursed)s.",
            collections=collections,
            collected=collected,
            disbursements=disbursements,
            disbursed=disbursed,
        )

    def _compare_mandates(self, company, receipt, report, vals):
        transfers = self.env["debit.agreement.transfer"].search(
            [
                ("company_id", "=", company.id),
                ("scheme", "=", "pbs_ls"),
                ("state", "=", "sent"),
                ("creditor_number", "=", receipt.creditor_number),
                ("receipt_on", "=", False),
            ],
            order="id",
        )
        same = transfers.filtered(lambda transfer: len(transfer.line_ids) == receipt.mandates)[:1]
        same.sudo().receipt_on = report.created or fields.Date.context_today(self)
        text = self.env._("%(count)s agreements: %(transfer)s.", count=receipt.mandates, transfer=same.name or "?")
        outcome = vals["outcome"] if same else "unknown"
        return {**vals, "text": f"{vals['text']} {text}", "outcome": outcome}

    # ------------------------------------------------------------ 0910: remarks on agreements

    def _apply_mandate_remarks(self, remarks, known):
        errors = self.env["debit.pbs.error"]._by_number("mandate", {remark.error_number for remark in remarks})
        vals_list = []
        for remark in remarks:
            key = bare(remark.creditor_number), bare(remark.customer_number)
            mandates = known.get(key, self.env["debit.mandate"])
            error = errors[remark.error_number]
            text = f"{remark.remark_code}: {error.display_name}"
            mandates.agreement_remark = text
            if error.refused:
                self._take_back(mandates, remark.remark_code)
            vals_list.append(
                {
                    "place": remark.place,
                    "subject": remark.customer_number,
                    "text": text,
                    "outcome": self._outcome_of_remark(mandates, error),
                    "mandate_id": mandates[:1].id,
                    "partner_id": mandates[:1].partner_id.id,
                }
            )
        return vals_list

    def _take_back(self, mandates, remark_code):
        """Only the request that the remark is about did not come about."""
        meant = mandates.filtered(
            lambda mandate: (
                mandate.agreement_state == STATE_OF_REQUEST.get(remark_code)
                or (remark_code == "595" and mandate.renumbering_sent)
            )
        )
        meant._take_request_back()

    def _outcome_of_remark(self, records, error):
        if not records:
            return "unknown"
        return "rejected" if error.refused else "information"

    # ------------------------------------------------------------ 0920: remarks on payments

    def _apply_payment_remarks(self, company, report, source):
        remarks = [remark for remark in report.remarks if remark.transaction_type == "0920"]
        errors = self.env["debit.pbs.error"]._by_number("payment", {remark.error_number for remark in remarks})
        lines = self._find_lines(company, remarks)
        vals_list = []
        for remark in remarks:
            error = errors[remark.error_number]
            meant = lines.get(self._key_of_payment(remark), self.env["debit.remittance.line"])
            meant.write({"pbs_error_id": error.id, "pbs_remark_source": source})
            if error.refused:
                meant._reject_by_remark()
            vals_list.append(
                {
                    "place": remark.place,
                    "subject": remark.customer_number,
                    "text": f"{remark.remark_code}: {error.display_name}",
                    "outcome": self._outcome_of_remark(meant, error),
                    "remittance_line_id": meant[:1].id,
                    "mandate_id": meant[:1].mandate_id.id,
                    "partner_id": meant[:1].partner_id.id,
                    "amount": remark.amount,
                    "currency_id": self.env.ref("base.DKK").id,
                }
            )
        return vals_list

    def _find_lines(self, company, remarks):
        """``{(creditor number, customer number, date): debits}`` that the bank was asked and has not carried out."""
        self.env.flush_all()
        numbers = [bare(remark.customer_number) for remark in remarks]
        days = [remark.payment_date for remark in remarks if remark.payment_date]
        rows = self.env.execute_query(SQL(FIND_LINES, company=company.id, numbers=numbers, days=days))
        found = defaultdict(list)
        for line, creditor, number, day in rows:
            found[bare(creditor), number, day].append(line)
        return {key: self.env["debit.remittance.line"].sudo().browse(ids) for key, ids in found.items()}

    def _key_of_payment(self, remark):
        return bare(remark.creditor_number), bare(remark.customer_number), remark.payment_date

    # ------------------------------------------------------------ 0930: changes of number

    def _apply_renumberings(self, renumberings, known):
        vals_list = []
        for change in renumberings:
            key = bare(change.old_creditor_number), bare(change.old_customer_number)
            mandates = known.get(key, self.env["debit.mandate"])
            mandates.write(self._prepare_renumbering_vals(change))
            vals_list.append(
                {
                    "place": change.place,
                    "subject": change.old_customer_number,
                    "text": self._describe_change(change),
                    "outcome": "accepted" if mandates else "unknown",
                    "mandate_id": mandates[:1].id,
                    "partner_id": mandates[:1].partner_id.id,
                }
            )
        self.env["debit.mandate"].sudo()._renumber(fields.Date.context_today(self))
        return vals_list

    def _prepare_renumbering_vals(self, change):
        other_creditor = bare(change.new_creditor_number) != bare(change.old_creditor_number)
        return {
            "new_customer_number": change.new_customer_number,
            "new_creditor_number": change.new_creditor_number if other_creditor else False,
            "renumbered_from": change.change_date or fields.Date.context_today(self),
        }

    def _describe_change(self, change):
        text = self.env._(
            "From %(day)s the customer number %(old)s is %(new)s.",
            day=change.change_date,
            old=change.old_customer_number,
            new=change.new_customer_number,
        )
        if bare(change.new_creditor_number) == bare(change.old_creditor_number):
            return text
        creditor = self.env._(
            "The creditor number becomes %s: fill it in on the collecting bank account.", change.new_creditor_number
        )
        return f"{text} {creditor}"


# One payment per customer number and day, as it travelled; amounts as text, see the file writer.
ASKED = """
WITH payment AS (
    SELECT line.remittance_id, line.payment_date, SUM(line.amount) AS amount,
           remittance.sent_creditor_identifier AS creditor
      FROM debit_remittance_line line
      JOIN debit_remittance remittance ON remittance.id = line.remittance_id
     WHERE remittance.company_id = %(company)s AND remittance.scheme = 'pbs_ls' AND remittance.state = 'confirmed'
       AND line.payment_date = ANY(%(days)s)
       AND line.state IN ('remitted', 'matched', 'rejected', 'returned')
     GROUP BY remittance.id, line.remittance_id, line.payment_date, line.customer_number
)
SELECT remittance_id, creditor, payment_date,
       COUNT(*) FILTER (WHERE amount > 0), COALESCE(SUM(amount) FILTER (WHERE amount > 0), 0)::text,
       COUNT(*) FILTER (WHERE amount < 0), COALESCE(-SUM(amount) FILTER (WHERE amount < 0), 0)::text
  FROM payment
 GROUP BY remittance_id, creditor, payment_date
"""

FIND_LINES = """
SELECT line.id, remittance.sent_creditor_identifier, LTRIM(line.customer_number, '0'), line.payment_date
  FROM debit_remittance_line line
  JOIN debit_remittance remittance ON remittance.id = line.remittance_id
 WHERE remittance.company_id = %(company)s AND remittance.scheme = 'pbs_ls' AND line.state IN ('remitted', 'rejected')
   AND line.payment_date = ANY(%(days)s) AND LTRIM(line.customer_number, '0') = ANY(%(numbers)s)
"""
