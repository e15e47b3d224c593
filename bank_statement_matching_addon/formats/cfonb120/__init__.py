"""CFONB120, the account statement of French banks in records of 120 characters.

* :mod:`records`: lines to records; :mod:`booking`: a movement and its complements; :mod:`statement`: balance to balance
"""

from .statement import NAME, parse, sniff
