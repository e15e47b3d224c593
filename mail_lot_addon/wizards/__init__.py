from . import (
    mail_lot_client_act,
    mail_lot_item_cancel,
    mail_lot_item_correct,
    mail_lot_keying,
    mail_lot_keying_line,
    subscription_import,
)
