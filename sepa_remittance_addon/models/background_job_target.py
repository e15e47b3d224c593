from odoo import fields, models


class BackgroundJobTarget(models.AbstractModel):
    """A record that long work is done on: it shows the job that waits, runs or has failed."""

    _name = "background.job.target"
    _description = "Record with work in the background"

    job_id = fields.Many2one("background.job", "Work in the background", compute="_compute_job")
    job_live = fields.Boolean("Is being worked on", compute="_compute_job")

    def _get_size(self):
        """How many lines the work on this record has; ``background.job`` decides by it."""
        self.ensure_one()
        return 0

    def _work_on_each(self, method, label, **arguments):
        """Do long work on each of these records by itself, at once where it is small; see ``background.job``.

        :param label: of a record, what its work is called.
        :return: what the button on one record returns; True for several.
        """
        outcome = True
        for record in self:
            size, name = record._get_size(), label(record)
            outcome = self.env["background.job"]._do(record, method, size, name, **arguments)
        return (outcome or True) if len(self) == 1 else True

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
