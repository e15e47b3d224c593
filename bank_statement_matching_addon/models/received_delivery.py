import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..services.statement_receiver import BANK_FILE


class ReceivedDelivery(models.Model):
    """Files of the bank that are too large to be read while one waits: kept first, read in the background (STM-18).

    It ends with statements (or other answers), or with the reason why nothing of the files was stored. Small files are
    read at once and never come here.
    """

    _name = "received.delivery"
    _description = "Files being received"
    _inherit = ["background.job.target"]
    _order = "id desc"

    name = fields.Char("Files", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", "Bank journal", readonly=True)
    digest = fields.Char(required=True, readonly=True)
    # whole account numbers: who may not see them may not have the files
    content_ids = fields.One2many(
        "ir.attachment",
        "res_id",
        domain=[("res_model", "=", "received.delivery"), ("res_field", "=", "content_ids")],
        readonly=True,
        groups="sepa_remittance_addon.group_see_numbers",
    )
    size = fields.Integer("Size in MB", readonly=True)
    read_on = fields.Datetime("Read", readonly=True)
    statement_ids = fields.Many2many(
        "received.statement",
        string="Statements",
        readonly=True,
        groups="bank_statement_matching_addon.group_statement_reader",
    )
    answer_ids = fields.Many2many("debit.answer", string="Other answers", readonly=True)
    state = fields.Selection(
        [("reading", "Being read"), ("read", "Read"), ("refused", "Refused")], "Status", compute="_compute_state"
    )
    refusal = fields.Text("Why nothing was stored", compute="_compute_state")

    _once = models.UniqueIndex("(company_id, digest)", "This file is being read at this moment.")

    @api.depends("read_on")
    def _compute_state(self):
        """What has neither been read nor waits for a worker was refused."""
        for delivery in self:
            delivery.state = "read" if delivery.read_on else "reading" if delivery.job_live else "refused"
            delivery.refusal = delivery.job_id.sudo().error if delivery.state == "refused" else False

    @api.model
    def _keep(self, files, journal=None):
        """Keep some files and have them read.

        :param files: ``[(name, bytes)]``, for all of which it is one reading: all are stored, or none.
        :raises UserError: when one of them is known already, or is being read.
        """
        self.env["debit.answer.receiver"]._refuse_others()
        files = [(name, content or b"") for name, content in files]
        digests = self._refuse_known(files)
        digest = digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
        company = journal.company_id if journal else self.env.company
        self._forget_ended(company, digest)
        delivery = self.sudo().create(
            {
                "name": ", ".join(name for name, _content in files),
                "company_id": company.id,
                "journal_id": journal.id if journal else False,
                "digest": digest,
                "size": sum(len(content) for _name, content in files) // 10**6,
            }
        )
        self.env["ir.attachment"].sudo().create(
            [
                {"name": name, "raw": content, "mimetype": BANK_FILE, "res_model": self._name,
                 "res_field": "content_ids", "res_id": delivery.id}
                for name, content in files
            ]
        )  # fmt: skip
        return delivery.sudo(False)

    def _refuse_known(self, files):
        digests = [hashlib.sha256(content).hexdigest() for _name, content in files]
        for (name, _content), digest in zip(files, digests, strict=True):
            self.env["debit.answer.receiver"]._refuse_known_file(name, digest)
            self.env["statement.receiver"]._known_positions(name, digest)
        return digests

    def _forget_ended(self, company, digest):
        """The same file again: what was refused, or deleted since, may be tried once more."""
        before = self.sudo().search([("company_id", "=", company.id), ("digest", "=", digest)])
        if before.filtered("job_live"):
            raise UserError(self.env._("%s is being read at this moment.", before.name))
        before.unlink()

    def _start_reading(self, lines):
        """
        :param lines: about how many the files hold.
        """
        return self.env["background.job"]._do(self, "_read", lines, self.env._("Read %s", self.name))

    def _read(self):
        """The work: as if the files had been received at once, by the one who sent them."""
        jobs = self.env["background.job"]
        jobs._tell_progress(0, 1, self.env._("Reading the file"))
        kept = self.sudo()
        files = [(attachment.name, attachment.raw) for attachment in kept.content_ids]
        received = self.env["debit.answer.receiver"]._receive_all(files, self.journal_id)
        statements, answers = received.get("received.statement"), received.get("debit.answer")
        kept.write(
            {
                "statement_ids": statements.ids if statements else False,
                "answer_ids": answers.ids if answers else False,
                "read_on": fields.Datetime.now(),
            }
        )
        # each statement keeps its file
        kept.content_ids.unlink()
        return self.env._("%(file)s was read: %(count)s lines.", file=self.name, count=kept._count_lines())

    def _count_lines(self):
        answered = self.env["debit.answer.line"].search_count([("answer_id", "in", self.answer_ids.ids)])
        return sum(self.statement_ids.mapped("line_count")) + answered

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        self.env["background.job"]._refuse_while_working(self)

    def _action_open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("bank_statement_matching_addon.action_received_delivery")
        return {**action, "views": [(False, "form")], "res_id": self.id}

    def action_statements(self):
        return self.statement_ids._action_open()

    @api.autovacuum
    def _gc_old(self):
        month_ago = fields.Datetime.subtract(fields.Datetime.now(), days=30)
        old = self.search([("create_date", "<", month_ago)], limit=1000).filtered(lambda one: not one.job_live)
        old.unlink()
