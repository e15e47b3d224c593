"""Statements in formats that only this add-on reads: bytes into the frozen values of the base. No Odoo, no database.

A reader has ``NAME``, ``sniff(content)`` and ``parse(content)``. ``READERS`` are asked in this order.
"""

READERS = ()
