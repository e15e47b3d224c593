from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# How many payers are told before what was done is kept: a share takes well below a cron worker's two minutes.
SHARE = {"print": 400, "email": 500, "institution": 20_000}
# A letter takes about as long as this many lines of other work; it decides when telling goes to the background.
WEIGHT = {"print": 20, "email": 10, "institution": 1}


class DebitNotifier(models.AbstractModel):
    """Tells payers what will be debited, and records who was told when (REM-4)."""

    _name = "debit.notifier"
    _description = "Notices to payers"

    @api.model
    def _prepare(self, remittance):
        """One notice per payer and payment date that the remittance debits; existing ones are kept.

        :return: the notices that say something, in payer order.
        :raises UserError: when the payment type wants notices only after confirmation and it is a proposal still.
        """
        remittance.ensure_one()
        remittance.check_access("write")
        if remittance.state == "proposal" and remittance.payment_method_line_id.debit_notice == "after":
            raise UserError(self.env._("%s: this payment type sends notices only after confirmation.", remittance.name))
        self.env.flush_all()
        self.env.cr.execute(SQL(INSERT_NOTICES, uid=self.env.uid, remittance=remittance.id))
        self.env["debit.notice"].invalidate_model()
        remittance.invalidate_recordset(["notice_ids", "notice_count"])
        remittance._learn_sizes()
        notices = self._select(remittance, "all")
        if not notices:
            raise UserError(self.env._("%s debits nobody: there is nothing to tell.", remittance.name))
        return notices

    @api.model
    def _select(self, remittance, scope, partners=None, notices=None):
        """The notices to give, in payer order.

        :param scope: ``untold`` (not told yet, or changed since) or ``all`` that say something.
        :param partners: only those of these payers.
        :param notices: only those among these.
        """
        statuses = ["untold", "changed", "void"] + (["told"] if scope == "all" else [])
        which = SQL("notice.remittance_id = %s", remittance.id)
        if partners:
            which = SQL("%s AND notice.partner_id = ANY(%s)", which, partners.ids)
        if notices:
            which = SQL("%s AND notice.id = ANY(%s)", which, notices.ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT notice.id
                     FROM (%s) notice
                     JOIN res_partner payer ON payer.id = notice.partner_id
                    WHERE notice.status = ANY(%s)
                    ORDER BY LOWER(payer.name), payer.id, notice.payment_date""",
                self.env["debit.notice"]._current_sql(which),
                statuses,
            )
        )
        return self.env["debit.notice"].browse(row[0] for row in rows)

    # ------------------------------------------------------------ telling, share by share

    @api.model
    def _tell(self, notices, channel):
        """Tell these payers now, or in the background when they are many.

        :return: what the browser does next.
        """
        remittance = notices.remittance_id
        remittance.ensure_one()
        remittance.check_access("write")
        run = self.env["debit.notice.run"].sudo().create(
            {"remittance_id": remittance.id, "channel": channel, "wanted": notices.ids}
        )  # fmt: skip
        return self.env["background.job"]._do(
            remittance,
            "_tell_payers",
            len(notices) * WEIGHT[channel],
            self.env._("Tell %(count)s payers of %(remittance)s", count=len(notices), remittance=remittance.name),
            run_id=run.id,
        )

    @api.model
    def _go_on(self, run):
        """Tell the next payers of a run.

        :return: how many are left, and after the last one what the browser does next, or a sentence in the background.
        """
        run = run.sudo()
        run.lock_for_update()
        total = len(run.wanted)
        batch = self.env["debit.notice"].browse(run.wanted[run.done : run.done + SHARE[run.channel]]).exists()
        batch = batch.filtered(lambda notice: notice.status != "empty")
        # first marked, so that the letter itself knows its day and the one it replaces; if it fails, all is undone
        batch._mark_sent(run.channel, run)
        getattr(self, f"_tell_by_{run.channel}")(run, batch)
        run.done = min(run.done + SHARE[run.channel], total)
        self.env["background.job"]._tell_progress(run.done, total, self.env._("Telling the payers"))
        self.env.invalidate_all()
        return total - run.done or getattr(self, f"_finish_{run.channel}")(run)

    def _tell_by_print(self, run, batch):
        self.env["debit.notice.printer"]._print_part(run, batch)

    def _tell_by_email(self, _run, batch):
        """Each in its payer's language; the message holds the whole letter."""
        template = self.env.ref("sepa_remittance_addon.mail_template_notice")
        template.send_mail_batch(batch.ids, force_send=False)

    def _tell_by_institution(self, _run, _batch):
        """The institution writes to the payers; that it was asked to is all there is to do."""

    def _finish_print(self, run):
        letters = self.env["debit.notice.printer"]._merge(run)
        if self.env.context.get("background_job_id"):
            return self.env._("%(count)s letters lie in %(file)s.", count=run.done, file=letters.name)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{letters.id}?download=true",
            "target": "download",
            "close": True,
        }

    def _finish_email(self, run):
        told = self.env._("%s notices are on their way.", run.done)
        return self.env["background.job"]._tell_outcome(told)

    def _finish_institution(self, run):
        told = self.env._("%s notices are recorded as sent by the institution.", run.done)
        return self.env["background.job"]._tell_outcome(told)


INSERT_NOTICES = """
INSERT INTO debit_notice (remittance_id, company_id, partner_id, payment_date, currency_id,
                          create_uid, create_date, write_uid, write_date)
SELECT DISTINCT remittance_id, company_id, partner_id, payment_date, currency_id,
       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
  FROM debit_remittance_line
 WHERE remittance_id = %(remittance)s AND state IN ('proposed', 'remitted')
    ON CONFLICT (remittance_id, partner_id, payment_date) DO NOTHING
"""
