from . import (
    account_journal,
    account_move_line,
    debit_remittance,
    debit_remittance_line,
    received_allocation,
    received_statement,
    received_statement_error,
    received_statement_line,
    statement_profile,
    statement_scenario,
    statement_scenario_priority,
    statement_transaction_type,
)
