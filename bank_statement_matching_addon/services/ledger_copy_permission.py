import logging
import re

from odoo import api, models
from odoo.modules import Manifest

from . import copied_lines, copied_pairs

_logger = logging.getLogger(__name__)

SUITE = "sepa_remittance_addon"
# Add-ons whose part in the methods asked for here was read, in Odoo 19.0: what they do does not concern entries of a
# bank statement, or is done by the copies as well.
READ = frozenset(
    {
        "account",
        "account_debit_note",
        "account_edi",
        "account_fleet",
        "account_payment",
        "analytic",
        "bank_statement_matching_addon",
        "base",
        "base_vat",
        "hr_expense",
        "im_livechat",
        "l10n_cz",
        "l10n_de",
        "l10n_hr_edi",
        "l10n_hu",
        "l10n_hu_edi",
        "l10n_it_edi",
        "l10n_it_edi_doi",
        "l10n_se",
        "mail",
        "point_of_sale",
        "portal",
        "pos_sale",
        "product_email_template",
        "purchase",
        "purchase_stock",
        "rating",
        "sale",
        "sale_project",
        "sale_timesheet",
        "sepa_remittance_addon",
        "sms",
        "stock_account",
        "website",
    }
)
# Others that somebody looked at for this installation: names, with commas between.
READ_HERE = "bank_statement_matching_addon.copies_beside"

NUMBERING = (
    "_set_next_sequence _get_last_sequence _get_last_sequence_domain _get_starting_sequence _get_next_sequence_format "
    "_get_sequence_format_param _deduce_sequence_number_reset _sequence_matches_date"
)
# What Odoo does with an entry, its items and its reconciliation.
WORK = {
    "account.move": (
        "create write _post action_post message_post _message_track _track_get_fields _creation_message "
        f"_message_auto_subscribe _message_compute_parent_id _sync_dynamic_lines _check_balanced {NUMBERING}"
    ),
    "account.move.line": (
        "create write reconcile _reconcile_plan _reconcile_plan_with_sync _reconcile_pre_hook _create_analytic_lines "
        "_prepare_reconciliation_single_partial _check_amls_exigibility_for_reconciliation "
        "_compute_analytic_distribution _related_analytic_distribution _get_analytic_distribution_arguments"
    ),
    "account.analytic.distribution.model": (
        "_get_distribution _get_applicable_models _get_default_search_domain_vals _create_domain"
    ),
    "account.bank.statement.line": "create write _synchronize_from_moves _seek_for_lines",
    "account.partial.reconcile": "create write _update_matching_number",
    "account.full.reconcile": "create write",
    "mail.followers": "create write _insert_followers",
    "mail.message": "create write",
    "mail.tracking.value": "create write",
    "res.partner": "_increase_rank",
}
# What differs from copy to copy, so that its computation must be known. What entries have of their payers is asked for
# by ``statement.payer.reader``.
WRITTEN = {
    "account.move": (*copied_lines.MOVE, *copied_pairs.WRITTEN_ON_INVOICES),
    "account.move.line": (*copied_lines.ITEM, *copied_pairs.WRITTEN_ON_ITEMS),
    "account.bank.statement.line": (*copied_lines.NATIVE_LINE, "is_reconciled"),
    "account.partial.reconcile": tuple(copied_pairs.PARTIAL),
}
BETWEEN_PREFIXES = re.compile(r"[;,]\s*")
WATCHED = ("account.move", "account.move.line", "account.bank.statement.line", "account.partial.reconcile",
           "account.full.reconcile", "mail.message", "mail.followers", "mail.tracking.value")  # fmt: skip


class LedgerCopyPermission(models.AbstractModel):
    """Says whether Odoo does with all entries of a journal what it does with the first of them. In doubt, it does not.

    Copies are written by SQL into Odoo's own tables, so nobody's Python sees them. Hence an automation rule, or work,
    a check or a computation of an add-on that nobody looked at, means no copies at all.
    """

    _name = "ledger.copy.permission"
    _description = "Whether entries may be copied instead of computed"

    @api.model
    def _allows(self, journal):
        """Whether anything posted in this journal may be copied; the log says why not."""
        permission = self.with_context(lang="en_US")
        obstacle = permission._obstacle_of_journal(journal) or permission._obstacle_of_company(journal.company_id)
        if obstacle:
            _logger.info("Journal %s: Odoo posts each entry itself. In the way: %s", journal.code, obstacle)
        return not obstacle

    def _obstacle_of_journal(self, journal):
        if journal.restrict_mode_hash_table:
            return self.env._("the journal's entries are sealed by a hash")
        if journal.currency_id and journal.currency_id != journal.company_id.sudo().currency_id:
            return self.env._("the journal has a currency of its own")
        if "edi_format_ids" in journal and journal.edi_format_ids:
            return self.env._("the journal makes electronic documents")
        if journal.default_account_id in self._distributed_accounts(journal.company_id):
            return self.env._("an analytic distribution model concerns the bank account")
        return ""

    @api.model
    def _obstacle_of_company(self, company):
        """What stands in the way of all copies in a company, in the reader's language; else nothing."""
        if company.sudo().account_storno:
            return self.env._("storno accounting")
        if self._distribution_models(company).filtered(lambda model: not model.account_prefix):
            return self.env._("analytic distribution models without a product or an account")
        if self._has_rules():
            return self.env._("automation rules on journal entries")
        return ", ".join(f"{addon} ({model}.{method})" for model, method, addon in self._foreign(self._methods()))

    @api.model
    def _distributed_accounts(self, company):
        """The accounts on which an entry of a statement may get an analytic distribution."""
        found = self._distribution_models(company)
        accounts = self.env["account.account"].sudo().with_company(company)
        if not found:
            return accounts
        prefixes = tuple(prefix for model in found for prefix in BETWEEN_PREFIXES.split(model.account_prefix or ""))
        of_company = accounts.search(accounts._check_company_domain(company))
        return of_company.filtered(lambda account: (account.code or "").startswith(prefixes))

    def _distribution_models(self, company):
        """Those for products never concern an entry of a statement."""
        without_product = [("product_id", "=", False), ("product_categ_id", "=", False)]
        of_company = [("company_id", "in", (company.id, False))]
        return self.env["account.analytic.distribution.model"].sudo().search(without_product + of_company)

    def _has_rules(self):
        if "base.automation" not in self.env:
            return False
        return bool(self.env["base.automation"].sudo().search_count([("model_name", "in", WATCHED)], limit=1))

    def _methods(self):
        """``{model: names}`` of all methods that the copies do without: what works on rows, checks them, and computes
        what differs between them.
        """
        methods = {name: set(work.split()) for name, work in WORK.items()}
        for name, written in WRITTEN.items():
            model = self.env[name]
            methods[name].update(check.__name__ for check in model._constraint_methods)
            methods[name].update(_computing(model, written))
        return methods

    @api.model
    def _foreign(self, methods):
        """``[(model, method, add-on)]`` of add-ons whose part in these methods nobody has read.

        :param methods: ``{model: names}``
        """
        known = READ | self._read_here()
        return [
            (name, method, addon)
            for name, asked in methods.items()
            for method in sorted(asked)
            for addon in sorted(_addons_of(type(self.env[name]), method) - known)
            if not self._is_sibling(addon)
        ]

    def _read_here(self):
        names = self.env["ir.config_parameter"].sudo().get_param(READ_HERE) or ""
        return {name.strip() for name in names.split(",")}

    def _is_sibling(self, addon):
        """The other add-ons of the suite are tested together with this one."""
        manifest = Manifest.for_addon(addon, display_warning=False) or {"author": None}
        return manifest["author"] == Manifest.for_addon(SUITE)["author"] and SUITE in manifest["depends"]


def _computing(model, names):
    """The methods that compute these fields, by name; what is no field is a column that SQL fills."""
    fields = (model._fields[name] for name in names if name in model._fields)
    return {field.compute for field in fields if isinstance(field.compute, str)}


def _addons_of(model, method):
    """The add-ons with a part in a method: by a class of theirs, or by a function that they put in its place."""
    parts = [(each, vars(each)[method]) for each in model.__mro__ if method in vars(each)]
    modules = {getattr(part, "__module__", None) or "" for pair in parts for part in pair}
    return {module.split(".")[2] for module in modules if module.startswith("odoo.addons.")}
