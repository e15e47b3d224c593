from . import (
    debit_confirmation_checks,
    debit_exporter,
    debit_file_writer,
    debit_mandate_builder,
    debit_notifier,
    debit_proposer,
)
