from . import debit_state_table  # the mixin comes before the models that inherit it

# isort: split
from . import (
    account_journal,
    account_move,
    account_move_line,
    account_payment_method,
    account_payment_method_line,
    background_job,
    background_job_target,
    background_progress,
    debit_answer,
    debit_answer_line,
    debit_left_out,
    debit_line_change,
    debit_mandate,
    debit_notice,
    debit_reason,
    debit_remittance,
    debit_remittance_group,
    debit_remittance_line,
    debit_remittance_line_answer,
    res_company,
    res_config_settings,
    res_partner,
    res_partner_bank,
)
