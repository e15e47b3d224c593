"""Random messages of transfers for property tests, of the same texts, accounts and addresses as :mod:`remittances`."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.values import Party, Transfer, TransferBlock, TransferMessage
from remittances import BICS, INSIDE, OUTSIDE, address, message_of, reference, text


def message(random):
    """Return a whole message: one to three blocks of one to four transfers; references occur once."""
    return TransferMessage(**message_of(random, block))


def block(random, numbers):
    """Return a block with one transfer for each number; who pays has an address as soon as a bank is abroad."""
    debtor_iban = random.choice(INSIDE + OUTSIDE)
    transfers = tuple(transfer(random, number) for number in numbers)
    abroad = debtor_iban in OUTSIDE or any(one.creditor.iban in OUTSIDE for one in transfers)
    where = address(random)
    return TransferBlock(
        identification=reference(random, f"-{numbers[0]}"),
        execution_date=date(2026, 11, 23) + timedelta(days=random.randrange(5000)),
        debtor=Party(text(random), debtor_iban, random.choice(BICS), where if abroad else random.choice([None, where])),
        count=len(transfers),
        total=sum(one.amount for one in transfers),
        transfers=transfers,
        batch_booking=random.random() < 0.5,
    )


def transfer(random, number=0):
    iban = random.choice(INSIDE + OUTSIDE)
    bic = random.choice(["UBSWCHZH80A", "NWBKGB2L"]) if iban in OUTSIDE else random.choice(BICS)
    return Transfer(
        end_to_end_id=reference(random, f"-{number}"),
        amount=Decimal(random.randint(1, 10 ** random.randint(1, 11) - 1)).scaleb(-2),
        creditor=Party(text(random), iban, bic, random.choice([None, address(random)])),
        text=random.choice(["", text(random)]),
        structured_reference=random.choice(["", "", "RF18539007547034"]),
    )
