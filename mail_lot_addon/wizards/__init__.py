from . import (
    mail_lot_client_act,
    mail_lot_item_cancel,
    mail_lot_item_correct,
    mail_lot_item_scan,
    subscription_import,
)
