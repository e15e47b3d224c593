"""What a coupon and a cheque say, read without a database."""

from . import amount, card, cheque, client_code, cmc7, envelope, problem
