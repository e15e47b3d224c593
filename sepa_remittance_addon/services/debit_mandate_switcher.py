from odoo import api, models
from odoo.fields import Domain


class DebitMandateSwitcher(models.AbstractModel):
    """Brings mandates in line when customers change between one mandate and a mandate per invoice (MAN-6)."""

    _name = "debit.mandate.switcher"
    _description = "Switch between one mandate and a mandate per invoice"

    @api.model
    def _switch(self, payers, way, apply_to_open):
        """Have customers of the current company give their mandates another way.

        :param way: ``one_off`` for a mandate per invoice, ``recurrent`` for one mandate.
        :param apply_to_open: each unpaid due amount gets a one-off mandate to sign too.
        :return: the mandates made for open amounts.
        """
        self.env["debit.mandate"].check_access("write")
        payers = payers.commercial_partner_id.with_company(self.env.company)
        # writing the switch on the customers brings their mandates in line, see res.partner
        payers.sudo().filtered(lambda payer: payer.mandate_per_invoice != (way == "one_off")).mandate_per_invoice = (
            way == "one_off"
        )
        if way == "recurrent" or not apply_to_open:
            return self.env["debit.mandate"]
        return self.env["debit.mandate.builder"]._make_one_off(self._open_invoices(payers)).with_env(self.env)

    @api.model
    def _follow_switch(self, payers):
        """After the switch was written: unsigned mandates of the other kind go, a recurrent comes where needed."""
        payers = (payers & payers.commercial_partner_id).with_company(self.env.company)
        if not payers:
            return
        per_invoice = payers.filtered("mandate_per_invoice")
        one_mandate = payers - per_invoice
        served = self._of(one_mandate, "one_off").partner_id
        (self._unsigned(per_invoice, "recurrent") | self._unsigned(one_mandate, "one_off")).unlink()
        needing = one_mandate.filtered(lambda payer: payer.collect_automatically or payer in served)
        self.env["debit.mandate.builder"]._make_recurrent(needing, also_not_collected=True)

    @api.model
    def _preview(self, payers, way):
        """What :meth:`_switch` would do: counts by name, for the person who is asked."""
        payers = payers.commercial_partner_id.with_company(self.env.company)
        payers = payers.filtered(lambda payer: payer.mandate_per_invoice != (way == "one_off"))
        if way == "one_off":
            going, kept = self._unsigned(payers, "recurrent"), self._of(payers, "recurrent")
            receivables = self.env["debit.mandate.builder"]._receivables_without_mandate(self._open_invoices(payers))
        else:
            going, kept = self._unsigned(payers, "one_off"), self._of(payers, "one_off")
            receivables = self.env["account.move.line"]
        return {
            "customer_count": len(payers),
            "removed_count": len(going),
            "kept_count": len(kept.filtered(lambda mandate: mandate.state == "active")),
            "open_count": len(receivables),
        }

    def _of(self, payers, kind):
        # a person who may change a customer but not keep mandates still causes the mandates to follow
        return (
            self.env["debit.mandate"]
            .sudo()
            .search([("partner_id", "in", payers.ids), ("company_id", "=", self.env.company.id), ("kind", "=", kind)])
        )

    def _unsigned(self, payers, kind):
        return self._of(payers, kind).filtered(lambda mandate: mandate.state == "to_sign" and not mandate.line_ids)

    def _open_invoices(self, payers):
        domain = Domain("commercial_partner_id", "in", payers.ids) & Domain("company_id", "=", self.env.company.id)
        domain &= Domain("move_type", "=", "out_invoice") & Domain("state", "=", "posted")
        return self.env["account.move"].sudo().search(domain & Domain("payment_state", "in", ("not_paid", "partial")))
