from odoo import models


class ReceivedStatement(models.Model):
    """The journal of a statement: what will be posted (option 8 of the source), or what was (STM-12)."""

    _inherit = "received.statement"

    def action_journal(self):
        """On paper. Thousands of pages help nobody: of a large statement there is the sheet."""
        if any(statement.line_count >= self.env["background.job"]._large() for statement in self):
            return self.action_journal_xlsx()
        return self.env.ref("bank_statement_matching_addon.report_statement_journal").report_action(self)

    def action_journal_xlsx(self):
        """As a sheet; of a large statement it is written in the background and kept with it."""
        self.ensure_one()
        self.check_access("read")
        return self.env["background.job"]._do(
            self, "_write_journal", size=self.line_count, label=self.env._("Journal of %s", self.name)
        )

    def _write_journal(self):
        if not self.env.context.get("background_job_id"):
            url = f"/received_statement/{self.id}/journal.xlsx"
            return {"type": "ir.actions.act_url", "url": url, "target": "download"}
        name, content = self.env["statement.journal.writer"]._write(self)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": name, "raw": content, "res_model": self._name, "res_id": self.id})
        )
        # read rights are enough to ask for a journal, and it is kept for all who read the statement
        self.sudo().message_post(body=self.env._("Journal (%s lines).", self.line_count), attachment_ids=attachment.ids)
        return self.env._("%(file)s is attached to %(statement)s.", file=name, statement=self.name)
