"""make image: a container image of the packaged binary, in .build/image (OCI layout) and .build/minilab-image.tar."""

import shutil
import sys
from pathlib import Path

from images import layout

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / ".build" / "lambda" / "bootstrap"
FOLDER = ROOT / ".build" / "image"
ARCHIVE = ROOT / ".build" / "minilab-image.tar"
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
# The machine in an ELF header, as OCI calls it.
MACHINES = {0x3E: "amd64", 0xB7: "arm64"}


def build(files=None):
    """Builds the image of the packaged binary, with more files beside it, and returns the digest of its manifest."""
    binary = BINARY.read_bytes()
    shutil.rmtree(FOLDER, ignore_errors=True)
    return layout.build(
        FOLDER, binary, AUTHORITIES.read_bytes(), MACHINES[int.from_bytes(binary[18:20], "little")], files
    )


def main():
    if not BINARY.exists():
        sys.exit(f"image: {BINARY} is not there: run make package")
    digest = build()
    layout.archive(FOLDER, ARCHIVE)
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    print(f"image: {FOLDER.relative_to(ROOT)} and {ARCHIVE.relative_to(ROOT)}, {size / 1e6:.1f} MB, {digest}")


if __name__ == "__main__":
    main()
