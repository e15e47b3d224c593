from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.calendar import is_target_day, next_bank_day
from odoo.addons.sepa_remittance_addon.formats.identifiers import is_iban
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.transaction_kind import REQUESTS

PROCESSED_AT_ONCE = 500
ANY_DAY = (fields.Date.to_date("1900-01-01"), fields.Date.to_date("9999-12-31"))


class RefundExporter(models.AbstractModel):
    """Pays refunds by a file for the bank: one for each branch, valid or none; what it names is processed (REF-3)."""

    _name = "refund.exporter"
    _description = "Export of refunds"

    # ------------------------------------------------------------ asking

    @api.model
    def _export(self, requests, execution_date=None, period=None):
        """Export waiting refunds, one file for each branch; large ones are left to a worker.

        :param requests: what was selected, or all that wait in the period; those that wait no more are left alone.
        :param period: ``(first day, last day)`` where a period was asked for; a worker then looks again.
        :return: the ``refund.export`` records.
        :raises UserError: naming all branches that have no account; then there is no file at all. Also where nothing
            went out, naming each refund and why.
        """
        self.env["refund.export"]._check_may_export()
        requests.check_access("read")
        waiting = requests.sudo().filtered(lambda request: request.kind in REQUESTS and request.state == "requested")
        if not waiting:
            raise UserError(self.env._("No refund waits: they are processed or cancelled already."))
        self._refuse_branches(waiting.company_id)
        self._refuse_while_writing(waiting.company_id)
        exports = self.env["refund.export"]
        for branch, own in waiting.grouped("company_id").items():
            export = exports.sudo().create(self._prepare_vals(branch, execution_date, period)).with_env(self.env)
            self._start(export, own, period)
            exports |= export
        self._refuse_empty(exports)
        return exports

    def _start(self, export, requests, period):
        selection = {"period": list(map(fields.Date.to_string, period))} if period else {"request_ids": requests.ids}
        label = self.env._("Export %s", export.name)
        self.env["background.job"]._do(export, "_write_out", size=len(requests), label=label, **selection)

    def _prepare_vals(self, branch, execution_date, period):
        journal = branch._get_refund_journal()
        day = max(execution_date or fields.Date.context_today(self), fields.Date.context_today(self))
        return {
            "name": self.env["ir.sequence"].sudo().next_by_code("refund.export"),
            "company_id": branch.id,
            "journal_id": journal.id,
            "execution_date": next_bank_day(day, is_target_day),
            "refund_format": journal.refund_format,
            "batch_booking": journal.refund_batch_booking,
            "period_from": period and period[0],
            "period_to": period and period[1],
        }

    def _refuse_branches(self, branches):
        """REF-4: no file at all while one of the branches cannot pay; all of them are named."""
        checks = (
            (
                lambda branch: not branch._exports_refunds(),
                self.env._("“XML export for refunds” is off in the settings"),
            ),
            (lambda branch: branch.currency_id.name != "EUR", self.env._("SEPA transfers are in euro")),
            (lambda branch: not self._has_account(branch), self.env._("no valid IBAN on the bank journal of refunds")),
        )
        errors = [f"- {branch.name}: {reason}" for branch in branches for check, reason in checks if check(branch)]
        if errors:
            raise UserError(
                self.env._("No file was written. Complete these branches first:") + "\n" + "\n".join(errors)
            )

    def _refuse_while_writing(self, branches):
        """A second click finds the file that a worker is writing, and makes none."""
        begun = self.env["refund.export"].sudo()
        begun = begun.search([("company_id", "in", branches.ids), ("state", "=", "preparing")])
        self.env["background.job"]._refuse_while_working(begun)

    def _has_account(self, branch):
        return is_iban(branch._get_refund_journal().sudo().bank_account_id.sanitized_acc_number or "")

    def _refuse_empty(self, exports):
        """A click by which nothing at all went out leaves nothing but its explanation."""
        if exports and all(export.state == "empty" for export in exports):
            raise UserError(self.env._("No refund can go out:") + "\n" + "\n".join(self._tell_left_out(exports)))

    def _tell_left_out(self, exports):
        left_out = exports.left_out_ids
        labels = dict(left_out._fields["reason"]._description_selection(self.env))
        told = [
            f"- {one.request_id.display_name}, {one.partner_id.name}: {labels[one.reason]}" for one in left_out[:20]
        ]
        return [*told, self.env._("and %s more", len(left_out) - 20)] if len(left_out) > 20 else told

    # ------------------------------------------------------------ the work

    @api.model
    def _write_out(self, export, request_ids=None, period=None):
        """Write the file of one export and process its refunds: all of it happens, or nothing does.

        :param request_ids: the selected ones; without them all that wait in ``period``.
        :return: a sentence that says what went out.
        """
        export = export.sudo()
        export._lock_or_tell()
        if export.state != "preparing":
            return None
        self._tell_step(0, self.env._("Looking at the accounts"))
        self.env["refund.sorter"]._sort(export, self._lock(export, request_ids, period))
        if not export.line_count:
            export._move_to("empty")
            return self.env._("Nothing went out; %s refunds were left out.", export.left_out_count)
        self._tell_step(1, self.env._("Writing the bank file"))
        content = self.env["refund.file.writer"]._write(export)
        self._process(export)
        self._close(export, content)
        return self._outcome(export)

    def _tell_step(self, percent, step):
        self.env["background.job"]._tell_progress(percent, 100, step)

    def _lock(self, export, request_ids, period):
        """The ids of what waits now, kept from everybody else until the transaction ends."""
        self.env.flush_all()
        first, last = map(fields.Date.to_date, period) if period else ANY_DAY
        query = SQL(LOCK, export.company_id.id, list(REQUESTS), first, last, request_ids is None, request_ids or [])
        return [row[0] for row in self.env.execute_query(query)]

    def _process(self, export):
        """Record the refunds on their contracts, some hundred at a time, so that memory does not grow with the file."""
        query = SQL("SELECT request_id FROM refund_export_line WHERE export_id = %s ORDER BY id", export.id)
        ids = [row[0] for row in self.env.execute_query(query)]
        for done in range(0, len(ids), PROCESSED_AT_ONCE):
            self._tell_step(2 + 97 * done // len(ids), self.env._("Recording the refunds on their contracts"))
            batch = self.env["contract.transaction"].browse(ids[done : done + PROCESSED_AT_ONCE])
            # the export says who did it and when: no note about it on each payment and each entry
            self.env["refund.processor"].with_context(tracking_disable=True)._process(batch)
            self.env.flush_all()
            self.env.invalidate_all()
        self.env.cr.execute(SQL(LINK_REFUNDS, export.id))
        self.env.invalidate_all()

    def _close(self, export, content):
        name = f"{export.bank_reference}.xml"
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": "application/xml",
                    "res_model": export._name,
                    "res_id": export.id,
                    "res_field": "attachment_id",
                }
            )
        )
        export._move_to(
            "exported",
            attachment_id=attachment.id,
            exported_on=fields.Datetime.now(),
            exported_by_id=self.env.uid,
        )

    def _outcome(self, export):
        return self.env._(
            "%(count)s refunds of %(total)s went out; %(left_out)s were left out.",
            count=export.line_count,
            total=export.currency_id.format(export.total),
            left_out=export.left_out_count,
        )


LOCK = """
SELECT id FROM contract_transaction
 WHERE company_id = %s AND state = 'requested' AND kind = ANY(%s) AND date BETWEEN %s AND %s AND (%s OR id = ANY(%s))
 ORDER BY id
   FOR UPDATE
"""
LINK_REFUNDS = """
UPDATE refund_export_line line SET refund_id = refund.id
  FROM contract_transaction refund
 WHERE line.export_id = %s AND refund.request_id = line.request_id AND refund.state = 'recorded'
"""
