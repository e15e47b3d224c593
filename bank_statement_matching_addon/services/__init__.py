from . import (
    statement_receiver,
    statement_validator,
    statement_allocator,
    statement_gap_closer,
    statement_settler,
    statement_bookkeeper,
)
