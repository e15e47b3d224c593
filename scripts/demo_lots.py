"""The mail room of the demo company: a month of closed lots, yesterday's corrections, and today's post half keyed.

What a person can do next is left to do: key the client J 121 52134466, close the FA lot that waits for its tape, close
the lot that holds the right cheque of a cash-in cancelled yesterday, gather today's coupons on their slips.
"""

from datetime import datetime, time, timedelta
from uuid import uuid4

from freezegun import freeze_time
from odoo.addons.mail_lot_addon.values.cheque import Cheque
from odoo.addons.mail_lot_addon.values.envelope import Envelope
from odoo.fields import Command

TEST_CARD = "4111111111111111"  # published for trying out
PAST_DAYS = (21, 14, 9, 7, 4, 2)


def fill(env, company, journal, account_of, today):
    """
    :param journal: where cheques are deposited.
    :param account_of: gives a valid invented IBAN for a number.
    """
    room = MailRoom(env, company, journal, account_of, today)
    for number, days in enumerate(PAST_DAYS):
        with as_of(today - timedelta(days=days)):
            room.past_day(today - timedelta(days=days), 2 + number * 5 % 4)
    with as_of(today - timedelta(days=1)):
        wrong = room.yesterday()
    room.corrections(wrong)
    room.today_cheques()
    room.today_cards_and_accounts()
    room.today_letters()
    room.fa_lot()


def as_of(day):
    return freeze_time(datetime.combine(day, time(9)), tick=True)


class MailRoom:
    """An operator with a pile of envelopes."""

    def __init__(self, env, company, journal, account_of, today):
        self.env, self.company, self.account_of, self.today = env, company, account_of, today
        company.mail_lot_journal_id = journal
        self.chrono, self.account_number, self.cheque_number = 52134465, 700, 7001000
        self.titles = {
            code: env["subscription.title"].create({"code": code, "name": name, "company_id": company.id, **more})
            for code, name, more in (
                ("LM", "Le Mensuel", {}),
                ("LH", "L'Hebdo", {}),
                ("JE", "Jeunesse Éveil", {}),
                ("VM", "Vieux Magazine", {"can_reinstate": False, "refusal": "Titre arrêté"}),
            )
        }
        # the client whom the visitor keys
        self.visitor = self.client("Odile Garnier", orders=("LM", "LH", "VM"))
        self.invoice(self.visitor, 39.9)

    # ------------------------------------------------------------ clients

    def client(self, name, code=121, orders=(), signed=False):
        self.chrono += 1
        client = self.env["res.partner"].create(
            {
                "name": name,
                "lang": "fr_FR",
                "street": f"{self.chrono % 90} rue du Courrier",
                "zip": "75011",
                "city": "Paris",
                "client_letter": "J",
                "client_partner_code": code,
                "client_chrono": str(self.chrono),
            }
        )
        for number, title in enumerate(orders):
            self.env["subscription.order"].create(
                {
                    "name": f"{client.client_chrono}-{number + 1}",
                    "company_id": self.company.id,
                    "partner_id": client.id,
                    "title_id": self.titles[title].id,
                    "state": "cancelled",
                    "is_gift": title == "JE",
                    "beneficiary": "Léa, 8 ans" if title == "JE" else False,
                }
            )
        if signed:
            self._sign(client)
        return client

    def account(self):
        self.account_number += 1
        return self.account_of(self.account_number)

    def _sign(self, client):
        client.bank_ids = [Command.create({"acc_number": self.account()})]
        client.collect_automatically = True
        client.mandate_ids.signature_date = self.today - timedelta(days=200)

    def invoice(self, client, amount, circular="AP11", days=25, title="Le Mensuel"):
        day = self.today - timedelta(days=days)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": client.id,
                "company_id": self.company.id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_payment_term_id": False,
                "circular": circular,
                "circular_date": day,
                "invoice_line_ids": [Command.create({"name": title, "price_unit": amount, "tax_ids": []})],
            }
        )
        invoice.action_post()
        return invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    # ------------------------------------------------------------ keying

    def lot(self, day, **values):
        return self.env["mail.lot"].create({"arrival_date": day, "company_id": self.company.id, **values})

    def key(self, lot, client, content="cheque", **envelope):
        facts = frozenset(envelope.pop("facts", ()))
        return self.env["mail.lot.item.keyer"]._save(
            lot, uuid4().hex, client, Envelope(content, facts=facts, **envelope)
        )

    def cheque(self, lot, client, amount, pays=(), without=(), facts=(), words=0.0):
        self.cheque_number += 37
        cheque = Cheque(str(self.cheque_number), lot.arrival_date, amount, words, "BNP Paribas")
        operations = dict.fromkeys((line.id for line in pays), "regularise")
        operations |= dict.fromkeys((line.id for line in without), "without_payment")
        return self.key(lot, client, cheque=cheque, operations=operations, facts=facts)

    def close(self, lot):
        lot.action_pre_close()
        lot.write({"tape_count": lot.cheque_count, "tape_total": lot.cheque_total})
        lot.action_close()

    # ------------------------------------------------------------ days

    def past_day(self, day, count):
        lot = self.lot(day)
        for number in range(count):
            client = self.client(f"Abonné {self.chrono + 1}")
            amount = 19.9 + 4 * number
            self.cheque(lot, client, amount, [self.invoice(client, amount)])
        self.close(lot)

    def yesterday(self):
        """A closed lot with two mistakes in it, and its coupons handed over."""
        lot = self.lot(self.today - timedelta(days=1))
        clients = [self.client(name) for name in ("Vincent Roche", "Yvonne Petit", "Marc Aubry")]
        typed = self.cheque(lot, clients[0], 22.46, [self.invoice(clients[0], 22.45)])
        twice = self.cheque(lot, clients[1], 17.15, [self.invoice(clients[1], 17.15)])
        self.cheque(lot, clients[2], 58, [self.invoice(clients[2], 232.95)], facts=["several_cheques"])
        self.close(lot)
        slips = self.env["mail.lot.transfer"].browse(lot.item_ids.action_gather()["domain"][0][2])
        slips.action_print()
        slips.handed_to = "Mme Duval, recouvrement"
        slips.action_hand_over()
        return typed, twice

    def corrections(self, wrong):
        """4.3 on a cheque typed a cent too high, and its right cheque; 4.7 and 4.3 on one that was cashed twice."""
        typed, twice = wrong
        corrector = self.env["mail.lot.corrector"]
        corrector._cancel_cash_in(typed)
        corrector._cancel_regularisation(twice, 17.15, "Chèque encaissé deux fois")
        corrector._cancel_cash_in(twice)
        self.key(
            self.lot(self.today, with_invoice=False),
            typed.partner_id,
            cheque=Cheque(typed.cheque_number, self.today, 22.45, 0.0, "BNP Paribas"),
            is_another=True,
        )

    def today_cheques(self):
        self.today_lot = lot = self.lot(self.today)
        paul, rose = self.client("Paul Mercier"), self.client("Rose Blanchard")
        self.cheque(lot, paul, 44.9, [self.invoice(paul, 39.9)])
        self.cheque(lot, rose, 39.9, [self.invoice(rose, 39.9)], words=39)
        luc = self.client("Luc Ferrand")
        older = self.invoice(luc, 13.1, "AP11", days=40)
        self.cheque(lot, luc, 20.3, [self.invoice(luc, 20.3, "AP12", days=15)], [older])
        hugo = self.client("Hugo Lemaire")
        self.cheque(lot, hugo, 27, [self.invoice(hugo, 27)], facts=["ink"])
        jeanne = self.client("Jeanne Colin")
        self.cheque(lot, jeanne, 31.5, [self.invoice(jeanne, 31.5)], facts=["deceased"])

    def today_cards_and_accounts(self):
        lot = self.today_lot
        nadia = self.client("Nadia Bensaïd", orders=("LM", "VM"))
        alias = self.env["mail.lot.card.keyer"]._exchange(lot, nadia, "80", TEST_CARD, f"12{self.today.year % 100 + 2}")
        owed = self.invoice(nadia, 49.9)
        self.key(
            lot,
            nadia,
            "card",
            mode="80",
            alias=alias.id,
            operations={owed.id: "re_invoice"},
            orders=self.offered(nadia),
        )
        simon = self.client("Simon Aubert", orders=("LH",), signed=True)
        same = self.invoice(simon, 24.5)
        iban = simon.mandate_ids.partner_bank_id.sanitized_acc_number
        self.key(lot, simon, "iban", iban=iban, operations={same.id: "re_present"}, orders=self.offered(simon))
        claire = self.client("Claire Roussel", orders=("LM",), signed=True)
        other = self.invoice(claire, 36)
        iban = self.account()
        self.key(lot, claire, "iban", iban=iban, operations={other.id: "re_invoice"}, orders=self.offered(claire))

    def offered(self, client):
        offer = self.env["subscription.reinstater"]._offer(self.company, client)
        return tuple(title.order_id for title in offer if title.is_ticked)

    def today_letters(self):
        for name, fact in (("Denis Morel", "deceased"), ("Alice Prieur", "refusal"), ("Sophie Lang", "qcu2")):
            client = self.client(name)
            self.invoice(client, 29.9)
            self.key(self.today_lot, client, "letter", facts=[fact])

    def fa_lot(self):
        """Pre-closed: it waits for the tape."""
        lot = self.lot(self.today, kind="fa")
        for name, amount in (("Étienne Fabre", 64.0), ("Louise Marchal", 52.5)):
            client = self.client(name, code=312)
            self.cheque(lot, client, amount, [self.invoice(client, amount)])
        lot.action_pre_close()
