"""Bank formats, banking values and bank days: bytes to frozen values and back. Nothing here knows Odoo."""
