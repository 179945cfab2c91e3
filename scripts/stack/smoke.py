"""One photo through a live stack: dropped, developed, recorded, and taken away again."""

import importlib.util
import json
import time
import uuid
from pathlib import Path

from stack.session import Failure

TIMEOUT = 90


def photograph():
    """The photograph that an installed package carries (matplotlib's sample data)."""
    # Found without an import, which would need all that the package stands on.
    package = Path(importlib.util.find_spec("matplotlib").origin).parent
    return package / "mpl-data" / "sample_data" / "grace_hopper.jpg"


def test(session, say):
    outputs, parameters = session.outputs(), session.parameters()
    bucket = outputs["SourceBucketName"]
    key = f"{accepted_prefix(parameters)}minilab-smoke-test/{uuid.uuid4()}.jpg"
    s3 = session.client("s3")
    started = time.monotonic()
    s3.put_object(Bucket=bucket, Key=key, Body=photograph().read_bytes(), ContentType="image/jpeg")
    try:
        row = wait_for_row(session, outputs["TableName"], f"{bucket}/{key}", "READY")
        say(f"smoke test: a photo came out as {row['ThumbnailPath']['S']} after {time.monotonic() - started:.1f} s")
    finally:
        s3.delete_object(Bucket=bucket, Key=key)
    wait_for_row(session, outputs["TableName"], f"{bucket}/{key}", "DELETED")
    say("smoke test: its renditions went away with it")


def accepted_prefix(parameters):
    """A prefix under which both the trigger and the recipe accept an upload."""
    recipe = parameters.get("Recipe", "")
    prefix = "uploads/" if recipe == "profile-photo" else ""
    if recipe.lstrip().startswith("{"):
        prefix = json.loads(recipe).get("sourcePrefix", "")
    return max(prefix, parameters.get("SourcePrefix", ""), key=len)


def wait_for_row(session, table, image, status, timeout=TIMEOUT):
    """The row of an image, once it has that status."""
    row, deadline = None, time.monotonic() + timeout
    while time.monotonic() < deadline:
        row = session.client("dynamodb").get_item(
            TableName=table, Key={"ImageID": {"S": image}}, ConsistentRead=True
        ).get("Item")
        if row and row.get("Status", {}).get("S") == status:
            return row
        time.sleep(0.25)
    raise Failure(
        f"no row {status} for {image} after {timeout} s (it is {row}): run make doctor, and look at make logs"
    )
