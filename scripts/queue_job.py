"""The community's queue_job, fetched from PyPI for the tests: our add-ons use it where it is installed."""

from fetched import fetched
from places import REPOSITORY, STATE, state
from say import Missing, run

REQUIREMENTS = REPOSITORY / "scripts" / "queue-job-requirements.txt"


def queue_job(python):
    """The folder that it lies in."""

    def fetch(*pip):
        try:
            return run([python, *pip, "-r", str(REQUIREMENTS)], state("log", "queue-job.log"))
        except Missing as failed:
            raise Missing(
                "The tests need odoo-addon-queue-job 19.0, which pip could not fetch: let it reach PyPI or a mirror. "
                f"{failed}"
            ) from failed

    return fetched("queue_job", REQUIREMENTS, STATE / "queue-job", fetch)
