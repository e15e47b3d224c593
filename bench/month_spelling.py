"""How payers write the numbers of invoices; how references with check digits are made."""

from stdnum import iso11649
from stdnum.ch import esr


def whole(chance, invoice):
    """Letters and digits are there."""
    serial, year = invoice.number, invoice.year
    return chance.choice(
        (
            invoice.name, f"Payment of {invoice.name}, thank you", f"INV{year}{serial:05d}", f"INV {year} {serial:05d}",
            f"inv-{year}-{serial:05d}", f"Inv. {year}/{serial}", f"facture INV.{year}.{serial:05d} merci",
            f"RG NR INV/{year}/{serial:05d} VOM 03.10.2026", f"/INV/{invoice.name} 12,50", f"INV/{year}/{serial}",
        )
    )  # fmt: skip


def digits(chance, invoice):
    """All digits are there, and another word instead of ours, or none."""
    serial, year = invoice.number, invoice.year
    return chance.choice(
        (
            f"FACT {year}-{serial:05d}", f"{year}/{serial:05d}", f"Rechnung {year}{serial:05d}",
            f"Faktura nr. {year}-{serial:05d}", f"facture {year} {serial:05d}", f"FACT{year}-{serial:05d}",
            f"Ihre Rechnung {year}/{serial:05d} vom 3.10.2026",
        )
    )  # fmt: skip


def last(chance, invoice):
    serial = invoice.number
    return chance.choice((f"invoice {serial}", f"{serial:05d}", f"Rg. {serial:05d}", f"fact. no {serial}"))


def several(chance, invoices):
    one, *rest = invoices
    full = " ".join(invoice.name for invoice in invoices)
    short = ", ".join(f"{invoice.number:05d}" for invoice in rest)
    bare = " and ".join(str(invoice.number) for invoice in invoices)
    plus = " + ".join(f"{invoice.year}-{invoice.number:05d}" for invoice in invoices)
    return chance.choice((full, f"{one.name}, {short}", f"invoice {bare}", plus))


def a_range(chance, invoices):
    first, last = invoices[0], invoices[-1]
    return chance.choice(
        (
            f"invoices {first.number:05d}-{last.number:05d}", f"{first.name} - {last.name}",
            f"Rechnungen {first.number} bis {last.number}", f"factures {first.number:05d} à {last.number:05d}",
        )
    )  # fmt: skip


def mistyped(chance, invoice):
    """One digit of the number is wrong, or two are exchanged."""
    serial = f"{invoice.number:05d}"
    place = chance.randrange(1, 5)
    if chance.random() < 0.5:
        wrong = serial[:place] + str((int(serial[place]) + chance.randint(1, 9)) % 10) + serial[place + 1 :]
    else:
        wrong = serial[: place - 1] + serial[place] + serial[place - 1] + serial[place + 1 :]
    return f"INV/{invoice.year}/{wrong}"


# ---------------------------------------------------------------- references with check digits


def vcs(number):
    """Belgian: +++090/9337/55493+++"""
    digits = f"{number:010d}"
    both = f"{digits}{number % 97 or 97:02d}"
    return f"+++{both[:3]}/{both[3:7]}/{both[7:]}+++"


def creditor_reference(number):
    """ISO 11649, with the number of the invoice."""
    for check in range(2, 99):
        candidate = f"RF{check:02d}{number:08d}"
        if iso11649.is_valid(candidate):
            return candidate
    raise ValueError(number)


def swiss(number):
    """QR reference, 27 digits."""
    digits = f"{number:026d}"
    return digits + esr.calc_check_digit(digits)
