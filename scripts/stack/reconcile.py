"""make reconcile: holds the source bucket, the rows and the renditions of a stack against each other, shows what is
missing or stale, and has it developed again.

It lists, and reads no object: DEEP=yes asks every rendition of what it was made (a HEAD each). PREFIX=… narrows it.
RECIPE_HASH=… says what is current instead of asking the function, which develops one image anew for that.
ORPHANS=delete removes renditions that no row lists. CONFIRM=yes for no question.
"""

import hashlib
import itertools
import json
import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from stack.backfill import pace
from stack.bill import bill, developing
from stack.session import Failure, Session, confirm, run

FIELDS = ["ImageID", "Bucket", "Key", "ETag", "VersionId", "Status", "Renditions", "RecipeHash", "ProcessedTime"]
MEANING = {
    "missing": "objects without a row",
    "stale": "rows of another object than there is",
    "recipe": "rows of another recipe",
    "unstored": "rows with a rendition that is not stored",
    "outdated": "rows with a rendition of another object or recipe",
    "gone": "rows whose object is gone",
}


def say(text):
    print(f"reconcile: {text}", flush=True)


class Deployment:
    """What the stack holds: objects, rows and renditions, each read once."""

    def __init__(self, session, prefix):
        outputs = session.outputs()
        self.session, self.s3 = session, session.client("s3")
        self.is_whole = prefix == session.parameters().get("SourcePrefix", "")
        self.bucket, self.table = outputs["SourceBucketName"], outputs["TableName"]
        self.function = outputs["FunctionArn"]
        self.objects = {key: etag for key, etag in self.listed(self.bucket, prefix) if not key.endswith("/")}
        self.rows = {row["Key"]: row for row in self.scanned() if row["Key"].startswith(prefix)}
        buckets = {outputs["ThumbnailBucketName"]} | {bucket for row in self.rows.values() for bucket, _ in places(row)}
        self.stored = {(bucket, key) for bucket in sorted(buckets) for key, _ in self.listed(bucket, "")}

    def listed(self, bucket, prefix):
        for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                yield item["Key"], item["ETag"].strip('"')

    def scanned(self):
        """The rows of this source bucket."""
        names = {f"#{number}": field for number, field in enumerate(FIELDS)}
        read = TypeDeserializer().deserialize
        pages = self.session.client("dynamodb").get_paginator("scan").paginate(
            TableName=self.table, ConsistentRead=True, ProjectionExpression=", ".join(names),
            ExpressionAttributeNames=names,
        )
        for page in pages:
            for item in page["Items"]:
                row = {name: read(value) for name, value in item.items()}
                if row.get("Bucket") == self.bucket and "Key" in row:
                    yield row

    def provenance(self, place):
        """What a stored object says it was made of: the image's hash, ETag, version and recipe; None if it says nothing."""
        bucket, key = place
        try:
            metadata = self.s3.head_object(Bucket=bucket, Key=key)["Metadata"]
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return None
            raise
        fields = metadata.get("minilab-source", "").split(";")
        return fields if len(fields) == 4 else None


def main():
    session = Session()
    prefix = os.environ.get("PREFIX") or session.parameters().get("SourcePrefix", "")
    deployment = Deployment(session, prefix)
    say(f"{len(deployment.objects):,} objects in s3://{deployment.bucket}/{prefix}, {len(deployment.rows):,} rows")
    recipe = os.environ.get("RECIPE_HASH") or current_recipe(deployment)
    found = findings(deployment, recipe)
    if os.environ.get("DEEP") == "yes":
        look_deeper(deployment, found)
    show(found)
    if deployment.is_whole:
        remove_orphans(deployment)
    keys = sorted(set(itertools.chain.from_iterable(found.values())))
    if not keys:
        say("every object has its row and renditions, and nothing else has")
        return 0
    print(cost(session, deployment, len(keys)))
    if not confirm(f"Develop {len(keys):,} images again?"):
        say("nothing was done")
        return 1
    requeue(session, session.outputs(), keys, say)
    return 0


def current_recipe(deployment):
    """The hash of the function's recipe, which only the function knows: it develops one image again, and its row tells."""
    candidates = [row for key, row in deployment.rows.items()
                  if row["Status"] == "READY" and row.get("ETag") == deployment.objects.get(key)]
    if not candidates:
        return None
    row = max(candidates, key=lambda row: row.get("ProcessedTime", ""))
    answer = deployment.session.client("lambda").invoke(
        FunctionName=deployment.function, Payload=json.dumps({"bucket": row["Bucket"], "key": row["Key"]}).encode()
    )
    if "FunctionError" in answer:
        raise Failure(f"the function fails on {row['ImageID']}: {answer['Payload'].read().decode()[:500]}")
    item = deployment.session.client("dynamodb").get_item(
        TableName=deployment.table, Key={"ImageID": {"S": row["ImageID"]}}, ConsistentRead=True
    ).get("Item", {})
    fresh = {name: TypeDeserializer().deserialize(value) for name, value in item.items()}
    deployment.rows[row["Key"]] = fresh or row
    deployment.stored |= set(places(fresh))
    return fresh.get("RecipeHash")


def findings(deployment, recipe):
    """What is wrong, by kind: the keys of the images."""
    found = defaultdict(list)
    for key, etag in deployment.objects.items():
        row = deployment.rows.get(key)
        if row is None:
            found["missing"].append(key)
        elif row["Status"] == "DELETED" or row.get("ETag", etag) != etag:
            found["stale"].append(key)
        elif recipe and row.get("RecipeHash") != recipe:
            found["recipe"].append(key)
        elif any(place not in deployment.stored for place in places(row)):
            found["unstored"].append(key)
    for key, row in deployment.rows.items():
        if key not in deployment.objects and (row["Status"] != "DELETED" or places(row)):
            found["gone"].append(key)
    return found


def look_deeper(deployment, found):
    """Asks every rendition of what it was made."""
    known = set(itertools.chain.from_iterable(found.values()))
    rows = [row for key, row in deployment.rows.items() if key not in known and row["Status"] == "READY"]

    def is_outdated(row):
        expected = [image_hash(row["ImageID"]), row.get("ETag"), row.get("VersionId", ""), row.get("RecipeHash")]
        return any(deployment.provenance(place) != expected for place in places(row))

    with ThreadPoolExecutor(16) as pool:
        found["outdated"] += [row["Key"] for row, wrong in zip(rows, pool.map(is_outdated, rows)) if wrong]


def remove_orphans(deployment):
    """Finds what Minilab made and no row lists: left by an attempt that was interrupted under another recipe or hash."""
    listed = {place for row in deployment.rows.values() for place in places(row)}
    owners = {image_hash(row["ImageID"]): row for row in deployment.rows.values()}
    sources = {(deployment.bucket, key) for key in deployment.objects}
    suspects = sorted(deployment.stored - listed - sources)

    def is_orphan(place):
        provenance = deployment.provenance(place)
        # Of an image that is not looked at now (another bucket's, another prefix's) nothing can be said.
        return provenance is not None and provenance[0] in owners

    with ThreadPoolExecutor(16) as pool:
        orphans = [place for place, wrong in zip(suspects, pool.map(is_orphan, suspects)) if wrong]
    if not orphans:
        return
    say(f"{len(orphans):,} renditions that no row lists: {sample(f's3://{bucket}/{key}' for bucket, key in orphans)}")
    if os.environ.get("ORPHANS") != "delete":
        say("ORPHANS=delete removes them")
    elif confirm(f"Delete {len(orphans):,} renditions that no row lists?"):
        for bucket, key in orphans:
            deployment.s3.delete_object(Bucket=bucket, Key=key)
        say(f"deleted {len(orphans):,}")


def cost(session, deployment, count):
    """What developing so many images again will cost; renditions as many as rows list on average."""
    ready = [len(places(row)) for row in deployment.rows.values() if row["Status"] == "READY"]
    renditions = sum(ready) / len(ready) if ready else 1
    memory, architecture, milliseconds, source = pace(session, deployment.function)
    trigger = session.parameters().get("Trigger", "direct")
    parts = developing(count, memory, milliseconds, architecture, renditions, "queue" if trigger == "queue" else "direct")
    return bill({
        f"Lambda, {memory} MB for {milliseconds:.0f} ms each ({source})": parts.pop("Lambda"),
        f"S3, one download and {renditions:.1f} renditions each": parts.pop("S3"),
        **{service: dollars for service, dollars in parts.items() if dollars},
    }, "; a recipe with more renditions adds a PUT for each")


def requeue(session, outputs, keys, say):
    """Asks for every image anew: through the work queue where there is one, else of Lambda itself."""
    bodies = [json.dumps({"bucket": outputs["SourceBucketName"], "key": key}) for key in keys]
    queue = outputs.get("WorkQueueUrl")
    if not queue:
        client = session.client("lambda")
        for body in bodies:
            client.invoke(FunctionName=outputs["FunctionArn"], InvocationType="Event", Payload=body.encode())
        return say(f"{len(keys):,} invocations on their way")
    sqs = session.client("sqs")
    for start in range(0, len(bodies), 10):
        entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies[start : start + 10])]
        failed = sqs.send_message_batch(QueueUrl=queue, Entries=entries).get("Failed", [])
        if failed:
            raise Failure(f"the queue refuses {len(failed)} messages after {start:,}: {failed[0].get('Message')}")
    say(f"{len(keys):,} messages in the work queue")


def show(found):
    for kind, meaning in MEANING.items():
        if found.get(kind):
            say(f"{len(found[kind]):,} {meaning}: {sample(sorted(found[kind]))}")


def sample(names, most=5):
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def places(row):
    """Where a row says its renditions are."""
    return [(rendition["bucket"], rendition["key"]) for rendition in row.get("Renditions", [])]


def image_hash(image_id):
    return hashlib.sha256(image_id.encode()).hexdigest()


if __name__ == "__main__":
    run(main)
