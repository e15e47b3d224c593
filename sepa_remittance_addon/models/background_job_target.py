from odoo import fields, models


class BackgroundJobTarget(models.AbstractModel):
    """A record that long work is done on: it shows the job that waits, runs or has failed."""

    _name = "background.job.target"
    _description = "Record with work in the background"

    job_id = fields.Many2one("background.job", "Work in the background", compute="_compute_job")
    job_live = fields.Boolean("Is being worked on", compute="_compute_job")

    def _compute_job(self):
        jobs = self.env["background.job"]
        told = jobs.sudo().search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("waiting", "running", "failed")),
            ],
            order="id",
        )
        latest = {job.res_id: job for job in told}
        for record in self:
            job = latest.get(record._origin.id, jobs)
            record.job_id = job.id
            record.job_live = job.state in ("waiting", "running")
