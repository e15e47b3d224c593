from . import contract_cashier, contract_ledger, deposit_settler, refund_processor
