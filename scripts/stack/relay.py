"""Makes the local AWS reachable over plain HTTP on 127.0.0.1, for browsers: they do not know its certificate."""

import http.client
import ssl
import threading
from http.server import BaseHTTPRequestHandler

from stack.bridge import Server

# Fields that belong to one connection.
OWN = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Relay:
    """Passes requests on as they are, the host they name included: it is part of what is signed."""

    def __init__(self, aws):
        context = ssl.create_default_context(cafile=str(aws.certificate))

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def relay(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                connection = http.client.HTTPSConnection("127.0.0.1", aws.port, context=context, timeout=60)
                try:
                    connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                    for name, value in self.headers.items():
                        if name.lower() not in OWN:
                            connection.putheader(name, value)
                    if body or self.command in ("POST", "PUT"):
                        connection.putheader("Content-Length", str(len(body)))
                    connection.endheaders(body)
                    answer = connection.getresponse()
                    content = answer.read()
                    self.send_response_only(answer.status)
                    for name, value in answer.getheaders():
                        if name.lower() not in OWN:
                            self.send_header(name, value)
                    length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
                    self.send_header("Content-Length", length or "0")
                    self.end_headers()
                    self.wfile.write(content)
                finally:
                    connection.close()

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = relay

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
