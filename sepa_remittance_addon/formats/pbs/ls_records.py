"""Layouts of Leverandørservice: deliveries 40 to and 30 from PBS (80 columns), 0602 and 0690 from PBS (128 columns).

Source: the delivery start is that of the LS manual of June 2011; the other records were taken from one published
program whose offsets agree with it. Columns that program leaves out are not read here either. Confirm with a test
delivery before going live.
"""

from .layout import AMOUNT, BLANKS, COUNT, DIGITS, TEXT, YYMMDD, ZEROS, Record, optional

ACCOUNT_PART = optional(DIGITS, "")  # registration or account number, blank where PBS has none

# ---------------------------------------------------------------- to PBS: delivery 40, debtor information

START_40 = Record(
    "LS 000 delivery start",
    80,
    ("record_type", 1, 3, "000"),
    ("zeros", 4, 23, ZEROS),
    ("filler_1", 24, 30, BLANKS),
    ("sender", 31, 36, TEXT),
    ("delivery_type", 37, 38, "40"),
    ("created", 39, 44, YYMMDD),
    ("filler_2", 45, 45, BLANKS),
    ("test_mark", 46, 49, TEXT),
    ("filler_3", 50, 62, BLANKS),
    ("supplier_number", 63, 70, DIGITS),
    ("check_character", 71, 71, BLANKS),
    ("filler_4", 72, 80, BLANKS),
)
PAYMENT_DATE_40 = Record(
    "LS 001 payment date",
    80,
    ("record_type", 1, 3, "001"),
    ("creditor_number", 4, 8, DIGITS),
    ("zeros_1", 9, 23, ZEROS),
    ("payment_date", 24, 29, YYMMDD),
    ("zeros_2", 30, 43, ZEROS),
    ("filler", 44, 80, BLANKS),
)
PAYMENT_40 = Record(
    "LS 580/585 payment",
    80,
    ("record_type", 1, 3, DIGITS),  # 580 collection, 585 disbursement
    ("creditor_number", 4, 8, DIGITS),
    ("customer_number", 9, 23, TEXT),
    ("zeros", 24, 45, ZEROS),
    ("amount", 46, 56, AMOUNT),
    ("filler", 57, 80, BLANKS),
)
REGISTRATION_40 = Record(
    "LS 510 registration",
    80,
    ("record_type", 1, 3, "510"),
    ("creditor_number", 4, 8, DIGITS),
    ("customer_number", 9, 23, TEXT),
    ("bank_registration", 24, 27, DIGITS),
    ("bank_account", 28, 37, DIGITS),
    ("debtor_cvr", 38, 45, DIGITS),
    ("zeros", 46, 56, ZEROS),
    ("filler", 57, 80, BLANKS),
)
CANCELLATION_40 = Record(
    "LS 540 cancellation",
    80,
    ("record_type", 1, 3, "540"),
    ("creditor_number", 4, 8, DIGITS),
    ("customer_number", 9, 23, TEXT),
    ("zeros", 24, 56, ZEROS),
    ("filler", 57, 80, BLANKS),
)
RENUMBERING_40 = Record(
    "LS 595 renumbering",
    80,
    ("record_type", 1, 3, "595"),
    ("creditor_number", 4, 8, DIGITS),
    ("customer_number", 9, 23, TEXT),
    ("new_creditor_number", 24, 28, DIGITS),
    ("new_customer_number", 29, 43, TEXT),
    ("filler", 44, 80, BLANKS),
)
END_40 = Record(
    "LS 999 delivery end",
    80,
    ("record_type", 1, 3, "999"),
    ("creditor_number", 4, 8, DIGITS),
    ("filler_1", 9, 23, BLANKS),
    ("debtor_records", 24, 30, COUNT),
    ("collected", 31, 43, AMOUNT),
    ("disbursed", 44, 56, AMOUNT),
    ("filler_2", 57, 80, BLANKS),
)

# ---------------------------------------------------------------- from PBS: delivery 30, registered and cancelled

START_30 = Record(
    "LS 000 delivery start",
    80,
    ("record_type", 1, 3, "000"),
    ("not_read_1", 4, 36, BLANKS),
    ("delivery_type", 37, 38, "30"),
    ("created", 39, 44, YYMMDD),
    ("filler_1", 45, 45, BLANKS),
    ("test_mark", 46, 49, TEXT),
    ("filler_2", 50, 62, BLANKS),
    ("supplier_number", 63, 70, DIGITS),
    ("check_character", 71, 71, BLANKS),
    ("filler_3", 72, 80, BLANKS),
)
CREDITOR_30 = Record(
    "LS 001 creditor",
    80,
    ("record_type", 1, 3, "001"),
    ("creditor_number", 4, 8, DIGITS),
    ("not_read_1", 9, 23, ZEROS),
    ("supplier_number", 24, 36, BLANKS),
    ("not_read_2", 37, 80, BLANKS),
)
AGREEMENT_30 = Record(
    "LS 500/510/540 agreement",
    80,
    ("record_type", 1, 3, DIGITS),  # 500 active, 510 new, 540 cancelled
    ("creditor_number", 4, 8, DIGITS),
    ("customer_number", 9, 23, TEXT),
    ("effective_date", 24, 29, YYMMDD),
    ("not_read", 30, 80, BLANKS),
)
END_30 = Record(
    "LS 999 delivery end",
    80,
    ("record_type", 1, 3, "999"),
    ("creditor_number", 4, 8, DIGITS),
    ("not_read_1", 9, 30, BLANKS),
    ("debtors", 31, 37, COUNT),
    ("not_read_2", 38, 80, BLANKS),
)

# ---------------------------------------------------------------- from PBS: the frame

START = Record(
    "LS 002 delivery start",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "002"),
    ("supplier_number", 6, 13, DIGITS),
    ("filler_1", 14, 16, BLANKS),
    ("delivery_type", 17, 20, DIGITS),
    ("filler_2", 21, 45, BLANKS),
    ("test_mark", 46, 49, TEXT),
    ("created", 50, 55, YYMMDD),
    ("filler_3", 56, 128, BLANKS),
)
END = Record(
    "LS 992 delivery end",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "992"),
    ("supplier_number", 6, 13, DIGITS),
    ("not_read_1", 14, 16, BLANKS),
    ("delivery_type", 17, 20, DIGITS),
    ("not_read_2", 21, 31, ZEROS),
    ("records", 32, 42, COUNT),
    ("not_read_3", 43, 128, BLANKS),
)

# ---------------------------------------------------------------- from PBS: 0602 payment information

PAYMENT = Record(
    "LS 042 payment",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, DIGITS),
    ("task_number", 18, 25, DIGITS),
    ("customer_number", 26, 40, TEXT),
    ("not_read_2", 41, 49, BLANKS),
    ("payment_date", 50, 55, YYMMDD),
    ("sign", 56, 56, BLANKS),  # its values are not documented: the transaction type gives the direction
    ("amount", 57, 69, AMOUNT),
    ("bank_registration", 70, 73, ACCOUNT_PART),
    ("bank_account", 74, 83, ACCOUNT_PART),
    ("not_read_3", 84, 128, BLANKS),
)
SUMMARY = Record(
    "LS 042 summary",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, "0500"),
    ("task_number", 18, 25, DIGITS),
    ("not_read_2", 26, 40, BLANKS),
    ("sign_1", 41, 41, TEXT),
    ("amount_1", 42, 54, AMOUNT),
    ("sign_2", 55, 55, TEXT),
    ("amount_2", 56, 68, AMOUNT),
    ("sign_3", 69, 69, TEXT),
    ("amount_3", 70, 82, AMOUNT),
    ("bank_registration", 83, 86, ACCOUNT_PART),
    ("bank_account", 87, 96, ACCOUNT_PART),
    ("not_read_3", 97, 128, BLANKS),
)

# ---------------------------------------------------------------- from PBS: 0690 receipt and remarks

RECEIPT = Record(
    "LS 042 receipt",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, "0900"),
    ("mandates", 18, 24, COUNT),
    ("payment_date", 25, 30, YYMMDD),
    ("bank_registration", 31, 34, ACCOUNT_PART),
    ("bank_account", 35, 44, ACCOUNT_PART),
    ("collections", 45, 51, COUNT),
    ("collected", 52, 64, AMOUNT),
    ("disbursements", 65, 71, COUNT),
    ("disbursed", 72, 84, AMOUNT),
    ("not_read_2", 85, 128, BLANKS),
)
MANDATE_REMARK = Record(
    "LS 042 remark on a mandate",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, "0910"),
    ("remark_code", 18, 20, DIGITS),
    ("customer_number", 21, 35, TEXT),
    ("debtor_cvr", 36, 43, optional(DIGITS, "")),
    ("bank_registration", 44, 47, ACCOUNT_PART),
    ("bank_account", 48, 57, ACCOUNT_PART),
    ("payment_date", 58, 63, YYMMDD),
    ("amount", 64, 76, AMOUNT),
    ("error_number", 77, 80, DIGITS),
    ("not_read_2", 81, 128, BLANKS),
)
PAYMENT_REMARK = Record(
    "LS 042 remark on a payment",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, "0920"),
    ("remark_code", 18, 20, DIGITS),
    ("customer_number", 21, 35, TEXT),
    ("payment_date", 36, 41, YYMMDD),
    ("amount", 42, 54, AMOUNT),
    ("error_number", 55, 58, DIGITS),
    ("bank_registration", 59, 62, ACCOUNT_PART),
    ("bank_account", 63, 72, ACCOUNT_PART),
    ("not_read_2", 73, 128, BLANKS),
)
RENUMBERING = Record(
    "LS 042 change of number",
    128,
    ("system", 1, 2, "LS"),
    ("record_type", 3, 5, "042"),
    ("not_read_1", 6, 8, ZEROS),
    ("creditor_number", 9, 13, DIGITS),
    ("transaction_type", 14, 17, "0930"),
    ("change_date", 18, 23, YYMMDD),
    ("old_creditor_number", 24, 28, DIGITS),
    ("old_customer_number", 29, 43, TEXT),
    ("new_creditor_number", 44, 48, DIGITS),
    ("new_customer_number", 49, 63, TEXT),
    ("not_read_2", 64, 128, BLANKS),
)
