"""A reverse proxy before a local AWS that fails the way networks and services do, and remembers what went through."""

import hashlib
import http.client
import http.server
import random
import socket
import ssl
import struct
import threading
import time
import urllib.parse
from collections import Counter

# A fault and how often it is chosen among those of its service.
FAULTS = {
    "s3": {"slow down": 4, "internal error": 3, "reset before": 3, "reset after": 3, "truncated": 2, "late": 12},
    "dynamodb": {"throttled": 4, "internal error": 3, "reset before": 3, "reset after": 3, "late": 8},
    "sns": {"slow down": 4, "internal error": 3, "reset before": 3, "reset after": 3},
}
ERRORS = {
    ("s3", "slow down"): (503, "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"),
    ("s3", "internal error"): (500, "<Error><Code>InternalError</Code><Message>Please try again.</Message></Error>"),
    ("dynamodb", "throttled"): (400, '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"Rate"}'),
    ("dynamodb", "internal error"): (500, '{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}'),
    ("sns", "slow down"): (503, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"),
    ("sns", "internal error"): (500, "<ErrorResponse><Error><Code>InternalFailure</Code></Error></ErrorResponse>"),
}


class FaultProxy:
    """Listens on a port of 127.0.0.1; use it in a `with` statement.

    `rate` is the part of requests that fail, `latency` the seconds that every answer of S3 is late. Both may be set at
    any time. `on_fetch(key, port)` hears of every object that is about to be downloaded, and from which port;
    `before(service, method, path)` of every request before it is passed on, and may keep it waiting.
    """

    def __init__(self, endpoint, certificate=None, seed=0, rate=0.0, latency=0.0, on_fetch=None, before=None):
        target = urllib.parse.urlsplit(endpoint)
        self.host, self.port = target.hostname, target.port
        self.tls = ssl.create_default_context(cafile=certificate) if target.scheme == "https" else None
        self.random, self.rate, self.latency = random.Random(seed), rate, latency
        self.on_fetch = on_fetch or (lambda key, port: None)
        self.before = before or (lambda service, method, path: None)
        self.lock, self.faults, self.requests = threading.Lock(), Counter(), Counter()
        self.stored, self.published = set(), []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.proxy = self
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def connection(self):
        """A connection to the AWS behind."""
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, context=self.tls, timeout=60)
        return http.client.HTTPConnection(self.host, self.port, timeout=60)

    def choose_fault(self, service):
        with self.lock:
            self.requests[service] += 1
            if self.random.random() >= self.rate or service not in FAULTS:
                return None
            names, weights = zip(*FAULTS[service].items())
            fault = self.random.choices(names, weights)[0]
            self.faults[f"{service} {fault}"] += 1
            return fault

    def remember(self, method, path, headers, body):
        """Records what the AWS behind it has accepted."""
        with self.lock:
            if method == "PUT":
                provenance = headers.get("x-amz-meta-minilab-source")
                self.stored.add((urllib.parse.unquote(path).lstrip("/"), provenance))
            elif b"Action=Publish" in body:
                fields = urllib.parse.parse_qs(body.decode())
                self.published.append(fields["Message"][0])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """A client that was killed, or whose connection was reset on purpose, is no error."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream = None

    def log_message(self, *_):
        pass

    def do_GET(self):
        proxy, path = self.server.proxy, self.path.split("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scope = self.headers.get("Authorization", "").split("/")
        service = scope[3] if len(scope) > 4 else "unknown"
        if service == "s3" and self.command == "GET":
            proxy.on_fetch(urllib.parse.unquote(path).lstrip("/").partition("/")[2], self.client_address[1])
        if service == "s3" and proxy.latency:
            time.sleep(proxy.latency)
        fault = proxy.choose_fault(service)
        if fault == "reset before":
            return self.reset()
        if fault == "late":
            # Long enough for others to take the same image from beginning to end.
            time.sleep(0.1 + 1.5 * proxy.random.random() ** 2)
        if (service, fault) in ERRORS:
            status, text = ERRORS[service, fault]
            return self.answer(status, {"Content-Type": "application/xml"}, text.encode())
        proxy.before(service, self.command, path)
        status, headers, answer = self.forward(body)
        if 200 <= status < 300:
            proxy.remember(self.command, path, self.headers, body)
        if fault == "reset after":
            return self.reset()
        if fault == "truncated" and len(answer) > 1:
            self.answer(status, headers, answer, cut=len(answer) // 2)
            return self.reset()
        self.answer(status, headers, answer)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET

    def forward(self, body):
        """Passes the request on as it came, Host included, because that is signed."""
        for is_last in (False, True):
            if self.upstream is None:
                self.upstream = self.server.proxy.connection()
            try:
                self.upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    self.upstream.putheader(name, value)
                self.upstream.endheaders(body or None)
                response = self.upstream.getresponse()
                return response.status, dict(response.headers.items()), response.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                # The local AWS closes idle connections.
                self.upstream = None
                if is_last:
                    raise

    def answer(self, status, headers, body, cut=None):
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, '')}"]
        dropped = ("content-length", "transfer-encoding", "connection")
        lines += [f"{name}: {value}" for name, value in headers.items() if name.lower() not in dropped]
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else len(body)
        if status != 204:
            lines.append(f"Content-Length: {length}")
        head = "\r\n".join(lines + ["", ""]).encode("latin-1")
        self.wfile.write(head + (b"" if self.command == "HEAD" else body[:cut]))

    def reset(self):
        """Closes the connection with a reset instead of an end."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def finish(self):
        if self.upstream is not None:
            self.upstream.close()
        try:
            super().finish()
        except (OSError, ValueError):
            pass


def image_hash(image_id):
    """How a stored rendition names its image."""
    return hashlib.sha256(image_id.encode()).hexdigest()
