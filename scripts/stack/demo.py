"""make demo: one photo through the whole system on this machine.

Usage: python -m stack.demo [PHOTO]
"""

import io
import json
import mimetypes
import sys
import time
from pathlib import Path

from boto3.dynamodb.types import TypeDeserializer
from PIL import Image

from stack import smoke
from stack.local import ROOT, LocalAWS
from stack.serve import deploy, end_on_signals
from stack.session import Failure, run

TIMEOUT = 60


def say(text):
    print(f"demo: {text}", flush=True)


def main():
    end_on_signals()
    photo = Path(sys.argv[1]) if len(sys.argv) > 1 else smoke.photograph()
    if not photo.is_file():
        raise Failure(f"there is no file {photo}")
    with LocalAWS(verbose=True) as aws:
        outputs = deploy(aws)
        try:
            file, row = develop(aws, outputs, photo)
        except Failure:
            print(aws.log.read_text(errors="replace")[-4000:], file=sys.stderr)
            raise
    print(json.dumps(row, indent=2, default=int))
    say(f"OK: the thumbnail of {photo.name} is in {file.relative_to(ROOT)}")


def develop(aws, outputs, photo):
    """Drops a photo, waits for what comes out, and returns the thumbnail's file and the row."""
    bucket, thumbnails, key = outputs["SourceBucketName"], outputs["ThumbnailBucketName"], photo.name
    s3, dynamodb = aws.client("s3"), aws.client("dynamodb")
    body = photo.read_bytes()
    say(f"dropping {photo.name} ({len(body):,} bytes) into s3://{bucket}")
    started = time.monotonic()
    s3.put_object(
        Bucket=bucket, Key=key, Body=body, ContentType=mimetypes.guess_type(key)[0] or "application/octet-stream"
    )
    row = None
    while row is None or row.get("Status") != "READY":
        item = dynamodb.get_item(TableName=outputs["TableName"], Key={"ImageID": {"S": f"{bucket}/{key}"}}).get("Item")
        row = {name: TypeDeserializer().deserialize(value) for name, value in item.items()} if item else None
        if row and row.get("Status") == "REJECTED":
            raise Failure(f"the photo was rejected: {row.get('Reason')}")
        if time.monotonic() - started > TIMEOUT:
            raise Failure(f"nothing came out within {TIMEOUT} s; above is the log of the local AWS")
        time.sleep(0.05)
    say(f"developed and recorded after {time.monotonic() - started:.2f} s")
    rendition = s3.get_object(Bucket=thumbnails, Key=key)
    data = rendition["Body"].read()
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        say(f"s3://{thumbnails}/{key}: {picture.format} {picture.width}×{picture.height}, {len(data):,} bytes")
        if max(picture.size) > 200:
            raise Failure("the thumbnail does not fit inside 200×200")
    file = ROOT / ".build" / "demo" / key
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file, row


if __name__ == "__main__":
    run(main)
