"""What people do with the bucket: a plan made from a seed, its pictures, and the events that S3 sends about it."""

import dataclasses
import io
import json
import random
import urllib.parse

from PIL import Image

KINDS = {"good": 66, "bad": 12, "remove": 12, "burst": 10}


@dataclasses.dataclass
class Step:
    """One upload or removal. `number` is its place among all of them, and tells its picture from every other."""

    number: int
    key: str
    kind: str


def key_names(count):
    """Keys of every awkward sort: spaces, plus signs, percent signs, umlauts, folders, no extension."""
    shapes = ["photo-{}.jpg", "a b+c/photo {}.png", "ünï/{}.JPG", "100%/{}~!'().jpeg", "deep/er/{}", "{}.tar.png", "x/{}.jpg"]
    return [shapes[index % len(shapes)].format(index) for index in range(count)]


def plan(seed, uploads, keys):
    """The steps in their order: `uploads` of them are uploads; bursts overwrite a key several times at once."""
    chance, names, steps, present, done = random.Random(seed), key_names(keys), [], set(), 0
    new = iter(names)

    def add(key, kind):
        steps.append(Step(len(steps) + 1, key, kind))
        (present.discard if kind == "remove" else present.add)(key)

    while done < uploads:
        # Every key is used once, then some far more often than others.
        key = next(new, None) or names[int(keys * chance.random() ** 2)]
        kind, = chance.choices(list(KINDS), KINDS.values())
        if kind == "remove" and key in present:
            add(key, kind)
            continue
        for _ in range(min(3 if kind == "burst" else 1, uploads - done)):
            add(key, "bad" if kind == "bad" else "good")
            done += 1
    return steps


def picture(number):
    """A picture that no other number has, by its size and color, small enough that its thumbnail has the same size."""
    size, color = look(number)
    image, data = Image.new("RGB", size, color), io.BytesIO()
    image.save(data, "PNG" if number % 3 == 0 else "JPEG", quality=95)
    return data.getvalue()


def look(number):
    return (20 + number % 180, 20 + number // 180 % 180), (number * 37 % 256, number * 101 % 256, number * 197 % 256)


def garbage(number):
    """Files that cannot be developed, each for another reason."""
    whole = picture(number)
    return [
        b"", b"GIF89a\1\0\1\0", b"no picture at all", whole[: len(whole) // 2], b"\xff\xd8\xff\xe0 cut off",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff\xff\0\0\xff\xff\x08\2\0\0\0" + bytes(20), b"<svg/>", bytes(3000),
    ][number % 8]


def sequencer(number):
    """Hexadecimal and rising, but not always of the same length."""
    return f"{number:016X}" + "0F3"[: number % 4]


def event(bucket, step, version, form):
    """The event of a step, in one of the forms that a queue may hold."""
    encoded = urllib.parse.quote_plus(step.key, safe="/")
    created = step.kind != "remove"
    item = {"key": encoded, "sequencer": sequencer(step.number)}
    if version:
        item["versionId"] = version
    s3 = {"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-central-1",
        "eventTime": "2026-01-01T00:00:00.000Z",
        "eventName": "ObjectCreated:Put" if created else "ObjectRemoved:DeleteMarkerCreated",
        "userIdentity": {"principalId": "AWS:CHAOS"},
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": bucket}, "object": item},
    }]}
    if form == "sns":
        return json.dumps({"Type": "Notification", "MessageId": "1", "Message": json.dumps(s3)})
    if form == "eventbridge":
        return json.dumps({
            "version": "0", "detail-type": "Object Created" if created else "Object Deleted", "source": "aws.s3",
            "time": "2026-01-01T00:00:00Z",
            "detail": {"bucket": {"name": bucket}, "object": {**item, "key": step.key}, "requester": "123456789012"},
        })
    return json.dumps(s3)


def test_event(bucket):
    return json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": bucket})
