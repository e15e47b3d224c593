from odoo import SUPERUSER_ID, api, models


class BackgroundWorker(models.AbstractModel):
    """Where the community's ``queue_job`` is in the same database, its runners do the work: side by side, anywhere.

    What waits, its order, its attempts and its screens stay those of ``background.job``. A runner is asked once for
    each job and takes whichever is next, so a request more, or one that is lost with its runner, changes nothing.
    What no runner came for is taken up by the cron, every ten minutes.
    """

    _inherit = "background.worker"

    @api.model
    def _wake(self):
        if not self._has_runners():
            return super()._wake()
        worker = self.with_env(self.env(user=SUPERUSER_ID, context={}))
        return worker.with_delay(description=self._get_cron().name, max_retries=0)._work_on_request()

    def _has_runners(self):
        return "queue.job" in self.env

    def _work_on_request(self):
        """Do one job, and ask again if something is left: the next of a company had to wait for this one."""
        if self._work_next():
            # what this transaction sees is older than the work
            with self.env.registry.cursor() as cr:
                worker = self.with_env(self.env(cr=cr))
                if worker._count_left():
                    worker._wake()
