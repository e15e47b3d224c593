from . import received_line_settle, received_release, received_statement_upload
