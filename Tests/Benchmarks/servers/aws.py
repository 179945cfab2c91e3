"""An AWS that holds one photo under every key, takes everything, and has no row."""

import hashlib
import time

from servers.server import Server

# Seconds to the first byte of an answer, as functions in the same region see them.
REGION = {"S3": 0.030, "DynamoDB": 0.005, "SNS": 0.015}
DATE = "Sat, 04 May 2024 12:34:56 GMT"
COPIED = b'<CopyObjectResult><ETag>"0"</ETag><LastModified>2024-05-04T12:34:56.000Z</LastModified></CopyObjectResult>'
PUBLISHED = (
    b'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>0</MessageId>'
    b"</PublishResult></PublishResponse>"
)


class AWS(Server):
    """S3, DynamoDB and SNS at one address. The photo is in the bucket "photos".

    `photo` may be changed between events. `latency` is what each service takes before it answers, in seconds; nothing unless set.
    """

    def __init__(self, photo, tls=None):
        self.photo, self.latency = photo, {}
        super().__init__(self.answer, tls)
        self.endpoint = f"{'http' if tls is None else 'https'}://{self.address}"

    @property
    def photo(self):
        return self._photo

    @photo.setter
    def photo(self, photo):
        self._photo, self.etag = photo, f'"{hashlib.md5(photo).hexdigest()}"'

    def answer(self, method, path, headers, body):
        service = service_of(method, headers)
        if late := self.latency.get(service):
            time.sleep(late)
        if service == "SNS":
            return 200, {"Content-Type": "text/xml"}, PUBLISHED
        if service == "DynamoDB":
            return 200, {"Content-Type": "application/x-amz-json-1.0"}, b"{}"
        if method == "DELETE":
            return 204, {}, b""
        if method == "PUT" and headers.get("x-amz-copy-source"):
            return 200, {"Content-Type": "application/xml"}, COPIED
        if method == "PUT":
            return 200, {"ETag": f'"{hashlib.md5(body).hexdigest()}"'}, b""
        if path.startswith("/photos/"):
            return 200, {"ETag": self.etag, "Content-Type": "image/jpeg", "Last-Modified": DATE,
                         "Content-Length": str(len(self.photo))}, self.photo
        return 404, {}, b""


def service_of(method, headers):
    """Only DynamoDB and SNS are asked with POST."""
    if method != "POST":
        return "S3"
    return "DynamoDB" if headers.get("X-Amz-Target") else "SNS"
