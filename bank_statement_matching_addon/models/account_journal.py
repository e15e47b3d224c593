from odoo import models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    def create_document_from_attachment(self, attachment_ids):
        """A bank file dropped on a bank journal is a statement, not an invoice (STM-4)."""
        journal = self or self.browse(self.env.context.get("default_journal_id"))
        if journal.type != "bank":
            return super().create_document_from_attachment(attachment_ids)
        return journal._receive_attachments(attachment_ids)

    def _receive_attachments(self, attachment_ids):
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        files = [(attachment.name, attachment.raw) for attachment in attachments]
        return self.env["debit.answer.receiver"]._receive_and_open(files, self)

    def action_received_statements(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_matching_addon.action_received_statement"
        )
        return {**action, "context": {"search_default_journal_id": self.id, "default_journal_id": self.id}}
