import logging
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import SQL

from ..formats.identifiers import mask_ibans

_logger = logging.getLogger(__name__)
MOST_STARTS = 5
WORKED_FOR = 1144205831  # the first half of the advisory lock on a company; the other half is its id


class BackgroundWorker(models.AbstractModel):
    """Does what waits in ``background.job``: one job after the other, each in a transaction of its own.

    The jobs of a company and its branches are done in the order in which they were asked for, one at a time: a worker
    holds a lock on the company as long as it works. Several workers work for several companies. A job that says
    *running* while nobody works for its company was left by a worker that died: it is started again.
    """

    _name = "background.worker"
    _description = "Worker for work in the background"

    @api.model
    def _wake(self):
        """See to it that a worker comes, once this transaction is committed."""
        self._get_cron()._trigger()

    def _get_cron(self):
        return self.env.ref("sepa_remittance_addon.cron_background").sudo()

    @api.model
    def _cron_work(self):
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self._count_left())
        while self._work_next():
            if not cron._commit_progress(1, remaining=self._count_left()):
                break

    def _count_left(self):
        return self.env["background.job"].search_count([("state", "in", ("waiting", "running"))])

    def _work_next(self):
        """Do the oldest job of a company that nobody works for.

        :return: whether there was one.
        """
        with self.env.registry.cursor() as claim:
            claim.execute(COMPANIES)
            for (company_id,) in claim.fetchall():
                claim.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (WORKED_FOR, company_id))
                if claim.fetchone()[0] and (job_id := self._begin(company_id)):
                    self._work(job_id)
                    return True
        return False

    def _begin(self, company_id):
        """Mark the oldest job of the company as running, for all to see; return its id."""
        with self.env.registry.cursor() as cr:
            cr.execute(BEGIN, (f"{company_id}/%",))
            row = cr.fetchone()
        return row and row[0]

    def _work(self, job_id):
        """Do one job to its end, share by share; what fails leaves no trace but its reason."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            try:
                while retrying(partial(self._work_share, env, job_id), env):
                    cr.commit()  # pylint: disable=invalid-commit
            except UserError as refusal:
                reason = str(refusal)
            except Exception as crash:
                _logger.exception("Work in the background failed: job %s", job_id)
                # the database complains with whole rows, and not all who read of it may see account numbers
                reason = mask_ibans(f"{type(crash).__name__}: {crash}")
            else:
                return
            cr.rollback()
            env.transaction.reset()
            self._get_job(env, job_id)._fail(reason)

    def _work_share(self, env, job_id):
        """
        :return: whether something is left. Nothing is when another worker was faster.
        """
        if not env.execute_query(SQL("SELECT id FROM background_job WHERE id = %s FOR UPDATE SKIP LOCKED", job_id)):
            return False
        job = self._get_job(env, job_id)
        if job.state != "running":
            return False
        self._refuse_hopeless(job)
        outcome = job._work()
        if job._is_share(outcome):
            job.attempt = 1
            return True
        job._end(outcome if isinstance(outcome, str) else None)
        return False

    def _refuse_hopeless(self, job):
        if job.attempt > MOST_STARTS:
            raise UserError(self.env._("It was begun %s times and never came to its end.", MOST_STARTS))
        if not job.user_id.active:
            raise UserError(self.env._("%s, who asked for it, does not work here any more.", job.user_id.name))

    def _get_job(self, env, job_id):
        job = env["background.job"].browse(job_id)
        return job.with_context(lang=(job.asked_in or {}).get("lang") or job.user_id.lang)


# The companies with work, whoever has waited longest first; branches belong to their company.
COMPANIES = """
SELECT SPLIT_PART(company.parent_path, '/', 1)::int
  FROM background_job job JOIN res_company company ON company.id = job.company_id
 WHERE job.state IN ('waiting', 'running')
 GROUP BY 1 ORDER BY MIN(job.id)
"""
# Nobody else works for the company; who has the row is giving it up, or is a dead worker whose last query goes on.
BEGIN = """
UPDATE background_job SET state = 'running', attempt = COALESCE(attempt, 0) + 1, started_on = NOW() AT TIME ZONE 'UTC'
 WHERE id = (SELECT id FROM background_job
              WHERE id = (SELECT MIN(job.id)
                            FROM background_job job JOIN res_company company ON company.id = job.company_id
                           WHERE job.state IN ('waiting', 'running') AND company.parent_path LIKE %s)
                AND state IN ('waiting', 'running')
                FOR UPDATE SKIP LOCKED)
RETURNING id
"""
