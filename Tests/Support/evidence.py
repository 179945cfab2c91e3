"""What the tests leave for scripts/leaks to search: what the binary under test printed, and every credential and signature in use.

Nothing is written unless MINILAB_EVIDENCE names a folder, as scripts/test makes it do.
"""

import itertools
import os
import shutil
import sys
from pathlib import Path

from stack.bridge import Bridge
from stack.local import SECRET_KEY, LocalAWS

FOLDER = os.environ.get("MINILAB_EVIDENCE")
numbers = itertools.count()


def keep(printed):
    """Keeps what the binary printed: a file, or text."""
    if FOLDER:
        kept = Path(FOLDER) / "output" / f"python-{os.getpid()}-{next(numbers)}.log"
        if isinstance(printed, Path):
            shutil.copyfile(printed, kept)
        else:
            kept.write_text(printed if isinstance(printed, str) else printed.decode(errors="replace"))


def secret(*values):
    """Writes down credentials that are about to be used."""
    if FOLDER:
        with open(Path(FOLDER) / "secrets" / f"python-{os.getpid()}", "a") as file:
            file.writelines(value + "\n" for value in values if value)


class WitnessedAWS(LocalAWS):
    """A local AWS that writes down the credentials it gives out and the signatures it gets, and whose log is kept."""

    if FOLDER:
        command = [sys.executable, str(Path(__file__).parent / "witness.py")]
        environment = {"MINILAB_EVIDENCE": FOLDER}

    def start(self):
        secret(SECRET_KEY)
        super().start()

    def stop(self):
        if self.process is not None:
            keep(self.log)
        super().stop()


class WitnessedBridge(Bridge):
    """A gateway whose function's log is kept."""

    def __exit__(self, *_):
        super().__exit__()
        keep("".join(self.log))
