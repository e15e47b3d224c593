from uuid import uuid4

from odoo import api, models

# The number that providers publish for trying out a refused card ends so.
REFUSED_ENDING = "0002"


class MailLotTrialProvider(models.AbstractModel):
    """The embedded provider for trying out: aliases are made up, and nothing is charged anywhere.

    A card whose number ends in 0002 is refused when it is charged, as the published test number of that ending is.
    """

    _name = "mail.lot.trial.provider"
    _description = "Trial card provider"

    @api.model
    @api.private
    def _exchange(self, number):
        return f"trial-{'refused' if number.endswith(REFUSED_ENDING) else 'good'}-{uuid4().hex}"

    @api.model
    @api.private
    def _answer(self, transaction):
        """What the provider says of a charge, in the shape of Odoo's payment data."""
        refused = transaction.token_id.provider_ref.startswith("trial-refused")
        return {"reference": transaction.reference, "state": "error" if refused else "done"}
