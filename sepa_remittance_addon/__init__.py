from . import controllers, models, services, wizards
from .hooks import uninstall_hook
