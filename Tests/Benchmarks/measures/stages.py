"""Where the time of one image goes: by stage of the pipeline, from the counters in the binary's log lines, and by kind of work
in the engine, by sampling."""

import bisect
import json
import re
import subprocess
import tempfile
from pathlib import Path

import events
import photographs
import probe
from measures import growth
from measures.running import running
from peers import contestants
from servers import tls
from servers.aws import REGION

STAGES = ("row", "check", "download", "decode", "resample", "encode", "upload", "announce")
JOBS = {
    "thumbnail, 200 px": [growth.THUMBNAIL],
    "1600 px": [growth.LARGE],
    "full size, q50": [growth.FULL],
    "four renditions": [
        {"name": f"w{width}", "resize": {"width": width}, "format": "jpeg", "key": "{path}{stem}-{rendition}.{ext}"}
        for width in growth.WIDTHS[:4]
    ],
}


def by_stage(aws, rounds, say, megapixels=12):
    """By job: median milliseconds of each stage on the clock, with all of a region's latencies; `rest` is what no stage counts,
    such as JSON, signatures and the runtime loop."""
    aws.photo, aws.latency = photographs.photograph(megapixels).read_bytes(), REGION
    results = {}
    for name, renditions in JOBS.items():
        with tempfile.TemporaryFile() as log:
            with running(
                contestants.MINILAB, aws, log, RECIPE=growth.recipe(*renditions),
                TOPIC_ARN="arn:aws:sns:eu-central-1:123456789012:images", **tls.variables(),
            ) as function:
                clock = [1000 * function.invoke(events.created(len(aws.photo)))[0] for _ in range(rounds + 1)][1:]
            log.seek(0)
            lines = [json.loads(line) for line in log.read().splitlines()]
        results[name] = summary([line for line in lines if line.get("message") == "Image"][1:], clock)
    aws.latency = {}
    say(f"stages of {len(JOBS)} jobs")
    return results


def summary(lines, clock):
    def middle(values):
        return sorted(values)[len(values) // 2]

    found = {stage: middle([line.get(f"{stage}Ms", 0) for line in lines]) for stage in STAGES}
    found["rest"] = max(middle(clock) - sum(found.values()), 0)
    return found


# In this order: the first that matches a function's symbol, or the library it is in, has it.
KINDS = [
    ("inverse DCT", r"idct"),
    ("requantizing", r"recod|recompress"),
    ("encoding", r"(jpeg|png)_(encoder|filter)|whole_picture|smallest_form|palette|JPEGEncoder|PNGEncoder"),
    ("unfiltering", r"unfilter|paeth|fast_png"),
    ("inflating", r"libdeflate|libz|inflate"),
    ("entropy decoding", r"ic_fast|fast_jpeg|huffman|decode_mcus|window|(baseline|progressive)\.c|JPEGMarkerParser|next_marker"),
    ("placeholder", r"CellColumns|Placeholder|ThumbHash|Channel|dominantColor"),
    ("resampling", r"resampl|Resampl|ic_axis|PlaneLane|PlanarPath|RowQueue|PixelRows|pixel_rows|orient|weights\.c"),
    # Static in the product; here a library whose functions cannot be told apart.
    ("libjpeg", r"libjpeg|ic_jpeg|jpeg_decoder"),
    ("moving memory", r"libc\.so|memcpy|memset|swift_(retain|release|alloc)|append|ContiguousArray"),
]
REST = "the rest"


def by_work(engine_jobs, seconds, say):
    """By job: the part of each kind of work in the engine, and the number of samples."""
    symbols = Symbols(probe.BINARY)
    results = {}
    for name, path, job in engine_jobs:
        with tempfile.TemporaryDirectory() as folder, probe.Engine() as engine:
            file = Path(folder) / "samples"
            spent = engine.run(path, job)["milliseconds"]
            for _ in range(max(round(1000 * seconds / spent), 2)):
                engine.run(path, job, samples=file)
            regions = code_regions(engine.process.pid)
            results[name] = kinds(symbols, regions, [int(line, 16) for line in file.read_text().split()])
    say(f"sampled {len(results)} jobs")
    return results


def code_regions(pid):
    """Where the files of a process lie in its memory: first address, end, offset in the file, path."""
    regions = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        fields = line.split()
        if "x" in fields[1] and len(fields) > 5:
            low, high = (int(part, 16) for part in fields[0].split("-"))
            regions.append((low, high, int(fields[2], 16), fields[5]))
    return regions


def kinds(symbols, regions, addresses):
    counts = {}
    for address in addresses:
        name = "?"
        for low, high, offset, file in regions:
            if low <= address < high:
                own = Path(file).name == probe.BINARY.name
                name = symbols.at(address - low + offset) if own else Path(file).name
        kind = next((kind for kind, pattern in KINDS if re.search(pattern, name)), REST)
        counts[kind] = counts.get(kind, 0) + 1
    return {"samples": len(addresses), "parts": {kind: count / max(len(addresses), 1) for kind, count in counts.items()}}


class Symbols:
    """The functions of an executable by their offset in its file; static ones of C with the name of their source before them."""

    def __init__(self, binary):
        table = subprocess.run(["readelf", "-sW", binary], capture_output=True, text=True, check=True).stdout
        headers = subprocess.run(["readelf", "-lW", binary], capture_output=True, text=True, check=True).stdout
        code = next(line.split() for line in headers.splitlines() if "LOAD" in line and " E " in line)
        shift = int(code[2], 16) - int(code[1], 16)
        found, source = [], ""
        for fields in map(str.split, table.splitlines()):
            if len(fields) < 8 or fields[3] not in ("FILE", "FUNC"):
                continue
            if fields[3] == "FILE":
                source = fields[7]
            elif fields[6] != "UND":
                found.append((int(fields[1], 16) - shift, f"{source}:{fields[7]}" if fields[4] == "LOCAL" else fields[7]))
        found.sort()
        self.starts, self.names = [start for start, _ in found], [name for _, name in found]

    def at(self, offset):
        index = bisect.bisect_right(self.starts, offset) - 1
        return self.names[index] if index >= 0 else "?"
