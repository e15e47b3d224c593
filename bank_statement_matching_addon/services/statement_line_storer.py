import json

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, split_every
from psycopg2.errors import UniqueViolation

from . import fingerprint, statement_staging

SHARE = 2000  # lines stored by one statement of SQL


class StatementLineStorer(models.AbstractModel):
    """Stores the lines of a statement, share by share: memory does not grow with the file (STM-18).

    A line whose like was received before gets no fingerprint of its own but a link to that one, for a person to decide
    (STM-6).
    """

    _name = "statement.line.storer"
    _description = "Storing of statement lines"

    @api.model
    def _store(self, received, profile, statement):
        """Store what the file says of its booked entries.

        :param statement: the :class:`Statement` value that ``received`` was made of.
        :raises ConcurrencyError: when somebody stores the same lines at this moment; a retry finds them and tells.
        """
        self.env.flush_all()
        total = statement_staging.count_lines(statement)
        prints, types, done = fingerprint.Fingerprints(received.kind), {}, 0
        for share in split_every(SHARE, statement_staging.statement_lines(statement)):
            self._learn_types(types, share)
            self._insert(received, [
                self._prepare_row(values, place, prints, types, profile) for place, values in enumerate(share, done + 1)
            ])  # fmt: skip
            done += len(share)
            self.env["background.job"]._tell_progress(done, total, self.env._("Storing the lines"))
        received.invalidate_recordset()
        received._learn_sizes()

    def _learn_types(self, types, share):
        new = {values["bank_code"] for values in share} - types.keys()
        types |= dict.fromkeys(new) | self.env["statement.transaction.type"]._by_code(new) if new else {}

    def _prepare_row(self, values, place, prints, types, profile):
        kind = types[values["bank_code"]]
        return {
            **values,
            **self._user_fields(profile, values),
            "sequence": place,
            "transaction_type_id": kind and kind.id,
            "fingerprint": prints.of(values),
        }

    def _user_fields(self, profile, values):
        """What the profile shows of the file beside the usual columns (STM-1)."""
        result = {}
        for number in range(1, 5):
            name = profile[f"user_field_{number}"]
            value = values.get("bank_code" if name == "record_code" else name) if name else ""
            result[f"user_field_{number}"] = str(value) if value else None
        return result

    def _insert(self, received, rows):
        names = sorted({name for row in rows for name in row} - {"fingerprint"})
        query = SQL(
            INSERT,
            statement=received.id,
            prints=[row["fingerprint"] for row in rows],
            user=self.env.uid,
            now=self.env.cr.now(),
            rows=json.dumps(rows, default=str),
            columns=SQL(", ").join(map(SQL.identifier, names)),
            values=SQL(", ").join(map(self._value, names)),
        )
        try:
            self.env.cr.execute(query)
        except UniqueViolation as taken:
            raise ConcurrencyError(str(taken)) from taken

    def _value(self, name):
        value = SQL.identifier("told", name)
        monetary = self.env["received.statement.line"]._fields[name].type == "monetary"
        return SQL("ROUND(%s, COALESCE(currency.decimal_places, 10))", value) if monetary else value

    # ------------------------------------------------------------ what came before (STM-6)

    @api.model
    def _known_as(self, received):
        """The statement in which every line of this one was received before, if there is such a one."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(KNOWN_IN, statement=received.id))
        return self.env["received.statement"].browse(rows[0][0] if len(rows) == 1 else None)

    @api.model
    def _compare_anew(self, received, journal):
        """A line is known by its journal: before a statement gets another one, its lines are compared with those there,
        and what was decided against lines of the old one is decided again.
        """
        self.env.flush_all()
        asked = {"statement": received.id, "journal": journal.id or None}
        self.env.cr.execute(SQL(FORGET, **asked))
        if received.has_balances:
            received.opening_balance -= sum(amount for amount, dropped in self.env.cr.fetchall() if dropped)
        self.env.cr.execute(SQL(DOUBT, **asked))
        received.line_ids.invalidate_recordset(["fingerprint", "duplicate_of_id", "dropped", "journal_id"])
        received.invalidate_recordset(["duplicate_count"])

    @api.model
    def _accept(self, lines):
        """Take in lines that looked like duplicates: they get the next free occurrence number of their content."""
        for line in lines:
            content = line.duplicate_of_id.fingerprint.rsplit("-", 1)[0]
            taken = self.env["received.statement.line"].search_read(
                [("journal_id", "=", line.journal_id.id), ("fingerprint", "=like", f"{content}-%")], ["fingerprint"]
            )
            print_ = fingerprint.next_occurrence(f"{content}-1", {row["fingerprint"] for row in taken})
            line.sudo().with_context(receiving_statement=True).write({"fingerprint": print_, "duplicate_of_id": False})


# What the ORM would store: the related columns of the statement, and the effect as _compute_effect sees it. The known
# ones are looked up once for all rows: the table grows from share to share, and what the database expects of it is old.
INSERT = """
WITH known AS MATERIALIZED (
    SELECT line.id, line.fingerprint FROM received_statement_line line
      JOIN received_statement statement ON statement.id = %(statement)s AND statement.journal_id = line.journal_id
     WHERE line.fingerprint = ANY(%(prints)s))
INSERT INTO received_statement_line
       (statement_id, company_id, journal_id, currency_id, state, effect, fingerprint, duplicate_of_id,
        create_uid, write_uid, create_date, write_date, %(columns)s)
SELECT statement.id, statement.company_id, statement.journal_id, statement.currency_id, 'ready',
       CASE WHEN told.return_code <> '' AND told.amount < 0 AND COALESCE(kind.meaning, 'other') <> 'disbursement'
                 THEN 'charged_back'
            ELSE COALESCE(kind.meaning, 'other') END,
       CASE WHEN known.id IS NULL THEN told.fingerprint END, known.id,
       %(user)s, %(user)s, %(now)s, %(now)s, %(values)s
  FROM json_populate_recordset(NULL::received_statement_line, %(rows)s) told
  JOIN received_statement statement ON statement.id = %(statement)s
  LEFT JOIN res_currency currency ON currency.id = statement.currency_id
  LEFT JOIN statement_transaction_type kind ON kind.id = told.transaction_type_id
  LEFT JOIN known ON known.fingerprint = told.fingerprint
 ORDER BY told.sequence
"""
KNOWN_IN = """
SELECT DISTINCT known.statement_id
  FROM received_statement_line line
  LEFT JOIN received_statement_line known ON known.id = line.duplicate_of_id
 WHERE line.statement_id = %(statement)s
 LIMIT 2
"""
# Lines that were compared with another journal get their fingerprint back; their journal follows their statement's.
FORGET = """
UPDATE received_statement_line line
   SET fingerprint = known.fingerprint, duplicate_of_id = NULL, dropped = FALSE, journal_id = NULL
  FROM received_statement_line known, received_statement_line old
 WHERE line.statement_id = %(statement)s AND known.id = line.duplicate_of_id AND old.id = line.id
   AND known.journal_id IS DISTINCT FROM %(journal)s
RETURNING line.amount, old.dropped
"""

DOUBT = """
UPDATE received_statement_line line SET fingerprint = NULL, duplicate_of_id = known.id
  FROM received_statement_line known
 WHERE line.statement_id = %(statement)s AND known.statement_id <> line.statement_id
   AND known.journal_id = %(journal)s AND known.fingerprint = line.fingerprint
"""
