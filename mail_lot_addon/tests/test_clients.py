from odoo.exceptions import ValidationError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MailLotCommon


class TestClients(MailLotCommon):
    def find(self, text, **lot):
        lot = self.lot_of(**lot)
        return lot.env["mail.lot.client.finder"]._find(lot, text)

    def test_a_client_is_found_by_its_code_with_and_without_spaces(self):
        """LOT-2: letter + partner code + chrono, spaces optional."""
        client = self.client_of()
        self.client_of(chrono="99999999")
        for text in ("J 121 52134466", "J12152134466", "j121 52134466 "):
            self.assertEqual(self.find(text), (client, ""), text)

    def test_not_found_is_said_with_the_code(self):
        """LOT-2: not found: said plainly."""
        client, refusal = self.find("J 121 52134466")
        self.assertFalse(client)
        self.assertEqual(refusal, "Not found: no client has the code J 121 52134466.")

    def test_what_is_no_code_is_answered_with_an_example(self):
        """LOT-2: one message for bad input."""
        self.assertIn("J 121 52134466", self.find("Dupont")[1])

    def test_found_twice_names_both(self):
        """LOT-2: without spaces two clients can have the same digits."""
        one, other = self.client_of("52134466", 121), self.client_of("152134466", 12)
        client, refusal = self.find("J12152134466")
        self.assertFalse(client)
        self.assertIn("Found 2 times", refusal)
        self.assertIn(one.name, refusal)
        self.assertIn(other.name, refusal)
        self.assertEqual(self.find("J 12 152134466")[0], other)

    def test_a_blocked_client_is_refused_with_the_reason_and_the_mark(self):
        """LOT-2: blocked: said plainly."""
        self.client_of(client_blocked=True, client_block_reason="fraud")
        client, refusal = self.find("J 121 52134466")
        self.assertFalse(client)
        self.assertIn("blocked: fraud. Mark the coupon B", refusal)

    def test_an_archived_client_is_named_as_such(self):
        """LOT-2: archived is not the same as not found."""
        self.client_of(active=False)
        self.assertIn("archived", self.find("J 121 52134466")[1])

    def test_a_client_above_the_limit_is_for_fa_lots_only(self):
        """LOT-1: refused in a partnership lot with the reason; 310 itself is a partnership."""
        fa, edge = self.client_of("1", 311), self.client_of("2", 310)
        self.assertIn("above 310", self.find("J 311 1")[1])
        self.assertEqual(self.find("J 311 1", kind="fa")[0], fa)
        self.assertEqual(self.find("J 310 2")[0], edge)

    def test_a_partnership_client_is_refused_in_an_fa_lot(self):
        """LOT-1: and the reverse."""
        self.client_of()
        self.assertIn("not above 310", self.find("J 121 52134466", kind="fa")[1])

    def test_the_limit_is_a_setting_of_the_company(self):
        """LOT-1: default 310, changed in the settings."""
        self.company.mail_lot_partner_code_limit = 100
        self.client_of()
        self.assertIn("above 100", self.find("J 121 52134466")[1])

    def test_a_client_of_another_company_is_not_found(self):
        """LOT-2: clients are searched in the lot's company."""
        other = self.setup_other_company()["company"]
        self.client_of(company_id=other.id)
        self.assertIn("Not found", self.find("J 121 52134466")[1])

    def test_two_clients_cannot_share_a_code(self):
        """LOT-2: a unique index, whatever the case of the letter."""
        self.client_of()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.client_of(letter="j")

    def test_a_code_is_whole_or_absent(self):
        """LOT-2: half a code is refused with the client's name."""
        for values in ({"client_chrono": "1"}, {"client_letter": "J"}, {"client_partner_code": 5}):
            with self.assertRaisesRegex(ValidationError, "Half"):
                self.env["res.partner"].sudo().create({"name": "Half", **values})
        with self.assertRaises(ValidationError):
            self.client_of(chrono="12A")

    def test_searching_reads_one_index(self):
        """LOT-2: hundreds of thousands of clients are not read one by one."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT id FROM res_partner "
            "WHERE client_chrono = '1' AND client_partner_code = 2 AND client_letter = 'J'"
        )
        self.assertIn("res_partner_client_identity", "".join(row[0] for row in self.env.cr.fetchall()))
