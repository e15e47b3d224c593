from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PURGED_AT_ONCE = 500


class MailLotItem(models.Model):
    """The scan of an item: kept as long as its kind asks for, then taken away by itself (LOT-18)."""

    _inherit = "mail.lot.item"

    scan = fields.Binary(attachment=True, readonly=True, copy=False)
    scan_name = fields.Char("File name", readonly=True, copy=False)
    scanned_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    scan_until = fields.Date("Scan kept until", compute="_compute_scan_until")

    @api.depends("scanned_on", "arrival_date", "content", "company_id")
    def _compute_scan_until(self):
        for item in self:
            months = item.company_id.sudo()._get_scan_months(item.content)
            kept = item.scanned_on and months and item.arrival_date
            item.scan_until = item.arrival_date + relativedelta(months=months) if kept else False

    def action_scan(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Scan of %s", self.name),
            "res_model": "mail.lot.item.scan",
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    def _attach_scan(self, content, name, is_masked=False):
        """
        :param content: the file in base64.
        :param is_masked: the operator has seen that no whole card number is to be read on it.
        """
        self.ensure_one()
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Attaching a scan needs the right “Key”."))
        self.check_access("read")
        if not content:
            raise UserError(self.env._("Choose the file of the scan."))
        if self.content == "card" and not is_masked:
            raise UserError(
                self.env._("%s holds a card: black its number out on the scan, and say so.", self.display_name)
            )
        today = fields.Date.context_today(self)
        self.sudo().write({"scan": content, "scan_name": name, "scanned_on": today})

    @api.model
    def _cron_purge_scans(self):
        over = self._get_scans_over()
        over[:PURGED_AT_ONCE]._purge_scans()
        self.env["ir.cron"]._commit_progress(len(over[:PURGED_AT_ONCE]), remaining=len(over[PURGED_AT_ONCE:]))

    def _purge_scans(self):
        """Take the scans away; what was keyed stays."""
        self.write({"scan": False, "scan_name": False, "scanned_on": False})

    def _get_scans_over(self):
        today, over = fields.Date.today(), self.browse()
        for (company,) in self._read_group([("scanned_on", "!=", False)], ["company_id"]):
            for content, months in company._get_all_scan_months().items():
                over += self.search(
                    [
                        ("company_id", "=", company.id),
                        ("content", "=", content),
                        ("scanned_on", "!=", False),
                        ("arrival_date", "<", today - relativedelta(months=months)),
                    ]
                )
        return over
