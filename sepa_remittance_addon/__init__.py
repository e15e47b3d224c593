from . import models, services, wizards
from .hooks import uninstall_hook
