import json

from odoo import api, models
from odoo.tools import SQL, split_every

from . import copied_lines, dependent_fields, row_copies, statement_entry, statement_pair_cloner

# Below that Odoo alone is as fast.
FROM = 30
AT_ONCE = 2000
ITEMS_AT_ONCE = 5000


class StatementCloner(models.AbstractModel):
    """Posts lines that are numbered in one row, set by set: Odoo posts the first, the others become copies of it.

    A copy is the native line with its entry, items, followers and messages (see docs/design.md). What differs from line
    to line is said here; what Odoo stores of the payer, ``statement.payer.reader`` finds for all at once.
    """

    _name = "statement.cloner"
    _description = "Posting by copies"

    @api.model
    def _post(self, statement, line_ids, fixed):
        """Post lines of one row that ``statement.poster`` found to be copyable; the first of them by Odoo."""
        first = self.env["received.statement.line"].browse(line_ids[0])
        native, count = self.env["statement.poster"]._post_first(statement, first, fixed)
        # with the bank's item the entry has one more
        if count >= statement_pair_cloner.FEW_ITEMS:
            self.env["statement.pair.cloner"]._reconcile_original(first)
        original = {**self._describe(native), "told_day": statement_entry.day_of(first)}
        for start in range(0, len(line_ids), AT_ONCE):
            self._post_copies(original, line_ids[start : start + AT_ONCE], start)
            yield min(start + AT_ONCE, len(line_ids))

    def _describe(self, native):
        """Ids and values of what is copied; read once, because the cache is emptied on the way."""
        move = native.move_id
        items = move.line_ids.sorted("id")
        form, values = move._get_sequence_format_param(move.name)
        return {
            "native": native.id,
            "move": move.id,
            "bank": items[0].id,
            "counterpart": items[1].id,
            "rest": items[2:].id or 0,
            "form": form,
            "values": values,
            "number": move.sequence_number,
            "day": native.date,
            "digits": move.company_currency_id.decimal_places,
        }

    # ------------------------------------------------------------ the copies

    def _post_copies(self, original, line_ids, start):
        """``start``: how many lines were posted before these; 0 when the original is the first of them."""
        self._list(original, line_ids, start)
        cr, others = self.env.cr, "AND NOT own.original"
        of_move = f"JOIN posted_line own ON proto.id = {original['move']} {others} {copied_lines.PAYER}"
        of_native = f"JOIN posted_line own ON proto.id = {original['native']} {others}"
        row_copies.copy_together(
            cr,
            ("account_move", of_move, {**copied_lines.MOVE, **copied_lines.OF_PAYER}),
            ("account_bank_statement_line", of_native, copied_lines.NATIVE_LINE),
        )
        row_copies.copy(
            cr,
            "account_move_line",
            "JOIN posted_item own ON own.proto_id = proto.id AND NOT own.there",
            copied_lines.ITEM,
        )
        for query in (
            copied_lines.CORRECT_REST,
            copied_lines.CORRECT_FIRST,
            copied_lines.LINK_LINES,
            copied_lines.LINK_ALLOCATIONS,
        ):
            cr.execute(SQL(query))
        self._copy_conversation(original)
        self.env.invalidate_all(flush=False)
        # of thousands of rows only those columns are read that somebody looks at
        lean = self.with_context(prefetch_fields=False)
        lean._tell_odoo()
        lean.env["statement.partner.ranker"]._count(original)
        self.env["statement.poster"]._release()

    def _list(self, original, line_ids, start):
        lines = self.env["received.statement.line"].browse(line_ids)
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(SQL("DROP TABLE IF EXISTS posted_line, posted_item"))
        cr.execute(SQL(copied_lines.TABLES))
        rows = [self._row(original, line, number) for number, line in enumerate(lines, start)]
        cr.execute(SQL(copied_lines.FILL_LINES, rows=json.dumps(rows, default=str), **original))
        cr.execute(SQL(copied_lines.FILL_ITEMS, **original))
        cr.execute(SQL(copied_lines.SUM_UP, **original))
        self._list_payers(lines[:1].company_id)
        cr.execute(SQL("ANALYZE posted_line, posted_item"))
        self.env.invalidate_all()

    def _list_payers(self, company):
        payers = [row[0] for row in self.env.execute_query(SQL(copied_lines.PAYERS))]
        told = self.env["statement.payer.reader"]._read(company, payers)
        if told:
            self.env.cr.execute(SQL(copied_lines.TELL_OF_PAYERS, *map(list, zip(*told, strict=True))))

    def _row(self, original, line, number):
        vals = statement_entry.prepare_native_line_vals(line, [(None, {"partner_id": False})], {})
        number += original["number"]
        # Odoo may have given the original another day than the bank; another one would be a row of its own
        day = original["day"] if vals["date"] == original["told_day"] else vals["date"]
        return {
            "line_id": line.id,
            "name": original["form"].format(**{**original["values"], "seq": number}),
            "number": number,
            "day": day,
            "told": str(line.amount),
            **{name: vals[name] or None for name in OF_LINE},
        }

    def _copy_conversation(self, original):
        """Who follows an entry, and that it was made."""
        cr = self.env.cr
        for (follower,) in self.env.execute_query(SQL(copied_lines.FOLLOWERS, **original)):
            cr.execute(SQL(copied_lines.NUMBER_FOLLOWERS))
            row_copies.copy(cr, "mail_followers", f"JOIN posted_line own ON proto.id = {follower} AND NOT own.original",
                            {"id": "own.follower_id", "res_id": "own.move_id"})  # fmt: skip
            source = f"JOIN posted_line own ON proto.mail_followers_id = {follower} AND NOT own.original"
            values = {"mail_followers_id": "own.follower_id"}
            row_copies.copy(cr, "mail_followers_mail_message_subtype_rel", source, values)
        for (message,) in self.env.execute_query(SQL(copied_lines.MESSAGES, **original)):
            row_copies.copy(cr, "mail_message", f"JOIN posted_line own ON proto.id = {message} AND NOT own.original",
                            {"res_id": "own.move_id"})  # fmt: skip

    # ------------------------------------------------------------ what follows

    def _tell_odoo(self):
        """Odoo computes what is not known of payers, and what other add-ons store of entries and items."""
        rows = self.env.execute_query(SQL(copied_lines.POSTED))
        moves = self.env["account.move"].browse(row[0] for row in rows)
        native = self.env["account.bank.statement.line"].browse(row[1] for row in rows)
        asked = self._to_ask(moves, moves.browse(row[0] for row in rows if not row[2]))
        of_account = dependent_fields.of_account
        protected = [
            ([field for field in of_account(moves) if field not in asked], moves),
            *(([field], moves - those) for field, those in asked.items()),
            (of_account(native), native),
            (of_account(native.statement_id), native.statement_id),
        ]
        with self.env.protecting(protected):
            for field, those in asked.items():
                those.fetch([field.name])
                self.env.add_to_compute(field, those)
            for records in (moves, native):
                dependent_fields.tell(records, _stored(records), create=True)
            # what is computed of something new is no change to tell of
            self.env(context={**self.env.context, "tracking_disable": True}).flush_all()
        self.env.invalidate_all(flush=False)
        self._tell_of_items()

    def _to_ask(self, moves, nameless):
        """``{field: entries of which Odoo computes it}``"""
        known = self.env["statement.payer.reader"]._known_fields()
        asked = {field: moves for field in self._of_payer(moves) if field.name not in known}
        asked.setdefault(moves._fields["invoice_partner_display_name"], nameless)
        return asked

    def _tell_of_items(self):
        rows = self.env.execute_query(SQL("SELECT id, move_id, native_id FROM posted_item WHERE NOT there ORDER BY id"))
        for share in split_every(ITEMS_AT_ONCE, rows, list):
            items, moves, native = (
                self.env[name].browse(dict.fromkeys(ids))
                for name, ids in zip(POSTED_MODELS, zip(*share, strict=True), strict=True)
            )
            kept = [(dependent_fields.of_account(records), records) for records in (items, moves, native)]
            with self.env.protecting(kept):
                dependent_fields.tell(items, _stored(items), create=True)
                self.env.flush_all()
            self.env.invalidate_all(flush=False)

    def _of_payer(self, moves):
        """Stored fields that Odoo computes of an entry when it learns the payer, but for those written here."""
        dependent = self.pool.get_dependent_fields(moves._fields["partner_id"])
        return [
            field
            for field in dict.fromkeys(dependent)
            if field.model_name == "account.move" and field.store and field.name not in copied_lines.MOVE
        ]


def _stored(records):
    return [name for name, field in records._fields.items() if field.store]


OF_LINE = ("payment_ref", "partner_name", "account_number", "transaction_type", "transaction_details")
POSTED_MODELS = ("account.move.line", "account.move", "account.bank.statement.line")
