"""Cold starts: from exec to the first request for an event, and to the answer to it; with the package in the page cache,
and with nothing there."""

import os
from pathlib import Path

import events
from measures.running import running
from peers import contestants
from servers import tls


def measure(aws, rounds, cold_rounds, say):
    """By contestant and cache: milliseconds to the first /next, of the first photo, and MiB before it."""
    results = {}
    for cache, count in (("warm", rounds), ("cold", cold_rounds)):
        for number in range(count + 1):
            for contestant in contestants.ALL:
                if cache == "cold":
                    how = empty_cache(contestant)
                    results.setdefault("emptied by", how)
                with running(contestant, aws, **tls.variables()) as function:
                    asked = function.first_asked()
                    idle = function.memory("VmRSS")
                    seconds, cpu, _ = function.invoke(events.created(len(aws.photo)))
                # The first round fills caches, or finds them as the round before would leave them.
                if number == 0:
                    continue
                found = results.setdefault(cache, {}).setdefault(
                    contestant.name, {"next": [], "first": [], "answered": [], "idle": []}
                )
                found["next"].append(1000 * asked)
                found["first"].append(1000 * seconds)
                found["answered"].append(1000 * (asked + seconds))
                found["idle"].append(idle)
        say(f"{count} starts each with a {cache} page cache")
    return results


def empty_cache(contestant):
    """Empties the page cache, of the whole machine or, where that is not allowed, of the contestant's own files."""
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
        return "drop_caches, the whole machine's"
    except OSError:
        for root in contestant.files():
            for path in [root] if root.is_file() else root.rglob("*"):
                if path.is_file():
                    descriptor = os.open(path, os.O_RDONLY)
                    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
                    os.close(descriptor)
        return "posix_fadvise, the contestant's own files"
