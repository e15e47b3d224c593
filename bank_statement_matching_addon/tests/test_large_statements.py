"""What must not change because it is done for many lines at once (STM-18)."""

from decimal import Decimal
from unittest.mock import patch

from odoo.addons.sepa_remittance_addon.formats.values import Party
from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from psycopg2.errors import UniqueViolation

from ..checks import doubt
from ..services import statement_line_storer, statement_staging
from .common import RETURNED, SepaStatementCommon, iban_of

OWN = {"id", "statement_id", "fingerprint", "duplicate_of_id", "create_date", "write_date", "sequence"}


@tagged("post_install", "-at_install")
class TestLargeStatements(SepaStatementCommon):
    def said(self):
        """Lines of every kind: known, unknown and returned, with all that a bank may tell, and with next to nothing."""
        told = {
            "counterparty": Party("Zoë d'Hôtel \\ \"Søn\"", iban_of(77)), "text": "line\tone\nline two",
            "structured_reference": "RF18539007547034", "mandate_reference": "M-1", "end_to_end_id": "E2E",
            "customer_number": "C00001", "rejected_amount": Decimal("12.30"), "charges": Decimal("0.50"),
        }  # fmt: skip
        return [
            self.entry("10.05", **told, text_of_entry="Collected"),
            self.entry("-3.10", RETURNED, 2, return_code="MD06", return_text="Refund asked"),
            self.entry("-4", "PMNT-ICDT-ESCT", 3, return_code="AC04"),
            self.entry("5.005", "NONSENSE", 4, day=None),
            self.entry("0", "", 5),
        ]

    def test_lines_are_stored_as_the_orm_would(self):
        """STM-18: types, effects, user fields, roundings and empty values, whatever their number."""
        told = self.told(*self.said())
        received = self.store(told)
        other = received.sudo().copy(
            {"digest": False, "layout": "copied", "state": "ready", "journal_id": self.journal.id}
        )
        types = self.env["statement.transaction.type"]._by_code
        storer = self.env["statement.line.storer"]
        expected = self.env["received.statement.line"].with_context(receiving_statement=True).sudo().create([
            {
                **values,
                **storer._user_fields(self.profile, values),
                "statement_id": other.id,
                "state": "ready",
                "transaction_type_id": getattr(types([values["bank_code"]]).get(values["bank_code"]), "id", False),
            }
            for values in statement_staging.statement_lines(told)
        ])  # fmt: skip
        names = [name for name, field in expected._fields.items() if field.store and name not in OWN]
        self.env.flush_all()
        self.env.invalidate_all()
        for stored, created in zip(received.line_ids.sudo(), expected, strict=True):
            self.assertEqual(stored.read(names, load="")[0] | {"id": 0}, created.read(names, load="")[0] | {"id": 0})
        self.assertEqual(received.line_ids.mapped("sequence"), [1, 2, 3, 4, 5])
        self.assertEqual(received.line_ids.mapped("effect")[1:3], ["charged_back", "disbursement"])

    def test_shares_make_no_difference(self):
        """STM-18, STM-6: occurrence numbers, twins and places run on from share to share."""
        same = [self.entry(3, reference="SAME") for _number in range(5)]
        with patch.object(statement_line_storer, "SHARE", 2):
            first = self.receive(*same)
            second = self.receive(*same, self.entry(4, number=9), number="2")
        self.assertEqual(first.line_ids.mapped("sequence"), [1, 2, 3, 4, 5])
        self.assertEqual([one.rsplit("-", 1)[1] for one in first.line_ids.mapped("fingerprint")], list("12345"))
        self.assertEqual(second.line_ids[:5].duplicate_of_id, first.line_ids)
        self.assertEqual(second.line_ids.mapped("fingerprint")[:5], [False] * 5)
        self.assertTrue(second.line_ids[5].fingerprint)

    def test_lines_that_somebody_stores_at_this_moment_are_looked_at_again(self):
        """STM-6: Odoo retries, and then the other's lines are known."""
        execute = type(self.env.cr).execute

        def collide(cr, query, *arguments, **more):
            if "INSERT INTO received_statement_line" in str(getattr(query, "code", query)):
                raise UniqueViolation("received_statement_line__line_once")
            return execute(cr, query, *arguments, **more)

        with patch.object(type(self.env.cr), "execute", collide), self.assertRaises(ConcurrencyError):
            self.receive(self.entry(1))

    def test_very_many_errors_are_counted(self):
        """STM-8, STM-18: the first ones are told line by line, the others by their number, and all lines are marked."""
        with patch.object(doubt, "MOST_SHOWN", 2):
            received = self.receive(*(self.entry(1, day=None, number=number) for number in range(5)))
            received.action_validate()
        told = received.error_ids.filtered(lambda error: error.check_name == "dates")
        self.assertEqual((len(told), told.line_id), (3, received.line_ids[:2]))
        self.assertIn("3 more lines", told[-1].message)
        self.assertEqual(received.line_ids.mapped("state"), ["errors"] * 5)

    def test_validation_and_release_ask_as_often_for_many_lines_as_for_few(self):
        """STM-18"""

        def count(size, number):
            remitted = self.remit(*[10] * size)
            received = self.receive(
                *(self.collected(line, number=place) for place, line in enumerate(remitted)), number=number
            )
            counts = []
            for work in (
                lambda: self.env["statement.validator"]._validate(received),
                lambda: self.env["statement.allocator"]._allocate(received),
                lambda: self.env["statement.releaser"]._release(received),
            ):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                work()
                self.env.flush_all()
                counts.append(self.cr.sql_log_count - before)
            self.assertEqual(received.state, "to_allocate")
            return counts

        count(1, "0")
        for few, many in zip(count(2, "1"), count(30, "2"), strict=True):
            # an environment asks once for the time zone of its user
            self.assertAlmostEqual(few, many, delta=2)

    def test_from_a_statement_to_its_entries_and_remittances(self):
        """STM-16, STM-18: found by the database, not listed line by line."""
        remitted = self.remit(10, 20)
        received = self.allocate(self.receive(*(self.collected(line, number=line.id) for line in remitted)))
        self.assertEqual(received.action_remittances()["res_id"], remitted.remittance_id.id)
        received.action_update_ledgers()
        action = received.action_native_statement()
        posted = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(posted, received.line_ids.native_line_id.move_id)
        self.assertEqual(len(posted), 2)
