"""SWIFT MT940, customer statement: SWIFT Standards MT category 9, and what German and Dutch banks put into field 86.

* :mod:`fields`: lines to fields; :mod:`booking`: field 61; :mod:`details`: field 86, by :mod:`subfields` (German),
  :mod:`code_words` (Dutch) or as text
* :mod:`message`, :mod:`statement`: fields to statements
"""

from .statement import NAME, parse, sniff
