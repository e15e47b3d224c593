from . import (
    received_line_settle,
    received_release,
    received_statement_upload,
    statement_layout_proposal,
    statement_layout_proposal_column,
)
