"""What a coupon and a cheque say, read without a database."""

from . import cheque, client_code, cmc7
