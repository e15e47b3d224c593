from functools import partial
from itertools import groupby

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL, split_every

from . import statement_cloner, statement_entry

AT_ONCE = 500
# an entry of more items is begun with two of them
FEW_ITEMS = 2
# what Odoo would compute again with every share of the lines, from all lines so far
OF_ALL_LINES = ("first_line_index", "date", "balance_end", "is_complete")


class StatementPoster(models.AbstractModel):
    """Makes Odoo's own statement and its lines, share by share, so that memory stays flat however many there are."""

    _name = "statement.poster"
    _description = "Posting of statements"

    @api.model
    def _post(self, statement):
        """Each line is posted balanced, with the counterparts of its allocations; what was posted for what is kept."""
        runs, done, steps = self._runs(statement), 0, 0
        total = sum(len(lines) for _copies, lines, _weights in runs)
        fixed = statement_entry.prepare_fixed_vals(self.env)
        for copies, lines, weights in runs:
            work = self._post_copies if copies else self._post_by_odoo
            for count in work(statement, lines, weights, fixed):
                steps += 2 if copies else 1
                self.env["background.job"]._tell_progress(done + count, 2 * total, self.env._("Posting"))
            done += len(lines)
        if steps > 1:
            self._sum_up(statement)

    @api.model
    def _shares(self, statement):
        """Lines with money, in the order of their days; as many at once as have some hundred counterparts."""
        rows = self._lines_to_post(statement)
        return list(self._shares_of([row[0] for row in rows], [row[1] for row in rows]))

    def _shares_of(self, lines, weights):
        share, weight = [], 0
        for line, count in zip(lines, weights, strict=True):
            share.append(line)
            weight += max(count, 1)
            if weight >= AT_ONCE:
                yield share
                share, weight = [], 0
        if share:
            yield share

    def _lines_to_post(self, statement):
        """``[(line, how many counterparts, day)]``"""
        self.env.flush_all()
        return self.env.execute_query(SQL(TO_POST, statement=statement.id)) if statement.posts else []

    def _runs(self, statement):
        """``[(by copies, lines, their weights)]``. Lines that stand together and are numbered in one row are copies of
        each other, so that numbers follow the days of the entries, and on each day the order of the bank.
        """
        rows = self._lines_to_post(statement)
        journal, days = statement.journal_id, {row[2] for row in rows}
        posted_days = {day: statement_entry.open_day_for(journal, day) for day in days}
        rows.sort(key=lambda row: posted_days[row[2]])
        many = sum(max(row[1], 1) for row in rows) >= statement_cloner.FROM
        copyable = self.env["ledger.eligibility"]._copyable_lines(statement) if many else set()
        row_of = partial(self.env["ledger.eligibility"]._row_of, journal)
        numbered_in = {day: row_of(day, posted_day) for day, posted_day in posted_days.items()} if copyable else {}
        runs = []
        for _key, group in groupby(rows, lambda row: (row[0] in copyable, numbered_in.get(row[2]))):
            lines, weights, _days = zip(*group, strict=True)
            copies = lines[0] in copyable and sum(weights) >= statement_cloner.FROM
            if runs and not copies and not runs[-1][0]:
                runs[-1] = (False, runs[-1][1] + lines, runs[-1][2] + weights)
            else:
                runs.append((copies, lines, weights))
        return runs

    def _post_by_odoo(self, statement, lines, weights, fixed):
        """Tells how many lines are posted."""
        done = 0
        for share in self._shares_of(lines, weights):
            self._post_share(statement, share, fixed)
            done += len(share)
            yield done

    def _post_copies(self, statement, lines, _weights, fixed):
        return self.env["statement.cloner"]._post(statement, lines, fixed)

    @api.model
    def _post_first(self, statement, line, fixed):
        """Post a line by Odoo, and no more than its first counterparts, of which the last stands for all the others:
        ``(native line, how many counterparts it should have)``.
        """
        domain = [("line_id", "=", line.id), ("amount", "!=", 0)]
        allocations = self.env["received.allocation"].search(domain, order="id", limit=FEW_ITEMS)
        count = self.env["received.allocation"].search_count(domain)
        items = statement_entry.prepare_items(line, allocations)
        if count > FEW_ITEMS:
            (_bank, of_bank), (_last, of_last) = items[0], items[-1]
            of_bank["partner_id"] = self._payer_of(line)
            of_last["amount_currency"] = of_last["balance"]
        self._post_items(statement, line, {line: items}, fixed)
        return line.native_line_id, count

    def _payer_of(self, line):
        payers = self.env.execute_query(SQL(PAYERS, line=line.id))
        return payers[0][0] if len(payers) == 1 else False

    def _post_share(self, statement, line_ids, fixed):
        lines = self.env["received.statement.line"].browse(line_ids)
        allocations = statement_entry.allocations_of(lines)
        items = {line: statement_entry.prepare_items(line, allocations[line]) for line in lines}
        self._post_items(statement, lines, items, fixed)

    def _post_items(self, statement, lines, items, fixed):
        header = statement.native_statement_id
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
        lines.invalidate_recordset(["native_line_id", "state"])
        lines.allocation_ids.invalidate_recordset(["counterpart_id"])

    def _release(self):
        """Write what is pending, what Odoo does before a commit included (messages of invoices), and forget it all."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _sum_up(self, statement):
        """Let Odoo compute the head from all lines, reading no more of them than that needs."""
        header = statement.native_statement_id
        lines = self.env["account.bank.statement.line"].search([("statement_id", "=", header.id)], order="id")
        for share in split_every(10_000, lines.ids):
            part = lines.browse(share)
            part.fetch(["internal_index", "amount", "move_id", "statement_id"])
            part.move_id.fetch(["state", "date"])
        # a bank that tells no balances leaves the closing one to Odoo
        names = OF_ALL_LINES if statement.has_balances else (*OF_ALL_LINES, "balance_end_real")
        for name in names:
            self.env.add_to_compute(header._fields[name], header)
        self._release()


TO_POST = """
SELECT line.id, COUNT(allocation.id), COALESCE(line.booking_date, line.value_date, statement.date)
  FROM received_statement_line line
  JOIN received_statement statement ON statement.id = line.statement_id
  LEFT JOIN received_allocation allocation ON allocation.line_id = line.id
 WHERE line.statement_id = %(statement)s AND line.amount <> 0 AND line.dropped IS NOT TRUE
 GROUP BY line.id, statement.date
 ORDER BY COALESCE(line.booking_date, line.value_date, statement.date), line.sequence, line.id
"""
PAYERS = """
SELECT DISTINCT COALESCE(owed.partner_id, allocation.partner_id)
  FROM received_allocation allocation
  LEFT JOIN account_move_line owed ON owed.id = allocation.move_line_id
 WHERE allocation.line_id = %(line)s AND allocation.amount <> 0
 LIMIT 2
"""
# Posted is done: the status goes into the same update.
LINK_LINES = """
UPDATE received_statement_line line SET native_line_id = made.native, state = 'done'
  FROM UNNEST(%s::int[], %s::int[]) AS made(id, native) WHERE line.id = made.id
"""
LINK_ALLOCATIONS = """
UPDATE received_allocation allocation SET counterpart_id = made.item
  FROM UNNEST(%s::int[], %s::int[]) AS made(id, item) WHERE allocation.id = made.id
"""
