"""The community's queue_job, fetched from PyPI for the tests: our add-ons use it where it is installed."""

import shutil

from places import REPOSITORY, STATE, state
from say import Missing, run, step

REQUIREMENTS = REPOSITORY / "scripts" / "queue-job-requirements.txt"
FOLDER = STATE / "queue-job"


def queue_job(python):
    """The folder that it lies in, fetched when what is asked for has changed."""
    seen, wanted = FOLDER / "requirements.seen", REQUIREMENTS.read_text()
    if not seen.exists() or seen.read_text() != wanted:
        step("Fetching queue_job from PyPI")
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(FOLDER), "-r", str(REQUIREMENTS)]
        try:
            run(pip, state("log", "queue-job.log"))
        except Missing as failed:
            raise Missing(
                "The tests need odoo-addon-queue-job 19.0, which pip could not fetch: let it reach PyPI or a mirror. "
                f"{failed}"
            ) from failed
        seen.write_text(wanted)
    return FOLDER
