from . import (
    background_worker,
    debit_answer_receiver,
    debit_confirmation_checks,
    debit_exporter,
    debit_file_writer,
    debit_mandate_builder,
    debit_mandate_switcher,
    debit_notifier,
    debit_payment_registrar,
    debit_proposer,
    debit_status_registrar,
)
