"""What an image costs on AWS: list prices, and the arithmetic from what was used to dollars.

No clock, no network. Every command that names a cost, and every table of costs, gets it here.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text())

TRIGGERS = ("direct", "queue", "eventbridge")
# What one image writes into the log, as make cost measures it.
LOG_BYTES = 1_300


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


def developing(count, memory, milliseconds, architecture, renditions=1, trigger="direct"):
    """Dollars of developing `count` images whose invocations are billed so many milliseconds, by service.

    An image is one download, a read and a write of its row, a message and a line of log, and a PUT for each rendition.
    """
    usage = Usage(
        billed=milliseconds, memory=memory, architecture=architecture, s3_reads=1, s3_writes=renditions, read_units=1, write_units=1,
        publishes=1, log_bytes=LOG_BYTES,
    )
    return {service: count * each for service, each in dollars(usage, trigger).items()}


def bill(parts, note=""):
    """A bill as a person reads it: dollars by what they are for, and together."""
    lines = [*parts.items(), ("together", sum(parts.values()))]
    width = max(len(name) for name, _ in lines)
    return "\n".join([*(f"  {name:<{width}}  {cost:>10.2f} USD" for name, cost in lines),
                      f"  List prices of {PRICES['region']}, without free tiers{note}."])


def idle(alarms, metrics, dashboards, prices=PRICES):
    """Dollars a month that a stack costs without a single image, by what they are for. Stored data comes on top."""
    rates = prices["cloudwatch"]
    return {
        "alarms": alarms * rates["alarmMonth"],
        "dashboard": dashboards * rates["dashboardMonth"],
        # A metric is billed by the hours in which it has values: these only while images come.
        "metrics": metrics * rates["metricMonth"],
    }
