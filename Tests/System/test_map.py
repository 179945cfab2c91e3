"""The map of the house, and what it refuses, on a house of three modules and two C targets."""

import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from map import manifest

READMES = [page for folder in ("", "Sources/**/", "Tests/**/", "scripts/**/") for page in sorted(ROOT.glob(f"{folder}README.md"))]
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "house",
    targets: [
        .target(name: "CImageSupport"),
        .target(name: "CColor", dependencies: ["CImageSupport"]),
        .target(name: "Telemetry"),
        .target(name: "ImageEngine", dependencies: ["CColor"]),
        .executableTarget(name: "bootstrap", dependencies: ["ImageEngine", "Telemetry"]),
        .testTarget(name: "HouseTests", dependencies: ["ImageEngine"]),
    ]
)
"""
FILES = {
    "Package.swift": MANIFEST,
    "Sources/CImageSupport/include/base.h": "int base(void);\n",
    "Sources/CImageSupport/base.c": '#include "base.h"\nint base(void) { return 0; }\n',
    "Sources/CColor/include/paint.h": '#include "base.h"\nint paint(void);\n',
    "Sources/CColor/Brush/brush.h": '#include "paint.h"\nint brush(void);\n',
    "Sources/CColor/Brush/brush.c": '#include "brush.h"\nint brush(void) { return base(); }\n',
    "Sources/CColor/Canvas/canvas.c": '#include <stdio.h>\n#include "../Brush/brush.h"\nint paint(void) { return brush(); }\n',
    "Sources/Telemetry/Log.swift": "import FoundationEssentials\n",
    "Sources/ImageEngine/Color/ColorTransform.swift": "import CColor\nfunc made() -> Int32 { unsafe paint() }\n",
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
    assert [["bootstrap", "→", "ImageEngine,", "Telemetry"], ["ImageEngine", "→", "CColor"], ["CColor", "→", "CImageSupport"]] == [
        line for line in lines if line and line[0] in ("bootstrap", "ImageEngine", "CColor") and "→" in line
    ]
    assert ["Canvas", "→", "Brush"] in lines and ["Brush", "→", "include"] in lines
    assert "HouseTests" not in run.stdout


def swapped(path, old, new):
    assert old in FILES[path]
    return {path: FILES[path].replace(old, new)}


@pytest.mark.parametrize("changes, complaint", [
    (
        swapped("Package.swift", '.target(name: "CImageSupport")', '.target(name: "CImageSupport", dependencies: ["ImageEngine"])'),
        "Package.swift: a circle of modules: CColor → CImageSupport → ImageEngine → CColor",
    ),
    (
        {"Sources/CColor/Brush/tip.h": '#include "brush.h"\n', **swapped("Sources/CColor/Brush/brush.h", "paint.h", "tip.h")},
        "Sources/CColor: a circle of files: Brush/brush.h → Brush/tip.h → Brush/brush.h",
    ),
    (
        {"Sources/CColor/Brush/tip.h": "", "Sources/CColor/Brush/tip.c": '#include "tip.h"\n#include "brush.h"\n',
         **swapped("Sources/CColor/Brush/brush.c", '"brush.h"\n', '"brush.h"\n#include "tip.h"\n')},
        "Sources/CColor: a circle of units: Brush/brush → Brush/tip → Brush/brush",
    ),
    (
        {"Sources/CColor/Canvas/frame.h": "", **swapped("Sources/CColor/Brush/brush.h", '"paint.h"', '"../Canvas/frame.h"')},
        "Sources/CColor: a circle of folders: Brush → Canvas → Brush",
    ),
    (
        swapped("Sources/CColor/include/paint.h", "base.h", "../Brush/brush.h"),
        "Sources/CColor: a circle of files: Brush/brush.h → include/paint.h → Brush/brush.h",
    ),
    (
        {"Sources/CImageSupport/secret.h": "", **swapped("Sources/CColor/Brush/brush.c", '"brush.h"', '"../../CImageSupport/secret.h"')},
        "Sources/CColor/Brush/brush.c: includes secret.h, which is no public header of a target",
    ),
    (
        swapped("Package.swift", ', dependencies: ["CImageSupport"]', ""),
        "Sources/CColor/include/paint.h: includes base.h of CImageSupport, which Package.swift does not give CColor",
    ),
    (
        {"Sources/ImageEngine/Engine.swift": "@preconcurrency internal import Telemetry\n"},
        "Sources/ImageEngine/Engine.swift:1: imports Telemetry, which Package.swift does not give ImageEngine",
    ),
    (
        swapped("Package.swift", '["CColor"]', '["CColor", "Telemetry"]'), "Package.swift: ImageEngine must not stand on Telemetry",
    ),
    (
        {"Sources/ImageEngine/Engine.swift": "\nimport CColor\n"},
        "Sources/ImageEngine/Engine.swift:2: imports CColor, and is no wrapper of it",
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


def test_the_readme_of_the_sources_names_every_module_and_no_other():
    modules = (ROOT / "Sources" / "README.md").read_text().split("\n## Modules\n")[1].split("\n## ")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", modules, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(manifest.targets(ROOT))


@pytest.mark.parametrize("page", READMES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_readme_leads_somewhere(page):
    for text, image in re.findall(r"\]\(([^)#\s]+)|src=\"([^\"]+)\"", page.read_text()):
        link = text or image
        assert link.startswith("https://") or (page.parent / link).exists(), link
