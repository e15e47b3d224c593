import logging
from functools import partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import SQL

from ..formats.identifiers import mask_ibans

_logger = logging.getLogger(__name__)
MOST_STARTS = 5


class BackgroundWorker(models.AbstractModel):
    """Does what waits in ``background.job``: one job after the other, each in a transaction of its own.

    The worker holds a lock on the job's row as long as it works. A job that says *running* and is not locked was
    left by a worker that died: it is started again.
    """

    _name = "background.worker"
    _description = "Worker for work in the background"

    @api.model
    def _cron_work(self):
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self._count_left())
        while job_id := self._begin_next():
            self._work(job_id)
            if not cron._commit_progress(1, remaining=self._count_left()):
                break

    def _count_left(self):
        return self.env["background.job"].search_count([("state", "in", ("waiting", "running"))])

    def _begin_next(self):
        """Mark the oldest job that nobody works on as running, for all to see; return its id."""
        with self.env.registry.cursor() as cr:
            cr.execute(BEGIN)
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


# One row, taken and marked in one statement: of two workers only one gets it, and neither waits for the other.
BEGIN = """
UPDATE background_job SET state = 'running', attempt = COALESCE(attempt, 0) + 1, started_on = NOW() AT TIME ZONE 'UTC'
 WHERE id = (SELECT id FROM background_job WHERE state IN ('waiting', 'running')
              ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""
