from . import cheque_allocator, client_finder, invoice_lister, item_keyer, lot_depositor
