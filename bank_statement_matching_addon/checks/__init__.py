"""One doubt about a received statement per file; all of them are asked, so that all errors are shown together.

A check is a module with ``doubts(statement)``: it yields :class:`~.doubt.Doubt` and changes nothing.
"""

from . import account, balance, currency, dates, duplicates, number, rate

CHECKS = [account, currency, rate, number, dates, balance, duplicates]
