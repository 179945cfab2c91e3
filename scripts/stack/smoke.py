"""One photo through a live stack: dropped, developed, recorded, and taken away again."""

import importlib.util
import time
import uuid
from pathlib import Path

from stack import probe
from stack.session import Failure

TIMEOUT = 90
# Seconds after which a wait is told.
PATIENCE = 10


def photograph():
    """The photograph that an installed package carries (matplotlib's sample data)."""
    # Found without an import, which would need all that the package stands on.
    package = Path(importlib.util.find_spec("matplotlib").origin).parent
    return package / "mpl-data" / "sample_data" / "grace_hopper.jpg"


def test(session, prefix, say):
    """Raises Failure when a photo under `prefix` does not come out; a function that cannot start is not waited for."""
    outputs = session.outputs()
    function = session.client("lambda")
    function.get_waiter("function_updated_v2").wait(FunctionName=outputs["FunctionArn"])
    if reason := probe.ask(function, outputs["FunctionArn"]):
        raise Failure(f"smoke test: the function does not start: {reason}")
    bucket = outputs["SourceBucketName"]
    key = f"{prefix}minilab-smoke-test/{uuid.uuid4()}.jpg"
    s3 = session.client("s3")
    started = time.monotonic()
    s3.put_object(Bucket=bucket, Key=key, Body=photograph().read_bytes(), ContentType="image/jpeg")
    try:
        row = wait_for_row(session, outputs, f"{bucket}/{key}", "READY", say)
        say(f"smoke test: a photo came out as {row['ThumbnailPath']['S']} after {time.monotonic() - started:.1f} s")
    finally:
        s3.delete_object(Bucket=bucket, Key=key)
    wait_for_row(session, outputs, f"{bucket}/{key}", "DELETED", say)
    say("smoke test: its renditions went away with it")


def wait_for_row(session, outputs, image, status, say):
    """The row of an image, once it has that status; what the function complains of meanwhile ends the wait."""
    begun, told, row = time.monotonic(), False, None
    since = int(time.time() * 1000)
    while time.monotonic() < begun + TIMEOUT:
        row = session.client("dynamodb").get_item(
            TableName=outputs["TableName"], Key={"ImageID": {"S": image}}, ConsistentRead=True
        ).get("Item")
        found = (row or {}).get("Status", {}).get("S")
        if found == status:
            return row
        if found == "REJECTED":
            raise Failure(f"smoke test: the photo was rejected: {row.get('Reason', {}).get('S')}")
        waited = time.monotonic() - begun
        if waited > PATIENCE:
            if not told:
                say(f"smoke test: waiting for the row {image} to become {status}, up to {TIMEOUT} s")
                told = True
            if reason := complaint(session, outputs["LogGroupName"], image, since):
                raise Failure(f"smoke test: the function could not develop its photo: {reason}")
        time.sleep(0.25 if waited < PATIENCE else 2)
    raise Failure(
        f"smoke test: no row {status} for {image} after {TIMEOUT} s ({'it is ' + found if found else 'there is none'}): "
        "run make doctor, and look at make logs"
    )


def complaint(session, group, image, since):
    """The first error about an image in the function's log."""
    events = session.client("logs").filter_log_events(
        logGroupName=group, startTime=since, filterPattern=f'"ERROR" "{image.rsplit("/", 1)[1]}"', limit=50
    )["events"]
    return events[0]["message"].strip()[:500] if events else None
