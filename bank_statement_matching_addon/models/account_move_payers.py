from odoo import models

# Add-ons whose way to a fiscal position was read: it reads no more of a payer than is compared here.
READ = frozenset({"account", "base", "base_vat"})
WAY = {
    "account.move": "_compute_fiscal_position_id",
    "account.fiscal.position": "_get_fiscal_position _get_first_matching_fpos _get_fpos_validation_functions",
    "res.partner": "_get_vat_required_valid address_get",
}


class AccountMove(models.Model):
    """Of many new entries of a statement Odoo is asked once for the fiscal position of payers who are alike."""

    _inherit = "account.move"

    def _compute_fiscal_position_id(self):
        if not self.env.context.get("payers_alike") or not self._reads_known_facts():
            return super()._compute_fiscal_position_id()
        asked = {moves: moves[:1] if alike else moves for alike, moves in self._by_facts_of_payers()}
        super(AccountMove, self.browse().union(*asked.values()))._compute_fiscal_position_id()
        for moves, first in asked.items():
            if moves != first:
                (moves - first).fiscal_position_id = first.fiscal_position_id
        return None

    def _compute_tax_country_id(self):
        if not self.env.context.get("payers_alike"):
            return super()._compute_tax_country_id()
        # Odoo's check of taxes calls this outside of a computation, where it is a write on every entry
        with self.env.protecting([self._fields["tax_country_id"]], self):
            return super()._compute_tax_country_id()

    def _reads_known_facts(self):
        return not self.env["ledger.eligibility"]._foreign_overrides(WAY, READ)

    def _by_facts_of_payers(self):
        """``(whether the payers are alike, their entries)``: a family may have a delivery address of its own."""
        for (company, _kind), moves in self.grouped(lambda move: (move.company_id, move.move_type)).items():
            facts = self._facts_of(moves.partner_id.with_company(company))
            for told, alike in moves.grouped(lambda move, facts=facts: facts.get(move.partner_id.id)).items():
                yield told is not None, alike

    def _facts_of(self, payers):
        by_zip = self.env["account.fiscal.position"].sudo().search_count([("zip_from", "!=", False)], limit=1)
        checked = "vies_valid" in payers
        in_family = set(payers.child_ids.parent_id.ids)
        return {
            payer.id: (
                (payer.vat or "")[:2],
                checked and payer.vies_valid,
                payer.country_id.id,
                payer.state_id.id,
                by_zip and payer.zip,
                payer.property_account_position_id.id,
            )
            for payer in payers
            if payer.id not in in_family and not payer.parent_id
        }
