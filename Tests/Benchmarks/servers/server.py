"""An HTTP server as small as it can be, so that the function that talks to it is what is measured."""

import http.server
import threading


class Quiet(http.server.ThreadingHTTPServer):
    """A function that was stopped leaves connections behind; that is no error."""

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
