"""make serve, as a person meets it: it prints an address, the page there works, and whatever ends it leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from conftest import FINISHED, ROOT, photo, put
from playwright.sync_api import expect


def family(pid):
    """The process and its descendants: pid and start time, so that a reused pid is not mistaken for one."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    fields = stat.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry)] = (int(fields[1]), fields[19])
    found = {pid}
    while grown := {child for child, (parent, _) in parents.items() if parent in found} - found:
        found |= grown
    return {(member, parents[member][1]) for member in found if member in parents}


def remaining(members, seconds=20):
    """Which of these still run after they had time to end."""
    deadline = time.monotonic() + seconds
    while True:
        alive = set()
        for pid, birth in members:
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    fields = stat.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z" and fields[19] == birth:
                alive.add(pid)
        if not alive or time.monotonic() > deadline:
            return alive
        time.sleep(0.1)


class Serve:
    """The command, in a process group of its own, as a shell starts it."""

    def __init__(self, **environment):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "stack.web"], cwd=ROOT, env={**os.environ, "PYTHONPATH": "scripts", **environment},
            text=True, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        self.lines = []

    def until(self, pattern):
        """Reads up to the line that matches; the match."""
        for line in self.process.stdout:
            self.lines.append(line)
            if match := re.search(pattern, line):
                return match
        raise AssertionError(f"ended without {pattern}:\n{''.join(self.lines)}")

    def interrupt(self):
        """What a terminal does on Ctrl-C: a signal to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def rest(self):
        return "".join(self.lines) + self.process.communicate(timeout=60)[0]


@pytest.fixture
def serve():
    running = []

    def start(**environment):
        running.append(Serve(**environment))
        return running[-1]

    yield start
    for one in running:
        members = family(one.process.pid)
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
        one.process.wait()
        one.process.stdout.close()
        assert remaining(members) == set()


def test_it_serves_until_it_is_interrupted_and_leaves_nothing(serve, browser):
    first = serve()
    url = first.until(r"The page: (http://127\.0\.0\.1:\d+)")[1]
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    put(page, photo("served.jpg", width=120, height=80))
    expect(page.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
    expect(page.locator("[data-state=ready] img")).to_have_js_property("naturalWidth", 120)

    port = url.rpartition(":")[2]
    second = serve(PORT=port)
    text = second.rest()
    assert second.process.returncode == 1
    assert f"error: port {port} is in use" in text and "Traceback" not in text

    context.close()
    members = family(first.process.pid)
    assert len(members) >= 3, "MiniStack and two functions"
    first.interrupt()
    text = first.rest()
    assert first.process.returncode == 0 and "Traceback" not in text, text
    assert remaining(members) == set()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0


@pytest.mark.parametrize(
    "moment, ending",
    [
        ("MiniStack listens", signal.SIGINT), ("MiniStack listens", signal.SIGHUP), ("MiniStack listens", signal.SIGKILL),
        ("The page:", signal.SIGTERM), ("The page:", signal.SIGKILL),
    ],
)
def test_whatever_ends_it_at_whatever_moment_leaves_nothing(serve, ending, moment):
    running = serve()
    running.until(moment)
    members = family(running.process.pid)
    if ending == signal.SIGINT:
        running.interrupt()
    else:
        running.process.send_signal(ending)
    text = running.rest()
    assert "Traceback" not in text, text
    assert remaining(members) == set()
