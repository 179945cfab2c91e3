"""make bench: everything that is claimed of speed, memory, size, scale and cost, measured in one run beside the peers.

Leaves .build/bench/report.html, a page by itself, and .build/bench/results.json, every single measurement.
QUICK=yes measures less often, a full run takes some ten minutes. ONLY=start,warm,… measures some parts again and keeps the rest of the
last run. PHOTOS=… names a folder of photographs for the engine's part. README=yes writes the tables into README.md here.
"""

import datetime
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What things cost is known there.
sys.path.append(str(ROOT / "scripts"))

import engine  # noqa: E402
import photographs  # noqa: E402
import probe  # noqa: E402
from costs import measure as billing  # noqa: E402
from measures import growth, stages, starts, steady, throughput, warm  # noqa: E402
from peers import contestants, libraries  # noqa: E402
from report import figures, page  # noqa: E402
from servers import tls  # noqa: E402
from servers.aws import AWS  # noqa: E402
from servers.billing import BillingAWS  # noqa: E402

BUILT = ROOT / ".build" / "bench"
SIZES = (1, 5, 12, 24, 50)


class Bench:
    """One run: how often is measured, and what was found."""

    def __init__(self, quick, folder):
        self.quick, self.folder = quick, folder
        self.began = time.monotonic()
        self.aws = AWS(photographs.photograph(12).read_bytes(), tls.context())

    def say(self, text):
        print(f"bench: {time.monotonic() - self.began:4.0f} s  {text}", file=sys.stderr, flush=True)

    def often(self, count):
        return max(count // 4, 3) if self.quick else count

    def size(self):
        return {each.name: contestants.sizes(each) for each in contestants.ALL}

    def start(self):
        self.aws.photo = photographs.photograph(12).read_bytes()
        return starts.measure(self.aws, self.often(20), self.often(8), self.say)

    def warm(self):
        return warm.measure(self.aws, SIZES, self.often(20), self.say)

    def tail(self):
        return warm.tail(self.aws, 12, self.often(150), self.say)

    def batch(self):
        return throughput.by_batch(self.aws, (1, 2, 4, 6, 8, 10), self.often(5), self.say)

    def environments(self):
        return throughput.by_environments(self.aws, (1, 2, 3, 4, 6, 8), 1.5 if self.quick else 3, self.say)

    def pixels(self):
        return growth.with_pixels(self.aws, (*SIZES, 100, 200), self.often(5), self.say)

    def renditions(self):
        return growth.with_renditions(self.aws, range(1, 9), self.often(7), self.say)

    def stages(self):
        return stages.by_stage(self.aws, self.often(15), self.say)

    def steady(self):
        self.aws.photo = photographs.photograph(1).read_bytes()
        return steady.measure(self.aws, 100, self.often(8000), self.say)

    def engine(self):
        found = engine.sources(self.folder)
        return engine.measure(found, self.often(9), self.say)

    def work(self):
        chosen = [job for job in engine.jobs(engine.sources(self.folder))]
        return stages.by_work(chosen, 0.3 if self.quick else 0.8, self.say)

    def bill(self):
        aws = BillingAWS(photographs.photograph(12).read_bytes())
        pillow = billing.pillow("thumbnail", contestants.PILLOW.command, contestants.PILLOW.environment())
        rounds = (1, 4) if self.quick else (2, 9)
        found = {}
        for name, function in (("minilab", billing.minilab("thumbnail")), ("pillow", pillow)):
            for batch in (None, 10):
                usage = function.usage(aws, 1769, "x86_64", 0.01, *rounds, batch=batch)
                found[f"{name} {batch or 1}"] = vars(usage)
        self.say("what AWS would bill")
        return found


# In the order in which they are run: what needs a quiet machine most comes first.
PARTS = (
    "size", "start", "warm", "tail", "engine", "batch", "environments", "pixels", "renditions", "stages", "work", "steady",
    "bill",
)


def busy_cores(seconds=2):
    """How many cores others keep busy while this waits. The load average would still tell of what was built just before."""
    def counted():
        user, nice, system, idle, waiting, *rest = map(int, Path("/proc/stat").read_text().splitlines()[0].split()[1:])
        return user + nice + system + sum(rest), idle + waiting

    (busy, idle), _, (busy_after, idle_after) = counted(), time.sleep(seconds), counted()
    share = (busy_after - busy) / max(busy_after - busy + idle_after - idle, 1)
    return round(share * os.cpu_count(), 2)


def machine():
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return {
        "date": datetime.date.today().isoformat(), "cpu": model, "cores": os.cpu_count(), "kernel": platform.release(),
        "python": platform.python_version(), "commit": commit, "peers": libraries.versions(),
        "busy before": busy_cores(),
        "boto3": contestants.MANAGED[0].split("==")[1], "runtime client": contestants.MANAGED[1].split("==")[1],
    }


def main():
    quick, folder = os.environ.get("QUICK") == "yes", os.environ.get("PHOTOS")
    only = [part for part in os.environ.get("ONLY", "").split(",") if part] or PARTS
    if unknown := set(only) - set(PARTS):
        sys.exit(f"bench: no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    BUILT.mkdir(parents=True, exist_ok=True)
    file = BUILT / "results.json"
    results = json.loads(file.read_text()) if only is not PARTS and file.exists() else {}
    if missing := [part for part in PARTS if part not in only and part not in results]:
        sys.exit(f"bench: the last run has no {', '.join(missing)} to keep: run make bench without ONLY first")
    # What is made once and kept is not a part of the run: the first one takes minutes longer.
    contestants.prepare(lambda text: print(f"bench: {text}", file=sys.stderr, flush=True))
    if {"engine", "work"} & set(only):
        probe.build(lambda text: print(f"bench: {text}", file=sys.stderr, flush=True))
    for megapixels in photographs.SIZES:
        photographs.photograph(megapixels)
    results["machine"] = machine() | {"quick": quick, "photos": folder and Path(folder).name}
    bench = Bench(quick, folder and Path(folder))
    for part in PARTS:
        if part in only:
            # Through JSON, so that a page of an old run and of this one are made of the same.
            results[part] = json.loads(json.dumps(getattr(bench, part)()))
            file.write_text(json.dumps(results))
    results["machine"]["minutes"] = round((time.monotonic() - bench.began) / 60, 1)
    file.write_text(json.dumps(results))
    report = BUILT / "report.html"
    report.write_text(page.page(results))
    print(figures.tables(results))
    if os.environ.get("README") == "yes":
        figures.write(Path(__file__).with_name("README.md"), results)
    bench.say(f"wrote {report.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
