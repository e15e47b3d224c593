"""Statements in formats that only this add-on reads: bytes into the frozen values of the base. No Odoo, no database.

A reader has ``NAME``, ``sniff(content)`` and ``parse(content)``. ``READERS`` are asked in this order.
"""

from . import cfonb120, coda, mt940, ofx

READERS = (mt940, coda, ofx, cfonb120)
