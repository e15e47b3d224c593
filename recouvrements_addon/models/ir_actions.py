from odoo import models
from odoo.tools import frozendict


class IrActionsActions(models.Model):
    """Offers *Contract* on sales orders where the sales app is installed, without depending on it (CTR-1)."""

    _inherit = "ir.actions.actions"

    def _get_bindings(self, model_name):
        bindings = super()._get_bindings(model_name)
        if model_name != "sale.order":
            return bindings
        action = self.env.ref("recouvrements_addon.action_contract_of_order").sudo()
        offered = frozendict(
            id=action.id,
            name=action.name,
            binding_view_types=action.binding_view_types,
            group_ids=["recouvrements_addon.group_contract_reader"],
            sequence=action.sequence,
        )
        return frozendict({**bindings, "action": (*bindings.get("action", ()), offered)})
