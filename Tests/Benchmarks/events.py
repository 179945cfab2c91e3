"""The events that functions are given: the samples of Tests/Events, about the photo that the bench's S3 holds."""

import itertools
import json
from pathlib import Path

SAMPLES = Path(__file__).resolve().parents[1] / "Events"
# Each event is a newer one, so that nobody may take it for a duplicate.
numbers = itertools.count(0x0055AED6DCD90281)


def created(size, key="photo.jpg"):
    """S3's own notification about one photo of that many bytes."""
    event = json.loads((SAMPLES / "s3-created.json").read_text().replace("source-bucket", "photos"))
    event["Records"][0]["s3"]["object"] |= {"key": key, "size": size, "sequencer": f"{next(numbers):016X}"}
    return event


def batch(size, count):
    """An SQS batch about `count` photos."""
    envelope = json.loads((SAMPLES / "sqs-s3.json").read_text())["Records"][0]
    return {
        "Records": [
            envelope | {"messageId": f"message-{number}", "body": json.dumps(created(size, f"photo-{number}.jpg"))}
            for number in range(count)
        ]
    }
