"""OFX, Open Financial Exchange: version 1 is SGML (:mod:`sgml`), version 2 XML, read by the strict reader of the base.

:mod:`booking`: one transaction; :mod:`statement`: elements to statements.
"""

from .statement import NAME, parse, sniff
