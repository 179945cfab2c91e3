"""After the way of events was changed: what arrived meanwhile, and found no way to the function, is developed."""

import datetime
import time

from stack import reconcile

# S3 takes its time until a new configuration counts everywhere.
BEFORE, GRACE = datetime.timedelta(minutes=5), 30


def develop(session, started, say):
    """Looks for objects that came since `started` (seconds since 1970) and have no row of them, and asks for them anew."""
    outputs, parameters = session.outputs(), session.parameters()
    since = datetime.datetime.fromtimestamp(started, datetime.timezone.utc) - BEFORE
    arrived = newer(session, outputs["SourceBucketName"], parameters.get("SourcePrefix", ""), since)
    deadline = time.monotonic() + GRACE
    while (missed := missing(session, outputs, arrived)) and time.monotonic() < deadline:
        time.sleep(2)
    if missed:
        say(f"{len(missed):,} photos arrived while the trigger was changed: {reconcile.sample(missed)}")
        reconcile.requeue(session, outputs, missed, say)
    if parameters["Trigger"] == "eventbridge":
        say("EventBridge gets a bucket's events some minutes after it was switched on; make reconcile finds what came before")


def newer(session, bucket, prefix, since):
    """(key, ETag) of every object that came since then."""
    pages = session.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", [])
            if item["LastModified"] >= since and not item["Key"].endswith("/")}


def missing(session, outputs, arrived):
    dynamodb, bucket = session.client("dynamodb"), outputs["SourceBucketName"]
    found = []
    for key, etag in arrived.items():
        row = dynamodb.get_item(
            TableName=outputs["TableName"], Key={"ImageID": {"S": f"{bucket}/{key}"}}, ConsistentRead=True,
            ProjectionExpression="ETag",
        ).get("Item", {})
        if row.get("ETag", {}).get("S") != etag:
            found.append(key)
    return sorted(found)
