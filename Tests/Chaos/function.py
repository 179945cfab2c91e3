"""A function of Lambda in small: the real binary, started again whenever it ends, fed by a Runtime API of its own."""

import http.server
import json
import os
import queue
import signal
import subprocess
import threading
import time
import uuid


class Function:
    """One execution environment. `invoke` is called by one thread; `kill` by anyone, at any moment."""

    def __init__(self, binary, environment, log, timeout=20):
        self.binary, self.timeout = binary, timeout
        self.log = open(log, "ab")
        self.events, self.answers = queue.Queue(), queue.Queue()
        self.server = Server(("127.0.0.1", 0), RuntimeAPI)
        self.server.function = self
        self.environment = {
            "PATH": os.environ["PATH"],
            "_HANDLER": "process",
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_port}",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
            **environment,
        }
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        self.process, self.starts = None, 0

    def invoke(self, event):
        """The answer and whether it is one; `(None, False)` when the process ended, or its time."""
        identifier, deadline = str(uuid.uuid4()), time.time() + self.timeout
        if self.process is None or self.process.poll() is not None:
            self.start()
        process = self.process
        self.events.put((identifier, deadline, json.dumps(event).encode()))
        while True:
            try:
                answered, is_success, body = self.answers.get(timeout=0.02)
                if answered == identifier:
                    return json.loads(body), is_success
            except queue.Empty:
                if time.time() > deadline:
                    self.kill()
                if process.poll() is not None and self.answers.empty():
                    self.kill()
                    return None, False

    def start(self):
        self.starts += 1
        while not self.events.empty():
            self.events.get_nowait()
        # setpriv: the process does not outlive this one, whatever ends it.
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", str(self.binary)], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log, start_new_session=True,
        )

    def kill(self):
        """Ends the process and all that it has started, as the end of an execution environment does. Whether there was one."""
        if self.process is None or self.process.returncode is not None:
            return False
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_owner(self, port):
        """Ends the one process of this function whose connection has this local port. Returns whether there was one."""
        process = self.process
        if process is None or process.poll() is not None:
            return False
        for pid in members(process.pid):
            if port in ports(pid):
                self.kill() if pid == process.pid else os.kill(pid, signal.SIGKILL)
                return True
        return False

    def stop(self):
        self.kill()
        if self.process is not None:
            self.process.wait()
        self.server.shutdown()
        self.server.server_close()
        self.log.close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A process that was killed while it was answered is no error."""


class RuntimeAPI(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        function, process = self.server.function, self.server.function.process
        while True:
            try:
                identifier, deadline, event = function.events.get(timeout=0.05)
                break
            except queue.Empty:
                if process is not function.process or process.poll() is not None:
                    self.close_connection = True
                    return
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", identifier)
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(deadline * 1000)))
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:chaos")
        self.send_header("Content-Length", str(len(event)))
        self.end_headers()
        self.wfile.write(event)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        *_, identifier, kind = self.path.rsplit("/", 2)
        if kind == "error" and identifier == "init":
            print(f"chaos: the binary does not start: {body.decode()}", flush=True)
        self.server.function.answers.put((identifier, kind == "response", body))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()


def members(group):
    """The processes of a process group."""
    found = [group]
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and int(name) != group and os.getpgid(int(name)) == group:
                found.append(int(name))
        except ProcessLookupError:
            pass
    return found


def ports(pid):
    """The local TCP ports of a process's sockets."""
    try:
        links = [os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")]
    except OSError:
        return set()
    inodes = {link[8:-1] for link in links if link.startswith("socket:[")}
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table][1:]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[9] in inodes}
