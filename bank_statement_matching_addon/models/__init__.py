from . import statement_layout_description, statement_layout_meaning  # mixins come before the models that inherit them

# isort: split

from . import (
    account_journal,
    account_journal_dashboard,
    account_move_line,
    debit_remittance,
    debit_remittance_line,
    received_allocation,
    received_allocation_ledger,
    received_matching,
    received_settling_step,
    received_statement,
    received_statement_entry,
    received_statement_error,
    received_statement_journal,
    received_statement_line,
    received_statement_line_settling,
    received_statement_settling,
    received_statement_status,
    received_statement_steps,
    received_statement_ways,
    res_company,
    res_config_settings,
    statement_layout,
    statement_layout_column,
    statement_profile,
    statement_scenario,
    statement_scenario_priority,
    statement_transaction_type,
)
