from . import (
    account_move,
    account_move_line,
    mail_lot,
    mail_lot_correction,
    mail_lot_corrections,
    mail_lot_item,
    mail_lot_item_correction,
    mail_lot_item_operation,
    res_company,
    res_config_settings,
    res_partner,
)
