"""make bench: what the binary weighs, how fast it starts, and how long and how much memory a photo takes, beside a
function of boto3 and Pillow under AWS's own Python runtime client, on the same machine and servers.

PHOTO=… names the photo; without it, one of 12 megapixels is made of the demo's.
"""

import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(Path(__file__).parent)]

from servers import AWS, RuntimeAPI  # noqa: E402
from stack import smoke  # noqa: E402

BOOTSTRAP = ROOT / ".build" / "lambda" / "bootstrap"
ROUNDS = 30
WARM = 20
STEADY_PHOTOS, STEADY_EVENTS = 100, 10_000


def main():
    name, photo = the_photo()
    with Image.open(io.BytesIO(photo)) as image:
        width, height = image.size
    print(f"machine: {os.cpu_count()} cores, {os.uname().machine}; medians of {ROUNDS} starts and {WARM} warm events")
    zipped = (ROOT / ".build" / "minilab.zip").stat().st_size
    print(f"binary: {BOOTSTRAP.stat().st_size / 1e6:.1f} MB, zip {zipped / 1e6:.1f} MB")
    print(f"photo: {name}, {width} × {height}, {len(photo) / 1e6:.2f} MB")
    aws = AWS(photo)
    event = json.loads((ROOT / "Tests/Events/s3-created.json").read_text().replace("source-bucket", "photos"))
    record = event["Records"][0]["s3"]["object"]
    record["size"] = len(photo)
    # Each event is a newer one, so that nobody may take it for a duplicate.
    peer = [sys.executable, "-m", "awslambdaric", "pillow_function.handler"]
    print(f"{'':<10}{'to first /next':>18}{'memory there':>16}{'first photo':>15}{'next photos':>15}{'peak memory':>15}")
    for title, command, handler in (("minilab", [BOOTSTRAP], "process"), ("pillow", peer, "pillow_function.handler")):
        starts, idle = [], []
        for _ in range(ROUNDS):
            started, memory, _, _ = run(command, handler, aws, [])
            starts.append(started)
            idle.append(memory)
        events = []
        for number in range(WARM + 1):
            record["sequencer"] = f"{0x0055AED6DCD90281 + number:016X}"
            events.append(json.loads(json.dumps(event)))
        _, _, times, peak = run(command, handler, aws, events)
        print(
            f"{title:<10}{1000 * statistics.median(starts):>15.1f} ms{statistics.median(idle):>12.1f} MiB"
            f"{1000 * times[0]:>12.1f} ms{1000 * statistics.median(times[1:]):>12.1f} ms{peak:>11.1f} MiB"
        )
        with Image.open(io.BytesIO(aws.stored)) as thumbnail:
            thumbnail.load()
            assert max(thumbnail.size) == 200, thumbnail.size


    steady(aws, event)


def steady(aws, event):
    """What does not show in one event: connections that are not kept, memory that grows, the runtime loop's own time."""
    record = event["Records"][0]["s3"]["object"]
    events = []
    for number in range(STEADY_PHOTOS):
        record["sequencer"] = f"{0x0065AED6DCD90281 + number:016X}"
        events.append(json.loads(json.dumps(event)))
    before = aws.connections
    run([BOOTSTRAP], "process", aws, events)
    print(f"connections to AWS over {STEADY_PHOTOS} photos: {aws.connections - before}")
    empty = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "photos"}
    with function([BOOTSTRAP], "process", aws) as (api, process):
        api.first_asked.wait(30)
        for _ in range(1000):
            api.invoke(empty)
        settled = resident(process.pid, "VmRSS")
        times = [api.invoke(empty)[0] for _ in range(STEADY_EVENTS)]
        grown = resident(process.pid, "VmRSS") - settled
    print(
        f"an event with nothing to do: {1e6 * statistics.median(times):.0f} µs, the server's own time included; "
        f"memory after {STEADY_EVENTS} of them: {grown:+.2f} MiB"
    )


def the_photo():
    if path := os.environ.get("PHOTO"):
        return Path(path).name, Path(path).read_bytes()
    out = io.BytesIO()
    with Image.open(smoke.photograph()) as image:
        image.resize((3200, 3750), Image.Resampling.LANCZOS).save(out, "JPEG", quality=92)
    return f"{smoke.photograph().name}, enlarged", out.getvalue()


@contextlib.contextmanager
def function(command, handler, aws):
    """A function under a Runtime API of its own, for as long as the block lasts."""
    api = RuntimeAPI()
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parent), "_HANDLER": handler,
        "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "LAMBDA_TASK_ROOT": str(Path(__file__).parent), "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL": f"http://{aws.address}", "DESTINATION_BUCKET": "thumbnails", "TABLE_NAME": "images",
        "ENVIRONMENT": "bench",
    }
    api.began_at = time.monotonic()
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *command], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        yield api, process
    finally:
        process.kill()
        process.wait()
        api.server.shutdown()


def run(command, handler, aws, events):
    """Seconds to the first /next, MiB resident then, seconds of each event, MiB at the peak."""
    with function(command, handler, aws) as (api, process):
        if not api.first_asked.wait(30):
            raise RuntimeError(f"{command[0]} never asked for an event")
        first = api.asked_at - api.began_at
        idle = resident(process.pid, "VmRSS")
        times = [api.invoke(event)[0] for event in events]
        return first, idle, times, resident(process.pid, "VmHWM")


def resident(pid, field):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0


if __name__ == "__main__":
    main()
