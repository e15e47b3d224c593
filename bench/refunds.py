"""An export of refunds, step by step: the file, and the refunds recorded on their contracts.

    python bench/refunds.py --conf CONF --database DATABASE --refunds 50000 [--record 1000]

Prints one line of JSON per step. Nothing is kept in the database.
"""

import json

import stage
from odoo import api
from odoo.modules.registry import Registry


def main():
    parser = stage.place_parser(__doc__)
    parser.add_argument("--refunds", type=int, required=True)
    parser.add_argument("--record", type=int, help="record that many of them only")
    parser.add_argument("--profile", help="file for a cProfile of the recording")
    options = parser.parse_args()
    stage.start_odoo(options)
    with Registry(options.database).cursor() as cr:
        measure(cr, options)
        cr.rollback()


def measure(cr, options):
    # what needs Odoo's add-ons can only be imported once their path is known
    import deposits
    import meter

    env = api.Environment(cr, stage.ADMIN, {"lang": "en_US"})
    company = deposits.create(env)
    ids = deposits.populate(company, options.refunds)
    cr.execute("ANALYZE")
    env = company.env(context={"allowed_company_ids": company.ids, "lang": "en_US", "tz": "Europe/Paris"})
    exporter = env["refund.exporter"]
    export = env["refund.export"].sudo().create(exporter._prepare_vals(company, None, None))
    env.invalidate_all()
    with meter.measured(cr) as cost:
        env["refund.sorter"]._sort(export, exporter._lock(export, ids, None))
    tell("look at the accounts", options.refunds, cost)
    assert export.line_count == options.refunds
    with meter.measured(cr) as cost:
        content = env["refund.file.writer"]._write(export)
    tell("write and validate the file", options.refunds, {**cost, "file_mb": len(content) / 2**20})
    record = options.record or options.refunds
    cr.execute(
        "DELETE FROM refund_export_line WHERE id NOT IN (SELECT id FROM refund_export_line ORDER BY id LIMIT %s)",
        [record],
    )
    env.invalidate_all()
    with meter.measured(cr, options.profile) as cost:
        exporter._process(export)
        env.flush_all()
    tell("record the refunds", record, cost)


def tell(step, count, cost):
    print(json.dumps({"step": step, "n": count, **cost}), flush=True)


if __name__ == "__main__":
    main()
