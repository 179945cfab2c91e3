"""Runs a function on real events, and says what Lambda and the services would bill for them."""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stack.bill import Usage, billed_milliseconds
from servers.runtime import RuntimeAPI

ROOT = Path(__file__).resolve().parents[3]
PEERS = ROOT / "Tests" / "Benchmarks" / "peers"
BOOTSTRAP = ROOT / ".build" / "lambda" / "bootstrap"
PILLOW = [sys.executable, "-m", "awslambdaric", "pillow_function.handler"]

# CloudWatch adds this to every line. The binary's stack leaves Lambda's own lines out (SystemLogLevel); elsewhere they
# are written by default.
LINE_OVERHEAD = 26
IDENTIFIER = "00000000-0000-4000-8000-000000000000"
LAMBDA_LINES = [
    f"START RequestId: {IDENTIFIER} Version: $LATEST\n",
    f"END RequestId: {IDENTIFIER}\n",
    f"REPORT RequestId: {IDENTIFIER}\tDuration: 100.00 ms\tBilled Duration: 100 ms\tMemory Size: 1769 MB\t"
    "Max Memory Used: 100 MB\t\n",
]


def minilab(preset):
    return Function([BOOTSTRAP], {"_HANDLER": "process", "RECIPE": preset}, [])


def pillow(preset, command=PILLOW, environment=()):
    """The peer's function, which the bench starts with packages of its own."""
    environment = {"_HANDLER": command[-1], "PYTHONPATH": str(PEERS), **dict(environment), "PRESET": preset}
    return Function(command, environment, LAMBDA_LINES)


class Function:
    """A function's program, and its own part of the environment."""

    def __init__(self, command, environment, lines_of_lambda):
        self.command, self.environment, self.lines_of_lambda = command, environment, lines_of_lambda

    def usage(self, aws, memory, architecture, starts, rounds, warm, batch=None):
        """What one image takes: medians of `rounds` starts and of `warm` events after each of them.

        Events are S3's own with one image each, or with `batch` a queue's with so many messages.
        """
        beginnings, times, logged = [], [], []
        number, images = 0, batch or 1
        aws.reset()
        for _ in range(rounds):
            with self.running(aws, memory) as (api, log):
                if not api.first_asked.wait(60):
                    raise RuntimeError(f"{self.command[0]} never asked for an event: {log.read_text()[-2000:]}")
                first = api.asked_at - api.began_at
                spent = []
                for _ in range(warm + 1):
                    number += 1
                    one = notification if batch is None else messages
                    seconds, answer = api.invoke(one(number, len(aws.photo), images))
                    if answer.get("batchItemFailures"):
                        raise RuntimeError(f"messages failed: {log.read_text()[-2000:]}")
                    spent.append(seconds)
                # What the first image takes longer belongs to the start as well.
                beginnings.append(billed_milliseconds(first) + billed_milliseconds(spent[0]))
                times += [billed_milliseconds(seconds) for seconds in spent[1:]]
                logged.append(log_bytes(log.read_text(), self.lines_of_lambda, warm + 1) / images)
        billed = statistics.median(times)
        return Usage(
            billed=billed, memory=memory, architecture=architecture, starts=starts, images=images,
            start=statistics.median(beginnings) - billed, log_bytes=statistics.median(logged),
            **{name: amount / number / images for name, amount in aws.used.items()},
        )

    @contextlib.contextmanager
    def running(self, aws, memory):
        """The program under a Runtime API of its own, on one core, as 1,769 MB of Lambda's memory give it."""
        api = RuntimeAPI()
        environment = {
            "PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_FUNCTION_NAME": "cost",
            "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory),
            "AWS_LAMBDA_LOG_GROUP_NAME": "cost", "AWS_LAMBDA_LOG_STREAM_NAME": "cost",
            "LAMBDA_TASK_ROOT": str(PEERS), "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_ENDPOINT_URL": f"http://{aws.address}", "DESTINATION_BUCKET": "renditions", "TABLE_NAME": "images",
            "TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:results", "ENVIRONMENT": "cost", **self.environment,
        }
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            with open(log, "wb") as out:
                api.began_at = time.monotonic()
                process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", str(max(os.sched_getaffinity(0))),
                     *self.command],
                    env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                )
            try:
                yield api, log
            finally:
                process.kill()
                process.wait()
                api.server.shutdown()


def notification(number, size, _=1):
    """S3's notification of one more photo."""
    event = json.loads((ROOT / "Tests" / "Events" / "s3-created.json").read_text().replace("source-bucket", "photos"))
    event["Records"][0]["s3"]["object"] |= {"key": f"uploads/{number}.jpg", "size": size}
    return event


def messages(number, size, count):
    """A queue's messages with as many notifications."""
    (sample,) = json.loads((ROOT / "Tests" / "Events" / "sqs-s3.json").read_text())["Records"]
    return {"Records": [
        sample | {"messageId": f"message-{each}", "body": json.dumps(notification(f"{number}-{each}", size))}
        for each in range(count)
    ]}


def log_bytes(text, lines_of_lambda, events):
    """Bytes of log that CloudWatch bills for one event."""
    written = sum(len(line.encode()) + LINE_OVERHEAD for line in text.splitlines(keepends=True))
    return written / events + sum(len(line) + LINE_OVERHEAD for line in lines_of_lambda)
