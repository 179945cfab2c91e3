"""make model: checks the protocol of delivery exhaustively with Spin, for sizes that take about a minute in all.

First every size must be free of errors; then each mutation, which leaves one precaution out, must be found. An error
that was not expected is told step by step. SIZES=all adds the sizes that take minutes and gigabytes.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MODEL = Path(__file__).resolve().parent / "delivery.pml"

SIZES = [
    dict(OPERATIONS=2, CRASHES=1, COPIES=1),
    dict(OPERATIONS=2, CRASHES=2, COPIES=0),
    dict(OPERATIONS=3, CRASHES=1, COPIES=0),
    dict(OPERATIONS=3, CRASHES=0, COPIES=1),
    dict(OPERATIONS=2, CRASHES=1, COPIES=0, REQUESTS=1),
    dict(OPERATIONS=2, CRASHES=1, COPIES=1, IMAGES=2),
    dict(OPERATIONS=3, CRASHES=0, COPIES=0, IMAGES=2),
    dict(OPERATIONS=3, CRASHES=0, COPIES=0, WORKERS=3),
]
LARGE = [
    dict(OPERATIONS=3, CRASHES=1, COPIES=1),
    dict(OPERATIONS=2, CRASHES=1, COPIES=1, REQUESTS=1),
    dict(OPERATIONS=3, CRASHES=0, COPIES=1, IMAGES=2),
]
MUTATIONS = [
    ("an event is dropped without looking at what is stored",
     dict(WITHOUT_HEAD_CHECK=1, OPERATIONS=2, CRASHES=1, COPIES=0)),
    ("an event is dropped without a commit",
     dict(DROP_WITHOUT_COMMIT=1, OPERATIONS=3, CRASHES=0, COPIES=0)),
    ("a request for a version that was replaced is dropped",
     dict(SKIP_REPLACED_VERSION=1, OPERATIONS=2, CRASHES=0, COPIES=0, REQUESTS=1)),
    ("the row is replaced whatever its revision",
     dict(UNCONDITIONAL_COMMIT=1, OPERATIONS=2, CRASHES=0, COPIES=0)),
    ("a rendition is stored over whatever is there",
     dict(UNCONDITIONAL_STORE=1, OPERATIONS=2, CRASHES=0, COPIES=0, IMAGES=2)),
    ("a rendition is removed without the condition that it is still the same",
     dict(UNCONDITIONAL_REMOVAL=1, OPERATIONS=3, CRASHES=0, COPIES=1, IMAGES=2)),
    ("a message is acknowledged before the result is announced",
     dict(ACKNOWLEDGE_FIRST=1, OPERATIONS=1, CRASHES=1, COPIES=0)),
    ("the result is announced before it is stored",
     dict(ANNOUNCE_FIRST=1, OPERATIONS=1, CRASHES=0, COPIES=0)),
]


class Result:
    """What Spin found: the number of states, and the failed assertion with the steps that lead to it, if any."""

    def __init__(self, settings):
        self.settings, started = settings, time.monotonic()
        flags = [f"-D{name}={value}" for name, value in settings.items()]
        with tempfile.TemporaryDirectory() as folder:
            tool(["spin", "-a", *flags, str(MODEL)], folder)
            tool(["gcc", "-O2", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=6000", "-o", "pan", "pan.c"], folder)
            found = tool(["./pan", "-m100000"], folder)
            states = re.search(r"([\d.e+]+) states, stored", found)
            errors = re.search(r"errors: (\d+)", found)
            if not states or not errors or "max search depth too small" in found or "Search not completed" in found \
                    and errors.group(1) == "0":
                raise SystemExit(f"model: {self.sizes()}: the search is not complete:\n{found}")
            self.states = int(float(states.group(1)))
            self.error = re.search(r"pan:\d+: (.*)", found).group(1) if errors.group(1) != "0" else None
            self.story = ""
            if self.error:
                shutil.copy(MODEL, folder)
                trail = tool(["spin", "-t", "-T", "-B", *flags, MODEL.name], folder)
                self.story = "\n".join(line for line in trail.splitlines() if re.match(r"(    worker|image) \d", line))
        self.seconds = time.monotonic() - started

    def sizes(self):
        return ", ".join(f"{value} {name.lower()}" for name, value in self.settings.items() if name in NAMES)


NAMES = ("OPERATIONS", "WORKERS", "CRASHES", "COPIES", "REQUESTS", "IMAGES")


def tool(command, folder):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode != 0 and command[0] in ("gcc", "./pan"):
        raise SystemExit(f"model: {command[0]} failed:\n{result.stdout}{result.stderr}")
    if "syntax error" in result.stdout or (command[1] == "-a" and "error:" in result.stdout.lower()):
        raise SystemExit(f"model: {result.stdout}")
    return result.stdout


def main():
    missing = [name for name in ("spin", "gcc") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"model: needs {' and '.join(missing)}: apt-get install {' '.join(missing)}")
    sizes = SIZES + (LARGE if os.environ.get("SIZES") == "all" else [])
    failures = 0
    with ThreadPoolExecutor(1 if sizes is not SIZES else os.cpu_count()) as pool:
        for result in pool.map(Result, sizes):
            verdict = "no error" if result.error is None else f"ERROR: {result.error}"
            print(f"model: {result.sizes()}: {result.states:,} states, {result.seconds:.0f} s: {verdict}", flush=True)
            if result.error:
                failures += 1
                print(result.story)
        for (name, _), result in zip(MUTATIONS, pool.map(Result, [settings for _, settings in MUTATIONS])):
            verdict = "found" if result.error else "NOT FOUND"
            print(f"model: what if {name}? {verdict} after {result.states:,} states", flush=True)
            failures += result.error is None
            if os.environ.get("STORIES") == "yes":
                print(result.story)
    print("model: OK" if failures == 0 else f"model: FAILED: {failures} of the above")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
