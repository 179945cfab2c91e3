"""What may not be, beyond what the compiler holds: imports that Package.swift does not declare, C and `unsafe` outside of their
rooms, modules that know of what they must not know, and C that reaches into another target."""

import re

from map import graph
from map.includes import PUBLIC

# Modules of the standard library and its companions that bring neither C nor ICU.
EVERYWHERE = {"FoundationEssentials", "Synchronization"}
# The C library itself; who may see it is a matter of rooms.
SYSTEM = {"Glibc", "Musl", "Darwin"}

# What a module must not stand on, not even through others.
STRANGERS = {
    # What formats there are is nobody's business but its own.
    "ImageFormats": {"ImageEngine", "Telemetry"},
    # Functions of their inputs: no clock, environment, network or log.
    "ImageEngine": {"AWSServices", "Environment", "HTTP", "SigV4", "Telemetry"},
    "SigV4": {"Environment", "HTTP", "ImageEngine", "Telemetry"},
    # The product does not know that it runs on Lambda, nor Lambda's loop what it runs.
    "ImagePipeline": {"LambdaRuntime"},
    "LambdaRuntime": {"AWSServices", "ImageEngine", "ImagePipeline", "SigV4"},
    # Who reads rows has no pixels.
    "ImageRecord": {"ImageEngine", "ImagePipeline", "LambdaRuntime", "Telemetry"},
    # The API knows the row and the formats' names, not the pixels.
    "UploadAPI": {"ImageEngine", "ImagePipeline", "LambdaRuntime"},
}

# The only files that may say `unsafe`, and the C modules that each may import.
ROOMS = {
    # libcurl, OpenSSL.
    "HTTP/Curl*.swift": {"CCurl", "CTrust"},
    "Digests/Digest.swift": {"COpenSSL"},
    "Digests/StreamingDigest.swift": {"COpenSSL"},
    # The image codecs.
    "ImageEngine/Bytes.swift": set(),
    "ImageEngine/Crop/FaceDetector.swift": {"CFaceDetector"},
    "ImageEngine/Codecs/JPEG/*.swift": {"CImageSupport", "CJPEG"},
    "ImageEngine/Codecs/PNG/*.swift": {"CImageSupport", "CPNG"},
    "ImageEngine/Job/PixelRows.swift": {"CColor"},
    "ImageEngine/Resize/Bitmap+Orientation.swift": {"CResampling"},
    "ImageEngine/Resize/RowResampler.swift": {"CResampling"},
    "ImageEngine/Color/ColorTransform.swift": {"CColor", "CImageSupport"},
    # The C library itself: one call each.
    "LambdaRuntime/Termination.swift": SYSTEM,
    "LambdaRuntime/TraceEnvironment.swift": SYSTEM,
    "Telemetry/StandardOutput.swift": SYSTEM,
    "Time/WallClock+System.swift": SYSTEM,
    "Workers/Thread.swift": SYSTEM,
    "Workers/WorkerProcess*.swift": SYSTEM,
    "bootstrap/main.swift": SYSTEM,
}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|func|typealias|var|let|protocol)\s+)?(\w+)"
)
UNSAFE = re.compile(r"\bunsafe\b")
STRING_OR_COMMENT = re.compile(r'//.*|"(?:\\.|[^"\\])*"')


def problems(root, targets):
    """Each as a sentence with its place."""
    for name, strangers in STRANGERS.items():
        met = strangers & graph.reach({each.name: each.stands_on for each in targets.values()}, name)
        if met:
            yield f"Package.swift: {name} must not stand on {', '.join(sorted(met))}"
    for target in targets.values():
        if not target.is_c:
            yield from swift_problems(root, target, targets)


def swift_problems(root, target, targets):
    for file in sorted(target.folder.rglob("*.swift")):
        path = file.relative_to(root / "Sources")
        rooms = [modules for room, modules in ROOMS.items() if path.match(room)]
        for number, line in enumerate(file.read_text().splitlines(), 1):
            place = f"Sources/{path}:{number}"
            if (found := IMPORT.match(line)) and found[1] not in EVERYWHERE:
                is_c = found[1] in SYSTEM or found[1] in targets and targets[found[1]].is_c
                if is_c and not any(found[1] in modules for modules in rooms):
                    yield f"{place}: imports {found[1]}, and is no wrapper of it"
                if found[1] not in target.stands_on | SYSTEM:
                    yield f"{place}: imports {found[1]}, which Package.swift does not give {target.name}"
            if not rooms and UNSAFE.search(STRING_OR_COMMENT.sub("", line)):
                yield f"{place}: says unsafe, and is no wrapper of a C library"


def c_problems(root, includes, targets):
    """Includes of another target that are not of its public headers, or that Package.swift does not declare."""
    public = {(each.folder / PUBLIC).resolve(): each.name for each in targets.values() if each.is_c}
    for file, included in sorted(includes.strangers):
        owner = next((name for folder, name in public.items() if folder in included.parents), None)
        if owner is None:
            yield f"{file.relative_to(root)}: includes {included.name}, which is no public header of a target"
        elif owner not in includes.target.stands_on:
            yield f"{file.relative_to(root)}: includes {included.name} of {owner}, which Package.swift does not give {includes.target.name}"
