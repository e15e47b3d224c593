from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SepaStatementCommon

GERMAN, BELGIAN = "DE89370400440532013000", "BE68539007547034"

MT940 = """:20:STARTUMSE
:25:{account}
:28C:12/1
:60F:C261014EUR500,00
:61:2610151015C100,00NDDTNONREF//BANK-1
:86:171?00LASTSCHRIFT?20EREF+{reference:.22}?21{rest}?22MREF+{mandate}
:62F:C261015EUR600,00
-
"""


def coda(account, reference, mandate):
    """One debit collected; the account is an IBAN (structure 2) or an old Belgian number (0)."""
    structure, columns = ("2", f"{account:<34}EUR") if account[:2].isalpha() else ("0", f"{account} EUR0BE{'':18}")
    told = f"127{'151026'}110{'':35}{mandate:<35}{'':67}"
    body = [
        f"1{structure}012{columns:<37}0000000000500000141026{'':61}012",
        f"2100010000{'BANK-1':<21}0000000000100000151026005500001{told[:53]}1510260120100",
        f"2200010000{told[53:106]}{reference:<35}{'':27}1 0",
        f"2300010000{'BE71096123456769':<34}EUR{'ANNA':<35}{told[106:149]:<43}0 0",
        f"8012{columns:<37}0000000000600000151026{'':64}0",
    ]
    head = f"0000016102630005{'':8}{'REF':<10}{'':26}{'BBRUBEBB':<11}{'':56}2"
    tail = f"9{'':15}000005{0:015}{100000:015}{'':75}2"
    return "\n".join([head, *body, tail])


def cfonb(reference, mandate, amount="0000000001000{", closing="0000000006000{"):
    """One debit collected on the account of COMPANY_IBAN, which has a key behind the number."""
    owner = "30006    00001EUR2 12345678901"
    own = f"{owner[:5]}0091{owner[9:]}"
    complements = f"05{own}B2151026{'':5}{{}}{{:<70}}  "
    return "\r\n".join(
        [
            f"01{owner}  141026{'':50}0000000005000{{{'':16}",
            f"04{own}B2151026  151026{'PRELEVEMENT':<31}  000000000{amount}{'BANK-1':<16}",
            complements.format("RCN", reference),
            complements.format("RUM", mandate),
            f"07{owner}  151026{'':50}{closing}{'':16}",
        ]
    )


OFX = """OFXHEADER:100
DATA:OFXSGML

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR
<BANKACCTFROM><BANKID>30006<BRANCHID>00001<ACCTID>12345678901<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20261015<DTEND>20261015
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261015<TRNAMT>100.00<FITID>BANK-1<NAME>Anna<MEMO>{memo}</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>600.00<DTASOF>20261015</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@tagged("post_install", "-at_install")
class TestStatementFormats(SepaStatementCommon):
    def drop(self, content, name):
        """A file dropped on the journal's screen, through the reception of all answers."""
        received = self.env["debit.answer.receiver"]._receive_all([(name, content.encode())])
        return received["received.statement"]

    def assertCollected(self, received, remitted, code, layout):
        """One line of 100, known by its references; it goes through validation and allocation to the ledger."""
        self.assertEqual((received.journal_id, received.layout), (self.journal, layout))
        self.assertEqual(received.line_ids.mapped("amount"), [100])
        self.assertEqual(received.line_ids.bank_code, code)
        self.allocate(received)
        self.assertEqual(received.state, "full", received.error_ids.mapped("message"))
        self.assertEqual(received.allocation_ids.remittance_line_id, remitted)
        received.action_update_ledgers()
        self.assertEqual((received.state, remitted.state, remitted.move_id.payment_state), ("done", "matched", "paid"))

    def test_an_mt940_of_an_old_german_account_number_collects_its_debit(self):
        """STM-4: bank code and number inside the IBAN; references from subfields, the meaning from the German code."""
        self.journal.bank_account_id.acc_number = GERMAN
        remitted = self.remit(100)
        reference = remitted.end_to_end_id
        content = MT940.format(
            account="37040044/532013000", reference=reference, rest=reference[22:], mandate=remitted.mandate_reference
        )
        received = self.drop(content, "auszug.sta")
        line = received.line_ids
        self.assertEqual((line.end_to_end_id, line.bank_reference), (reference, "BANK-1"))
        self.assertEqual(line.transaction_type_id.meaning, "collection")
        self.assertEqual((received.number, received.opening_balance, received.closing_balance), ("12", 500, 600))
        self.assertCollected(received, remitted, "GVC-171", "mt940")

    def test_a_coda_of_an_iban_or_an_old_belgian_number_collects_its_debit(self):
        """STM-4: the structured communication of a SEPA direct debit names the mandate."""
        self.journal.bank_account_id.acc_number = BELGIAN
        for account in (BELGIAN, BELGIAN[4:]):
            with self.subTest(account), self.cr.savepoint() as savepoint:
                remitted = self.remit(100)
                mandate = remitted.mandate_reference
                received = self.drop(coda(account, remitted.end_to_end_id, mandate), "extrait.cod")
                line = received.line_ids
                self.assertEqual((line.mandate_reference, line.counterparty), (mandate, "ANNA"))
                self.assertEqual(line.transaction_type_id.meaning, "collection")
                self.assertCollected(received, remitted, "CODA-05-50-000", "coda")
                savepoint.rollback()

    def test_a_cfonb120_finds_the_number_inside_the_iban_and_collects_its_debit(self):
        """STM-4: bank, branch and number, without the key that ends the IBAN."""
        remitted = self.remit(100)
        received = self.drop(cfonb(remitted.end_to_end_id, remitted.mandate_reference), "releve.txt")
        self.assertEqual(received.line_ids.entry_text, "PRELEVEMENT")
        self.assertCollected(received, remitted, "CFONB-B2-C", "cfonb120")

    def test_an_ofx_pays_the_invoice_its_text_names(self):
        """STM-4: a credit transfer; OFX tells no opening balance."""
        invoice = self.create_due(self.payer, 100)
        received = self.drop(OFX.format(memo=f"Payment of {invoice.name}"), "compte.ofx")
        self.assertEqual((received.journal_id, received.has_balances), (self.journal, False))
        self.assertEqual(received.line_ids.transaction_type_id.code, "OFX-CREDIT")
        self.allocate(received)
        self.assertEqual(received.state, "full", received.error_ids.mapped("message"))
        self.assertEqual(received.allocation_ids.move_line_id.move_id, invoice)

    def test_a_file_that_does_not_add_up_is_refused_with_its_name_and_place(self):
        """STM-5: one sentence, and nothing stored."""
        wrong = {
            "auszug.sta": (
                MT940.format(account=GERMAN, reference="E", rest="", mandate="M").replace("600", "601"),
                "line 7",
            ),
            "extrait.cod": (coda(BELGIAN, "E", "M").replace(f"9{'':15}000005", f"9{'':15}000006"), "line 7"),
            "releve.txt": (cfonb("E", "M", closing="0000000006000A"), "line 5"),
            "compte.ofx": (OFX.format(memo="").replace("100.00", "1e2"), "line 7"),
            "intraday.sta": (":20:X\n:25:Y\n:34F:EUR0,\n:13D:2610151200+0100\n", "line 3"),
        }
        models = ("received.statement", "received.statement.line", "ir.attachment", "debit.answer")
        before = [self.env[model].search_count([]) for model in models]
        for name, (content, place) in wrong.items():
            with self.subTest(name), self.assertRaises(UserError) as caught, self.cr.savepoint():
                self.drop(content, name)
            message = str(caught.exception)
            self.assertIn(name, message)
            self.assertIn(place, message)
        self.assertEqual([self.env[model].search_count([]) for model in models], before)

    def test_what_came_back_is_charged_back_whatever_the_format(self):
        """STM-2, STM-3: the reason the bank tells makes it a return, the type says so too."""
        unpaid = (
            MT940.replace("C100,00NDDT", "D100,00NRTI")
            .replace("171?00", "109?00")
            .replace("C261015EUR600", "C261015EUR400")
        )
        content = unpaid.format(account=GERMAN, reference="E2E-1", rest="", mandate="M-1?34906")
        self.journal.bank_account_id.acc_number = GERMAN
        line = self.drop(content, "auszug.sta").line_ids
        self.assertEqual((line.effect, line.return_code, line.amount), ("charged_back", "AM04", -100))
        self.assertEqual(line.transaction_type_id.code, "GVC-109")
