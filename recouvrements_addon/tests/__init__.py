from . import (
    test_contract,
    test_deposits,
    test_ledger,
    test_payments,
    test_refunds,
    test_rights,
)
