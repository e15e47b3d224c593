"""A mail lot that grows to a thousand cheques, saved one by one as the capture screen does; and the dashboard.

    python bench/lots.py --conf CONF --database DATABASE [--items 1000] [--shown 100000]

Prints one line of JSON per step: the time of a save in the first and the last tenth of the lot and at the 95th
percentile, of closing the lot, and of the dashboard with that many items of the last thirty days. Nothing is kept in
the database.
"""

import json
import statistics
import time
from uuid import uuid4

import stage
from odoo import api, fields
from odoo.modules.registry import Registry

# A save may take this long at the 95th percentile in a lot of a thousand items (LOT-20).
BAR_MS = 300
IDENTIFY = """
UPDATE res_partner SET client_letter = 'J', client_partner_code = 121, client_chrono = 52000000 + id
 WHERE ref LIKE 'K%' AND ref != 'K0000000'
"""
COPY_ITEMS = """
INSERT INTO mail_lot_item ({columns}, name, token, arrival_date)
SELECT {columns}, 'B' || number || '/' || id, 'bench ' || number || ' ' || id, CURRENT_DATE - number %% 30
  FROM mail_lot_item CROSS JOIN GENERATE_SERIES(1, %s) number WHERE lot_id = %s
"""
COPY_OPERATIONS = """
INSERT INTO mail_lot_item_operation ({columns}, item_id)
SELECT {copied}, copy.id FROM mail_lot_item_operation proto
  JOIN mail_lot_item item ON item.id = proto.item_id
  JOIN mail_lot_item copy ON copy.token LIKE 'bench %%' AND copy.partner_id = item.partner_id
 WHERE item.lot_id = %s AND item.token NOT LIKE 'bench %%'
"""
COLUMNS = """
SELECT STRING_AGG(quote_ident(column_name), ', ') FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = %s AND column_name != ALL(%s)
"""


def main():
    parser = stage.place_parser(__doc__)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--shown", type=int, default=100_000)
    options = parser.parse_args()
    stage.start_odoo(options)
    with Registry(options.database).cursor() as cr:
        measure(cr, options)
        cr.rollback()


def measure(cr, options):
    env = populate(cr, options.items)
    lot = env["mail.lot"].create({})
    times = [save(lot, client) for client in clients(env)]
    tell_saves(lot, times)
    close(lot)
    multiply(cr, lot, options.shown)
    dashboard(env, options.shown)


def populate(cr, count):
    # what needs Odoo's add-ons can only be imported once their path is known
    import cases
    import creditor
    import ledger

    env = api.Environment(cr, stage.ADMIN, {"lang": "en_US"})
    env.user.group_ids |= env.ref("mail_lot_addon.group_mail_lot_manager")
    method = creditor.create(env, cases.CASES["sepa-lines"])
    ledger.populate(method, cases.CASES["sepa-lines"], count)
    cr.execute(IDENTIFY)
    cr.execute("ANALYZE")
    company = method.company_id
    company.mail_lot_journal_id = method.journal_id
    return api.Environment(cr, stage.ADMIN, {"allowed_company_ids": company.ids, "lang": "en_US", "tz": "Europe/Paris"})


def clients(env):
    return env["res.partner"].search([("client_chrono", "!=", False), ("ref", "=like", "K%")], order="id")


def save(lot, client):
    """From the client's code to the stored item, from a cold cache as in a request of its own.

    :return: milliseconds that passed, and milliseconds that this process computed.
    """
    from odoo.addons.mail_lot_addon.values.cheque import Cheque

    lot.env.flush_all()
    lot.env.invalidate_all()
    code, today = client._get_client_code(), fields.Date.context_today(lot)
    begun, computed = time.monotonic(), time.process_time()
    found, _refusal = lot.env["mail.lot.client.finder"]._find(lot, code)
    pending = lot.env["mail.lot.invoice.lister"]._list(lot, found)
    cheque = Cheque(str(client.id), today, pending[0].open_amount, bank="BNP")
    operations = {pending[0].move_line_id: "regularise"}
    lot.env["mail.lot.item.keyer"]._save_cheque(lot, uuid4().hex, found, cheque, operations)
    lot.env.flush_all()
    return 1000 * (time.monotonic() - begun), 1000 * (time.process_time() - computed)


def tell_saves(lot, times):
    tenth = max(len(times) // 10, 1)
    passed, computed = zip(*times, strict=True)
    told = {
        "step": "save an item",
        "n": len(times),
        "first_tenth_ms": statistics.median(passed[:tenth]),
        "last_tenth_ms": statistics.median(passed[-tenth:]),
        "first_tenth_cpu_ms": statistics.median(computed[:tenth]),
        "last_tenth_cpu_ms": statistics.median(computed[-tenth:]),
        "p95_ms": statistics.quantiles(passed, n=20)[-1],
        "bar_ms": BAR_MS,
    }
    assert lot.item_count == len(times)
    print(json.dumps(told), flush=True)


def close(lot):
    import meter

    lot.action_pre_close()
    lot.write({"tape_count": lot.cheque_count, "tape_total": lot.cheque_total})
    with meter.measured(lot.env.cr) as cost:
        lot._close()
        lot.env.flush_all()
    print(json.dumps({"step": "close the lot", "n": lot.item_count, **cost}), flush=True)


def multiply(cr, lot, count):
    """As many items of the last thirty days as the dashboard has to count, by copying those of the lot."""
    columns = _columns(cr, "mail_lot_item", ["id", "name", "token", "arrival_date"])
    cr.execute(COPY_ITEMS.format(columns=columns), [count // lot.item_count, lot.id])
    columns = _columns(cr, "mail_lot_item_operation", ["id", "item_id"])
    copied = ", ".join(f"proto.{column}" for column in columns.split(", "))
    cr.execute(COPY_OPERATIONS.format(columns=columns, copied=copied), [lot.id])
    cr.execute("ANALYZE mail_lot_item; ANALYZE mail_lot_item_operation")


def _columns(cr, table, without):
    cr.execute(COLUMNS, [table, without])
    return cr.fetchone()[0]


def dashboard(env, count):
    import meter

    env.invalidate_all()
    with meter.measured(env.cr) as cost:
        told = env["mail.lot.dashboard"].read_dashboard()
    assert sum(day["items"] for day in told["days"]) >= count
    print(json.dumps({"step": "dashboard", "n": count, **cost}), flush=True)


if __name__ == "__main__":
    main()
