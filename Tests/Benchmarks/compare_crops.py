#!/usr/bin/env python3
"""Says how much of what people look at survives a crop: ours by faces, by attention and by the middle, beside libvips' attention.

compare_crops.py FOLDER [--rounds 9] [--sheet FILE] [--no-times]

FOLDER holds pictures and labels.tsv: file, width, height, faces and a subject without a face as x,y,w,h in pixels as seen, several
with ; between them. Each picture is covered to 1:1, 3:1, 1:2 and 16:9. A face counts as whole with nine tenths of its box inside;
one that is larger than the crop is left out of that count. Prints a table, draws a sheet of the crops to look at, and times the
crop of a photo of 12 megapixels to 200x200 with each gravity, in CPU ms of one core, interleaved, with the peak memory above that
of the idle process. Needs requirements.txt; builds EngineProbe.
"""
import argparse
import os
import pathlib
import statistics
import sys

from PIL import Image, ImageDraw, ImageOps

import photographs
import probe
from peers import libraries
from spread import spread

SHAPES = {"1:1": (240, 240), "3:1": (300, 100), "1:2": (120, 240), "16:9": (256, 144)}
OURS = ("faces", "attention", "center")
WAYS = (*OURS, "libvips attention")
WHOLE = 0.9


class Picture:
    """A labelled picture, its boxes in shares of its sides: left, top, right, bottom."""

    def __init__(self, folder, line):
        name, width, height, faces, subject, *_ = line.split("\t")
        self.path, self.size = folder / name, (int(width), int(height))
        self.faces, self.subjects = list(self.boxes(faces)), list(self.boxes(subject))

    def boxes(self, text):
        width, height = self.size
        for box in filter(None, text.strip("-").split(";")):
            x, y, w, h = map(int, box.split(","))
            yield (x / width, y / height, (x + w) / width, (y + h) / height)


def area(box):
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def inside(box, crop):
    """The share of a box that a crop keeps."""
    return area((max(box[0], crop[0]), max(box[1], crop[1]), min(box[2], crop[2]), min(box[3], crop[3]))) / area(box)


def fits(box, crop):
    return all(box[2 + axis] - box[axis] <= crop[2 + axis] - crop[axis] for axis in (0, 1))


def our_crop(engine, picture, size, gravity):
    answer = engine.tell("\t".join([
        str(picture.path), "-", f"width={size[0]}", f"height={size[1]}", "fit=cover", f"gravity={gravity}", "enlarge=1",
        "format=png",
    ]))
    if answer["status"] != "ok":
        raise RuntimeError(f"{picture.path}: {answer.get('reason')}")
    return answer["crop"], answer.get("rule", "")


def vips_crop(picture, size):
    """Shrunk to cover the box, then cut by libvips, which leaves the offset in the picture."""
    import pyvips

    scale = max(size[0] / picture.size[0], size[1] / picture.size[1])
    image = pyvips.Image.new_from_file(str(picture.path)).autorot().resize(scale)
    width, height = max(image.width, size[0]), max(image.height, size[1])
    image = image.smartcrop(min(size[0], image.width), min(size[1], image.height), interesting="attention")
    left, top = -image.xoffset / width, -image.yoffset / height
    return [left, top, left + image.width / width, top + image.height / height]


def crops(pictures):
    """By picture, shape and way: the crop in shares of the picture, and what decided."""
    found = {}
    with probe.Engine() as engine:
        for picture in pictures:
            for shape, size in SHAPES.items():
                for way in OURS:
                    found[picture, shape, way] = our_crop(engine, picture, size, way)
                found[picture, shape, WAYS[-1]] = vips_crop(picture, size), ""
    return found


def percent(values):
    return f"{100 * statistics.mean(values):.0f} %" if values else "–"


def table(pictures, found):
    print(f"| cover to {', '.join(SHAPES)} | largest face whole | faces whole | no face at all | subject kept, mean | worst |")
    print("|---|---|---|---|---|---|")
    for way in WAYS:
        largest, every, none, subjects = [], [], [], []
        for picture in pictures:
            for shape in SHAPES:
                crop = found[picture, shape, way][0]
                shares = [inside(face, crop) for face in picture.faces]
                if shares:
                    first = max(picture.faces, key=area)
                    if fits(first, crop):
                        largest.append(inside(first, crop) >= WHOLE)
                    every += [share >= WHOLE for face, share in zip(picture.faces, shares) if fits(face, crop)]
                    none.append(max(shares) == 0)
                subjects += [inside(subject, crop) for subject in picture.subjects]
        worst = f"{100 * min(subjects):.0f} %" if subjects else "–"
        print(f"| {way} | {percent(largest)} of {len(largest)} | {percent(every)} | {percent(none)} | {percent(subjects)} | {worst} |")
    print()
    for picture in pictures:
        for shape in SHAPES:
            crop, rule = found[picture, shape, "faces"]
            for face in sorted(picture.faces, key=area, reverse=True)[:1]:
                if fits(face, crop) and inside(face, crop) < WHOLE:
                    print(f"cut: {picture.path.name} to {shape} ({rule}): {100 * inside(face, crop):.0f} % of the largest face")


def sheet(pictures, found, path):
    """A row for each picture: itself with its labels, then its crops by faces and, smaller beside them, the other ways'."""
    cell, gap = 150, 6
    columns = [(shape, way) for shape in SHAPES for way in WAYS]
    width, height = cell * 2 + len(columns) * (cell + gap), 20 + len(pictures) * (cell + gap)
    made = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(made)
    for column, (shape, way) in enumerate(columns):
        draw.text((cell * 2 + column * (cell + gap), 4), f"{shape} {way}", fill="black")
    for row, picture in enumerate(pictures):
        top = 20 + row * (cell + gap)
        image = ImageOps.exif_transpose(Image.open(picture.path)).convert("RGB")
        labelled = ImageOps.contain(image, (cell * 2 - gap, cell))
        pen = ImageDraw.Draw(labelled)
        for box in (*picture.faces, *picture.subjects):
            pen.rectangle([side * labelled.size[axis % 2] for axis, side in enumerate(box)], outline="red")
        made.paste(labelled, (0, top))
        for column, (shape, way) in enumerate(columns):
            crop, rule = found[picture, shape, way]
            cut = image.crop([round(side * image.size[axis % 2]) for axis, side in enumerate(crop)])
            cut = ImageOps.contain(cut, (cell, cell - 12))
            left = cell * 2 + column * (cell + gap)
            made.paste(cut, (left, top + 12))
            draw.text((left, top), rule, fill="gray")
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    print(f"\nsheet: {path}")


def times(rounds):
    """CPU ms and MiB of the same job with each gravity."""
    path = photographs.photograph(12, "baseline")
    found = {way: [] for way in OURS}
    fields = [str(path), "-", "width=200", "height=200", "fit=cover", "format=jpeg", "quality=80"]
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        with probe.Engine() as engine:
            for number in range(rounds + 1):
                for way in OURS:
                    answer = engine.tell("\t".join([*fields, f"gravity={way}"]))
                    if number > 0:  # The first round warms caches up.
                        found[way].append(answer["milliseconds"])
        peaks, predicted = {}, {}
        for way in OURS:
            with probe.Engine() as engine:
                idle = engine.idle()
                answer = engine.tell("\t".join([*fields, f"gravity={way}"]))
                peaks[way], predicted[way] = answer["peak"] - idle - path.stat().st_size, answer["predictedPeak"]
    finally:
        os.sched_setaffinity(0, allowed)
    print("\n| 12 MP → 200×200, one core | ms (quartiles) | more than center | peak MiB | predicted |")
    print("|---|---|---|---|---|")
    for way in OURS:
        values = spread(found[way])
        more = statistics.median(a - b for a, b in zip(found[way], found["center"]))
        print(f"| {way} | {values:.1f} | {more:+.1f} "
              f"| {max(0, peaks[way]) / 2**20:.1f} | {predicted[way] / 2**20:.1f} |")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--sheet", type=pathlib.Path, default=probe.ROOT / ".build" / "bench" / "crops.png")
    parser.add_argument("--no-times", action="store_true")
    options = parser.parse_args()
    probe.build(lambda text: print(text, file=sys.stderr))
    lines = (options.folder / "labels.tsv").read_text().splitlines()[1:]
    pictures = [Picture(options.folder, line) for line in lines if line]
    print(f"{len(pictures)} pictures, libvips {libraries.versions()['vips']}\n")
    found = crops(pictures)
    table(pictures, found)
    sheet(pictures, found, options.sheet)
    if not options.no_times:
        times(options.rounds)


if __name__ == "__main__":
    main()
