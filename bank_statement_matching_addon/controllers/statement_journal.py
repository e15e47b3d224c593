from odoo import http
from odoo.http import content_disposition, request

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class StatementJournalController(http.Controller):
    """The journal of a statement as a spreadsheet (STM-12)."""

    @http.route("/received_statement/<model('received.statement'):statement>/journal.xlsx", type="http", auth="user")
    def download(self, statement):
        statement.check_access("read")
        name, content = request.env["statement.journal.writer"]._write(statement)
        headers = [
            ("Content-Type", MIMETYPE),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
