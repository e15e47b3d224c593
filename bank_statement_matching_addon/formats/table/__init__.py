"""Tables of bank lines, as CSV text or XLSX workbooks: no two banks write the same, so a layout says how to read one.

* :mod:`layout`: what a company says of its bank's table
* :mod:`csv_file`, :mod:`xlsx_file`: bytes to rows of cells
* :mod:`cells`: one cell to an amount, a date, a text
* :mod:`reader`: rows to statements, by a layout
* :mod:`proposal`, :mod:`titles`: what a table nobody has seen before is likely to mean
"""
