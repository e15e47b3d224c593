from . import test_danish_journey
