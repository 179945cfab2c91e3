"""An AWS that holds one photo, answers as late as AWS does, and counts what it would bill."""

import hashlib
import json
import threading
import time

from costs.image import read_units, write_units
from servers import Server

# Milliseconds to the first byte of an answer, as functions in the same region see them.
LATENCY = {"S3": 30, "DynamoDB": 5, "SNS": 15}
DATE = "Sat, 04 May 2024 12:34:56 GMT"
COPIED = '<CopyObjectResult><ETag>"0"</ETag><LastModified>2024-05-04T12:34:56.000Z</LastModified></CopyObjectResult>'
PUBLISHED = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>0</MessageId>'
    "</PublishResult></PublishResponse>"
)


class BillingAWS(Server):
    """Counts in `used` what an image takes, by the names of `costs.image.Usage`."""

    def __init__(self, photo):
        self.photo, self.lock = photo, threading.Lock()
        self.etag = f'"{hashlib.md5(photo).hexdigest()}"'
        self.reset()
        super().__init__(self.answer)

    def reset(self):
        self.used = {"s3_reads": 0, "s3_writes": 0, "read_units": 0, "write_units": 0, "publishes": 0}

    def count(self, name, amount=1):
        with self.lock:
            self.used[name] += amount

    def answer(self, method, path, headers, body):
        if method == "POST":
            return self.table(headers["X-Amz-Target"], body) if headers.get("X-Amz-Target") else self.topic(body)
        time.sleep(LATENCY["S3"] / 1000)
        if method in ("PUT", "POST"):
            self.count("s3_writes")
            if headers.get("x-amz-copy-source"):
                return 200, {"Content-Type": "application/xml"}, COPIED.encode()
            return 200, {"ETag": f'"{hashlib.md5(body).hexdigest()}"'}, b""
        if method == "DELETE":
            return 204, {}, b""
        self.count("s3_reads")
        if path.startswith("/photos/"):
            return 200, {"ETag": self.etag, "Content-Type": "image/jpeg", "Last-Modified": DATE,
                         "Content-Length": str(len(self.photo))}, self.photo
        return 404, {}, b""

    def table(self, target, body):
        """Every row is a first one; items are billed by their attributes' names and values."""
        time.sleep(LATENCY["DynamoDB"] / 1000)
        if target.endswith(".PutItem"):
            self.count("write_units", write_units(size(json.loads(body)["Item"])))
        elif target.endswith(".GetItem"):
            self.count("read_units", read_units(0, json.loads(body).get("ConsistentRead", False)))
        else:
            raise ValueError(f"{target} has no price here")
        return 200, {"Content-Type": "application/x-amz-json-1.0"}, b"{}"

    def topic(self, body):
        time.sleep(LATENCY["SNS"] / 1000)
        if b"Action=Publish" not in body:
            raise ValueError("SNS was asked for something that has no price here")
        self.count("publishes")
        return 200, {"Content-Type": "text/xml"}, PUBLISHED.encode()


def size(item):
    """Bytes of a DynamoDB item, as its documentation counts them: names and values in UTF-8, three more for each
    map or list, one more for each of their elements; numbers by two digits a byte, and one."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value):
    (kind, content), = value.items()
    if kind == "N":
        return len(content.lstrip("-").replace(".", "")) // 2 + 2
    if kind == "M":
        return 3 + sum(len(name.encode()) + value_size(each) + 1 for name, each in content.items())
    if kind == "L":
        return 3 + sum(value_size(each) + 1 for each in content)
    return len(content.encode()) if isinstance(content, str) else 1
