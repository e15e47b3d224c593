"""Layouts of Betalingsservice, 128 columns: deliveries 0601 and 0605 to PBS, deliveries 0602 and 0603 from PBS.

Source: published programs that agree with each other; the columns of section starts and ends other than 0112 come
from one of them. Returned deliveries number records in 3 columns and date them DDMMYY, delivery 0601 uses 5 columns
and DDMMYYYY.
"""

from .layout import AMOUNT, BLANKS, COUNT, DDMMYY, DDMMYYYY, DIGITS, TEXT, ZEROS, Record, optional

# ---------------------------------------------------------------- the frame, both ways

START = Record(
    "BS 002 delivery start",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "002"),
    ("supplier_number", 6, 13, DIGITS),
    ("subsystem", 14, 16, TEXT),
    ("delivery_type", 17, 20, DIGITS),
    ("delivery_number", 21, 30, TEXT),
    ("filler_1", 31, 49, BLANKS),
    ("created", 50, 55, DDMMYY),
    ("filler_2", 56, 128, BLANKS),
)
# Some senders leave the totals after the number of records blank.
END = Record(
    "BS 992 delivery end",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "992"),
    ("supplier_number", 6, 13, DIGITS),
    ("subsystem", 14, 16, TEXT),
    ("delivery_type", 17, 20, DIGITS),
    ("sections", 21, 31, COUNT),
    ("records", 32, 42, COUNT),
    ("amount", 43, 57, optional(AMOUNT)),
    ("texts", 58, 68, optional(COUNT)),
    ("zeros_1", 69, 83, ZEROS),
    ("addresses", 84, 94, optional(COUNT)),
    ("zeros_2", 95, 128, ZEROS),
)

# ---------------------------------------------------------------- to PBS: 0601 collection data

SECTION_START_0112 = Record(
    "BS 012 section start",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "012"),
    ("pbs_number", 6, 13, DIGITS),
    ("section", 14, 17, "0112"),
    ("filler_1", 18, 22, BLANKS),
    ("debtor_group", 23, 27, DIGITS),
    ("user", 28, 42, TEXT),
    ("filler_2", 43, 46, BLANKS),
    ("day", 47, 54, DDMMYYYY),
    ("filler_3", 55, 68, BLANKS),
    ("text", 69, 128, TEXT),
)
COLLECTION = Record(
    "BS 042 collection",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "042"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, "0280"),
    ("record_number", 18, 22, COUNT),
    ("debtor_group", 23, 27, DIGITS),
    ("customer_number", 28, 42, TEXT),
    ("mandate_number", 43, 51, DIGITS),
    ("payment_date", 52, 59, DDMMYYYY),
    ("sign", 60, 60, DIGITS),
    ("amount", 61, 73, AMOUNT),
    ("reference", 74, 103, TEXT),
    ("fixed", 104, 105, "00"),
    ("payer_identification", 106, 120, BLANKS),
    ("zeros", 121, 128, ZEROS),
)
TEXT_LINE = Record(
    "BS 052 text to debtor",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "052"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, "0241"),
    ("record_number", 18, 22, COUNT),
    ("debtor_group", 23, 27, DIGITS),
    ("customer_number", 28, 42, TEXT),
    ("mandate_number", 43, 51, DIGITS),
    ("filler_1", 52, 52, BLANKS),
    ("text", 53, 112, TEXT),
    ("filler_2", 113, 128, BLANKS),
)
SECTION_END_0112 = Record(
    "BS 092 section end",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "092"),
    ("pbs_number", 6, 13, DIGITS),
    ("section", 14, 17, "0112"),
    ("fixed", 18, 22, ZEROS),
    ("debtor_group", 23, 27, DIGITS),
    ("filler_1", 28, 31, BLANKS),
    ("records", 32, 42, COUNT),
    ("amount", 43, 57, AMOUNT),
    ("texts", 58, 68, COUNT),
    ("filler_2", 69, 83, BLANKS),
    ("addresses", 84, 94, COUNT),
    ("filler_3", 95, 128, BLANKS),
)

# ---------------------------------------------------------------- sections of 0602, 0603 and 0605

SECTION_START = Record(
    "BS 012 section start",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "012"),
    ("pbs_number", 6, 13, DIGITS),
    ("section", 14, 17, DIGITS),
    ("filler_1", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("user", 26, 40, TEXT),
    ("filler_2", 41, 49, BLANKS),
    ("day", 50, 55, optional(DDMMYY)),
    ("filler_3", 56, 128, BLANKS),
)
SECTION_END = Record(
    "BS 092 section end",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "092"),
    ("pbs_number", 6, 13, DIGITS),
    ("section", 14, 17, DIGITS),
    ("fixed", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("filler_1", 26, 31, BLANKS),
    ("records", 32, 42, COUNT),
    ("amount", 43, 57, optional(AMOUNT)),
    ("texts", 58, 68, optional(COUNT)),
    ("filler_2", 69, 83, BLANKS),
    ("addresses", 84, 94, optional(COUNT)),
    ("filler_3", 95, 128, BLANKS),
)

# ---------------------------------------------------------------- from PBS: 0602 payment information

AUTOMATIC_PAYMENT = Record(
    "BS 042 automatic payment",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "042"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, DIGITS),
    ("record_number", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("customer_number", 26, 40, TEXT),
    ("mandate_number", 41, 49, DIGITS),
    ("payment_date", 50, 55, DDMMYY),
    ("sign", 56, 56, DIGITS),
    ("amount", 57, 69, AMOUNT),
    ("reference", 70, 99, TEXT),
    ("filler", 100, 103, BLANKS),
    ("paid_date", 104, 109, DDMMYY),
    ("booking_date", 110, 115, DDMMYY),
    ("amount_paid", 116, 128, AMOUNT),
)
SLIP_PAYMENT = Record(
    "BS 042 payment slip",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "042"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, DIGITS),
    ("record_number", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("fixed", 26, 29, ZEROS),
    ("customer_number", 30, 44, TEXT),
    ("card_type", 45, 46, TEXT),
    ("fee_sign", 47, 47, ZEROS),
    ("fee", 48, 52, AMOUNT),
    ("payment_date", 53, 58, DDMMYY),
    ("sign", 59, 59, DIGITS),
    ("amount", 60, 72, AMOUNT),
    ("reference", 73, 81, TEXT),
    ("archive_number", 82, 103, TEXT),
    ("paid_date", 104, 109, DDMMYY),
    ("booking_date", 110, 115, DDMMYY),
    ("amount_paid", 116, 128, AMOUNT),
)

# ---------------------------------------------------------------- from PBS: 0603 mandate information

AGREEMENT = Record(
    "BS 042 agreement",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "042"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, DIGITS),
    ("record_number", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("customer_number", 26, 40, TEXT),
    ("mandate_number", 41, 49, DIGITS),
    ("effective_date", 50, 55, DDMMYY),
    ("end_date", 56, 61, DDMMYY),
    ("filler", 62, 128, BLANKS),
)

# ---------------------------------------------------------------- to PBS: 0605 cancellation of mandates

# One program shows the columns up to 55; what follows is not documented and left blank.
CANCELLATION = Record(
    "BS 042 cancellation",
    128,
    ("system", 1, 2, "BS"),
    ("record_type", 3, 5, "042"),
    ("pbs_number", 6, 13, DIGITS),
    ("transaction_type", 14, 17, "0257"),
    ("record_number", 18, 20, ZEROS),
    ("debtor_group", 21, 25, DIGITS),
    ("customer_number", 26, 40, TEXT),
    ("mandate_number", 41, 49, DIGITS),
    ("zeros", 50, 55, ZEROS),
    ("filler", 56, 128, BLANKS),
)
