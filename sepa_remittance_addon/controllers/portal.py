from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request

LISTS = {
    # counter of the home page: (model, order)
    "debit_notice_count": ("debit.notice", "payment_date desc, id desc"),
    "debit_mandate_count": ("debit.mandate", "id desc"),
    "debit_count": ("debit.remittance.line", "payment_date desc, id desc"),
}


class DebitPortal(CustomerPortal):
    """A payer who logs in finds its notices, mandates and debits: what the record rules let it read."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        for counter, (model, _order) in LISTS.items():
            if counter in counters:
                records = request.env[model]
                values[counter] = records.search_count([]) if records.has_access("read") else 0
        return values

    def _list(self, counter, url, page, template):
        model, order = LISTS[counter]
        records = request.env[model]
        if not records.has_access("read"):
            return request.redirect("/my")
        # a colleague sees the records of all payers in the back office; here everybody sees its own
        own = [("partner_id", "child_of", request.env.user.commercial_partner_id.id)]
        pager = portal_pager(url=url, total=records.search_count(own), page=page, step=self._items_per_page)
        found = records.search(own, order=order, limit=self._items_per_page, offset=pager["offset"])
        values = self._prepare_portal_layout_values() | {
            "records": found.sudo(),
            "pager": pager,
            "page_name": counter,
            "default_url": url,
        }
        return request.render(template, values)

    @http.route(["/my/notices", "/my/notices/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_notices(self, page=1, **_other):
        return self._list("debit_notice_count", "/my/notices", page, "sepa_remittance_addon.portal_my_notices")

    @http.route(["/my/mandates", "/my/mandates/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_mandates(self, page=1, **_other):
        return self._list("debit_mandate_count", "/my/mandates", page, "sepa_remittance_addon.portal_my_mandates")

    @http.route(["/my/debits", "/my/debits/page/<int:page>"], type="http", auth="user", website=True)
    def portal_my_debits(self, page=1, **_other):
        return self._list("debit_count", "/my/debits", page, "sepa_remittance_addon.portal_my_debits")
