"""API Gateway and the Lambda platform in one process: requests over HTTP become events of payload format 2.0, which the real
binary fetches from a Runtime API. Standard library only.
"""

import base64
import json
import queue
import subprocess
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

# What API Gateway hands over as text; everything else comes in base64.
TEXT = ("text/", "application/json", "application/xml", "application/x-www-form-urlencoded")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # A hundred photos come at once.
    request_queue_size = 128

    def handle_error(self, *_):
        """Browsers hang up when they please."""


class Bridge:
    """Serves the binary's API on 127.0.0.1. Use it in a `with` statement, which stops it."""

    def __init__(self, binary, environment, authorize=lambda headers: {}, port=0):
        """`authorize` gives the authorizer's context for a request's headers, or None to answer 401 as the gateway does."""
        self.authorize = authorize
        self.events = queue.Queue()
        self.answers = {}
        self.faults = []
        self.front = Server(("127.0.0.1", port), self.front_handler())
        self.runtime = Server(("127.0.0.1", 0), self.runtime_handler())
        self.url = f"http://127.0.0.1:{self.front.server_port}"
        self.binary = binary
        self.environment = {
            **environment, "_HANDLER": "api", "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.runtime.server_port}",
        }
        self.process = None
        self.log = []
        self.is_ready = threading.Event()

    def __enter__(self):
        for server in (self.front, self.runtime):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", str(self.binary)], env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 10
        threading.Thread(target=lambda: self.log.extend(self.process.stdout), daemon=True).start()
        while not self.is_ready.wait(0.1) and self.process.poll() is None and time.monotonic() < deadline:
            pass
        if not self.is_ready.is_set():
            self.__exit__()
            raise RuntimeError(f"the function did not ask for an event:\n{''.join(self.log)}")
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for server in (self.front, self.runtime):
            server.shutdown()
            server.server_close()

    def invoke(self, event):
        """The function's answer to `event`; an exception if the invocation failed."""
        answer = queue.Queue()
        request_id = str(uuid.uuid4())
        self.answers[request_id] = answer
        self.events.put((request_id, json.dumps(event).encode()))
        kind, body = answer.get(timeout=30)
        if kind != "response":
            raise RuntimeError(f"the invocation failed: {body.decode()}")
        return json.loads(body)

    def runtime_handler(bridge):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                bridge.is_ready.set()
                request_id, event = bridge.events.get()
                self.send_response(200)
                self.send_header("Lambda-Runtime-Aws-Request-Id", request_id)
                self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 25_000))
                self.send_header("Content-Length", str(len(event)))
                self.end_headers()
                self.wfile.write(event)

            def do_POST(self):
                *_, request_id, kind = self.path.split("/")
                body = self.rfile.read(int(self.headers["Content-Length"]))
                bridge.answers.pop(request_id, queue.Queue()).put((kind, body))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

        return Handler

    def front_handler(bridge):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                for fault in list(bridge.faults):
                    status = fault(self.command, self.path)
                    if status:
                        return self.reply(status, {"content-type": "application/json"}, b'{"message":"' + b'fault"}')
                parts = urlsplit(self.path)
                is_open = parts.path in ("/", "/openapi.json") or self.command == "OPTIONS"
                authorizer = {} if is_open else bridge.authorize(self.headers)
                if authorizer is None:
                    return self.reply(401, {"content-type": "application/json"}, b'{"message":"Unauthorized"}')
                if length > 6_000_000:
                    return self.reply(413, {"content-type": "application/json"}, b'{"message":"Request Entity Too Large"}')
                event = bridge.event(self.command, parts, self.headers, body, authorizer)
                try:
                    answer = bridge.invoke(event)
                except Exception:
                    return self.reply(500, {"content-type": "application/json"}, b'{"message":"Internal Server Error"}')
                content = answer.get("body", "")
                content = base64.b64decode(content) if answer.get("isBase64Encoded") else content.encode()
                self.reply(answer["statusCode"], answer.get("headers", {}), content)

            def reply(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if status not in (204, 304) and self.command != "HEAD":
                    self.send_header("Content-Length", str(len(body)))
                elif self.command != "HEAD":
                    body = b""
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def __getattr__(self, name):
                if name.startswith("do_"):
                    return self.answer
                raise AttributeError(name)

        return Handler

    @staticmethod
    def event(method, parts, headers, body, authorizer):
        collected = {}
        for name, value in headers.items():
            name = name.lower()
            collected[name] = f"{collected[name]},{value}" if name in collected else value
        event = {
            "version": "2.0", "routeKey": "$default", "rawPath": unquote(parts.path), "rawQueryString": parts.query,
            "headers": collected,
            "requestContext": {
                "http": {"method": method, "path": parts.path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
                "stage": "$default", "requestId": uuid.uuid4().hex[:16], "timeEpoch": int(time.time() * 1000),
            },
            "isBase64Encoded": False,
        }
        if authorizer:
            event["requestContext"]["authorizer"] = authorizer
        if body:
            is_text = collected.get("content-type", "").startswith(TEXT)
            try:
                event["body"] = body.decode() if is_text else base64.b64encode(body).decode()
                event["isBase64Encoded"] = not is_text
            except UnicodeDecodeError:
                event["body"], event["isBase64Encoded"] = base64.b64encode(body).decode(), True
        return event
