from . import cheque_allocator, client_finder, invoice_lister, item_keyer, lot_corrector, lot_depositor
