"""Warm events: what a photo takes on the clock, of a core and of memory, by its size and by how late S3 answers.

All contestants are kept running and take turns, so that whatever else the machine does hits all alike.
"""

import contextlib

import events
import photographs
from measures.running import running
from peers import contestants
from servers import tls
from servers.aws import REGION


def measure(aws, sizes, rounds, say):
    """By megapixels: by contestant, lists of milliseconds, and MiB at the peak."""
    results = {}
    for megapixels in sizes:
        aws.photo = photographs.photograph(megapixels).read_bytes()
        results[megapixels] = by_turns(aws, rounds)
        say(f"{rounds} rounds at {megapixels} megapixels")
    return results


def tail(aws, megapixels, rounds, say):
    """Many events of one size, for the slowest of a hundred: once with an S3 that answers at once, once as in a region."""
    aws.photo = photographs.photograph(megapixels).read_bytes()
    near = by_turns(aws, rounds)
    aws.latency = REGION
    far = by_turns(aws, rounds)
    aws.latency = {}
    say(f"2 × {rounds} rounds at {megapixels} megapixels for the tail")
    return {"at once": near, "as in a region": far}


def by_turns(aws, rounds):
    with contextlib.ExitStack() as stack:
        functions = [stack.enter_context(running(each, aws, **tls.variables())) for each in contestants.ALL]
        found = {each.name: {"clock": [], "cpu": []} for each in contestants.ALL}
        for number in range(rounds + 2):
            for function in functions:
                seconds, cpu, _ = function.invoke(events.created(len(aws.photo)))
                if number >= 2:
                    found[function.contestant.name]["clock"].append(1000 * seconds)
                    found[function.contestant.name]["cpu"].append(1000 * cpu)
        for function in functions:
            found[function.contestant.name]["peak"] = function.memory()
        return found
