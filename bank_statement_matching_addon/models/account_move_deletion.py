from odoo import models


class AccountMove(models.Model):
    """Entries that are deleted together are read together.

    Odoo reaches them through their statement lines or items, and what it reads along with an entry depends on those;
    once they are deleted, it would read each entry alone, sixteen times.
    """

    _inherit = "account.move"

    def unlink(self):
        return super(AccountMove, self.with_prefetch()).unlink()

    def _get_unbalanced_moves(self, container):
        return super()._get_unbalanced_moves({**container, "records": container["records"].with_prefetch()})
