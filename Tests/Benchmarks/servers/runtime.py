"""Lambda's Runtime API, with a clock."""

import json
import queue
import threading
import time

from servers.server import Server


class RuntimeAPI(Server):
    """A Runtime API that hands out the events it is given, and says how long each took."""

    def __init__(self):
        self.events, self.answers, self.first_asked = queue.Queue(), queue.Queue(), threading.Event()
        self.asked_at = None
        super().__init__(self.answer)

    def answer(self, method, path, headers, body):
        if path.endswith("/invocation/next"):
            if self.asked_at is None:
                self.asked_at = time.monotonic()
                self.first_asked.set()
            event = self.events.get()
            self.started = time.monotonic()
            return 200, {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": "00000000-0000-4000-8000-000000000000",
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 60000),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:bench",
            }, event
        self.answers.put((time.monotonic() - self.started, path.rsplit("/", 1)[1], json.loads(body)))
        return 202, {}, b""

    def invoke(self, event):
        """Seconds from handing out an event to its answer, and the answer."""
        self.events.put(json.dumps(event).encode())
        seconds, kind, body = self.answers.get(timeout=60)
        if kind != "response" or "errorMessage" in body:
            raise RuntimeError(f"the function failed: {body}")
        return seconds, body
