"""The ways customers pay, each played for one customer: who owes what, what is paid, what the bank's line says.

Every function returns lines with their truth; its name is the sort of the lines.
"""

from datetime import timedelta

import month_names as names
import month_spelling as spelling
from month_values import TODAY, Line

NOTHING_SAID = ("", "", "merci", "Vielen Dank", "thank you", "abonnement", "Zahlung", "virement de ma part")
TRANSFER_SENT, RETURNED = "PMNT-ICDT-ESCT", "PMNT-RCDT-RRTN"


def paid(month, customer, invoices, text="", known=0.6, **values):
    """The line by which a customer pays some invoices; from an account we know as often as ``known`` says."""
    chance = month.chance
    truth = {("invoice", invoice.name): signed(invoice) for invoice in invoices}
    defaults = {
        "sort": "",
        "cents": sum(truth.values()),
        "truth": truth,
        "text": text,
        "name": month.written(customer.name),
        "iban": customer.iban if chance.random() < known else month.account(),
        "day": TODAY - timedelta(days=chance.randint(0, 13)),
        "end_to_end": chance.choice(("NOTPROVIDED", "NOTPROVIDED", f"{chance.randint(10**8, 10**9)}")),
    }
    return Line(**{**defaults, **values})


def signed(invoice):
    return -invoice.cents if invoice.kind == "refund" else invoice.cents


def payer(month, others=2):
    """A customer, sometimes a company, with up to so many further open invoices."""
    chance = month.chance
    company = chance.random() < 0.3
    one = month.customer(names.company(chance) if company else None, company=company)
    for _again in range(chance.randint(0, others)):
        month.invoice(one)
    return one


def said(chance):
    return chance.choice(NOTHING_SAID)


# ------------------------------------------------------------ numbers


def right_number(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [paid(month, one, [invoice], spelling.whole(chance, invoice))]


def digits_of_number(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [paid(month, one, [invoice], spelling.digits(chance, invoice))]


def last_digits(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [paid(month, one, [invoice], spelling.last(chance, invoice), known=0.8)]


def several_numbers(month, chance):
    one = payer(month)
    invoices = [month.invoice(one) for _each in range(chance.randint(2, 4))]
    return [paid(month, one, invoices, spelling.several(chance, invoices))]


def range_of_numbers(month, chance):
    one = payer(month, 1)
    invoices = month.in_a_row(one, chance.randint(3, 5))
    return [paid(month, one, invoices, spelling.a_range(chance, invoices), known=0.7)]


def structured(month, chance):
    one = payer(month)
    number = chance.randint(10**6, 10**7)
    reference = chance.choice((spelling.vcs, spelling.creditor_reference, spelling.swiss))(number)
    invoice = month.invoice(one, reference=reference)
    if chance.random() < 0.6:
        return [paid(month, one, [invoice], said(chance), structured=reference.strip("+").replace("/", ""), known=0.5)]
    grouped = reference if "+" in reference else " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))
    return [paid(month, one, [invoice], f"{said(chance)} {grouped}".strip(), known=0.5)]


def wrong_number(month, chance):
    """The number of somebody else's invoice, taken from an old paper."""
    other = chance.choice(month.invoices)
    one = payer(month)
    return [paid(month, one, [month.invoice(one)], spelling.whole(chance, other), known=0.5)]


def number_of_twin(month, chance):
    """The same, and that invoice has the very same amount."""
    other = month.invoice(payer(month, 0))
    one = payer(month)
    invoice = month.invoice(one, other.cents)
    return [paid(month, one, [invoice], spelling.whole(chance, other), known=0.4)]


def wrong_number_same_customer(month, chance):
    one = payer(month, 0)
    named, meant = month.invoice(one, 10_111), month.invoice(one, 8_333)
    return [paid(month, one, [meant], spelling.whole(chance, named), hopeless=True)]


def typing_error(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [paid(month, one, [invoice], spelling.mistyped(chance, invoice))]


def confusing_text(month, chance):
    """Numbers that are none of an invoice."""
    one = payer(month)
    other = chance.choice(month.invoices).number
    text = chance.choice(
        (
            "Abo 10/2026", "Rate 3 von 12", "Kundennummer 100123", f"Vertrag 2026-{other:05d} Oktober",
            "02.10.2026 120,00 EUR", f"Order {other:05d}", f"Votre commande {other}", f"CMD2026/{other:05d}",
        )
    )  # fmt: skip
    return [paid(month, one, [month.invoice(one)], text, known=0.8)]


def customer_number(month, chance):
    one = payer(month)
    return [paid(month, one, [month.invoice(one)], f"client {one.ref}", known=0.3)]


# ------------------------------------------------------------ no numbers


def account_and_amount(month, chance):
    one = payer(month)
    return [paid(month, one, [month.invoice(one)], said(chance), known=1)]


def name_and_amount(month, chance):
    one = payer(month)
    return [paid(month, one, [month.invoice(one)], said(chance), known=0)]


def all_open(month, chance):
    one = payer(month, 0)
    return [paid(month, one, [month.invoice(one) for _each in range(chance.randint(2, 5))], said(chance), known=0.7)]


def oldest_open(month, chance):
    one = payer(month, 0)
    invoices = [month.invoice(one) for _each in range(chance.randint(6, 9))]
    oldest = sorted(invoices, key=lambda invoice: (invoice.due, invoice.number))
    return [paid(month, one, oldest[: chance.randint(3, 5)], said(chance), known=1)]


def some_open(month, chance):
    one = payer(month, 0)
    invoices = [month.invoice(one) for _each in range(chance.randint(4, 6))]
    return [paid(month, one, chance.sample(invoices, chance.randint(2, 3)), said(chance), known=1)]


def nobody_known(month, chance):
    one = payer(month)
    return [paid(month, one, [month.invoice(one)], said(chance), known=0, name=names.outsider(chance), hopeless=True)]


# ------------------------------------------------------------ more or less


def part_named(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [_other_amount(month, one, invoice, invoice.cents * chance.randint(3, 9) // 10, named=True)]


def part_unnamed(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [_other_amount(month, one, invoice, invoice.cents * chance.randint(3, 9) // 10, named=False)]


def too_much_named(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [_other_amount(month, one, invoice, invoice.cents + chance.randint(100, 5000), named=True)]


def too_much_unnamed(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    return [_other_amount(month, one, invoice, invoice.cents + chance.randint(100, 5000), named=False)]


def _other_amount(month, customer, invoice, cents, named):
    truth = {("invoice", invoice.name): min(cents, invoice.cents)}
    text = spelling.whole(month.chance, invoice) if named else said(month.chance)
    known = 0.6 if named else 1
    return paid(month, customer, [], text, known, cents=cents, truth=truth, hopeless=not named)


def discount_named(month, chance):
    one = payer(month)
    invoice = _discounted(month, one)
    return [paid(month, one, [invoice], spelling.whole(chance, invoice), cents=invoice.discounted)]


def discount_unnamed(month, chance):
    one = payer(month)
    invoice = _discounted(month, one)
    return [paid(month, one, [invoice], said(chance), 1, cents=invoice.discounted, hopeless=True)]


def _discounted(month, customer):
    cents = month.chance.randint(10_000, 90_000)
    due = TODAY + timedelta(days=month.chance.randint(1, 20))
    return month.invoice(customer, cents, discounted=cents * 98 // 100, due=due)


def alike_unnamed(month, chance):
    one = payer(month)
    cents = month.amount()
    invoices = [month.invoice(one, cents), month.invoice(one, cents)]
    return [paid(month, one, [chance.choice(invoices)], said(chance), 1, hopeless=True)]


def alike_named(month, chance):
    one = payer(month)
    cents = month.amount()
    invoices = [month.invoice(one, cents), month.invoice(one, cents)]
    chosen = chance.choice(invoices)
    return [paid(month, one, [chosen], spelling.whole(chance, chosen))]


def alike_all(month, chance):
    one = payer(month, 0)
    cents = month.amount()
    return [paid(month, one, [month.invoice(one, cents), month.invoice(one, cents)], said(chance), 1)]


def sum_or_single(month, chance):
    """Two invoices have the sum of a third one."""
    one = payer(month, 0)
    first, second = month.amount(), month.amount()
    parts, whole = [month.invoice(one, first), month.invoice(one, second)], month.invoice(one, first + second)
    return [paid(month, one, chance.choice((parts, [whole])), said(chance), 1, hopeless=True)]


# ------------------------------------------------------------ somebody else's account


def spouse_named(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    name = f"{names.person(chance).split()[0]} {one.name.split()[-1]}"
    return [paid(month, one, [invoice], spelling.whole(chance, invoice), known=0, name=name)]


def spouse_customer_named(month, chance):
    """The account of another customer, who may owe the very same amount."""
    one, spouse = payer(month), payer(month, 0)
    invoice = month.invoice(one)
    month.invoice(spouse, invoice.cents if chance.random() < 0.5 else None)
    return [paid(month, spouse, [invoice], spelling.whole(chance, invoice), known=1)]


def spouse_customer_unnamed(month, chance):
    one, spouse = payer(month), payer(month, 0)
    month.invoice(spouse, 7_777)
    return [paid(month, spouse, [month.invoice(one, 5_151)], said(chance), 1, hopeless=True)]


def joint_account(month, chance):
    one, other = payer(month), payer(month)
    other.iban = one.iban
    invoice = month.invoice(one)
    return [paid(month, chance.choice((one, other)), [invoice], spelling.whole(chance, invoice), known=1)]


def parent_named(month, chance):
    parent, child = _group(month)
    invoice = month.invoice(child)
    month.invoice(parent, invoice.cents if chance.random() < 0.5 else None)
    return [paid(month, parent, [invoice], spelling.whole(chance, invoice), known=1)]


def parent_unnamed(month, chance):
    parent, child = _group(month)
    month.invoice(parent)
    return [paid(month, parent, [month.invoice(child)], said(chance), 1)]


def parent_twin_amount(month, chance):
    parent, child = _group(month)
    cents = month.amount()
    return [paid(month, parent, [chance.choice([month.invoice(each, cents) for each in (parent, child)])], "", 1,
                 hopeless=True)]  # fmt: skip


def _group(month):
    parent = month.customer(names.company(month.chance), company=True)
    return parent, month.customer(names.company(month.chance), company=True, parent=parent.number)


def learned_account(month, chance):
    one, account, name = payer(month), month.account(), names.outsider(chance)
    month.history += [(one, account, name)] * chance.randint(2, 3)
    return [paid(month, one, [month.invoice(one)], said(chance), iban=account, name=name)]


def collective_account(month, chance):
    """A payment service pays for everybody; it has paid for one of them several times."""
    account, often, seldom = month.account(), payer(month), payer(month)
    cents = month.amount()
    month.history += [(often, account, "Payserv Europe")] * 2 + [(seldom, account, "Payserv Europe")]
    month.invoice(often, cents)
    invoice = month.invoice(payer(month), cents)
    named = chance.random() < 0.5
    text = spelling.whole(chance, invoice) if named else "Payout 4711"
    return [paid(month, often, [invoice], text, iban=account, name="Payserv Europe", hopeless=not named)]


def namesakes(month, chance):
    one = payer(month)
    other = month.customer(one.name, company=one.company)
    month.invoice(other)
    return [paid(month, one, [month.invoice(one)], said(chance), known=0)]


# ------------------------------------------------------------ not what it seems


def stranger_alike(month, chance):
    """Nobody of ours, but the amount and a number are those of an invoice of ours."""
    other = chance.choice([invoice for invoice in month.invoices if invoice.kind == "invoice"])
    text = chance.choice(
        (
            f"Commande 2026/{other.number:05d}", f"Order {other.number:05d}", f"CMD2026-{other.number:05d}",
            f"Kundennr {other.number}", f"{other.number}", "",
        )
    )  # fmt: skip
    stranger = names.outsider(chance)
    return [Line("", other.cents, {}, text, name=stranger.upper(), iban=month.account(), hopeless=True)]


def credited_invoice(month, chance):
    """What was credited is paid all the same, and another invoice may have its amount."""
    one = payer(month)
    invoice = month.invoice(one, kind="paid")
    if chance.random() < 0.5:
        month.invoice(one, invoice.cents)
    return [_for_nothing(month, one, invoice)]


def paid_already(month, chance):
    one = payer(month, 0)
    month.invoice(one)
    return [_for_nothing(month, one, month.invoice(one, kind="paid"))]


def _for_nothing(month, customer, invoice):
    return paid(month, customer, [], spelling.whole(month.chance, invoice), cents=invoice.cents, hopeless=True)


def paid_twice_in_month(month, chance):
    one = payer(month)
    invoice = month.invoice(one)
    text = spelling.whole(chance, invoice)
    first = paid(month, one, [invoice], text, hopeless=True)
    return [first, first._replace(day=first.day + timedelta(days=1), truth={})]


def credit_note_netted(month, chance):
    one = payer(month, 1)
    invoice = month.invoice(one, chance.randint(10_000, 90_000))
    note = month.invoice(one, chance.randint(1_000, 9_000), "refund")
    text = chance.choice((f"{invoice.name} {note.name}", spelling.whole(chance, invoice), said(chance)))
    return [paid(month, one, [invoice, note], text, known=1)]


def dollars(month, chance):
    one = payer(month)
    invoice = month.invoice(one, kind="dollars")
    return [paid(month, one, [], spelling.whole(chance, invoice), cents=invoice.cents * 92 // 100, hopeless=True)]


def dollars_alike(month, chance):
    one = payer(month)
    invoice = month.invoice(one, kind="dollars")
    return [paid(month, one, [], said(chance), 1, cents=invoice.cents, hopeless=True)]


def refund_came_back(month, chance):
    """What we gave back could not be delivered."""
    one = payer(month)
    cents = month.invoice(one).cents
    return [paid(month, one, [], said(chance), 1, cents=cents, kind=RETURNED, return_code="AC04", hopeless=True)]


def refund_sent(month, chance):
    one = payer(month)
    note = month.invoice(one, kind="refund")
    return [paid(month, one, [note], chance.choice((note.name, "", "refund")), 1, kind=TRANSFER_SENT)]


# ------------------------------------------------------------ no customers' business


def strangers(month):
    """Salaries, suppliers, interest, fees and card settlements: a tenth of the lines."""
    chance = month.chance
    return [_stranger(month, chance) for _each in range(max(len(month.lines) // 10, 5))]


def _stranger(month, chance):
    invoice = chance.choice(month.invoices)
    sort, sign, text, name = chance.choice(
        (
            ("salary", -1, "Salaire octobre", chance.choice(month.customers).name),
            ("supplier", -1, f"facture 2026-{invoice.number:05d}", names.company(chance)),
            ("supplier_refund", 1, "avoir", names.company(chance)),
            ("interest", 1, "Interest 3rd quarter", ""),
            ("bank_fee", -1, f"Fee for account, invoice {invoice.number}", ""),
            ("card_settlement", 1, f"CB {invoice.number:05d} 1510", "Card Acquirer Europe"),
        )
    )
    cents = invoice.cents if sort == "card_settlement" else chance.randint(100, 500_000)
    kind = {"interest": "ACMT-MCOP-INTR", "bank_fee": "ACMT-MDOP-FEES"}.get(sort)
    kind = kind or ("PMNT-RCDT-ESCT" if sign > 0 else TRANSFER_SENT)
    return Line(sort, sign * cents, {}, text, name=name, iban=month.account(), kind=kind, hopeless=True)


# How often each way comes.
_OFTEN = {
    right_number: 14, digits_of_number: 9, last_digits: 5, several_numbers: 6, range_of_numbers: 2, structured: 9,
    account_and_amount: 9, name_and_amount: 8, all_open: 4, oldest_open: 2, some_open: 3, wrong_number: 6,
    number_of_twin: 3, wrong_number_same_customer: 2, typing_error: 4, confusing_text: 4, customer_number: 2,
    part_named: 3, part_unnamed: 2, too_much_named: 3, too_much_unnamed: 1, discount_named: 3, discount_unnamed: 1,
    alike_unnamed: 3, alike_named: 2, alike_all: 1, sum_or_single: 2, spouse_named: 3, spouse_customer_named: 2,
    spouse_customer_unnamed: 2, joint_account: 1, parent_named: 2, parent_unnamed: 2, parent_twin_amount: 1,
    learned_account: 3, collective_account: 2, namesakes: 2, nobody_known: 3, stranger_alike: 3, credited_invoice: 2,
    paid_already: 2, paid_twice_in_month: 2, credit_note_netted: 3, dollars: 1, dollars_alike: 1, refund_came_back: 2,
    refund_sent: 2,
}  # fmt: skip
TURNS = [way for way, times in _OFTEN.items() for _each in range(times)]
