from . import models, services, values, wizards
