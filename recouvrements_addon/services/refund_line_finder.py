from odoo import api, models

NO_REFERENCE = {"", "NOTPROVIDED", "NOT PROVIDED"}


class RefundLineFinder(models.AbstractModel):
    """Finds the refunds that a bank's answer is about, by our own references: of a refund, a block, a file."""

    _name = "refund.line.finder"
    _description = "Search of refunds by what a bank tells"

    @api.model
    def _companies_of(self, companies, references):
        """The companies among some that sent a refund, a block or a file of such a reference."""
        lines = self._search(companies, "end_to_end_id", references) | self._search(
            companies, "block_reference", references
        )
        return lines.company_id | self._exports(companies, references).company_id

    @api.model
    def _find(self, companies, verdicts):
        """``[(verdict, lines)]``; the lines are ``None`` where the verdict is about something else."""
        exports = self._exports(companies, {verdict.message_id for verdict in verdicts}).grouped("bank_reference")
        lines = self._search(companies, "end_to_end_id", {verdict.end_to_end_id for verdict in verdicts})
        blocks = self._search(companies, "block_reference", {verdict.payment_information_id for verdict in verdicts})
        of_reference, of_block = lines.grouped("end_to_end_id"), blocks.grouped("block_reference")
        found = []
        for verdict in verdicts:
            whole = exports.get(verdict.message_id)
            if verdict.level == "transaction":
                own = of_reference.get(verdict.end_to_end_id)
            elif verdict.level == "block":
                own = of_block.get(verdict.payment_information_id)
            else:
                own = whole and whole.line_ids
            # what answers a file of ours is about refunds, even where we do not know which
            found.append((verdict, lines.browse() if own is None and whole else own))
        return found

    @api.model
    def _find_bookings(self, companies, delivery):
        """``{reference: lines}`` of the refunds, blocks and files that the bookings name."""
        entries = [entry for statement in delivery.statements for entry in statement.entries]
        transactions = {one.end_to_end_id for entry in entries for one in entry.transactions}
        blocks = {entry.payment_information_id for entry in entries}
        exports = self._exports(companies, {entry.message_id for entry in entries})
        return (
            {export.bank_reference: export.line_ids for export in exports}
            | self._search(companies, "block_reference", blocks).grouped("block_reference")
            | self._search(companies, "end_to_end_id", transactions).grouped("end_to_end_id")
        )

    def _search(self, companies, field, references):
        told = list(references - NO_REFERENCE)
        lines = self.env["refund.export.line"].sudo()
        return lines.search([("company_id", "in", companies.ids), (field, "in", told)]) if told else lines

    def _exports(self, companies, references):
        told = list(references - NO_REFERENCE)
        exports = self.env["refund.export"].sudo()
        return (
            exports.search([("company_id", "in", companies.ids), ("bank_reference", "in", told)]) if told else exports
        )
