from . import (
    contract_transaction_entry,
    contract_transaction_entry_approval,
    contract_transaction_reversal,
    refund_export_cancel,
    refund_export_wizard,
    refund_iban_entry,
    refund_processing,
    refund_refusal,
    refund_reopening,
)
