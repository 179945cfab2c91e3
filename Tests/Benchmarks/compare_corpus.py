#!/usr/bin/env python3
"""Develops every image below a folder and says how far each comes from what Pillow (with LittleCMS) and libvips make.

compare_corpus.py FOLDER [--fit 256] [--format png|jpeg|same] [--quality 95] [--out .build/corpus]

Prints a table, and writes results.tsv and sheet.png (source by Pillow, source by libvips, ours; worst first) to the
folder of --out. Ends non-zero when a file crashes the engine. Needs Tests/Benchmarks/requirements.txt and the release
build of EngineProbe (made if it is missing).
"""
import argparse
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import pyvips
from PIL import Image, ImageCms, ImageDraw, ImageFile, ImageOps
from skimage.color import deltaE_ciede2000, rgb2lab
from skimage.metrics import structural_similarity

ROOT = pathlib.Path(__file__).resolve().parents[2]
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
warnings.simplefilter("ignore")


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--fit", type=int, default=256)
    parser.add_argument("--format", default="png")
    parser.add_argument("--quality", type=int, default=95)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / ".build" / "corpus")
    parser.add_argument("--probe", type=pathlib.Path, default=ROOT / ".build" / "release" / "EngineProbe")
    return parser.parse_args()


def probe(binary, lines):
    """The answers to tasks, and how the process ended."""
    run = subprocess.run([binary], input="".join(line + "\n" for line in lines), capture_output=True, text=True, timeout=120)
    return [json.loads(line) for line in run.stdout.splitlines()], run.returncode, run.stderr[-300:]


def flat(image):
    """RGB over white, as an array."""
    if image.mode in ("RGBA", "LA", "PA", "P", "La", "RGBa"):
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def by_pillow(path, size):
    """Pillow's way: upright, to sRGB by the profile, then Lanczos from full size."""
    image = Image.open(path)
    image.load()
    info = image.info
    profile = info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray((numpy.asarray(image, dtype=numpy.float64) / 257).round().astype(numpy.uint8))
    if image.mode == "P" or (image.mode in ("L", "RGB", "1") and "transparency" in image.info):
        image = image.convert("RGBA")
    if image.mode == "1":
        image = image.convert("L")
    if profile and image.mode in ("RGB", "CMYK", "L", "RGBA"):
        try:
            alpha = image.getchannel("A") if image.mode == "RGBA" else None
            image = ImageCms.profileToProfile(
                image.convert("RGB") if alpha else image, ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"), renderingIntent=ImageCms.Intent.PERCEPTUAL, outputMode="RGB")
            if alpha:
                image.putalpha(alpha)
        except (ImageCms.PyCMSError, OSError):
            pass
    elif "gamma" in info and "srgb" not in info and not 0.43 < info["gamma"] < 0.48:
        image = by_gamma(image, info["gamma"])
    if image.mode == "CMYK":
        image = image.convert("RGB")
    return flat(image.resize(size, Image.Resampling.LANCZOS))


def by_gamma(image, gamma):
    """What browsers make of PNG's gAMA, and neither Pillow nor libvips."""
    light = [(level / 255) ** (1 / gamma) for level in range(256)]
    coded = [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in light]
    bands = [band if name == "A" else band.point([round(255 * v) for v in coded])
             for name, band in zip(image.getbands(), image.split())]
    return Image.merge(image.mode, bands)


def by_vips(path, size):
    image = pyvips.Image.thumbnail(
        str(path), size[0], height=size[1], size="force", output_profile="srgb", fail_on="truncated")
    if image.hasalpha():
        image = image.flatten(background=[255, 255, 255])
    if image.bands == 1:
        image = image.bandjoin([image, image])
    return Image.fromarray(numpy.asarray(image.cast("uchar")))


def distance(one, other):
    """SSIM of luma (1 where there is no window of 7 x 7) and mean CIEDE2000."""
    a, b = (numpy.asarray(image, dtype=numpy.float64) / 255 for image in (one, other))
    if a.shape != b.shape:
        return 0.0, 100.0
    luma = numpy.array([0.299, 0.587, 0.114])
    ssim = structural_similarity(a @ luma, b @ luma, data_range=1) if min(a.shape[:2]) >= 7 else 1.0
    return float(ssim), float(deltaE_ciede2000(rgb2lab(a), rgb2lab(b)).mean())


def attempt(make, path, size):
    try:
        with Image.open(path) as image:
            if image.width * image.height > 120_000_000:
                return None, "not tried: too many pixels"
        return make(path, size), ""
    except Exception as error:  # The peers refuse in a dozen ways, and all of them mean the same here.
        return None, f"{type(error).__name__}: {error}".splitlines()[0][:70]


def examine(path, options, idle, scratch):
    row = {"name": str(path.relative_to(options.folder)), "ssim": None, "delta": None, "images": []}
    task = [str(path), str(scratch), f"width={options.fit}", f"height={options.fit}", f"format={options.format}"]
    scratch.unlink(missing_ok=True)
    answers, code, complaint = probe(options.probe, ["\t".join(task + [f"quality={options.quality}"])])
    if code != 0 or not answers:
        return row | {"status": "CRASHED", "note": complaint.replace("\n", " ") or f"status {code}"}
    answer = answers[0]
    row |= {"status": answer["status"], "ms": answer["milliseconds"], "mib": (answer["peak"] - idle - path.stat().st_size) / 2**20}
    row |= {"size": f"{answer['width']}x{answer['height']}", "predicted": answer["predictedPeak"] / 2**20}
    row["note"] = answer.get("reason") or f"{answer['colorModel']} o{answer['orientation']} w{answer['warnings']}"
    size = (answer["width"], answer["height"])
    if answer["status"] != "ok":
        size = (64, 64)
    references = {name: attempt(make, path, size) for name, make in (("pillow", by_pillow), ("vips", by_vips))}
    row["peers"] = " ".join(f"{name}: {error or 'ok'}" for name, (_, error) in references.items())
    row["peers_ok"] = [name for name, (image, _) in references.items() if image is not None]
    if answer["status"] == "ok":
        ours = flat(Image.open(scratch))
        row["images"] = [references["pillow"][0], references["vips"][0], ours]
        found = {name: distance(image, ours) for name, (image, _) in references.items() if image is not None}
        if found:
            row["nearest"] = max(found, key=lambda name: found[name][0] - found[name][1] / 10)
            row["ssim"], row["delta"] = found[row["nearest"]]
            row["each"] = " ".join(f"{n} {s:.4f}/{d:.2f}" for n, (s, d) in found.items())
    return row


def sheet(rows, path):
    """Pillow, libvips and ours beside each other, worst first."""
    cell, columns, height = 170, 3, 200
    rows = rows[:36]
    canvas = Image.new("RGB", (columns * (3 * cell + 24), max(1, -(-len(rows) // columns)) * height), "#d0d0d0")
    draw = ImageDraw.Draw(canvas)
    for index, row in enumerate(rows):
        left, top = index % columns * (3 * cell + 24), index // columns * height
        for number, image in enumerate(row["images"]):
            if image is not None:
                small = image.copy()
                small.thumbnail((cell - 6, height - 36))
                if max(small.size) < 60:
                    scale = 60 // max(small.size)
                    small = small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)
                canvas.paste(small, (left + number * cell, top + 28))
        score = "no reference" if row["ssim"] is None else f"ssim {row['ssim']:.4f} dE {row['delta']:.2f} {row['nearest']}"
        draw.text((left, top), row["name"][-60:], fill="black")
        draw.text((left, top + 12), f"{score}  (Pillow, libvips, ours)", fill="black")
    canvas.save(path)


def main():
    options = arguments()
    if not options.probe.exists():
        subprocess.run(["swift", "build", "-c", "release", "--product", "EngineProbe"], cwd=ROOT, check=True)
    options.out.mkdir(parents=True, exist_ok=True)
    scratch = pathlib.Path(tempfile.mkdtemp()) / "rendition"
    idle = probe(options.probe, ["/dev/null\t-"])[0][0]["peak"]
    suffixes = {".jpg", ".jpeg", ".png", ".jpe", ".JPG", ".PNG", ""}
    files = sorted(p for p in options.folder.rglob("*") if p.is_file() and p.suffix in suffixes)
    rows = []
    for number, path in enumerate(files):
        rows.append(examine(path, options, idle, scratch))
        print(f"\r{number + 1} of {len(files)}", end="", file=sys.stderr, flush=True)
    rank = lambda row: (row["status"] != "CRASHED", 1 if row["ssim"] is None else row["ssim"] - row["delta"] / 10)
    rows.sort(key=rank)
    columns = ["status", "ssim", "delta", "ms", "mib", "predicted", "size", "name", "note", "each", "peers"]
    lines = ["\t".join(columns)]
    for row in rows:
        values = (row.get(column) for column in columns)
        lines.append("\t".join("" if v is None else f"{v:.4g}" if isinstance(v, float) else str(v) for v in values))
    (options.out / "results.tsv").write_text("\n".join(lines) + "\n")
    sheet([row for row in rows if row["images"]], options.out / "sheet.png")
    summary(rows)
    sys.exit(any(row["status"] == "CRASHED" for row in rows))


def summary(rows):
    good = [row for row in rows if row["ssim"] is not None]
    far = [row for row in good if row["ssim"] < 0.97 or row["delta"] > 2]
    refused = [row for row in rows if row["status"] == "refused"]
    print(f"\n{len(rows)} files: {len(good)} compared, {len(refused)} refused, {len(far)} far from the better reference")
    for row in far:
        print(f"  far      {row['ssim']:.4f} {row['delta']:6.2f}  {row['name']}  {row['note']}  [{row['each']}]")
    for row in refused:
        if row.get("peers_ok"):
            print(f"  refused  where {' and '.join(row['peers_ok'])} did not: {row['name']}: {row['note']}")
    for row in refused:
        if row["ms"] > 50 or row["mib"] > 32:
            print(f"  costly   {row['ms']:.0f} ms {row['mib']:.0f} MiB to refuse {row['name']}: {row['note']}")
    for row in rows:
        if row["status"] == "ok" and not row.get("peers_ok"):
            print(f"  alone    {row['name']} {row['note']}: {row['peers']}")
        if row["status"] == "ok" and row["mib"] > row["predicted"] + 1:
            print(f"  memory   {row['mib']:.1f} MiB where {row['predicted']:.1f} were predicted: {row['name']}")
        if row["status"] == "CRASHED":
            print(f"  CRASHED  {row['name']}: {row['note']}")


if __name__ == "__main__":
    main()
