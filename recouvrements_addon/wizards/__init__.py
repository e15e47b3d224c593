from . import contract_transaction_entry
