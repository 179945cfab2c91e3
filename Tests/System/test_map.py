"""The map of the house, and what it refuses, on a house of three modules and two C targets."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT

MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "house",
    targets: [
        .target(name: "CBase"),
        .target(name: "CPaint", dependencies: ["CBase"]),
        .target(name: "Telemetry"),
        .target(name: "ImageEngine", dependencies: ["CPaint"]),
        .executableTarget(name: "bootstrap", dependencies: ["ImageEngine", "Telemetry"]),
        .testTarget(name: "HouseTests", dependencies: ["ImageEngine"]),
    ]
)
"""
FILES = {
    "Package.swift": MANIFEST,
    "Sources/CBase/include/base.h": "int base(void);\n",
    "Sources/CBase/base.c": '#include "base.h"\nint base(void) { return 0; }\n',
    "Sources/CPaint/include/paint.h": '#include "base.h"\nint paint(void);\n',
    "Sources/CPaint/Brush/brush.h": '#include "paint.h"\nint brush(void);\n',
    "Sources/CPaint/Brush/brush.c": '#include "brush.h"\nint brush(void) { return base(); }\n',
    "Sources/CPaint/Canvas/canvas.c": '#include <stdio.h>\n#include "../Brush/brush.h"\nint paint(void) { return brush(); }\n',
    "Sources/Telemetry/Log.swift": "import FoundationEssentials\n",
    "Sources/ImageEngine/Bytes.swift": "import CPaint\nfunc made() -> Int32 { unsafe paint() }\n",
    "Sources/ImageEngine/Engine.swift": '/// Nothing unsafe here.\npublic let name = "unsafe"\n',
    "Sources/bootstrap/main.swift": "import Glibc\npublic import ImageEngine\nimport Telemetry\n",
}


def drawn(root):
    return subprocess.run(
        [sys.executable, "-m", "map", "--root", root], env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True, text=True,
    )


@pytest.fixture
def house(tmp_path):
    """Writes the house with changes: text by path."""
    def build(changes=()):
        for path, text in {**FILES, **dict(changes)}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return drawn(tmp_path)

    return build


def test_a_house_in_order_is_drawn_by_layers(house):
    run = house()
    assert (run.returncode, run.stderr) == (0, "")
    lines = [line.split() for line in run.stdout.splitlines()]
    assert [["bootstrap", "→", "ImageEngine,", "Telemetry"], ["ImageEngine", "→", "CPaint"], ["CPaint", "→", "CBase"]] == [
        line for line in lines if line and line[0] in ("bootstrap", "ImageEngine", "CPaint") and "→" in line
    ]
    assert ["Canvas", "→", "Brush"] in lines and ["Brush", "→", "include"] in lines
    assert "HouseTests" not in run.stdout


def swapped(path, old, new):
    assert old in FILES[path]
    return {path: FILES[path].replace(old, new)}


@pytest.mark.parametrize("changes, complaint", [
    (
        swapped("Package.swift", '.target(name: "CBase")', '.target(name: "CBase", dependencies: ["ImageEngine"])'),
        "Package.swift: a circle of modules: CBase → ImageEngine → CPaint → CBase",
    ),
    (
        {"Sources/CPaint/Brush/tip.h": '#include "brush.h"\n', **swapped("Sources/CPaint/Brush/brush.h", "paint.h", "tip.h")},
        "Sources/CPaint: a circle of files: Brush/brush.h → Brush/tip.h → Brush/brush.h",
    ),
    (
        {"Sources/CPaint/Brush/tip.h": "", "Sources/CPaint/Brush/tip.c": '#include "tip.h"\n#include "brush.h"\n',
         **swapped("Sources/CPaint/Brush/brush.c", '"brush.h"\n', '"brush.h"\n#include "tip.h"\n')},
        "Sources/CPaint: a circle of units: Brush/brush → Brush/tip → Brush/brush",
    ),
    (
        {"Sources/CPaint/Canvas/frame.h": "", **swapped("Sources/CPaint/Brush/brush.h", '"paint.h"', '"../Canvas/frame.h"')},
        "Sources/CPaint: a circle of folders: Brush → Canvas → Brush",
    ),
    (
        swapped("Sources/CPaint/include/paint.h", "base.h", "../Brush/brush.h"),
        "Sources/CPaint: a circle of files: Brush/brush.h → include/paint.h → Brush/brush.h",
    ),
    (
        {"Sources/CBase/secret.h": "", **swapped("Sources/CPaint/Brush/brush.c", '"brush.h"', '"../../CBase/secret.h"')},
        "Sources/CPaint/Brush/brush.c: includes secret.h, which is no public header of a target",
    ),
    (
        swapped("Package.swift", ', dependencies: ["CBase"]', ""),
        "Sources/CPaint/include/paint.h: includes base.h of CBase, which Package.swift does not give CPaint",
    ),
    (
        {"Sources/ImageEngine/Engine.swift": "@preconcurrency internal import Telemetry\n"},
        "Sources/ImageEngine/Engine.swift:1: imports Telemetry, which Package.swift does not give ImageEngine",
    ),
    (
        swapped("Package.swift", '["CPaint"]', '["CPaint", "Telemetry"]'), "Package.swift: ImageEngine must not stand on Telemetry",
    ),
    (
        {"Sources/ImageEngine/Engine.swift": "\nimport CPaint\n"},
        "Sources/ImageEngine/Engine.swift:2: imports CPaint, and is no wrapper of it",
    ),
    (
        {"Sources/Telemetry/Log.swift": "import Glibc\n"},
        "Sources/Telemetry/Log.swift:1: imports Glibc, and is no wrapper of it",
    ),
    (
        {"Sources/ImageEngine/Engine.swift": "let made = unsafe paint()\n"},
        "Sources/ImageEngine/Engine.swift:1: says unsafe, and is no wrapper of a C library",
    ),
], ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "")
def test_a_circle_or_a_broken_wall_is_refused_by_name(house, changes, complaint):
    run = house(changes)
    assert run.returncode == 1 and f"map: {complaint}" in run.stderr.splitlines(), run.stderr


FORMATS = {
    "Sources/ImageFormats/ImageFormat.swift": "public enum ImageFormat: String {\n    case jpeg\n    case png\n}\n",
    "Sources/ImageEngine/Codecs/JPEG/JPEGSource.swift": "let format = ImageFormat.jpeg\n",
    "Sources/ImageEngine/Codecs/Registry.swift": "let codecs = [ImageFormat.jpeg: JPEGSource.self]\n",
    "Sources/ImageEngine/Engine.swift": "/// A JPEG.\nlet file = \"a.png\" // .jpeg\n",
}


@pytest.mark.parametrize("path, line, word", [
    ("ImageEngine/Engine.swift", "if format == .jpeg {}", ".jpeg"),
    ("ImageEngine/Engine.swift", "let source = JPEGSource()", "JPEGSource"),
    ("Telemetry/Log.swift", 'let names = ["png"]', '"png"'),
    ("Telemetry/Page/words.js", 'const type = "image/png";', "image/png"),
    ("Telemetry/Page/words.js", "const kind = 'jpeg';", "'jpeg'"),
    ("Telemetry/schema.json", '{"enum": ["jpeg"]}', '"jpeg"'),
])
def test_a_format_is_named_in_its_own_rooms_only(house, path, line, word):
    assert house(FORMATS).returncode == 0
    run = house({**FORMATS, f"Sources/{path}": f"{line}\n"})
    complaint = f"map: Sources/{path}:1: names a format ({word}); ImageFormats and the registry know them"
    assert run.returncode == 1 and complaint in run.stderr.splitlines(), run.stderr


def test_the_house_of_this_repository_is_in_order():
    run = drawn(ROOT)
    assert run.returncode == 0, run.stderr
