from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .mail_lot_item import CONTENT

FORWARDED_TO = [
    ("digitisation", "Digitisation"),
    ("recovery", "Recovery service"),
    ("src", "SRC"),
]
# what the gatherer and the buttons write
BY_PROCESS = {
    "name",
    "company_id",
    "destination",
    "content",
    "item_ids",
    "printed_on",
    "handed_on",
    "handed_by_id",
    "acknowledged_on",
    "acknowledged_by_id",
}
FORWARDED = tuple(code for code, _label in FORWARDED_TO)


class MailLotTransfer(models.Model):
    """A slip of coupons that leave the mail room: printed, handed over, acknowledged (LOT-17).

    Digitisation gets one for each payment type, the recovery service and the SRC one each.
    """

    _name = "mail.lot.transfer"
    _description = "Transfer slip"
    _inherit = ["mail.thread", "debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {"handed_over": ("ready",), "acknowledged": ("handed_over",)}

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    destination = fields.Selection(FORWARDED_TO, "For", required=True, readonly=True, index=True)
    content = fields.Selection(CONTENT, "Payment type", readonly=True, help="Digitisation gets a slip for each.")
    state = fields.Selection(
        [("ready", "Ready"), ("handed_over", "Handed over"), ("acknowledged", "Acknowledged")],
        "Status",
        required=True,
        default="ready",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    item_ids = fields.One2many("mail.lot.item", "transfer_id", "Coupons", readonly=True)
    item_count = fields.Integer("Coupons on it", compute="_compute_item_count")
    printed_on = fields.Datetime(readonly=True, copy=False)
    handed_to = fields.Char(copy=False, help="Who takes the coupons.")
    handed_on = fields.Datetime(readonly=True, copy=False)
    handed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    acknowledged_on = fields.Datetime(readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This slip number is already used.")

    @api.depends("item_ids")
    def _compute_item_count(self):
        groups = self.env["mail.lot.item"]._read_group([("transfer_id", "in", self.ids)], ["transfer_id"], ["__count"])
        counts = {transfer.id: count for transfer, count in groups}
        for transfer in self:
            transfer.item_count = counts.get(transfer._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals["company_id"])
            vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code("mail.lot.transfer") or "/"
        return super().create(vals_list)

    def write(self, vals):
        if BY_PROCESS & vals.keys() and not self.env.su:
            raise AccessError(
                self.env._("A transfer slip is printed, handed over and acknowledged by its buttons only.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("A transfer slip stays on record: %s", self[:1].name))

    def action_print(self):
        self._check_right()
        unprinted = self.filtered(lambda transfer: not transfer.printed_on)
        unprinted.sudo().printed_on = fields.Datetime.now()
        return self.env.ref("mail_lot_addon.report_transfer").report_action(self)

    def action_hand_over(self):
        self._check_right()
        return self.sudo()._move_to("handed_over", handed_on=fields.Datetime.now(), handed_by_id=self.env.user.id)

    def _before_handed_over(self):
        unprinted = self.filtered(lambda transfer: not transfer.printed_on)
        if unprinted:
            raise UserError(self.env._("Print before handing over: %s", ", ".join(unprinted.mapped("name"))))

    def action_acknowledge(self):
        self._check_right()
        return self.sudo()._move_to(
            "acknowledged", acknowledged_on=fields.Datetime.now(), acknowledged_by_id=self.env.user.id
        )

    def _check_right(self):
        self.env["mail.lot.transfer.gatherer"]._check_right()
        self.check_access("read")

    def _get_title(self):
        self.ensure_one()
        if self.destination != "digitisation":
            return dict(self._fields["destination"]._description_selection(self.env))[self.destination]
        contents = dict(self._fields["content"]._description_selection(self.env))
        return self.env._("Digitisation: %s", contents[self.content])
