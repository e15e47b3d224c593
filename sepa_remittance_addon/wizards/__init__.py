from . import (
    account_payment_register,
    debit_add_invoices,
    debit_answer_upload,
    debit_change_method,
    debit_line_change_wizard,
    debit_mandate_end,
    debit_mandate_sign,
    debit_mandate_switch,
    debit_proposal,
    debit_remittance_cancel,
    debit_signing_link,
)
