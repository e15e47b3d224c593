from . import received_statement_upload, received_line_settle, received_release
