"""The package's targets, as Package.swift declares them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Target:
    """A target below Sources: its folder, and what it may stand on (targets and products of other packages)."""

    name: str
    folder: Path
    stands_on: frozenset
    is_c: bool


def targets(root):
    """The targets of the product by name; those of the tests stand outside of its walls.

    The manifest is only evaluated, not resolved: SwiftPM would refuse a circle before it could be shown.
    """
    run = subprocess.run(["swift", "package", "dump-package"], cwd=root, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"map: Package.swift cannot be read\n{run.stderr}")
    found = {}
    for each in json.loads(run.stdout)["targets"]:
        folder = root / (each.get("path") or f"Sources/{each['name']}")
        if each["type"] == "test" or root / "Sources" not in folder.parents:
            continue
        names = (name for way in each["dependencies"] for kind in ("byName", "target", "product") for name in way.get(kind, [])[:1])
        is_c = each["type"] == "system" or any(folder.rglob("*.c"))
        found[each["name"]] = Target(each["name"], folder, frozenset(names), is_c)
    return found
