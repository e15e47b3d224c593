from odoo import api, fields, models
from odoo.tools import SQL


class BackgroundProgress(models.Model):
    """How far a job is: beside the job, whose own row is locked by the worker until the work is done."""

    _name = "background.progress"
    _description = "Progress of work in the background"
    _log_access = False

    job_id = fields.Many2one("background.job", required=True, ondelete="cascade")
    done = fields.Integer()
    total = fields.Integer()
    step = fields.Char()

    _one_per_job = models.UniqueIndex("(job_id)", "A job has one progress.")

    @api.model
    def _tell(self, job_id, done, total, step):
        with self.env.registry.cursor() as own:
            own.execute(
                SQL(
                    "UPDATE background_progress SET done = %s, total = %s, step = %s WHERE job_id = %s",
                    done,
                    total,
                    step,
                    job_id,
                )
            )
