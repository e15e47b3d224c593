from odoo.exceptions import UserError
from odoo.tests import tagged

from . import whole_database
from .common import LsStatementCommon, SepaStatementCommon


@tagged("post_install", "-at_install")
class TestSepaCancellation(SepaStatementCommon):
    """A remittance is taken back only while no statement says that the bank carried it out (REM-8)."""

    def test_what_a_statement_collects_is_not_free_again(self):
        """REM-8, STM-14: from its allocation on; otherwise the invoices would be debited twice."""
        remitted = self.remit(10, 20)
        received = self.store(self.told(self.collected(remitted[0])))
        received.action_validate()
        received.action_allocate()
        before = whole_database.rows(self.env)
        with self.assertRaisesRegex(UserError, f"{received.name} tells"), self.env.cr.savepoint():
            remitted.remittance_id._cancel("Nothing arrived")
        self.assertFalse(whole_database.changes(before, whole_database.rows(self.env)))
        self.env["statement.settler"]._release(received.line_ids)
        remitted.remittance_id._cancel("Nothing arrived")
        self.assertEqual(set(remitted.mapped("state")), {"cancelled"})


@tagged("post_install", "-at_install")
class TestLsCancellation(LsStatementCommon):
    def test_what_a_statement_refuses_is_no_obstacle(self):
        """REM-8, STM-11"""
        remitted = self.remit(100)
        self.allocate(self.receive_ls(("0530", "C00001", 100)))
        remitted.remittance_id._cancel("PBS lost the rest")
        self.assertEqual((remitted.remittance_id.state, remitted.state), ("cancelled", "rejected"))
