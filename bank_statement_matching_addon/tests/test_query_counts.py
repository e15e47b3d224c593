from odoo.tests import tagged

from .common import LsStatementCommon, SepaStatementCommon


class Counting:
    def count(self, process):
        """Queries of a process that starts with nothing cached and ends with everything written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        process()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestSepaQueryCounts(Counting, SepaStatementCommon):
    """A service asks the database as often for many lines as for few."""

    def measure(self, size, number):
        remitted = self.remit(*([10] * size))
        entries = [self.collected(line, number=place) for place, line in enumerate(remitted, 1)]
        told, holder = self.told(*entries, number=number), []
        counts = {"receive": self.count(lambda: holder.append(self.store(told)))}
        received = holder[0]
        counts["validate"] = self.count(received.action_validate)
        counts["allocate"] = self.count(received.action_allocate)
        self.assertEqual(received.state, "full")
        counts["release"] = self.count(lambda: self.env["statement.settler"]._release(received.line_ids))
        counts["journal"] = self.count(
            lambda: list(self.env["report.bank_statement_matching_addon.statement_journal"]._get_entries(received))
        )
        return counts

    def test_sepa(self):
        """STM-4, STM-8, STM-10, STM-12, STM-14"""
        self.measure(1, "0")
        few, many = self.measure(2, "1"), self.measure(40, "2")
        for step, queries in many.items():
            # the ORM updates in batches, one per set of changed fields
            self.assertAlmostEqual(queries, few[step], delta=3, msg=step)

    def count_undo(self, size, number):
        remitted = self.remit(*([10] * size))
        received = self.store(
            self.told(*[self.collected(line, number=at) for at, line in enumerate(remitted, 1)], number=number)
        )
        for step in (received.action_validate, received.action_allocate, received.action_update_ledgers):
            step()
        self.env.cr.precommit.run()
        counted = self.count(received.action_undo_ledgers)
        self.assertEqual((received.state, remitted.mapped("state")), ("full", ["remitted"] * size))
        return counted

    def test_undo(self):
        """STM-15: entries are read together; what is left for each is Odoo's message on the invoice and its change."""
        self.count_undo(1, "0")
        few, many = self.count_undo(2, "1"), self.count_undo(22, "2")
        self.assertLess((many - few) / 20, 4)


@tagged("post_install", "-at_install")
class TestLsQueryCounts(Counting, LsStatementCommon):
    def measure(self, size, task, first):
        payers = [self.create_payer(f"Payer {number}", number) for number in range(first, first + size)]
        for payer in payers:
            self.create_due(payer, 10)
        self.confirm(self.propose())
        answers = [("0580" if place % 2 else "0530", payer.ref, 10) for place, payer in enumerate(payers)]
        received = self.receive_ls(*answers, task_number=task)
        received.action_validate()
        counts = self.count(received.action_allocate)
        self.assertEqual(received.state, "full")
        self.assertEqual(len(received.allocation_ids), size)
        return counts

    def test_leverandorservice(self):
        """STM-10, STM-11: refusals and receipts."""
        self.measure(2, "1", 100)
        # the ORM updates in batches, one per set of changed fields
        self.assertAlmostEqual(self.measure(4, "2", 200), self.measure(40, "3", 300), delta=2)
