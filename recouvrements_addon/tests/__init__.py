from . import (
    test_contract,
    test_deposits,
    test_ledger,
    test_payments,
    test_refund_answers,
    test_refund_approval,
    test_refund_export,
    test_refund_payments,
    test_refund_tour,
    test_refunds,
    test_reversals,
    test_rights,
)
