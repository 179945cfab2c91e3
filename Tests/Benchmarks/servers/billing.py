"""An AWS that answers as late as one in the same region, and counts what it would bill."""

import json
import threading

from stack.bill import read_units, write_units
from servers.aws import AWS, REGION, service_of


class BillingAWS(AWS):
    """Counts in `used` what an image takes, by the names of `stack.bill.Usage`."""

    def __init__(self, photo):
        self.lock = threading.Lock()
        self.reset()
        super().__init__(photo)
        self.latency = REGION

    def reset(self):
        self.used = {"s3_reads": 0, "s3_writes": 0, "read_units": 0, "write_units": 0, "publishes": 0}

    def answer(self, method, path, headers, body):
        with self.lock:
            for name, amount in billed(method, headers, body):
                self.used[name] += amount
        return super().answer(method, path, headers, body)


def billed(method, headers, body):
    """What a request adds to the bill. Every row is a first one, so that a read finds nothing; S3 deletes for nothing."""
    service = service_of(method, headers)
    if service == "SNS":
        if b"Action=Publish" not in body:
            raise ValueError("SNS was asked for something that has no price here")
        yield "publishes", 1
    elif service == "DynamoDB":
        target = headers["X-Amz-Target"]
        if target.endswith(".PutItem"):
            yield "write_units", write_units(size(json.loads(body)["Item"]))
        elif target.endswith(".GetItem"):
            yield "read_units", read_units(0, json.loads(body).get("ConsistentRead", False))
        else:
            raise ValueError(f"{target} has no price here")
    elif method == "PUT":
        yield "s3_writes", 1
    elif method != "DELETE":
        yield "s3_reads", 1


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
