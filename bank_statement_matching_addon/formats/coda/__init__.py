"""CODA, the coded statement of Belgian banks (Febelfin, version 2).

* :mod:`records`: lines to records; :mod:`movement`, :mod:`communications`: a movement and what it says
* :mod:`booking`: a booking and its details; :mod:`statement`: header to trailer
"""

from .statement import NAME, parse, sniff
