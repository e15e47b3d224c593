"""Packages from PyPI that lie in a folder of their own, beside Odoo's."""

import shutil

from say import step


def fetched(title, requirements, folder, fetch):
    """Return the folder, filled anew when what is asked for has changed or could not be had the last time.

    :param requirements: file of what is asked for.
    :param fetch: gets pip's options; whether all could be had.
    """
    seen, wanted = folder / "requirements.seen", requirements.read_text()
    if not seen.exists() or seen.read_text() != wanted:
        step(f"Fetching {title} from PyPI")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if fetch("-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)):
            seen.write_text(wanted)
    return folder
