"""Many at once: images a second by batch size in one environment, and by the number of environments beside each other."""

import contextlib
import statistics
import threading
import time

import events
import photographs
from measures.running import running
from peers import contestants
from servers import tls
from servers.aws import REGION


def by_batch(aws, sizes, rounds, say, megapixels=(1, 12)):
    """By megapixels, contestant and batch size: images a second, S3 as late as in a region."""
    aws.latency, results = REGION, {}
    for size in megapixels:
        aws.photo = photographs.photograph(size).read_bytes()
        results[size] = {each.name: {} for each in contestants.ALL}
        with contextlib.ExitStack() as stack:
            functions = [stack.enter_context(running(each, aws, **tls.variables())) for each in contestants.ALL]
            for function in functions:
                function.invoke(events.batch(len(aws.photo), max(sizes)))
            for count in sizes:
                for _ in range(rounds):
                    for function in functions:
                        seconds, cpu, _ = function.invoke(events.batch(len(aws.photo), count))
                        found = results[size][function.contestant.name].setdefault(count, {"rate": [], "cpu": []})
                        found["rate"].append(count / seconds)
                        found["cpu"].append(1000 * cpu / count)
        say(f"batches of {', '.join(map(str, sizes))} at {size} megapixels")
    aws.latency = {}
    return results


def by_environments(aws, counts, seconds, say, megapixels=12):
    """By contestant and number of environments: images a second of all together, and milliseconds of each."""
    aws.latency, results = REGION, {}
    aws.photo = photographs.photograph(megapixels).read_bytes()
    for contestant in (contestants.MINILAB, contestants.PILLOW):
        results[contestant.name] = {count: together(contestant, aws, count, seconds) for count in counts}
    aws.latency = {}
    say(f"{', '.join(map(str, counts))} environments side by side")
    return results


def together(contestant, aws, count, seconds):
    with contextlib.ExitStack() as stack:
        functions = [stack.enter_context(running(contestant, aws, **tls.variables())) for _ in range(count)]
        for function in functions:
            function.invoke(events.created(len(aws.photo)))
        times, failures = [], []
        until = time.monotonic() + seconds

        def work(function):
            try:
                while time.monotonic() < until:
                    times.append(1000 * function.invoke(events.created(len(aws.photo)))[0])
            except Exception as error:  # Told by the thread that waits.
                failures.append(error)

        began = time.monotonic()
        threads = [threading.Thread(target=work, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return {"rate": len(times) / (time.monotonic() - began), "clock": statistics.median(times)}
