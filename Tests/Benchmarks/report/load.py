"""What a load needs of Lambda and the services, against their quotas: arithmetic on measured figures, no clock, no network.

Concurrency is Little's law: arrivals a second, times the seconds that each takes.
"""

import math
from dataclasses import dataclass, replace

from stack.bill import dollars
from report import quotas

# The template's own limit on what the queue feeds at a time.
TEMPLATE_CONCURRENCY = 10
BATCH = 10


@dataclass(frozen=True)
class Load:
    name: str
    images_a_day: float
    # The busiest second over the average one: people upload in the evening, and machines in bursts.
    peak: float = 1

    @property
    def busiest(self):
        return self.images_a_day / 86_400 * self.peak


LOADS = [
    Load("1,000 a day, within a minute", 1000, 1440),
    Load("1 million a day, evenings 10×", 1e6, 10),
    Load("1,000 a second, always", 86_400_000),
]


def needs(usage, rate):
    """What `rate` images a second need, as (quota, amount): of an image's `usage` by itself, or its share of a batch."""
    found = [
        (quotas.CONCURRENCY, rate / usage.images * usage.billed / 1000), (quotas.INVOCATIONS, rate / usage.images),
        (quotas.S3_WRITES, rate * usage.s3_writes), (quotas.S3_READS, rate * usage.s3_reads),
        (quotas.TABLE_WRITES, rate * usage.write_units), (quotas.TABLE_READS, rate * usage.read_units),
    ]
    return found + [(quota, rate * usage.publishes) for quota in quotas.SNS]


def first_limits(usage, rate):
    """The needs with the part of its quota that each takes, the fullest first."""
    return sorted(((need / quota.limit, quota, need) for quota, need in needs(usage, rate)), key=lambda each: -each[0])


def most(usage, quota):
    """Images a second at which a quota is used up."""
    (need,) = [amount for each, amount in needs(usage, 1) if each == quota]
    return quota.limit / need if need else math.inf


def costs(usage, load, trigger):
    """Dollars a month of 30 days."""
    return 30 * load.images_a_day * sum(dollars(usage, trigger).values())


def with_starts(usage, load):
    """The same with the part of cold starts that the load has: environments live some minutes after their last event, so that
    each burst starts its concurrency anew."""
    rate = load.busiest / usage.images
    concurrency = max(rate * usage.billed / 1000, 1)
    bursts = min(load.images_a_day / usage.images / concurrency, 24 * 60 / 10)
    return replace(usage, starts=min(bursts * concurrency / (load.images_a_day / usage.images), 1))


def burst_direct(usage, rate, seconds, step=0.1):
    """Images waiting after each step when `rate` a second arrive at once, S3 invoking the function by itself."""
    environments, waiting, line = 0.0, 0.0, []
    allowance = quotas.SCALING.limit
    duration = usage.billed / 1000
    for number in range(round(seconds / step)):
        wanted = (waiting + rate * duration) if waiting > 0 or number == 0 else rate * duration
        grown = min(max(wanted - environments, 0), allowance, quotas.CONCURRENCY.limit - environments)
        environments += grown
        allowance = min(allowance - grown + quotas.SCALING.limit / 10 * step, quotas.SCALING.limit)
        # An environment that is just starting gives nothing for the time of its start.
        served = (environments - grown) * step / duration + grown * max(step - usage.start / 1000, 0) / duration
        waiting = max(waiting + rate * step - served, 0)
        line.append(((number + 1) * step, waiting, environments))
    return line


def burst_queued(usage, rate, burst_seconds, seconds, maximum, step=1.0):
    """Images waiting in the queue after each step when `rate` a second arrive for `burst_seconds`; pollers grow as AWS lets
    them, up to MaximumConcurrency. `usage` is of a batch."""
    waiting, line = 0.0, []
    each = usage.images / (usage.billed / 1000)
    for number in range(round(seconds / step)):
        now = number * step
        pollers = min(
            quotas.POLLERS_FIRST + quotas.POLLERS_A_MINUTE * now / 60, quotas.POLLERS_MOST, quotas.CONCURRENCY.limit, maximum
        )
        waiting = max(waiting + (rate * step if now < burst_seconds else 0) - pollers * each * step, 0)
        line.append((now + step, waiting, pollers))
    return line
