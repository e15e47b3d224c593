from . import (
    test_bank_answer,
    test_confirmation,
    test_identifiers_of_records,
    test_mandate,
    test_mandate_creation,
    test_masked_numbers,
    test_notice,
    test_payer_answer,
    test_pbs_remittance,
    test_proposal,
    test_remittance_tour,
    test_rights,
)
