"""make logs: the function's log, as it is written (FOLLOW=no for what there is, SINCE=10 for how many minutes back)."""

import datetime
import os
import time

from stack.session import Failure, Session, run


def main():
    session = Session()
    group = session.outputs()["LogGroupName"]
    since = os.environ.get("SINCE") or "10"
    if not since.isdigit():
        raise Failure(f"SINCE is a number of minutes, not {since!r}")
    logs = session.client("logs")
    start, shown = int((time.time() - 60 * int(since)) * 1000), set()
    while True:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=start):
            for event in page["events"]:
                # Emulators give events no identity.
                identity = event.get("eventId") or (event["logStreamName"], event["timestamp"], event["message"])
                if identity in shown:
                    continue
                shown.add(identity)
                moment = datetime.datetime.fromtimestamp(event["timestamp"] / 1000, datetime.timezone.utc)
                print(f"{moment:%H:%M:%S.%f}"[:12], event["message"].rstrip(), flush=True)
        if os.environ.get("FOLLOW") == "no":
            return 0
        # Lines of several streams arrive late and out of order: look back a minute, show each once.
        start = max(start, int((time.time() - 60) * 1000))
        time.sleep(2)


if __name__ == "__main__":
    run(main)
