"""What the binary does with an environment that it cannot work in: it says so, by name, and ends."""

import http.server
import json
import os
import queue
import secrets
import subprocess
import threading
import time

import evidence
import pytest
from conftest import BOOTSTRAP, moments

GOOD = {
    "PATH": os.environ["PATH"], "_HANDLER": "process", "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30), "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
}


class RuntimeAPI:
    """A Runtime API that has no invocation to give, and remembers the errors that are reported to it."""

    def __init__(self):
        self.errors = errors = []
        self.asked = asked = threading.Event()
        self.waiting = waiting = []
        # What one of those that wait gets instead of an event.
        self.replies = replies = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                waiting.append(self.client_address)
                asked.set()
                self.send_response(replies.get())
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                errors.append((self.path, self.headers["Lambda-Runtime-Function-Error-Type"], json.loads(body)))
                self.send_response(202)
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def api():
    running = RuntimeAPI()
    yield running
    running.server.shutdown()


@pytest.mark.parametrize("change, names", [
    ({"RECIPE": "thumbnial"}, ["RECIPE", "thumbnial", "profile-photo"]),
    ({"RECIPE": "{"}, ["RECIPE"]),
    ({"RECIPE": '{"renditions":[]}'}, ["RECIPE", "renditions"]),
    ({"RECIPE": '{"renditions":[{"name":"a","resize":{"width":-1,"fit":"insid"}}]}'}, ["width", "fit", "insid"]),
    ({"_HANDLER": "proccess"}, ["_HANDLER", "proccess", "process"]),
    ({"AWS_REGION": None}, ["AWS_REGION"]),
    ({"AWS_ENDPOINT_URL": "not a url"}, ["AWS_ENDPOINT_URL"]),
    ({"AWS_LAMBDA_LOG_LEVEL": "LOUD"}, ["AWS_LAMBDA_LOG_LEVEL", "LOUD", "WARN"]),
    ({"AWS_LAMBDA_MAX_CONCURRENCY": "0"}, ["AWS_LAMBDA_MAX_CONCURRENCY", "1024"]),
    # Everything at once, in one form, whichever handler it is.
    ({"_HANDLER": "api", "AWS_LAMBDA_LOG_LEVEL": "LOUD", "AWS_REGION": None, "URL_TTL_SECONDS": "x",
      "AWS_USE_FIPS_ENDPOINT": "maybe", "AWS_SESSION_TOKEN": "not printable"},
     ["AWS_LAMBDA_LOG_LEVEL: \"LOUD\" is not accepted; accepted: TRACE", "AWS_REGION: is missing; accepted: ",
      "SOURCE_BUCKET: is missing", "TABLE_NAME: is missing", "URL_TTL_SECONDS: \"x\"", "AWS_USE_FIPS_ENDPOINT: \"maybe\"",
      "AWS_SESSION_TOKEN: cannot be used"]),
    # Renditions would land in the bucket that they come from, and start the function again.
    ({"DESTINATION_BUCKET": None, "RECIPE": "thumbnail"}, ["DESTINATION_BUCKET"]),
])
def test_a_wrong_environment_is_reported_by_name_and_ends_the_process(api, change, names):
    environment = GOOD | {"DESTINATION_BUCKET": "thumbs", "AWS_LAMBDA_RUNTIME_API": api.address} | change
    environment = {name: value for name, value in environment.items() if value is not None}
    evidence.secret(GOOD["AWS_SECRET_ACCESS_KEY"])
    result = subprocess.run([BOOTSTRAP], env=environment, capture_output=True, timeout=20)
    evidence.keep(result.stdout + result.stderr)
    assert result.returncode not in (0, None) and result.returncode > 0
    (path, kind, body), = api.errors
    assert path == "/2018-06-01/runtime/init/error"
    assert kind.startswith(("Runtime.", "Function."))
    assert all(name in body["errorMessage"] for name in names), body


def test_a_good_environment_asks_for_work(api):
    process = subprocess.Popen([BOOTSTRAP], env=GOOD | {
        "DESTINATION_BUCKET": "thumbs", "AWS_LAMBDA_RUNTIME_API": api.address
    }, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert api.asked.wait(10)
        assert process.poll() is None
        assert not api.errors
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("argument, told", [
    # A container image's command: it names the handler, whatever the environment says.
    ("proccess", ["_HANDLER", "proccess"]),
    ("api", ["SOURCE_BUCKET"]),
])
def test_an_argument_is_the_handler(api, argument, told):
    environment = GOOD | {"DESTINATION_BUCKET": "thumbs", "AWS_LAMBDA_RUNTIME_API": api.address}
    assert subprocess.run([BOOTSTRAP, argument], env=environment, capture_output=True, timeout=20).returncode == 1
    (_, _, body), = api.errors
    assert all(name in body["errorMessage"] for name in told), body


HANDLERS = {
    "process": {"_HANDLER": "process", "DESTINATION_BUCKET": "thumbs"},
    "api": {"_HANDLER": "api", "SOURCE_BUCKET": "photos", "TABLE_NAME": "images"},
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_as_many_loops_as_asked_for_wait_side_by_side_and_end_together(api, handler):
    process = subprocess.Popen([BOOTSTRAP], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=GOOD | {
        "AWS_LAMBDA_RUNTIME_API": api.address, "AWS_LAMBDA_MAX_CONCURRENCY": "5", **HANDLERS[handler],
    })
    try:
        for _ in moments(10):
            if len(api.waiting) == 5:
                break
        time.sleep(0.3)
        assert len(set(api.waiting)) == len(api.waiting) == 5
        # The environment is lost: one loop learns of it, and the process does not wait for the others.
        api.replies.put(500)
        assert process.wait(10) == 1
        printed = process.stdout.read()
        evidence.keep(printed)
        assert "Environment lost" in printed
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("handler", HANDLERS)
def test_being_told_to_end_is_a_success_and_the_last_line_is_written(api, handler):
    process = subprocess.Popen([BOOTSTRAP], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=GOOD | {
        "AWS_LAMBDA_RUNTIME_API": api.address, **HANDLERS[handler],
    })
    try:
        assert api.asked.wait(10)
        process.terminate()
        assert process.wait(10) == 0
        line, = process.stdout.read().splitlines()
        assert json.loads(line)["message"] == "Told to end"
    finally:
        process.kill()
        process.wait()


def test_started_from_a_shell_it_explains_itself():
    result = subprocess.run([BOOTSTRAP], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=20)
    assert "AWS_LAMBDA_RUNTIME_API" in result.stdout + result.stderr
    assert "Lambda" in result.stdout + result.stderr
    assert result.returncode in (0, 2)


def test_it_needs_no_shared_library():
    assert "NEEDED" not in subprocess.run(["readelf", "-d", BOOTSTRAP], capture_output=True, text=True).stdout
