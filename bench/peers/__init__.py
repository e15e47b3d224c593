"""How each peer is driven. Their code is installed beside Odoo for the bench only; nothing of it is here."""
