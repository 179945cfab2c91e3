"""Delivery under the worst of circumstances: workers that overtake each other, and a small storm (make chaos is a big one)."""

import json
import sys
import threading
import uuid

import evidence
import pytest
from conftest import BOOTSTRAP, ROOT

sys.path.insert(0, str(ROOT / "Tests" / "Chaos"))

from chaos import Storm  # noqa: E402
from faultproxy import FaultProxy  # noqa: E402
from function import Function  # noqa: E402
from uploads import Step, event, garbage, picture  # noqa: E402
from verdict import Room, Verdict  # noqa: E402


class Worker:
    """One process behind a proxy of its own, which keeps one request waiting until it is let go: `stop_at` names its
    service, its method, and how many like it are let through before.
    """

    def __init__(self, aws, room, folder, name, stop_at=None):
        self.stop_at, self.arrived, self.may_go = stop_at, threading.Event(), threading.Event()
        self.seen = 0
        self.proxy = FaultProxy(aws.endpoint, str(aws.certificate), before=self.before)
        self.log = folder / f"{name}.log"
        self.function = Function(BOOTSTRAP, room.environment(self.proxy.address), self.log)
        self.answer = self.thread = None

    def before(self, service, method, path):
        if self.stop_at and self.stop_at[:2] == (service, method):
            self.seen += 1
            if self.seen == self.stop_at[2] + 1:
                self.arrived.set()
                self.may_go.wait(15)

    def begin(self, text):
        def work():
            self.answer, self.is_success = self.function.invoke(json.loads(text))

        self.thread = threading.Thread(target=work, daemon=True)
        self.thread.start()
        if self.stop_at:
            assert self.arrived.wait(10), "the process did not come to the request it was to be stopped at"
        return self

    def finish(self):
        self.may_go.set()
        self.thread.join(20)
        assert self.is_success, self.answer
        result, = self.answer["results"]
        return result["status"]


@pytest.fixture
def workers(aws, tmp_path):
    """Makes workers on one room."""
    room, made = Room(aws, f"delivery-{uuid.uuid4().hex[:10]}"), []

    def make(name, stop_at=None):
        made.append(Worker(aws, room, tmp_path, name, stop_at))
        made[-1].proxy.__enter__()
        return made[-1]

    make.room = room
    yield make
    for worker in made:
        worker.may_go.set()
        worker.function.stop()
        evidence.keep(worker.log)
        worker.proxy.__exit__()


def put(room, step):
    """Does what a step says, and sends its event."""
    if step.kind == "remove":
        answer = room.s3.delete_object(Bucket=room.source, Key=step.key)
    else:
        body = garbage(step.number) if step.kind == "bad" else picture(step.number)
        answer = room.s3.put_object(Bucket=room.source, Key=step.key, Body=body)
    return event(room.source, step, answer.get("VersionId"), "s3")


@pytest.mark.parametrize("last", ["good", "bad", "remove"])
def test_a_worker_that_is_overtaken_twice_leaves_nothing_old_behind(workers, last):
    """The counterexample that the model found: the slow worker's old rendition looks current by the row of its time."""
    room, key = workers.room, "photo.jpg"
    first = put(room, Step(1, key, "good"))
    second = put(room, Step(2, key, "good"))
    slow = workers("slow", stop_at=("s3", "PUT", 0)).begin(first)
    assert workers("quick").begin(second).finish() == "READY"
    third = put(room, Step(3, key, last))
    # It reads the row, does its work on what is stored, and is about to commit.
    newest = workers("newest", stop_at=("dynamodb", "POST", 1)).begin(third)
    assert slow.finish() in ("DUPLICATE", "READY", "REJECTED", "DELETED")
    newest.finish()
    published = slow.proxy.published + newest.proxy.published
    stored = slow.proxy.stored | newest.proxy.stored
    complaints = Verdict(room).judge([Step(3, key, last)], published, stored)
    assert not complaints, "\n".join(complaints)


def test_a_request_for_a_version_that_is_replaced_meanwhile_leaves_nothing_old_behind(workers):
    room, key = workers.room, "photo.jpg"
    first = put(room, Step(1, key, "good"))
    version = room.head(key)["VersionId"]
    request = json.dumps({"bucket": room.source, "key": key, "versionId": version})
    slow = workers("slow", stop_at=("s3", "PUT", 0)).begin(request)
    assert workers("quick").begin(first).finish() == "READY"
    second = put(room, Step(2, key, "good"))
    newest = workers("newest", stop_at=("dynamodb", "POST", 1)).begin(second)
    slow.finish()
    newest.finish()
    stored = slow.proxy.stored | newest.proxy.stored
    complaints = Verdict(room).judge([Step(2, key, "good")], slow.proxy.published + newest.proxy.published, stored)
    assert not complaints, "\n".join(complaints)


def test_a_small_storm_ends_with_everything_as_it_was_last_uploaded(aws, tmp_path):
    storm = Storm(aws, seed=7, uploads=120, keys=24, processes=2, rate=0.04, killers=1, log=tmp_path / "storm.log")
    complaints = storm.run(seconds=120)
    evidence.keep(tmp_path / "storm.log")
    assert not complaints, "\n".join(complaints)
    assert storm.killed > 0 and sum(storm.proxy.faults.values()) > 0
    # The verdict notices what is wrong.
    good = next(step for step in reversed(storm.steps) if storm.room.rows()[f"{storm.room.source}/{step.key}"]["Renditions"])
    row = storm.room.rows()[f"{storm.room.source}/{good.key}"]
    storm.room.s3.put_object(Bucket=storm.room.destination, Key=row["Renditions"][0]["key"], Body=picture(good.number + 1))
    storm.room.s3.put_object(Bucket=storm.room.destination, Key="left behind", Body=b"")
    complaints = "\n".join(Verdict(storm.room).judge(storm.steps, storm.proxy.published, storm.proxy.stored))
    assert "left behind is stored, but no row lists it" in complaints
    assert "the rendition shows another upload" in complaints and "is of another object" in complaints
