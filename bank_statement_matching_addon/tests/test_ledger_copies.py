import os
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from odoo.tests import tagged

from ..services import statement_cloner, statement_pair_cloner
from . import every_row, ledger_cases
from .test_ledger_as_odoo import LedgerCommon

# The same few each time; SUITE_LEDGER_CASES=500 looks at that many.
CASES = int(os.environ.get("SUITE_LEDGER_CASES") or 2)
NEVER, ALWAYS = 10**9, 2


@contextmanager
def copies_from(number):
    with (
        patch.object(statement_cloner, "FROM", number),
        patch.object(statement_pair_cloner, "FROM", number),
        patch.object(statement_pair_cloner, "FEW_ITEMS", 4),
    ):
        yield


@tagged("post_install", "-at_install")
class TestLedgerCopies(LedgerCommon):
    """Entries and reconciliations that are copied set by set are those that Odoo makes one by one (STM-15, STM-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what is told on records is copied too
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False, "mail_notrack": False})

    def test_every_row_of_the_database_is_as_by_odoo(self):
        """STM-15, STM-18: what may be copied, mixed with what may not: currencies, parts, instalments, credit notes,
        taxes due on payment, payments on account and ledger accounts, one payer and several, one invoice and many.
        """
        copied = 0
        for seed in range(CASES):
            with self.subTest(seed=seed), self.taken_back():
                case = ledger_cases.draw_plain(seed)
                self.set_up_account(case)
                invoices = self.invoices_of(case)
                self.follow(invoices, seed)
                received = self.post_ours(self.plan_of(case, invoices), case.account)
                odoo, _count = self.updated(received, NEVER)
                ours, count = self.updated(received, ALWAYS)
                self.assertFalse(every_row.differences(odoo, ours), case)
                copied += count
        self.assertGreater(copied, 3 * CASES, "most of them are copies")

    def follow(self, invoices, seed):
        """Somebody wants to hear when some invoice is paid, and somebody wrote on another."""
        paid = self.env.ref("account.mt_invoice_paid")
        chosen = invoices[seed % len(invoices)]
        chosen.message_subscribe(self.other_payer.ids, subtype_ids=paid.ids)
        invoices[0].message_post(body="Please call", message_type="comment")

    def updated(self, received, from_number):
        """Every row after the update, and how many pairs were copied; then it never happened."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows, count = {}, 0
        with copies_from(from_number), self.counted() as counted, self.taken_back():
            every_row.align(self.env)
            received.action_update_ledgers()
            rows = every_row.contents(self.env)
            count = len(counted)
        return rows, count

    @contextmanager
    def counted(self):
        """The pairs that are copied meanwhile."""
        pairs, copy = [], type(self.env["statement.pair.cloner"])._copy

        def note(cloner, original, copies):
            pairs.extend(copies)
            return copy(cloner, original, copies)

        with patch.object(type(self.env["statement.pair.cloner"]), "_copy", note):
            yield pairs

    def test_ranks_of_customers_after_the_commit(self):
        """STM-15: whoever had a rank gets more of it, whoever had none gets the first at once."""
        partners = self.env["res.partner"].create([{"name": "Old", "customer_rank": 3}, {"name": "New"}])
        counts, ranker = dict.fromkeys(partners.ids, 2), self.env["statement.partner.ranker"]
        ranker._raise("customer_rank", counts)
        ranker._raise("customer_rank", counts)
        self.assertEqual(partners.mapped("customer_rank"), [3, 2])
        later = self.env.cr.postcommit.data["statement.partner.ranker.customer_rank"]
        self.assertEqual([later[partner.id] for partner in partners], [4, 2])
        with patch.object(type(self.registry), "cursor", lambda registry: nullcontext(self.env.cr)):
            ranker._raise_later("customer_rank", later)
        self.assertEqual(partners.mapped("customer_rank"), [7, 4])
        self.assertFalse(later)
