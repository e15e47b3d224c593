from . import statement_journal
