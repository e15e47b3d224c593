from . import (
    debit_answer_receiver,
    statement_allocator,
    statement_bookkeeper,
    statement_gap_closer,
    statement_line_storer,
    statement_receiver,
    statement_reconciler,
    statement_settler,
    statement_validator,
)
