from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

KIND = [("partnership", "Partnership"), ("fa", "FA")]
# what only the buttons write
BY_PROCESS = {
    "state",
    "journal_id",
    "deposit_move_id",
    "pre_closed_by_id",
    "pre_closed_on",
    "closed_by_id",
    "closed_on",
}
# what decides which clients and invoices may enter, and so stays as it was once something is in
DECIDES_ENTRY = {"kind", "with_invoice", "company_id"}
BY_HAND = DECIDES_ENTRY | {"arrival_date", "tape_count", "tape_total", "name"}


class MailLot(models.Model):
    """A batch of the post of one day, keyed, checked against the adding machine's tape and closed for good."""

    _name = "mail.lot"
    _description = "Mail lot"
    _inherit = ["mail.thread", "mail.activity.mixin", "debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {
        "pre_closed": ("open",),
        "open": ("pre_closed",),
        "closed": ("pre_closed",),
    }

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    arrival_date = fields.Date(
        "Arrival of the mail", required=True, default=fields.Date.context_today, index=True, tracking=True
    )
    with_invoice = fields.Boolean(
        default=True, tracking=True, help="Without invoice: money goes on the client's account and settles nothing yet."
    )
    kind = fields.Selection(KIND, required=True, default="partnership", tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("pre_closed", "Pre-closed"), ("closed", "Closed")],
        "Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    operator_id = fields.Many2one(
        "res.users", "Opened by", required=True, readonly=True, default=lambda self: self.env.user, copy=False
    )
    item_ids = fields.One2many("mail.lot.item", "lot_id", "Items", readonly=True)
    journal_id = fields.Many2one(
        "account.journal", "Deposited at", readonly=True, copy=False, check_company=True, ondelete="restrict"
    )
    deposit_move_id = fields.Many2one(
        "account.move",
        "Deposit",
        readonly=True,
        copy=False,
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    tape_count = fields.Integer("Cheques on the tape", copy=False)
    tape_total = fields.Monetary("Total of the tape", copy=False)
    pre_closed_on = fields.Datetime(readonly=True, copy=False)
    pre_closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    item_count = fields.Integer("Items keyed", compute="_compute_totals")
    cheque_count = fields.Integer("Cheques keyed", compute="_compute_totals")
    cheque_total = fields.Monetary(compute="_compute_totals")
    regularised = fields.Monetary(compute="_compute_totals")
    on_account = fields.Monetary(
        compute="_compute_totals", help="What the cheques hold beyond the invoices they settle."
    )

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This lot number is already used.")

    @api.depends("item_ids.amount", "item_ids.regularised", "item_ids.state", "item_ids.payment_mode")
    def _compute_totals(self):
        groups = self.env["mail.lot.item"]._read_group(
            [("lot_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["lot_id", "payment_mode"],
            ["__count", "amount:sum", "regularised:sum", "on_account:sum"],
        )
        counts, cheques = {}, {}
        for lot, mode, count, *sums in groups:
            counts[lot.id] = counts.get(lot.id, 0) + count
            if mode == "15":
                cheques[lot.id] = (count, *sums)
        for lot in self:
            lot.item_count = counts.get(lot._origin.id, 0)
            values = cheques.get(lot._origin.id, (0, 0, 0, 0))
            lot.cheque_count, lot.cheque_total, lot.regularised, lot.on_account = values

    # ------------------------------------------------------------ what people may change

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code("mail.lot") or "/"
        lots = super().create(vals_list)
        if any(lot.state != "open" or lot.deposit_move_id for lot in lots):
            raise UserError(self.env._("A lot begins open."))
        return lots

    def write(self, vals):
        if not self.env.su:
            self._refuse_by_hand(vals.keys())
        return super().write(vals)

    def _refuse_by_hand(self, names):
        if names & BY_PROCESS:
            raise AccessError(self.env._("A lot is pre-closed, opened again and closed by its buttons only."))
        closed = self.filtered(lambda lot: lot.state == "closed")
        if closed and names & BY_HAND:
            raise UserError(
                self.env._("Closed for good, nothing changes any more: %s", ", ".join(closed.mapped("name")))
            )
        if names & DECIDES_ENTRY:
            self._refuse_if_keyed(
                self.env._("Items are keyed already, so kind, company and “with invoice” stay as they are: %s")
            )

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        self._refuse_if_keyed(self.env._("Items were keyed, so it stays on record: %s"))

    def _refuse_if_keyed(self, message):
        keyed = self.env["mail.lot.item"].search([("lot_id", "in", self.ids)]).lot_id
        if keyed:
            raise UserError(message % ", ".join(keyed.mapped("name")))

    def _check_right(self, group, doing):
        """A button hidden on screen is refused to a program as well."""
        if not self.env.user.has_group(f"mail_lot_addon.{group}"):
            raise AccessError(doing)
        self.check_access("write")

    def _lock_against_closing(self):
        """Wait for whoever is closing these lots, and keep them from being closed until this transaction ends.

        Two operators may hold this at once; closing needs the row alone.
        """
        self.env.cr.execute(SQL("SELECT id FROM mail_lot WHERE id = ANY(%s) FOR SHARE", list(self.ids)))
        self.invalidate_recordset(["state"])

    # ------------------------------------------------------------ keying

    def action_key(self):
        """The capture screen, at the selection of a client."""
        self.ensure_one()
        if self.state != "open":
            raise UserError(self.env._("%s is not open, nothing can be keyed in it.", self.name))
        return {
            "type": "ir.actions.client",
            "tag": "mail_lot_capture",
            "name": self.env._("%s: key items", self.name),
            "context": {"active_id": self.id},
        }

    def action_items(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_lot_addon.action_mail_lot_item")
        action["domain"] = [("lot_id", "=", self.id)]
        action["context"] = {}
        action["display_name"] = f"{self.name}: {action['name']}"
        return action

    # ------------------------------------------------------------ closing (LOT-15)

    def action_pre_close(self):
        """Stop keying, so that the cheques in hand can be added up and compared."""
        self._check_right("group_mail_lot_key", self.env._("Pre-closing a lot needs the right “Key”."))
        return self._to_pre_closed()

    def _to_pre_closed(self):
        return self.sudo()._move_to(
            "pre_closed", pre_closed_on=fields.Datetime.now(), pre_closed_by_id=self.env.user.id
        )

    def _before_pre_closed(self):
        empty = self.filtered(lambda lot: not lot.item_count)
        if empty:
            raise UserError(self.env._("Nothing is keyed yet: %s", ", ".join(empty.mapped("name"))))
        for company, lots in self.filtered("cheque_count").grouped("company_id").items():
            lots.journal_id = company._get_mail_lot_journal()

    def action_reopen(self):
        self._check_right("group_mail_lot_key", self.env._("Opening a lot again needs the right “Key”."))
        return self.sudo()._move_to("open", tape_count=0, tape_total=0)

    def action_print_slip(self):
        unready = self.filtered(lambda lot: lot.state == "open")
        if unready:
            raise UserError(self.env._("Pre-close before printing the slip: %s", ", ".join(unready.mapped("name"))))
        return self.env.ref("mail_lot_addon.report_slip").report_action(self)

    def _check_right_to_close(self):
        self._check_right("group_mail_lot_close", self.env._("Closing a lot for good needs the right “Close”."))

    def _close(self):
        self._check_right_to_close()
        self.sudo()._move_to("closed", closed_on=fields.Datetime.now(), closed_by_id=self.env.user.id)

    def _before_closed(self):
        self._check_tape()

    def _check_tape(self):
        """The adding machine and the screen must agree on how many cheques there are and what they hold together."""
        wrong = self.filtered(
            lambda lot: (
                lot.tape_count != lot.cheque_count
                or lot.currency_id.compare_amounts(lot.tape_total, lot.cheque_total) != 0
            )
        )
        if wrong:
            raise UserError(
                "\n".join(
                    self.env._(
                        "%(lot)s: the tape says %(tape_count)s cheques, %(tape_total)s; keyed: %(count)s, %(total)s.",
                        lot=lot.name,
                        tape_count=lot.tape_count,
                        tape_total=lot.currency_id.format(lot.tape_total),
                        count=lot.cheque_count,
                        total=lot.currency_id.format(lot.cheque_total),
                    )
                    for lot in wrong
                )
            )

    def _after_closed(self):
        self.env["mail.lot.depositor"]._deposit(self)

    def action_deposit(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.deposit_move_id.id,
            "view_mode": "form",
        }
