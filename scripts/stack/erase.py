"""make erase: removes what is known of photos, and proves it: every version of the object, its renditions with theirs, and its row.

KEY=… names one photo, PREFIX=… all under a prefix, OWNER=… all whose row says so (UploadedBy). DEEP=yes asks every
version of every rendition of what it was made, and finds those whose keys do not hold the photo's name. CONFIRM=yes for no question.

The objects go first, so that the function itself removes the renditions, and nothing comes back from an event on its way.
"""

import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from botocore.exceptions import ClientError

from stack.bill import PRICES
from stack.reconcile import image_hash
from stack.session import Failure, Session, code, confirm, run

SETTLING, PATIENCE = 10, 120


def say(text):
    print(f"erase: {text}", flush=True)


def main():
    session = Session()
    stack = Holdings(session)
    keys = stack.chosen()
    if not keys:
        raise Failure("there is no such photo: no object, no older version and no row")
    print("\n".join(f"  {key}" for key in keys[:20]) + (f"\n  and {len(keys) - 20:,} more" if len(keys) > 20 else ""))
    if not confirm(f"Erase {len(keys):,} photos, with every version, rendition and row? This cannot be undone."):
        raise Failure("nothing was erased")
    photos = {image_hash(f"{stack.bucket}/{key}"): key for key in keys}
    found = stack.versions(stack.bucket, keys)
    stack.delete(stack.bucket, found)
    say(f"{len(found):,} versions of {len(keys):,} photos are deleted")
    stack.wait_for_rows(keys)
    renditions = stack.renditions(photos)
    for bucket, versions in renditions.items():
        stack.delete(bucket, versions)
    say(f"{sum(map(len, renditions.values())):,} versions of their renditions are deleted")
    stack.forget(keys)
    invalidate(session, {key for versions in renditions.values() for key, _ in versions})
    return prove(stack, photos)


class Holdings:
    """What a stack holds of photos."""

    def __init__(self, session):
        outputs, parameters = session.outputs(), session.parameters()
        self.session, self.s3, self.dynamodb = session, session.client("s3"), session.client("dynamodb")
        self.bucket, self.thumbnails = outputs["SourceBucketName"], outputs["ThumbnailBucketName"]
        self.table, self.rendition_prefix = outputs["TableName"], parameters.get("RenditionPrefix", "")
        # Where renditions have been, by what rows said before they were changed.
        self.places = set()

    def chosen(self):
        """The keys that are meant."""
        key, prefix, owner = (os.environ.get(name) for name in ("KEY", "PREFIX", "OWNER"))
        if sum(map(bool, (key, prefix, owner))) != 1:
            raise Failure("whose? Give one of KEY=…, PREFIX=… and OWNER=…")
        if owner:
            return sorted(row["Key"]["S"] for row in self.rows() if row.get("UploadedBy", {}).get("S") == owner)
        names = {name for name, _, _ in self.listed(self.bucket, key or prefix)}
        rows = {row["Key"]["S"] for row in self.rows()} if prefix else {key} if self.row(key) else set()
        return sorted(name for name in names | rows if (name == key if key else name.startswith(prefix)))

    def rows(self):
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.table, ConsistentRead=True, FilterExpression="#b = :b", ExpressionAttributeNames={"#b": "Bucket"},
            ExpressionAttributeValues={":b": {"S": self.bucket}},
        )
        return (item for page in pages for item in page["Items"] if "Key" in item)

    def row(self, key):
        return self.dynamodb.get_item(
            TableName=self.table, Key={"ImageID": {"S": f"{self.bucket}/{key}"}}, ConsistentRead=True).get("Item")

    def listed(self, bucket, prefix):
        """(key, version, whether it is a delete marker) of all that is or was there."""
        for page in self.s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
            for kind in ("Versions", "DeleteMarkers"):
                for each in page.get(kind, []):
                    yield each["Key"], each["VersionId"], kind == "DeleteMarkers"

    def versions(self, bucket, keys):
        return [(key, version) for wanted in sorted(keys) for key, version, _ in self.listed(bucket, wanted) if key == wanted]

    def delete(self, bucket, versions):
        for start in range(0, len(versions), 1000):
            objects = [{"Key": key, "VersionId": version} for key, version in versions[start : start + 1000]]
            answer = self.s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
            if errors := answer.get("Errors"):
                raise Failure(f"{bucket} keeps {errors[0]['Key']}: {errors[0]['Message']}")

    def wait_for_rows(self, keys):
        """Until the function has removed what the rows list. What it does not do, for whatever reason, is done below."""
        for key in keys:
            self.places |= {(each["M"]["bucket"]["S"], each["M"]["key"]["S"])
                            for each in (self.row(key) or {}).get("Renditions", {}).get("L", [])}
        deadline, left = time.monotonic() + PATIENCE, list(keys)
        while left and time.monotonic() < deadline:
            left = [key for key in left if (self.row(key) or {"Status": {"S": "DELETED"}})["Status"]["S"] != "DELETED"]
            time.sleep(1 if left else 0)
        if left:
            say(f"the function has not worked on {len(left):,} of them within {PATIENCE} s; their renditions are removed all the same")

    def renditions(self, photos):
        """(key, version) of what was made of the photos, by bucket: all that says so in its metadata, where it was looked at."""
        found = {}
        for bucket in sorted({self.thumbnails} | {bucket for bucket, _ in self.places}):
            own = {key for place, key in self.places if place == bucket}
            suspects = [each for each in self.listed(bucket, self.rendition_prefix if bucket == self.thumbnails else "")
                        if self.is_suspect(each[0], photos, own)]
            versions = [(key, version) for key, version, is_marker in suspects if not is_marker]
            with ThreadPoolExecutor(16) as pool:
                sources = list(pool.map(lambda each: self.made_of(bucket, *each), versions))
            made = [each for each, source in zip(versions, sources) if source in photos]
            hidden = {key for key, _ in made} | own
            # A delete marker says nothing of itself: it goes with what it hides.
            found[bucket] = made + [(key, version) for key, version, is_marker in suspects if is_marker and key in hidden]
        return found

    def is_suspect(self, key, photos, own):
        if os.environ.get("DEEP") == "yes" or key in own:
            return True
        stems = {name.rsplit("/", 1)[-1].rsplit(".", 1)[0] for name in photos.values()}
        return any(stem in key for stem in stems)

    def made_of(self, bucket, key, version):
        """The hash of the photo that a version was made of; None where it does not say."""
        try:
            metadata = self.s3.head_object(Bucket=bucket, Key=key, VersionId=version)["Metadata"]
        except ClientError as error:
            # Gone since it was listed.
            if code(error) in ("404", "NoSuchKey", "NoSuchVersion"):
                return None
            raise
        return metadata.get("minilab-source", "").split(";")[0] or None

    def forget(self, keys):
        for key in keys:
            self.dynamodb.delete_item(TableName=self.table, Key={"ImageID": {"S": f"{self.bucket}/{key}"}})


def invalidate(session, keys):
    """What CloudFront has of the renditions, where it serves them."""
    if "CdnUrl" not in session.outputs() or not keys:
        return
    distribution = session.client("cloudformation").describe_stack_resource(
        StackName=session.stack, LogicalResourceId="Cdn")["StackResourceDetail"]["PhysicalResourceId"]
    paths = sorted(f"/{key}" for key in keys)
    for start in range(0, len(paths), 1000):
        some = paths[start : start + 1000]
        session.client("cloudfront").create_invalidation(DistributionId=distribution, InvalidationBatch={
            "Paths": {"Quantity": len(some), "Items": some}, "CallerReference": str(uuid.uuid4())})
    say(f"CloudFront is told to forget {len(paths):,} paths, which takes it some minutes; beyond 1,000 paths a month each costs "
        f"${PRICES['cloudfront']['invalidatedPath']}")


def prove(stack, photos):
    """Looks again, after events on their way have had their time: what came back is removed and looked for once more."""
    keys = sorted(photos.values())
    for _ in range(3):
        time.sleep(SETTLING)
        rows = [key for key in keys if stack.row(key)]
        objects = stack.versions(stack.bucket, keys)
        renditions = {bucket: found for bucket, found in stack.renditions(photos).items() if found}
        if not rows and not objects and not renditions:
            say(f"proved: no version of an object, no rendition and no row of {len(keys):,} photos is there")
            if os.environ.get("DEEP") != "yes":
                say("looked at: renditions whose keys hold a photo's name; DEEP=yes looks at all")
            say("what remains for a time: log lines (LogRetentionDays), the table's backups (35 days), messages sent before")
            return 0
        stack.forget(rows)
        for bucket, found in renditions.items():
            stack.delete(bucket, found)
    say(f"NOT erased: {len(rows)} rows, {len(objects)} versions of objects, {sum(map(len, renditions.values()))} of renditions")
    return 1


if __name__ == "__main__":
    run(main)
