"""What holds for every test of the suite: nothing is skipped, and our modules log no warning."""

import logging
import os

import pytest
from hypothesis import HealthCheck, settings
from odoo.tests import common

ADDONS = ("sepa_remittance_addon", "bank_statement_matching_addon", "recouvrements_addon", "mail_lot_addon")


# How long a case takes says more about the machine than about the code; CI looks at the same cases each time.
settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ, database=None
)
settings.load_profile("suite")


# They need the sales app; tests/test_installation.py runs them in a database that has it.
collect_ignore = [
    "mail_lot_addon/tests/test_sales_subscriptions.py",
    "recouvrements_addon/tests/test_sales_orders.py",
]

# A browser starts slowly while others compute; Odoo would skip the test after ten seconds.
common.CHECK_BROWSER_ITERATIONS = 10 * common.CHECK_BROWSER_ITERATIONS
# Requests of one page wait for each other; the first of them may have all scripts put together.
common.BaseCase.test_cursor_lock_timeout = 10 * common.BaseCase.test_cursor_lock_timeout


class _OurWarnings(logging.Handler):
    """Collects what our modules say at the level of a warning or above."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.said = []

    def emit(self, record):
        if any(addon in record.pathname or addon in record.name for addon in ADDONS):
            self.said.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(scope="session")
def our_warnings():
    handler = _OurWarnings()
    logging.getLogger().addHandler(handler)
    yield handler.said
    logging.getLogger().removeHandler(handler)


@pytest.fixture(autouse=True)
def no_warning_from_our_modules(our_warnings):
    """A warning in the log is a defect: a test that provokes one on purpose says so by ``assertLogs``."""
    our_warnings.clear()
    yield
    assert not our_warnings, our_warnings


def pytest_sessionfinish(session):
    """A skipped test proves nothing, so it counts as a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and session.exitstatus == 0:
        reporter.write_line(f"{len(skipped)} tests were skipped, which counts as a failure", red=True)
        session.exitstatus = 1
