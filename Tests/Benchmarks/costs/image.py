"""Dollars of what a function used. No clock, no network: usage and prices in, dollars out."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text())

TRIGGERS = ("direct", "queue", "eventbridge")


@dataclass(frozen=True)
class Usage:
    """What one invocation for one image used. Counts may be fractions: averages over many.

    `billed` is milliseconds as Lambda bills them (`billed_milliseconds`), `starts` the part of invocations that begin
    a new execution environment, `start` the billed milliseconds of such an init phase. `images` is how many images
    share the invocation.
    """

    billed: float
    memory: int
    architecture: str = "x86_64"
    start: float = 0
    starts: float = 0
    images: float = 1
    s3_reads: float = 0
    s3_writes: float = 0
    read_units: float = 0
    write_units: float = 0
    publishes: float = 0
    log_bytes: float = 0


def billed_milliseconds(seconds):
    """Lambda rounds every phase up to the next millisecond."""
    return math.ceil(round(seconds * 1000, 6))


def write_units(item_bytes):
    """Write request units of one DynamoDB write: one a kilobyte begun."""
    return max(1, math.ceil(item_bytes / 1024))


def read_units(item_bytes, consistent=True):
    """Read request units of one DynamoDB read: one for each 4 KB begun, half of it if it may be stale."""
    return max(1, math.ceil(item_bytes / 4096)) * (1 if consistent else 0.5)


def dollars(usage, trigger="direct", prices=PRICES):
    """Dollars of one image by service. Their sum is what the image costs; storage is not in it.

    Of a queue, S3's message, and the receipt and deletion that the images of an invocation share, are counted; polls
    that find nothing are not.
    """
    seconds = (usage.billed + usage.start * usage.starts) / 1000
    compute = seconds * usage.memory / 1024 * prices["lambda"]["gigabyteSecond"][usage.architecture]
    return {
        "Lambda": (compute + prices["lambda"]["request"]) / usage.images,
        "S3": usage.s3_reads * prices["s3"]["read"] + usage.s3_writes * prices["s3"]["write"],
        "DynamoDB": usage.read_units * prices["dynamodb"]["readUnit"]
        + usage.write_units * prices["dynamodb"]["writeUnit"],
        "SNS": usage.publishes * prices["sns"]["publish"],
        "logs": usage.log_bytes / 1e9 * prices["cloudwatch"]["logGigabyte"],
        "trigger": {
            "direct": 0,
            "queue": prices["sqs"]["request"] * (1 + 2 / usage.images),
            "eventbridge": prices["eventbridge"]["event"],
        }[trigger],
    }


def idle(alarms, metrics, dashboards, prices=PRICES):
    """Dollars a month that a stack costs without a single image, by what they are for. Stored data comes on top."""
    rates = prices["cloudwatch"]
    return {
        "alarms": alarms * rates["alarmMonth"],
        "dashboard": dashboards * rates["dashboardMonth"],
        # A metric is billed by the hours in which it has values: these only while images come.
        "metrics": metrics * rates["metricMonth"],
    }
