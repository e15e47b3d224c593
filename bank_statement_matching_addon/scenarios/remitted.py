"""The remitted invoices a line may be about, read for all lines in one statement."""

from odoo.tools import SQL

from .proposal import Remitted, is_refusal

# What a line may still do to a remitted invoice, by what the line tells. Whatever a statement line has taken already is
# out: each remitted invoice is collected once, refused once, taken back once.
_STATES = {
    "remitted": ("remitted", "returned"),  # a return may have been heard of before the money it takes back
    "refused": ("remitted",),
    "returned": ("matched", "remitted", "returned"),
}
_CANDIDATES = """
SELECT line.id, asked.id, asked.move_line_id, asked.partner_id, asked.remittance_id, asked.amount,
       asked.state
  FROM received_statement_line line
  JOIN debit_remittance_line asked ON asked.currency_id = line.currency_id
  JOIN debit_remittance remittance ON remittance.id = asked.remittance_id AND remittance.state = 'confirmed'
  LEFT JOIN debit_mandate mandate ON mandate.id = asked.mandate_id
 WHERE line.id = ANY(%(lines)s)
   AND %(condition)s
   AND remittance.company_id = line.company_id
   AND asked.state = ANY(%(states)s)
   AND NOT EXISTS (SELECT 1 FROM received_allocation taken
                    WHERE taken.remittance_line_id = asked.id AND taken.kind = %(kind)s)
 ORDER BY line.id, asked.due_date, asked.id
"""


def candidates(env, lines, condition, told_refused=False):
    """``{line id: [Remitted, ...]}`` of the lines, in order of due date.

    :param condition: SQL over the aliases ``line``, ``asked``, ``remittance`` and ``mandate``; something of the line
        equal to something of the others, so that lines and debits are joined and not compared one by one.
    :param told_refused: also debits that another message called refused, whose money came, or came and went, all the
        same: a statement's money is posted whatever was told before.
    """
    found = {}
    for kind, those in lines.grouped(kind_of).items():
        states = [*_STATES[kind], *(["rejected"] if told_refused and kind != "refused" else [])]
        query = SQL(_CANDIDATES, condition=condition, lines=list(those.ids), states=states, kind=kind)
        for row in env.execute_query(query):
            found.setdefault(row[0], []).append(Remitted(*row))
    return found


def kind_of(line):
    if is_refusal(line):
        return "refused"
    return "returned" if line.effect == "charged_back" else "remitted"
