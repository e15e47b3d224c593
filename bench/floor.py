"""The floor: the rows that our journey left, written again by one plain statement per table; and the same XML streamed.

No search, no decision, no check, no message, no Odoo: what is left is what PostgreSQL takes for these rows on these
tables with all their indexes, and what Python takes to put the same XML together or apart. Run on a copy of the
database made before the journey's first step.
"""

import tempfile
from functools import partial
from pathlib import Path
from xml.sax.saxutils import escape

import rows
import stage
from lxml import etree
from odoo.tools import SQL

DEBITS = """
SELECT line.end_to_end_id, line.amount::text, mandate.reference, mandate.signature_date::text, payer.name,
       account.sanitized_acc_number, move.name
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id
  JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
  JOIN res_partner payer ON payer.id = line.partner_id
  JOIN account_move move ON move.id = line.move_id
 WHERE line.state = 'remitted' ORDER BY line.id
"""
DEBIT = (
    "<DrctDbtTxInf><PmtId><EndToEndId>%s</EndToEndId></PmtId>"
    '<InstdAmt Ccy="EUR">%s</InstdAmt>'
    "<DrctDbtTx><MndtRltdInf><MndtId>%s</MndtId><DtOfSgntr>%s</DtOfSgntr></MndtRltdInf></DrctDbtTx>"
    "<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt><Dbtr><Nm>%s</Nm></Dbtr>"
    "<DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct><RmtInf><Ustrd>%s</Ustrd></RmtInf></DrctDbtTxInf>\n"
)
DEFERRED = "ALTER TABLE %s ALTER CONSTRAINT %s DEFERRABLE INITIALLY DEFERRED"
DROPPED = "ALTER TABLE %s DROP CONSTRAINT %s"
READ_OF_ENTRY = ("Amt", "CdtDbtInd", "EndToEndId", "MndtId", "Nm", "IBAN", "Ustrd")
CHUNK = 1000


def main():
    parser = stage.parser(__doc__)
    parser.add_argument("--case", required=True)
    parser.add_argument("--rows", required=True, help="folder of what the journey kept")
    options = parser.parse_args()
    stage.start_odoo(options)
    Floor(options, f"floor {options.case}").run()


class Floor(stage.Stage):
    def run(self):
        self.apart(self.defer_constraints)
        for step, tables in rows.WRITTEN.items():
            if self.kept(step, tables[0]).exists():
                self.apart(partial(self.stage_rows, step))
                self.take(step)

    def kept(self, step, name):
        return Path(self.options.rows) / f"{step}.{name}"

    def defer_constraints(self):
        """Rows that point at each other can be written in any order; what they point at is looked up at the commit."""
        with self.environment() as env:
            for tables, change in (
                ({table for written in rows.WRITTEN.values() for table in written}, DEFERRED),
                # these few rows are not measured, and what else they point at is not written
                (rows.PARENTS, DROPPED),
            ):
                for table, constraint in rows.foreign_keys(env.cr, tables):
                    env.cr.execute(SQL(change, SQL.identifier(table), SQL.identifier(constraint)))

    def stage_rows(self, step):
        """Load what is to be written beside its table; not measured."""
        with self.environment() as env:
            for table in rows.existing(env.cr, rows.PARENTS):
                rows.load(env.cr, table, self.kept(step, table))
                rows.write(env.cr, table)
            for table in rows.WRITTEN[step]:
                rows.load(env.cr, table, self.kept(step, table))
            env.cr.execute("ANALYZE")

    def write(self, env, step):
        written = [rows.write(env.cr, table) for table in rows.WRITTEN[step]]
        assert written[0], f"{step} wrote nothing in {rows.WRITTEN[step][0]}"

    def take_proposal(self, env):
        self.write(env, "proposal")

    def take_confirm(self, env):
        self.write(env, "confirm")
        # PBS has no XML; putting its short records together is nothing beside their rows
        if self.kept("confirm", "xml").exists():
            with tempfile.TemporaryFile() as file:
                self.write_file(env, file)

    def write_file(self, env, file):
        """The debits alone: what is around them is the same for one debit and for all."""
        with env.registry.cursor() as cr, cr._cnx.cursor("debits") as reader:
            reader.itersize = CHUNK
            reader.execute(DEBITS)
            for debit in reader:
                file.write((DEBIT % tuple(map(escape, debit))).encode())

    def take_import(self, env):
        if self.kept("import", "xml").exists():
            self.read_file(self.kept("import", "xml"))
        self.write(env, "import")

    def read_file(self, path):
        for _event, entry in etree.iterparse(path, tag="{*}Ntry"):
            [(node.tag, node.text) for node in entry.iter(*(f"{{*}}{name}" for name in READ_OF_ENTRY))]
            entry.clear()
            while entry.getprevious() is not None:
                del entry.getparent()[0]

    def take_allocation(self, env):
        self.write(env, "allocation")

    def take_ledger(self, env):
        self.write(env, "ledger")


if __name__ == "__main__":
    main()
