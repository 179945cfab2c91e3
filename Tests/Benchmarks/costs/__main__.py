"""make cost: dollars of 1,000 and of a million images by preset, from measured billed time and list prices.

PHOTO=… for a photo of yours, MEMORY=… and ARCHITECTURE=… as the template's parameters, STARTS=… for the percentage of
invocations that begin a new execution environment. VOLUME=… for the bill of a month with so many images (PRESET=…). README=yes writes the tables into ../README.md. Beside it, the same of a function of boto3 and Pillow.
"""

import os
import sys
from pathlib import Path

from costs.measure import minilab, pillow
from photographs import the_photo
from servers.aws import REGION
from servers.billing import BillingAWS
from stack.bill import PRICES, TRIGGERS, Usage, bill, dollars, idle

ROOT = Path(__file__).resolve().parents[3]

PRESETS = ("thumbnail", "compress", "resize", "profile-photo", "copy")
ROUNDS, WARM, BATCH = 3, 9, 10
# Those that the function emits (EMF), of one environment.
METRICS = 13
# Five pollers wait up to 20 seconds for a message each.
POLLS_A_MONTH = 5 * 3 * 60 * 24 * 30


BEGIN, END = "<!-- cost: make cost README=yes -->", "<!-- end of cost -->"
told = []


def tell(text):
    print(text, flush=True)
    told.append(text)


def main():
    memory = int(os.environ.get("MEMORY") or 1769)
    architecture = os.environ.get("ARCHITECTURE") or "x86_64"
    starts = float(os.environ.get("STARTS") or 1) / 100
    photo = the_photo().read_bytes()
    if volume := os.environ.get("VOLUME"):
        return monthly(volume, photo, memory, architecture, starts)
    tell(
        f"{the_photo().name}, {len(photo) / 1e6:.2f} MB; {memory} MB of memory, {architecture}; {100 * starts:g} % cold starts; "
        f"{', '.join(f'{service} answers after {1000 * late:.0f} ms' for service, late in REGION.items())}; list prices of "
        f"{PRICES['region']}, {PRICES['date']}\n"
    )
    tell("| preset | billed | start | 1,000 images | a million | boto3 + Pillow: billed | start | 1,000 | a million |")
    tell("|---|---|---|---|---|---|---|---|---|")
    aws, used = BillingAWS(photo), {}
    for preset in PRESETS:
        cells = []
        for make in (minilab, pillow):
            usage = make(preset).usage(aws, memory, architecture, starts, ROUNDS, WARM)
            used[make, preset] = usage
            image = sum(dollars(usage).values())
            cells.append(f"{usage.billed:.0f} ms | {usage.start:.0f} ms | ${1000 * image:.4f} | ${1e6 * image:.2f}")
        tell(f"| `{preset}` | {' | '.join(cells)} |")
    ours, theirs = ((used[make, PRESETS[0]], make(PRESETS[0]).usage(
        aws, memory, architecture, starts, ROUNDS, WARM, batch=BATCH)) for make in (minilab, pillow))
    parts({
        "Minilab": (ours[0], "direct"), f"Minilab, {BATCH} to a batch": (ours[1], "queue"),
        "boto3 + Pillow": (theirs[0], "direct"), f"boto3 + Pillow, {BATCH} to a batch": (theirs[1], "queue"),
    })
    triggers(used[minilab, PRESETS[0]])
    idly()
    if os.environ.get("README") == "yes":
        write()


def monthly(volume, photo, memory, architecture, starts):
    """The bill of a month with so many images of PRESET, by what they come through."""
    count, preset = int(volume.replace(",", "")), os.environ.get("PRESET") or PRESETS[0]
    aws = BillingAWS(photo)
    direct = minilab(preset).usage(aws, memory, architecture, starts, ROUNDS, WARM)
    queued = minilab(preset).usage(aws, memory, architecture, starts, ROUNDS, WARM, batch=BATCH)
    standing = idle(alarms_of_the_template(), METRICS, 1)
    for usage, trigger, more in ((direct, "direct", 0), (queued, "queue", POLLS_A_MONTH * PRICES["sqs"]["request"])):
        parts = {service: count * each for service, each in dollars(usage, trigger).items()}
        parts["trigger"] += more
        print(f"\n{count:,} images a month, {preset}, trigger {trigger}{f', {BATCH} to a batch' if trigger == 'queue' else ''}:")
        print(bill({**parts, **standing}, " and taxes"))
    size = count * len(photo) / 1e9
    print(f"\nPhotos like {the_photo().name} are {size:,.0f} GB a month: each month of them that is kept adds "
          f"${size * PRICES['s3']['gigabyteMonth']:,.2f} to every month after it, and old versions as long as OldVersionDays says.")


def write():
    """Puts what was told into the README of the benchmarks, between its markers."""
    file = ROOT / "Tests" / "Benchmarks" / "README.md"
    head, found, rest = file.read_text().partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if not found or not ended:
        sys.exit(f"{file} has no {BEGIN} and {END}")
    file.write_text("\n".join([head + BEGIN, *told, END + tail]))


def parts(bills):
    """Where the dollars of the first preset go."""
    names = list(dollars(Usage(billed=0, memory=0)))
    tell(f"\nA million `{PRESETS[0]}`s by service:\n\n| | {' | '.join(names)} | together |\n|---|{'---|' * len(names)}---|")
    for title, (usage, trigger) in bills.items():
        parts = [1e6 * each for each in dollars(usage, trigger).values()]
        tell(f"| {title} | {' | '.join(f'${each:.2f}' for each in parts)} | ${sum(parts):.2f} |")


def triggers(usage):
    texts = [f"{trigger} ${1e6 * dollars(usage, trigger)['trigger']:.2f}" for trigger in TRIGGERS]
    tell(f"\nThe trigger adds to a million: {', '.join(texts)}.")


def alarms_of_the_template():
    text = (ROOT / "template.yaml").read_text()
    return text.count("Type: AWS::CloudWatch::Alarm") - text.count("Condition: HasQueueAlarms")


def idly():
    """What the template's defaults cost while nothing happens, counted in the template."""
    alarms = alarms_of_the_template()
    found = idle(alarms, 0, 1)
    polls = POLLS_A_MONTH * PRICES["sqs"]["request"]
    tell(
        f"\nIdle, a month: {alarms} alarms ${found['alarms']:.2f}, dashboard ${found['dashboard']:.2f} (an account's first "
        f"three are free); with the trigger queue one alarm more and Lambda's polling, ${polls:.2f}. While images come, the "
        f"metrics: up to ${idle(0, METRICS, 0)['metrics']:.2f}. What is kept: S3 ${PRICES['s3']['gigabyteMonth']}/GB, the table "
        f"${PRICES['dynamodb']['gigabyteMonth']}/GB and its point-in-time recovery "
        f"${PRICES['dynamodb']['recoveryGigabyteMonth']:.2f}/GB, log lines ${PRICES['cloudwatch']['logGigabyteMonth']}/GB."
    )


if __name__ == "__main__":
    main()
