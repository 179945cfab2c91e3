#!/usr/bin/env python3
"""Times the engine beside Pillow, libvips and OpenCV: the same bytes, one core, one run, interleaved.

engine.py [FOLDER] [--rounds 9] [--job NAME …] [--no-memory]

Without FOLDER, on the bench's own photos; with one, on the photographs in it: of each size that is wanted the nearest. Each
round runs every engine once on a job, in turn, so that whatever else the machine does hits all alike. Prints medians in ms of
a core (the process's CPU time, all its threads) from bytes in memory to bytes in memory, each peer's time over ours (above 1:
ours is faster) with its quartiles, and the peak memory of a process that does the job once, above that of the idle process
and the file. The first run builds EngineProbe.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import photographs
import probe
from peers import libraries
from spread import ratios, spread

STAGES = ("decode", "resample", "encode")


def sources(folder=None):
    """By name, the path and the longest side of each source."""
    made = {
        "12 MP baseline": (12, "baseline"), "50 MP baseline": (50, "baseline"), "12 MP progressive": (12, "progressive"),
        "12 MP PNG": (12, "rgb"), "12 MP RGBA PNG": (12, "rgba"),
    }
    if folder is None:
        return {name: (photographs.photograph(*what), max(photographs.SIZES[what[0]])) for name, what in made.items()}
    from PIL import Image

    found = {}
    for name, (megapixels, kind) in made.items():
        path = nearest(folder, megapixels, kind)
        if path is None and kind in ("rgb", "rgba") and (base := nearest(folder, megapixels, "baseline")):
            path = photographs.FOLDER / f"{base.stem}-{kind}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(photographs.encode(Image.open(base).convert("RGB"), kind))
        if path is not None:
            with Image.open(path) as image:
                found[name] = (path, max(image.size))
    return found


def nearest(folder, megapixels, kind):
    """The photograph whose size comes nearest, within a sixth; None when there is none."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    chosen = None
    for path in sorted(folder.rglob("*.jpg")):
        try:
            with Image.open(path) as image:
                is_kind = ("progressive" if image.info.get("progressive") else "baseline") == kind
                off = abs(image.width * image.height / 1e6 - megapixels)
                if image.format == "JPEG" and image.mode == "RGB" and is_kind and off <= megapixels / 6:
                    chosen = min(chosen or (off, path), (off, path))
        except OSError:
            continue
    return chosen and chosen[1]


def jobs(found):
    for name, (path, longest) in found.items():
        if "PNG" in name:
            yield f"{name} → 150", path, {"width": 150, "format": "png", "longest": longest}
            continue
        for width in (150, 800) if "progressive" in name else (150, 800, 1600):
            yield f"{name} → 150".replace("150", str(width)), path, {
                "width": width, "format": "jpeg", "quality": 80, "longest": longest,
            }
        if "baseline" in name:
            yield f"{name}, q50", path, {"format": "jpeg", "quality": 50, "longest": longest}


def measure(found, rounds, say, only=None, memory=True, each=lambda name, result: None):
    """By job: lists of milliseconds by engine, medians of our stages, MiB at the peak."""
    results = {}
    allowed = os.sched_getaffinity(0)
    # One core, for the probe that is started from here as well.
    os.sched_setaffinity(0, {max(allowed)})
    try:
        with probe.Engine() as engine:
            for name, path, job in jobs(found):
                if only and not any(part in name for part in only):
                    continue
                results[name] = one(path, job, engine, rounds)
                if memory:
                    results[name]["peak"] = {who: peak(who, path, job) for who in ("ours", *libraries.NAMES)}
                each(name, results[name])
                say(f"engine: {name}")
    finally:
        os.sched_setaffinity(0, allowed)
    return results


def one(path, job, engine, rounds):
    data = path.read_bytes()
    times, stages = {who: [] for who in ("ours", *libraries.NAMES)}, {stage: [] for stage in STAGES}
    for number in range(rounds + 1):
        answer = engine.run(path, job)
        spent = {"ours": answer["milliseconds"]}
        for who in libraries.NAMES:
            start = time.process_time()
            libraries.ENGINES[who](data, job)
            spent[who] = 1000 * (time.process_time() - start)
        if number == 0:  # The first round warms caches up.
            continue
        for stage in STAGES:
            stages[stage].append(answer[stage])
        for who, value in spent.items():
            times[who].append(value)
    return {"times": times, "stages": {stage: spread(values).median for stage, values in stages.items()}}


def peak(who, path, job):
    """MiB above the idle process and the file."""
    size = Path(path).stat().st_size
    if who == "ours":
        with probe.Engine() as engine:
            idle = engine.idle()
            most = engine.run(path, job)["peak"]
    else:
        # A small job first, so that the peer's libraries count as idle.
        code = (
            "import io, json, pathlib; from PIL import Image; from peers import libraries\n"
            "high = lambda: int(next(x for x in open('/proc/self/status') if x.startswith('VmHWM')).split()[1])\n"
            f"job = json.loads({json.dumps(job)!r}); work = libraries.ENGINES[{who!r}]\n"
            "small = io.BytesIO(); Image.new('RGB', (64, 64)).save(small, job['format'])\n"
            "work(small.getvalue(), job | {'longest': 64}); idle = high()\n"
            f"work(pathlib.Path({str(path)!r}).read_bytes(), job); print(idle * 1024, high() * 1024)"
        )
        run = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent,
        )
        idle, most = map(int, run.stdout.split())
    return max(0, most - idle - size) / 2**20


def line(name, result):
    """A job as text."""
    times = result["times"]
    text = f"{name:<28}{spread(times['ours']).median:>8.1f}"
    text += f"{'/'.join(f'{value:.0f}' for value in result['stages'].values()):>16}"
    for who in libraries.NAMES:
        text += f"{spread(times[who]).median:>9.1f} {ratios(times[who], times['ours']):.2f}"
    if "peak" in result:
        text += "   " + "/".join(f"{value:.0f}" for value in result["peak"].values())
    return text


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--job", action="append", help="only jobs whose name holds this")
    parser.add_argument("--no-memory", action="store_true")
    options = parser.parse_args()
    probe.build(lambda text: print(text, file=sys.stderr))
    print(f"one core of {os.cpu_count()}, {options.rounds} rounds; CPU ms, and each peer's time over ours (quartiles); peak MiB")
    print(f"{'':<28}{'ours':>8}{'d/r/e':>16}" + "".join(f"{who:>26}" for who in libraries.NAMES) + "   ours/" + "/".join(libraries.NAMES))
    measure(
        sources(options.folder), options.rounds, lambda text: None, options.job, not options.no_memory,
        lambda name, result: print(line(name, result), flush=True),
    )


if __name__ == "__main__":
    main()
