"""Betalingsservice and Leverandørservice, the two Danish direct debit schemes: fixed-width deliveries to and from PBS.

``ls_delivery`` and ``bs_delivery`` are the two doors: ``sniff``, ``parse`` and ``render`` each. The layouts are data
in ``ls_records`` and ``bs_records``; each file named after a delivery (``bs_0602``) turns its records into values.
"""
