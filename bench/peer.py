"""One peer on the same data as ours, step by step; run in a process of its own by ``make bench``."""

import importlib

import stage

PEERS = {
    "oca-batch": ("direct_debit", "Batch"),
    "oca-order": ("direct_debit", "Order"),
    "oca-camt": ("statement", "Camt"),
    "oca-matcher": ("statement", "Matcher"),
    "odoo": ("odoo_core", "Lines"),
    "odoo-receipt": ("odoo_core", "Receipt"),
}


def main():
    parser = stage.parser(__doc__)
    parser.add_argument("--peer", choices=PEERS, required=True)
    parser.add_argument("--no-posting", dest="posting", action="store_false", help="post and reconcile nothing")
    options = parser.parse_args()
    stage.start_odoo(options)
    # what needs Odoo's add-ons can only be imported once their path is known
    module, name = PEERS[options.peer]
    getattr(importlib.import_module(f"peers.{module}"), name)(options, options.peer).run()


if __name__ == "__main__":
    main()
