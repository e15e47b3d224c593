from . import (
    account_journal,
    account_move,
    account_payment,
    contract_transaction,
    customer_contract,
    res_company,
    res_config_settings,
    res_partner,
)
