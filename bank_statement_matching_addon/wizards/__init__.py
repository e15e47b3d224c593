from . import (
    received_release,
    received_statement_upload,
    statement_layout_proposal,
    statement_layout_proposal_column,
)
