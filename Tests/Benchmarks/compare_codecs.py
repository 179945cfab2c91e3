#!/usr/bin/env python3
"""Says how far the fast lane's renditions are from the source, beside those of libjpeg's path.

compare_codecs.py FOLDER [--job full,50 --job 800,80 …]

Develops every JPEG below FOLDER with each codec, at full size and at some widths, and compares both with what Pillow makes
of the source without compressing it: SSIM of luma, and PSNR of RGB at full size. Ends non-zero when the fast lane is
below the library's path by more than 0.0005 of SSIM on any file. Needs Tests/Benchmarks/requirements.txt and the release
build of EngineProbe (made if it is missing).
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image, ImageFile, ImageOps
from skimage.metrics import structural_similarity

ROOT = pathlib.Path(__file__).resolve().parents[2]
JOBS = ["full,50", "full,80", "150,80", "800,80", "1600,80"]
MOST = 0.0005
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False


class Engine:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def develop(self, path, output, job, codec):
        width, quality = job.split(",")
        fields = [str(path), str(output), f"codec={codec}", "format=jpeg", f"quality={quality}"]
        if width != "full":
            fields += [f"width={width}", f"height={width}"]
        self.process.stdin.write("\t".join(fields) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def pixels(image):
    return numpy.asarray(image.convert("RGB"))


def likeness(reference, rendition):
    """SSIM of luma and PSNR of RGB; 99 dB when equal."""
    luma = numpy.array([0.299, 0.587, 0.114], dtype=numpy.float32)
    ssim = structural_similarity(reference @ luma, rendition @ luma, data_range=255) if min(reference.shape[:2]) >= 7 else 1.0
    error = float(numpy.mean((reference.astype(numpy.float32) - rendition) ** 2))
    return float(ssim), 99.0 if error == 0 else 10 * math.log10(255 ** 2 / error)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--job", action="append")
    parser.add_argument("--most-megapixels", type=float, default=26)
    parser.add_argument("--probe", type=pathlib.Path, default=ROOT / ".build" / "release" / "EngineProbe")
    options = parser.parse_args()
    if not options.probe.exists():
        subprocess.run(["swift", "build", "-c", "release", "--product", "EngineProbe"], cwd=ROOT, check=True)
    engine = Engine(options.probe)
    output = pathlib.Path(tempfile.mkdtemp()) / "rendition.jpg"
    worst = {}
    print("difference  fast: SSIM PSNR bytes  library: SSIM PSNR bytes  job  file")
    for path in sorted(options.folder.rglob("*.jpg")):
        try:
            with Image.open(path) as image:
                if image.format != "JPEG" or image.mode not in ("RGB", "L"):
                    continue
                if image.width * image.height > options.most_megapixels * 1e6:
                    continue
                source = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, SyntaxError, ValueError):
            continue
        for job in options.job or JOBS:
            found = {}
            for codec in ("fast", "library"):
                answer = engine.develop(path, output, job, codec)
                if answer["status"] != "ok":
                    break
                with Image.open(output) as image:
                    rendition = pixels(image)
                size = (rendition.shape[1], rendition.shape[0])
                reference = pixels(source if size == source.size else source.resize(size, Image.Resampling.LANCZOS))
                found[codec] = (*likeness(reference, rendition), answer["bytes"], size)
            if len(found) < 2:
                continue
            fast, library = found["fast"], found["library"]
            if fast[3] != library[3]:
                sys.exit(f"compare-codecs: {path}: {fast[3]} and {library[3]} pixels")
            difference = fast[0] - library[0]
            worst.setdefault(job, []).append((difference, fast[1] - library[1], fast[2] / library[2]))
            if fast[:3] != library[:3]:
                print(f"{difference:+.5f}  {fast[0]:.5f} {fast[1]:.2f} {fast[2]}  {library[0]:.5f} {library[1]:.2f} "
                      f"{library[2]}  {job}  {path.relative_to(options.folder)}", flush=True)
    for job, rows in worst.items():
        print(f"{job}: {len(rows)} files, SSIM {min(r[0] for r in rows):+.5f} at worst and {sum(r[0] for r in rows) / len(rows):+.5f} "
              f"on average, PSNR {min(r[1] for r in rows):+.2f} dB at worst, bytes {sum(r[2] for r in rows) / len(rows):.3f}")
    sys.exit(any(row[0] < -MOST for rows in worst.values() for row in rows))


if __name__ == "__main__":
    main()
