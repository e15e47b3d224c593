from . import (
    debit_mandate_builder,
    debit_proposer,
    debit_notifier,
    debit_confirmation_checks,
    debit_file_writer,
    debit_exporter,
)
