"""What does not show in one event: connections that are not kept, memory that grows, the runtime loop's own time."""

import statistics

import events
from measures.running import running
from peers import contestants
from servers import tls

EMPTY = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "photos"}


def measure(aws, photos, idle_events, say):
    with running(contestants.MINILAB, aws, **tls.variables()) as function:
        before = aws.connections
        for _ in range(photos):
            function.invoke(events.created(len(aws.photo)))
        connections = aws.connections - before
        settled = function.memory("VmRSS")
        times = [function.api.invoke(EMPTY)[0] for _ in range(idle_events)]
        grown = function.memory("VmRSS") - settled
    say(f"{photos} photos and {idle_events} events with nothing to do")
    return {
        "photos": photos, "connections": connections, "events": idle_events,
        "microseconds": 1e6 * statistics.median(times), "grown": grown,
    }
