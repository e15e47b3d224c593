from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from psycopg2.errors import UniqueViolation

LIVE = ("waiting", "running")
KEPT_OF_CONTEXT = ("lang", "tz", "allowed_company_ids")
LARGE = "sepa_remittance_addon.background_from"
LARGE_BY_DEFAULT = 5000


class BackgroundJob(models.Model):
    """Long work on one record: done at once when it is small, by workers in the background when it is large (REM-17).

    How a process uses it, in three steps::

        def action_send(self):                      # the button
            self._check_right()                     # as always, before anything else
            return self.env["background.job"]._do(
                self, "_send", size=self.line_count, label=self.env._("Send %s", self.name), channel="email"
            )

        def _send(self, channel):                   # the work: one transaction, whole or not at all
            job = self.env["background.job"]
            for number, batch in enumerate(batches):
                ...
                job._tell_progress(number, len(batches), self.env._("Sending"))
            return self.env._("120 letters are on their way.")

    * Small: ``_do`` calls the method and returns what it returns. Large (``size`` above the system parameter
      ``sepa_remittance_addon.background_from``): ``_do`` stores a job and returns the action that reloads the screen.
    * The work runs as the user who asked, with the companies, language and time zone of that moment; the method checks
      rights as if it had been clicked. Arguments must be JSON. A sentence that it returns is shown as the outcome.
    * The work and the word *done* are one transaction. A worker that is killed leaves nothing, and the next
      worker starts the job again from what the database holds. An error leaves nothing either, and is shown with
      *Retry*.
    * Jobs of one company are done in the order of asking, one at a time; see ``background.worker``.
    * Work that need not be whole (letters, say) may be done in shares: a method that returns a number has that much
      left; what it did is kept, and it is called again, after a crash too. It finds out by itself where to go on.
    * A record has one live job per method: a second click finds the first job. While a job waits or runs, other long
      work on the record is refused; other buttons call ``_refuse_while_working(records)``.
    * Show it on a form with ``<widget name="background_job" field="job_id"/>`` and ``background.job.target`` inherited.
    """

    _name = "background.job"
    _description = "Work in the background"
    _order = "id desc"

    name = fields.Char("Work", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Integer("Record", required=True, readonly=True)
    method = fields.Char(required=True, readonly=True)
    arguments = fields.Json(readonly=True)
    asked_in = fields.Json("Context", readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Given up"),
        ],
        "Status",
        required=True,
        default="waiting",
        readonly=True,
    )
    attempt = fields.Integer("Times started", default=0, readonly=True)
    started_on = fields.Datetime("Started", readonly=True)
    ended_on = fields.Datetime("Ended", readonly=True)
    error = fields.Text("Why it failed", readonly=True)
    outcome = fields.Char(readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Share of the work that is done.")
    step = fields.Char("At work on", compute="_compute_progress")

    _one_live_job = models.UniqueIndex(
        "(res_model, res_id, method) WHERE state IN ('waiting', 'running')", "This is being worked on already."
    )
    _live = models.Index("(id) WHERE state IN ('waiting', 'running')")

    def _compute_progress(self):
        told = self.env["background.progress"].sudo().search([("job_id", "in", self.ids)]).grouped("job_id")
        for job in self:
            latest = told.get(job.sudo(), self.env["background.progress"])
            job.progress = 100 if job.state == "done" else 100 * latest.done / (latest.total or 1)
            job.step = latest.step if job.state == "running" else False

    # ------------------------------------------------------------ asking for work

    @api.model
    def _do(self, record, method, size, label, **arguments):
        """Do the work now when it is small, or leave it to a worker; see the class for how to use it.

        :param size: how many lines the work goes through; it decides between now and later.
        :param label: what people read, e.g. "Confirm REM/2026/0001".
        :param arguments: what the method is called with; JSON.
        """
        record.ensure_one()
        live = self._live_jobs(record)
        if live.filtered(lambda job: job.method == method):
            return live._tell_started()
        self._refuse_while_working(record)
        if size >= self._large():
            return self._enqueue(record, method, label, arguments)._tell_started()
        while self._is_share(outcome := getattr(record, method)(**arguments)):
            pass
        return outcome

    @api.model
    def _large(self):
        return int(self.env["ir.config_parameter"].sudo().get_param(LARGE) or LARGE_BY_DEFAULT)

    @api.model
    def _is_share(self, outcome):
        """Whether a method did only a share of its work: then it returns how much is left."""
        return type(outcome) is int and outcome > 0

    def _enqueue(self, record, method, label, arguments):
        company = record.company_id if "company_id" in record._fields else self.env.company
        values = {
            "name": label,
            "res_model": record._name,
            "res_id": record.id,
            "method": method,
            "arguments": arguments,
            "asked_in": {key: self.env.context[key] for key in KEPT_OF_CONTEXT if key in self.env.context},
            "user_id": self.env.uid,
            "company_id": (company or self.env.company).id,
        }
        try:
            with self.env.cr.savepoint():
                job = self.sudo().create(values)
        except UniqueViolation as taken:
            # another click came first; asked again, this one finds its job
            raise ConcurrencyError(str(taken)) from taken
        self.env["background.progress"].sudo().create({"job_id": job.id})
        self.env["background.worker"]._wake()
        return job.sudo(False)

    def _tell_started(self):
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _live_jobs(self, records):
        """The jobs that wait or run on these records, apart from the one this transaction is the work of."""
        return self.sudo().search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("state", "in", LIVE),
                ("id", "!=", self.env.context.get("background_job_id", 0)),
            ]
        )

    @api.model
    def _refuse_while_working(self, records):
        """
        :raises UserError: naming the work that waits or runs on one of these records.
        """
        jobs = self._live_jobs(records)
        if jobs:
            raise UserError(
                self.env._("This is being worked on, wait until it is done: %s", ", ".join(jobs.mapped("name")))
            )

    @api.model
    def _tell_progress(self, done, total, step=None):
        """Let others see how far the work of this transaction is; says nothing when it is not done in the background.

        What is told is committed at once, by a transaction of its own.
        """
        job_id = self.env.context.get("background_job_id")
        if job_id:
            self.env["background.progress"]._tell(job_id, done, total, step)

    @api.model
    def _tell_outcome(self, message, warning=False):
        """What a method returns to say what it did: a sentence to the worker, a notification to whoever clicked."""
        if self.env.context.get("background_job_id"):
            return message
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if warning else "success",
                "sticky": warning,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------ what the worker does with it

    def _work(self):
        """Call the method as the user who asked, where that user stood."""
        self.ensure_one()
        context = {**(self.asked_in or {}), "background_job_id": self.id}
        env = self.env(user=self.user_id.id, su=False, context=context)
        record = env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(env._("What was to be worked on does not exist any more."))
        return getattr(record, self.method)(**(self.arguments or {}))

    def _end(self, outcome):
        """The word *done*, in the transaction of the work itself."""
        self.write({"state": "done", "ended_on": fields.Datetime.now(), "outcome": outcome, "error": False})
        self._tell_user("success", outcome or self.env._("Done."))

    def _fail(self, reason):
        self.write({"state": "failed", "ended_on": fields.Datetime.now(), "error": reason})
        self._tell_user("danger", reason)

    def _tell_user(self, kind, message):
        self.user_id._bus_send("simple_notification", {"type": kind, "title": self.name, "message": message})

    # ------------------------------------------------------------ buttons

    def action_retry(self):
        """Let a worker try a failed job again."""
        self._refuse_strangers()
        failed = self.sudo().filtered(lambda job: job.state == "failed")
        for job in failed:
            self._refuse_while_working(self.env[job.res_model].browse(job.res_id))
        failed.write({"state": "waiting", "attempt": 0, "error": False, "ended_on": False})
        self.env["background.worker"]._wake()
        return self._tell_started()

    def action_give_up(self):
        """Forget a job that failed, or that no worker has begun."""
        self._refuse_strangers()
        self.sudo().try_lock_for_update().filtered(lambda job: job.state in ("failed", "waiting")).write(
            {"state": "cancelled", "ended_on": fields.Datetime.now()}
        )
        return self._tell_started()

    def _refuse_strangers(self):
        self.check_access("read")
        manager = self.env.user.has_group("sepa_remittance_addon.group_debit_manager")
        if not manager and self.user_id - self.env.user:
            raise AccessError(self.env._("Only the person who asked for it, or an administrator, may do that."))

    def action_open_record(self):
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    @api.autovacuum
    def _gc_ended(self):
        month_ago = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        old = self.search([("state", "in", ("done", "cancelled")), ("ended_on", "<", month_ago)], limit=10_000)
        old.unlink()
        return len(old), len(old) == 10_000
