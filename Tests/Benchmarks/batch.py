"""make bench-batch: images per second of one process, ten to a batch and one at a time, when S3 takes 30 ms to answer.

What a batch gains is that one image's network time is another's CPU time; how much depends on the photo, so a small
one and one of 12 megapixels are measured. LATENCY=… gives another number of milliseconds.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "Tests" / "Chaos"), str(Path(__file__).parent)]

from bench import BOOTSTRAP, the_photo  # noqa: E402
from faultproxy import FaultProxy  # noqa: E402
from servers import AWS, RuntimeAPI  # noqa: E402
from stack import smoke  # noqa: E402

BATCH = 10
ROUNDS = 7


def main():
    latency = float(os.environ.get("LATENCY") or 30) / 1000
    print(f"{os.cpu_count()} cores; S3 answers {latency * 1000:.0f} ms late; medians of {ROUNDS} batches of {BATCH}")
    name, large = the_photo()
    for title, photo in ((smoke.photograph().name, smoke.photograph().read_bytes()), (name, large)):
        with FaultProxy(f"http://{AWS(photo).address}", latency=latency) as proxy:
            single, batch = measure(proxy.address)
        print(
            f"{title} ({len(photo) / 1e6:.2f} MB): one at a time {BATCH / single:.1f} images/s, "
            f"a batch of {BATCH} {BATCH / batch:.1f} images/s: {single / batch:.2f} times as many"
        )


def measure(endpoint):
    """Seconds that ten images take in ten events, and in one."""
    api = RuntimeAPI()
    environment = {
        "PATH": os.environ["PATH"], "_HANDLER": "process", "AWS_LAMBDA_RUNTIME_API": api.address,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769", "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret", "AWS_ENDPOINT_URL": endpoint, "DESTINATION_BUCKET": "thumbnails",
        "TABLE_NAME": "images", "ENVIRONMENT": "bench",
    }
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", BOOTSTRAP], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        messages = [message(number) for number in range(BATCH)]
        invoke(api, messages)
        singles, batches = [], []
        for _ in range(ROUNDS):
            singles.append(sum(invoke(api, [each]) for each in messages))
            batches.append(invoke(api, messages))
        return statistics.median(singles), statistics.median(batches)
    finally:
        process.kill()
        process.wait()
        api.server.shutdown()


def invoke(api, messages):
    seconds, answer = api.invoke({"Records": messages})
    if answer["batchItemFailures"]:
        raise RuntimeError(f"images failed: {answer}")
    return seconds


def message(number):
    """A message about one photo of its own."""
    text = (ROOT / "Tests" / "Events" / "sqs-s3.json").read_text().replace("source-bucket", "photos")
    record = json.loads(text.replace("photo.jpg", f"photo-{number}.jpg"))["Records"][0]
    return record | {"messageId": f"message-{number}"}


if __name__ == "__main__":
    main()
