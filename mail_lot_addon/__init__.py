from odoo.addons.payment import reset_payment_provider

from . import models, services, values, wizards
from .models.payment_provider import TRIAL


def uninstall_hook(env):
    """The trial provider is of no use without this add-on; Odoo's own providers leave in the same way."""
    reset_payment_provider(env, TRIAL)
