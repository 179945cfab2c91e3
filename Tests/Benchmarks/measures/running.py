"""A function as Lambda runs it: a process under a Runtime API of its own, and what the kernel knows about that process."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

from servers.runtime import RuntimeAPI


class Running:
    """A function's process and the Runtime API before it."""

    def __init__(self, contestant, process, api, began):
        self.contestant, self.process, self.api, self.began = contestant, process, api, began

    def first_asked(self):
        """Seconds from exec to the first request for an event."""
        if not self.api.first_asked.wait(60):
            raise RuntimeError(f"{self.contestant.title} never asked for an event")
        return self.api.asked_at - self.began

    def invoke(self, event):
        """Seconds on the clock and of a core that an event took, and its answer."""
        before = self.cpu()
        seconds, answer = self.api.invoke(event)
        if answer.get("batchItemFailures"):
            raise RuntimeError(f"{self.contestant.title} failed: {answer}")
        for result in answer.get("results", []):
            if result.get("status") != "READY":
                raise RuntimeError(f"{self.contestant.title} failed: {result}")
        return seconds, self.cpu() - before, answer

    def cpu(self):
        """Seconds that the process has had a core, user and system, all its threads, those that have ended too."""
        # clock_getcpuclockid(3): the clock of another process is named by its id.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def memory(self, field="VmHWM"):
        """MiB resident: VmHWM at the peak, VmRSS now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"{self.contestant.title} has ended")


@contextlib.contextmanager
def running(contestant, aws, output=subprocess.DEVNULL, **variables):
    """The function, for as long as the block lasts; it ends with a bench that is killed."""
    api = RuntimeAPI()
    environment = {
        "PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench", "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": "session", "AWS_ENDPOINT_URL": aws.endpoint, "DESTINATION_BUCKET": "thumbnails",
        "TABLE_NAME": "images", "ENVIRONMENT": "bench", **contestant.environment(), **variables,
    }
    began = time.monotonic()
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *contestant.command], env=environment, stdin=subprocess.DEVNULL,
        stdout=output, stderr=subprocess.DEVNULL,
    )
    try:
        yield Running(contestant, process, api, began)
    finally:
        process.kill()
        process.wait()
        api.server.shutdown()
        api.server.server_close()
