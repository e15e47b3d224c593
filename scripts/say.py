"""What the commands tell the person who started them."""

import subprocess
import sys
import time


class Missing(Exception):
    """Something the commands need is not there; the message says how to get it."""


START = time.monotonic()


def step(text):
    print(f"==> [{time.monotonic() - START:4.0f}s] {text}", flush=True)


def run(command, log=None, **options):
    """Run a command that must succeed. With a log its output goes there, and its end is shown when it fails."""
    if log is None:
        return subprocess.run(command, check=True, **options)
    with open(log, "ab") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        tail = log.read_text(errors="replace").splitlines()[-40:]
        print("\n".join(tail), file=sys.stderr)
        raise Missing(
            f"'{' '.join(map(str, command[:4]))} ...' failed (code {done.returncode}); its output is in {log}"
        )
    return done
