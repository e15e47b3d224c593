"""The lists that people open, as the web client asks for them: the fields of the view, a page of rows, the counts.

Opening one is one or two requests: the page with the total count, and where the screen begins grouped, the groups with
their sums. A list is good when the server answers within a second, however large the remittance is.
"""

from typing import NamedTuple

from lxml import etree
from odoo.tools.safe_eval import safe_eval

PAGE, COUNTED = 80, 10001  # what the web client asks for


class Screen(NamedTuple):
    name: str
    action: str
    of_remittance: bool = False
    group_by: str = ""


SCREENS = (
    Screen("view 1", "sepa_remittance_addon.action_remittance_line_invoices", True),
    Screen("view 1 by payer", "sepa_remittance_addon.action_remittance_line_invoices", True, "partner_id"),
    Screen("view 3", "sepa_remittance_addon.action_remittance_group", True),
    Screen("view 3 by date", "sepa_remittance_addon.action_remittance_group", True, "payment_date:day"),
    Screen("left out", "sepa_remittance_addon.action_left_out", True),
    Screen("notices", "sepa_remittance_addon.action_notice", True),
    Screen("remittances", "sepa_remittance_addon.action_remittance"),
    Screen("debit lines", "sepa_remittance_addon.action_remittance_line"),
    Screen("refused debits", "sepa_remittance_addon.action_remittance_line_refused"),
    Screen("mandates", "sepa_remittance_addon.action_mandate"),
    Screen("mandates by status", "sepa_remittance_addon.action_mandate", False, "state"),
    Screen("mandates to sign", "sepa_remittance_addon.action_mandate_to_sign"),
    Screen("customers", "account.res_partner_action_customer"),
    Screen("without mandate", "sepa_remittance_addon.action_customer_without_mandate"),
    Screen("invoices", "account.action_move_out_invoice_type"),
)


def open_screen(env, screen, remittance):
    """Do what a click on the menu does on the server."""
    action = env["ir.actions.act_window"]._for_xml_id(screen.action)
    model = env[action["res_model"]]
    domain = safe_eval(action["domain"] or "[]", {"uid": env.uid, **_eval_context(env)})
    if screen.of_remittance:
        domain = [*domain, ("remittance_id", "=", remittance.id)]
    fields = _fields_of_list(model)
    if screen.group_by:
        sums = [f"{name}:sum" for name in fields if model._fields[name].aggregator == "sum" and _summed(model, name)]
        return model.web_read_group(domain, [screen.group_by], ["__count", *sums], limit=PAGE)
    return model.web_search_read(domain, _specification(model, fields), limit=PAGE, count_limit=COUNTED)


def open_form(record):
    """The remittance or the statement itself, with its totals; of its lines the first page."""
    specification = _specification(record, _fields_of(record, "form"))
    for name, wanted in specification.items():
        if record._fields[name].type == "one2many":
            wanted |= {"fields": {"display_name": {}}, "limit": PAGE}
    return record.web_read(specification)


def open_related(env, action):
    """The list behind a button: its first page, and the count."""
    model = env[action["res_model"]].with_context(**action["context"])
    fields = _fields_of_list(model)
    return model.web_search_read(action["domain"], _specification(model, fields), limit=PAGE, count_limit=COUNTED)


def _eval_context(env):
    return {"allowed_company_ids": env.companies.ids, "context_today": lambda: None}


def _summed(model, name):
    field = model._fields[name]
    return field.store or not model._auto


def _fields_of_list(model):
    return _fields_of(model, "list")


def _fields_of(model, kind):
    views = model.get_views([(False, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    inside = {field for outer in arch.iter("field") for field in outer.iterdescendants("field")}
    return [node.get("name") for node in arch.iter("field") if node not in inside]


def _specification(model, fields):
    """As the web client builds it: of a record only its name, of records their ids."""
    return {name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {} for name in fields}
