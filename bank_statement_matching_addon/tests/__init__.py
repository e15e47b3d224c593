from . import (
    test_answers,
    test_danish_journey,
    test_dashboard,
    test_ledger_update,
    test_query_counts,
    test_reception,
    test_rights,
    test_sepa_scenarios,
    test_settling,
    test_setup,
    test_statement_tour,
    test_validation,
)
