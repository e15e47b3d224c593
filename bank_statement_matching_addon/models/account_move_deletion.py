from odoo import models


class AccountMove(models.Model):
    """Entries that the undo of a ledger update removes are read together.

    Odoo reaches them through their statement lines or items, and what it reads along with an entry depends on those;
    once they are deleted, it would read each entry alone, sixteen times. Elsewhere entries keep what they are read
    along with: a loop over many reads them all at once.
    """

    _inherit = "account.move"

    def unlink(self):
        return super(AccountMove, self._read_together()).unlink()

    def _get_unbalanced_moves(self, container):
        return super()._get_unbalanced_moves({**container, "records": container["records"]._read_together()})

    def _read_together(self):
        return self.with_prefetch() if self.env.context.get("removing_statement") else self
