"""What can go wrong on the way, and what the page makes of it."""

import re
import socket
import struct
import threading
import time

import pytest
from conftest import BINARY, FINISHED, photo, picture, put, slide, throttle
from evidence import WitnessedBridge
from playwright.sync_api import expect
from stack.relay import Relay


def test_a_connection_that_breaks_is_tried_again(page):
    broken = []

    def break_twice(route):
        if route.request.method == "POST" and len(broken) < 2:
            broken.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile("^https://"), break_twice)
    put(page, photo("stubborn.jpg", width=120, height=80))
    expect(slide(page, "stubborn.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)
    assert len(broken) == 2


def test_a_connection_that_stays_broken_is_reported_and_can_be_retried(page):
    page.route(re.compile("^https://"), lambda route: route.abort("connectionreset"))
    put(page, photo("unlucky.jpg", width=120, height=80))
    card = slide(page, "unlucky.jpg")
    expect(card).to_have_attribute("data-state", "failed", timeout=30_000)
    expect(card.locator(".state")).to_have_text(re.compile(r"The connection broke at \d+ %."))
    page.unroute(re.compile("^https://"))
    card.get_by_role("button", name="Retry: unlucky.jpg").click()
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)


def test_offline_photos_wait_and_go_on_by_themselves(page):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.context.set_offline(True)
    put(page, photo("patient.jpg", width=120, height=80))
    card = slide(page, "patient.jpg")
    expect(card.locator(".state")).to_have_text("Offline. Uploading continues when you are back online.")
    expect(card).to_have_attribute("data-state", "waiting")
    assert [url for url in sent if url.startswith("http")] == []
    page.context.set_offline(False)
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)


class Scissors:
    """A connection to the storage that breaks after so many bytes of an upload, as often as is asked."""

    def __init__(self, target):
        self.target, self.after, self.times = target, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self.carry, args=(far, near, False), daemon=True).start()

    def carry(self, source, sink, is_upload):
        carried = 0
        try:
            while data := source.recv(65536):
                carried += len(data)
                if is_upload and self.times > 0 and carried > self.after:
                    self.times -= 1
                    # Without lingering, so that the other side sees a reset and not an end.
                    source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                sink.sendall(data)
        except OSError:
            pass
        for side in (source, sink):
            side.close()


@pytest.fixture
def scissors(aws):
    with Relay(aws) as relay:
        line = Scissors(relay.server.server_port)
        yield line
        line.listener.close()


@pytest.fixture
def fragile(browser, environment, scissors):
    """The page, with such a line between it and the storage."""
    with WitnessedBridge(BINARY, {**environment, "AWS_ENDPOINT_URL_S3": scissors.url}) as bridge:
        context = browser.new_context()
        page = context.new_page()
        page.goto(bridge.url)
        throttle(page, uploadThroughput=2_000_000)
        yield page
        context.close()


LARGE = {"name": "half.jpg", "mimeType": "image/jpeg", "buffer": picture(200, 200) + bytes(3_000_000)}


def test_a_line_that_is_cut_in_the_middle_is_tried_again(fragile, scissors):
    scissors.after, scissors.times = 1_500_000, 2
    put(fragile, LARGE)
    expect(slide(fragile, "half.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)
    assert scissors.times == 0


def test_a_line_that_is_cut_again_and_again_is_reported_with_how_far_it_came(fragile, scissors):
    scissors.after, scissors.times = 1_500_000, 1000
    put(fragile, LARGE)
    card = slide(fragile, "half.jpg")
    expect(card.locator(".state")).to_have_text(re.compile(r"The connection broke at [1-9]\d? %\."), timeout=FINISHED)
    scissors.times = 0
    card.get_by_role("button", name="Retry: half.jpg").click()
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)


def answer(page, api, status, body, **headers):
    """Has the API answer an upload with what a gateway says; gives the times of the requests."""
    times = []

    def reply(route):
        times.append(time.monotonic())
        if status and (body or len(times) == 1):
            return route.fulfill(status=status, headers=headers, body=body or '{"message":"Too Many Requests"}')
        route.continue_()

    page.route(f"{api.url}/upload", reply)
    return times


# What API Gateway and Lambda's function URLs answer before the function is asked.
GATEWAY = [
    (401, '{"message":"Unauthorized"}', "The service does not know who is asking."),
    (403, '{"message":"Forbidden"}', "This account may not do that."),
    (403, '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com"}',
     "This account may not do that."),
    (413, '{"message":"Request Entity Too Large"}', "The request is too large for the service."),
    (500, '{"message":"Internal Server Error"}', "The service gave an unexpected answer. Retry in a moment."),
    (418, "<html>", "The service answered 418."),
]


@pytest.mark.parametrize("status, body, words", GATEWAY, ids=["401", "403", "403-url", "413", "500", "other"])
def test_what_the_gateway_says_is_put_into_words(page, api, status, body, words):
    answer(page, api, status, body, **{"Content-Type": "application/json"})
    put(page, photo("refused.jpg", width=60, height=40))
    card = slide(page, "refused.jpg")
    expect(card.locator(".state")).to_have_text(words)
    expect(card.get_by_role("button", name="Retry: refused.jpg")).to_be_visible()


def test_a_problem_that_the_api_explains_is_told_in_its_words(page, api):
    problem = '{"type":"urn:minilab:problem:x","title":"No","status":500,"detail":"the cellar is under water"}'
    answer(page, api, 500, problem, **{"Content-Type": "application/problem+json"})
    put(page, photo("wet.jpg", width=60, height=40))
    expect(slide(page, "wet.jpg").locator(".state")).to_have_text("the cellar is under water")


def test_who_asks_too_often_stays_away_as_long_as_he_is_told(page, api):
    times = answer(page, api, 429, "", **{"Retry-After": "2"})
    put(page, photo("patient.jpg", width=60, height=40))
    card = slide(page, "patient.jpg")
    expect(card.locator(".state")).to_have_text("The service is busy. This continues by itself.")
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)
    assert len(times) == 2 and times[1] - times[0] >= 1.99


def test_a_service_that_stays_busy_is_reported_and_can_be_asked_again(page, api):
    page.clock.install()
    times = answer(page, api, 429, '{"message":"Too Many Requests"}')
    put(page, photo("busy.jpg", width=60, height=40))
    card = slide(page, "busy.jpg")
    for attempt in range(1, 6):
        expect(card.locator(".state")).to_have_text("The service is busy. This continues by itself.")
        with page.expect_request(f"{api.url}/upload"):
            page.clock.run_for(250 * 2**attempt * 1.5)
    expect(card.locator(".state")).to_have_text("The service is overloaded. Retry in a moment.")
    assert len(times) == 6
    expect(card.get_by_role("button", name="Retry: busy.jpg")).to_be_visible()


def test_throttling_and_hiccups_of_the_service_pass_unnoticed(page, api):
    answers = [429, 503, 429]

    def fault(method, path):
        return answers.pop() if answers and path != "/" else None

    api.faults.append(fault)
    try:
        put(page, photo("calm.jpg", width=120, height=80))
        expect(slide(page, "calm.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)
        assert answers == []
    finally:
        api.faults.remove(fault)
