import re

from stdnum import luhn

# 13 to 19 digits, alone or in groups, that begin as the numbers of payment cards do
_DIGITS = re.compile(r"(?<![0-9A-Za-z])[2-6](?:[ .-]?[0-9]){12,18}(?![0-9A-Za-z])")


def looks_like_card_number(text):
    """Whether ``text`` holds what may be the number of a payment card: such a number must not be stored."""
    return any(luhn.is_valid(re.sub(r"\D", "", found)) for found in _DIGITS.findall(text or ""))
