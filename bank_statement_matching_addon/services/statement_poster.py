from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL, split_every

from . import statement_entry

AT_ONCE = 500
# what Odoo would compute again with every share of the lines, from all lines so far
OF_ALL_LINES = ("first_line_index", "date", "balance_end", "is_complete")


class StatementPoster(models.AbstractModel):
    """Makes Odoo's own statement and its lines, share by share, so that memory stays flat however many there are."""

    _name = "statement.poster"
    _description = "Posting of statements"

    @api.model
    def _post(self, statement):
        """Each line is posted balanced, with the counterparts of its allocations; what was posted for what is kept."""
        shares = self._shares(statement)
        done, total = 0, sum(map(len, shares))
        fixed = statement_entry.prepare_fixed_vals(self.env)
        for share in shares:
            self._post_share(statement, share, fixed)
            done += len(share)
            self.env["background.job"]._tell_progress(done, 2 * total, self.env._("Posting"))
        if len(shares) > 1:
            self._sum_up(statement.native_statement_id)

    def _shares(self, statement):
        """Lines with money, in the order of their days; as many at once as have some hundred counterparts."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(TO_POST, statement=statement.id)) if statement.posts else []
        shares, weight = [], AT_ONCE
        for line, count in rows:
            if weight >= AT_ONCE:
                shares.append([])
                weight = 0
            shares[-1].append(line)
            weight += max(count, 1)
        return shares

    def _post_share(self, statement, line_ids, fixed):
        header = statement.native_statement_id
        lines = self.env["received.statement.line"].browse(line_ids)
        allocations = statement_entry.allocations_of(lines)
        items = {line: statement_entry.prepare_items(line, allocations[line]) for line in lines}
        vals_list = [statement_entry.prepare_native_line_vals(line, items[line], fixed) for line in lines]
        kept = self.env.protecting([header._fields[name] for name in OF_ALL_LINES], header)
        with kept:
            # discounts bring their tax amounts along: Odoo shall not compute them a second time
            native = (
                self.env["account.bank.statement.line"]
                .with_context(skip_invoice_sync=True)
                .create([{**vals, "statement_id": header.id} for vals in vals_list])
                .with_env(self.env)
            )
            self._name_payers(native)
            if not header:
                self._create_header(statement, native)
            self._link(lines, native, items)
            self._release()

    def _name_payers(self, native):
        """Odoo names the payer on an entry when it makes the items; these came with theirs, which stay as they are."""
        quiet = {"skip_account_move_synchronization": True, "skip_invoice_sync": True, "skip_readonly_check": True}
        items = self.env["account.move.line"]
        with self.env.protecting([items._fields["partner_id"]], native.line_ids):
            for payer, those in native.filtered("partner_id").grouped("partner_id").items():
                those.move_id.with_context(skip_is_manually_modified=True, **quiet).partner_id = payer
            self.env.flush_all()

    def _create_header(self, statement, native):
        vals = statement_entry.prepare_native_statement_vals(statement)
        header = self.env["account.bank.statement"].create({**vals, "line_ids": [Command.set(native.ids)]})
        statement.sudo().native_statement_id = header

    def _link(self, lines, native, items):
        """What was posted for what, in two statements however many there are."""
        counterparts = {}
        for line, posted in zip(lines, native, strict=True):
            # in the order in which they were given; of several items of an allocation the first is its counterpart
            for (allocation, _vals), item in zip(items[line], posted.move_id.line_ids.sorted("id"), strict=True):
                if allocation:
                    counterparts.setdefault(allocation.id, item.id)
        self.env.flush_all()
        self.env.cr.execute(SQL(LINK_LINES, list(lines.ids), list(native.ids)))
        self.env.cr.execute(SQL(LINK_ALLOCATIONS, list(counterparts), list(counterparts.values())))
        lines.invalidate_recordset(["native_line_id"])
        lines.allocation_ids.invalidate_recordset(["counterpart_id"])

    def _release(self):
        """Write what is pending, what Odoo does before a commit included (messages of invoices), and forget it all."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _sum_up(self, header):
        """Let Odoo compute the head from all lines, reading no more of them than that needs."""
        lines = self.env["account.bank.statement.line"].search([("statement_id", "=", header.id)], order="id")
        for share in split_every(10_000, lines.ids):
            part = lines.browse(share)
            part.fetch(["internal_index", "amount", "move_id", "statement_id"])
            part.move_id.fetch(["state", "date"])
        for name in OF_ALL_LINES:
            self.env.add_to_compute(header._fields[name], header)
        self._release()


TO_POST = """
SELECT line.id, COUNT(allocation.id)
  FROM received_statement_line line
  JOIN received_statement statement ON statement.id = line.statement_id
  LEFT JOIN received_allocation allocation ON allocation.line_id = line.id
 WHERE line.statement_id = %(statement)s AND line.amount <> 0 AND line.dropped IS NOT TRUE
 GROUP BY line.id, statement.date
 ORDER BY COALESCE(line.booking_date, line.value_date, statement.date), line.sequence, line.id
"""
LINK_LINES = """
UPDATE received_statement_line line SET native_line_id = made.native
  FROM UNNEST(%s::int[], %s::int[]) AS made(id, native) WHERE line.id = made.id
"""
LINK_ALLOCATIONS = """
UPDATE received_allocation allocation SET counterpart_id = made.item
  FROM UNNEST(%s::int[], %s::int[]) AS made(id, item) WHERE allocation.id = made.id
"""
