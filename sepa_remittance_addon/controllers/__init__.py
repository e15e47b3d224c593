from . import debit_mandate, debit_notice, portal
