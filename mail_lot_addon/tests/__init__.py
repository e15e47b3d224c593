from . import (
    test_cheques,
    test_clients,
    test_closing,
    test_corrections,
    test_keying_form,
    test_lots,
    test_pending_invoices,
    test_rights,
    test_saving_once,
    test_values,
)
