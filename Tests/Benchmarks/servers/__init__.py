"""The servers that a function talks to, as small as they can be, so that the function is what is measured."""

import hashlib
import http.server
import json
import queue
import threading
import time


DATE = "Sat, 04 May 2024 12:34:56 GMT"
PUBLISHED = (
    b'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>0</MessageId>'
    b"</PublishResult></PublishResponse>"
)


class Quiet(http.server.ThreadingHTTPServer):
    """A function that was stopped leaves connections behind; that is no news."""

    def handle_error(self, request, client_address):
        pass


class Server:
    """An HTTP/1.1 server on a free port of 127.0.0.1, a thread for each connection; with `tls`, an SSL context, HTTPS."""

    def __init__(self, answer, tls=None):
        self.connections = 0
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self):
                server.connections += 1
                if tls is not None:
                    # Here and not where connections are accepted: a handshake would hold all others up.
                    self.request = tls.wrap_socket(self.request, server_side=True)
                super().setup()

            def log_message(self, *_):
                pass

            def handle_any(self):
                length = self.headers.get("Content-Length")
                if length is not None:
                    body = self.rfile.read(int(length))
                elif "chunked" in self.headers.get("Transfer-Encoding", ""):
                    body = b"".join(iter(self.chunk, b""))
                else:
                    body = b""
                status, headers, content = answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def chunk(self):
                size = int(self.rfile.readline().split(b";")[0], 16)
                data = self.rfile.read(size)
                self.rfile.readline()
                return data

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_address[1]}"


class RuntimeAPI(Server):
    """A Runtime API that hands out the events it is given, and says how long each took."""

    def __init__(self):
        self.events, self.answers, self.first_asked = queue.Queue(), queue.Queue(), threading.Event()
        self.asked_at = None
        super().__init__(self.answer)

    def answer(self, method, path, headers, body):
        if path.endswith("/invocation/next"):
            if self.asked_at is None:
                self.asked_at = time.monotonic()
                self.first_asked.set()
            event = self.events.get()
            self.started = time.monotonic()
            return 200, {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": "00000000-0000-4000-8000-000000000000",
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 60000),
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:bench",
            }, event
        self.answers.put((time.monotonic() - self.started, path.rsplit("/", 1)[1], json.loads(body)))
        return 202, {}, b""

    def invoke(self, event):
        """Seconds from handing out an event to its answer, and the answer."""
        self.events.put(json.dumps(event).encode())
        seconds, kind, body = self.answers.get(timeout=60)
        if kind != "response" or "errorMessage" in body:
            raise RuntimeError(f"the function failed: {body}")
        return seconds, body


class AWS(Server):
    """An S3 that holds one photo under every key of the bucket "photos" and takes everything, a DynamoDB that is always empty,
    and an SNS.

    `photo` may be changed between events. `latency` is seconds that each service takes before it answers; nothing unless
    set.
    """

    def __init__(self, photo, tls=None):
        self.photo, self.stored, self.latency = photo, None, {}
        super().__init__(self.answer, tls)
        self.endpoint = f"{'http' if tls is None else 'https'}://{self.address}"

    @property
    def photo(self):
        return self._photo

    @photo.setter
    def photo(self, photo):
        self._photo, self.etag = photo, f'"{hashlib.md5(photo).hexdigest()}"'

    def answer(self, method, path, headers, body):
        if method == "POST":
            service = "dynamodb" if headers.get("X-Amz-Target") else "sns"
        else:
            service = "s3"
        if late := self.latency.get(service):
            time.sleep(late)
        if service == "sns":
            return 200, {"Content-Type": "text/xml"}, PUBLISHED
        if service == "dynamodb":
            return 200, {"Content-Type": "application/x-amz-json-1.0"}, b"{}"
        if method == "PUT":
            self.stored = body
            return 200, {"ETag": f'"{hashlib.md5(body).hexdigest()}"'}, b""
        if path.startswith("/photos/"):
            return 200, {"ETag": self.etag, "Content-Type": "image/jpeg", "Last-Modified": DATE,
                         "Content-Length": str(len(self.photo))}, self.photo
        return 404, {}, b""
