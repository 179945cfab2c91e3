"""Who may name an image format: the module that lists them, each codec in its own folder, and the registry. Everything else asks.

A second list anywhere would be forgotten when a format is added.
"""

import re

LIST = "ImageFormats/ImageFormat.swift"
CODECS = "ImageEngine/Codecs"

# What may name a format, and why.
ROOMS = [
    "ImageFormats/*.swift",
    f"{CODECS}/*/*.swift",
    f"{CODECS}/Registry.swift",
    # A choice, not a list: what the desk's sheet, the page's icon and its own small pictures are, and what the presets say.
    "ImageEngine/Composite/ContactSheet.swift",
    "UploadAPI/Page/index.html",
    "UploadAPI/Page/Script/preview.js",
    "ImagePipeline/Recipe/Presets/*.json",
]

CASE = re.compile(r"^    case (\w+)$", re.MULTILINE)
COMMENT = re.compile(r"//.*")
STRING = re.compile(r'"(?:\\.|[^"\\])*"')


def problems(root):
    """Each as a sentence with its place."""
    sources = root / "Sources"
    if not (sources / LIST).exists():
        return
    formats = "|".join(CASE.findall((sources / LIST).read_text()))
    codecs = "|".join(folder.name for folder in sorted((sources / CODECS).iterdir()) if folder.is_dir())
    in_code = re.compile(rf"\.(?:{formats})\b|\b(?:{codecs})\w*")
    in_text = re.compile(rf"image/(?:{formats})\b|([\"'`])(?:{formats})\1")
    for file in sorted(sources.rglob("*")):
        path = file.relative_to(sources)
        if file.suffix not in (".swift", ".js", ".json", ".html") or any(path.match(room) for room in ROOMS):
            continue
        is_swift = file.suffix == ".swift"
        for number, line in enumerate(file.read_text().splitlines(), 1):
            line = line if file.suffix == ".json" else COMMENT.sub("", line)
            found = in_text.search(line) or is_swift and in_code.search(STRING.sub('""', line))
            if found:
                yield f"Sources/{path}:{number}: names a format ({found[0]}); ImageFormats and the registry know them"
