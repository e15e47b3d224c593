from . import (
    statement_transaction_type,
    statement_scenario,
    statement_profile,
    statement_scenario_priority,
    received_statement,
    received_statement_line,
    received_allocation,
    received_statement_error,
    account_journal,
    account_move_line,
    debit_remittance,
    debit_remittance_line,
)
