from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DebitMandateConversion(models.Model):
    """Brings customers who are collected already under SEPA direct debit: first shown, then done, and kept (MAN-9)."""

    _name = "debit.mandate.conversion"
    _description = "Conversion of customers to SEPA direct debit"
    _inherit = ["debit.state.table", "background.job.target"]
    _order = "id desc"
    _rec_name = "payment_method_line_id"
    _check_company_auto = True

    _moves = {"shown": ("new",), "new": ("shown",), "done": ("shown",)}

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Payment type",
        required=True,
        check_company=True,
        domain="[('code', '=', 'debit_remittance'), ('company_id', '=', company_id),"
        " ('debit_scheme', 'in', ('sepa_core', 'sepa_b2b'))]",
        default=lambda self: self._default_payment_method_line(),
        help="The collecting bank account and its SEPA scheme. Customers whose own payment type is another direct "
        "debit are left alone.",
    )
    journal_id = fields.Many2one(related="payment_method_line_id.journal_id", string="Collecting bank account")
    country_id = fields.Many2one(
        "res.country",
        "Country of the IBAN",
        required=True,
        default=lambda self: self.env.ref("base.nl", raise_if_not_found=False),
    )
    migration_date = fields.Date(
        "Signed as of",
        required=True,
        default=fields.Date.context_today,
        help="The signature date of the converted mandates: the day on which you migrate.",
    )
    state = fields.Selection(
        [("new", "New"), ("shown", "Preview"), ("done", "Converted")],
        "Status",
        required=True,
        default="new",
        copy=False,
    )
    done_on = fields.Datetime("Converted on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Converted by", readonly=True, copy=False)
    line_ids = fields.One2many("debit.mandate.conversion.line", "conversion_id", "Customers and invoices")
    converted_count = fields.Integer("Converted", compute="_compute_counts")
    to_sign_count = fields.Integer("Customers to sign", compute="_compute_counts")
    one_off_count = fields.Integer("Invoices to sign", compute="_compute_counts")

    @api.model
    def _default_payment_method_line(self):
        default = self.env.company.debit_method_line_id
        return default if default.debit_scheme in ("sepa_core", "sepa_b2b") else default.browse()

    def _compute_counts(self):
        groups = self.env["debit.mandate.conversion.line"]._read_group(
            [("conversion_id", "in", self.ids)], ["conversion_id", "outcome"], ["__count"]
        )
        counts = {(conversion.id, outcome): count for conversion, outcome, count in groups}
        for conversion in self:
            conversion.converted_count = counts.get((conversion.id, "converted"), 0)
            conversion.to_sign_count = counts.get((conversion.id, "to_sign"), 0)
            conversion.one_off_count = counts.get((conversion.id, "one_off"), 0)

    @api.constrains("migration_date")
    def _check_migration_date(self):
        if any(conversion.migration_date > fields.Date.context_today(self) for conversion in self):
            raise UserError(self.env._("Mandates cannot be signed in the future: choose today or an earlier day."))

    def write(self, vals):
        """What was asked for and what came of it stay on record; another question needs a new preview."""
        asked = {"company_id", "payment_method_line_id", "country_id", "migration_date"} & set(vals)
        if asked and self.filtered(lambda conversion: conversion.state == "done"):
            raise UserError(self.env._("This conversion was carried out; make a new one."))
        result = super().write(vals)
        if asked:
            self.filtered(lambda conversion: conversion.state == "shown")._move_to("new")
        return result

    @api.ondelete(at_uninstall=False)
    def _refuse_delete_done(self):
        if self.filtered(lambda conversion: conversion.state == "done"):
            raise UserError(self.env._("A conversion that was carried out stays on record."))

    def action_preview(self):
        """Show what would happen; nothing but the preview itself is stored."""
        self._check_right()
        if self.state == "done":
            raise UserError(self.env._("This conversion was carried out; make a new one."))
        self.env["debit.mandate.converter"]._analyse(self)
        self._move_to("shown")

    def action_convert(self):
        self._check_right()
        self._refuse_move("done")
        size = self.env["debit.mandate.conversion.line"].search_count([("conversion_id", "=", self.id)])
        label = self.env._("Convert customers to %s", self.payment_method_line_id.name)
        return self.env["background.job"]._do(self, "_convert", size=size, label=label)

    def _convert(self):
        """Carry out what is shown, as it stands now.

        :return: a sentence that tells how many mandates were made.
        """
        self._check_right()
        self._refuse_move("done")
        self.lock_for_update()
        self.env["debit.mandate.converter"]._convert(self)
        self._move_to("done", done_on=fields.Datetime.now(), done_by_id=self.env.uid)
        return self.env._(
            "%(converted)s customers converted; to sign: %(to_sign)s customers and %(one_off)s due amounts.",
            converted=self.converted_count,
            to_sign=self.to_sign_count,
            one_off=self.one_off_count,
        )

    def _check_right(self):
        self.ensure_one()
        if not self.env.user.has_group("sepa_remittance_addon.group_debit_manager"):
            raise AccessError(self.env._("Converting customers needs the right “Administer” on direct debits."))
        self.check_access("write")

    def action_open_converted(self):
        return self._open_lines("converted", self.env._("Converted: an active mandate"))

    def action_open_to_sign(self):
        return self._open_lines("to_sign", self.env._("Customers: a mandate to sign"))

    def action_open_one_off(self):
        return self._open_lines("one_off", self.env._("Invoices: a one-off mandate to sign"))

    def _open_lines(self, outcome, title):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "debit.mandate.conversion.line",
            "view_mode": "list",
            "domain": [("conversion_id", "=", self.id), ("outcome", "=", outcome)],
        }
