"""make chaos: the real binary through a storm, and what is left of it.

Uploads, overwrites and removals of photos and of what is none, in an order that a seed decides; their events in any
order, some twice, among test events and messages that nobody can read; several processes of the binary, which are
killed at random moments, and by some photos every time; faults of every service. When all is quiet again, every key's
rendition and row must be those of its last upload, and nothing else may exist.

UPLOADS, KEYS, SEED, PROCESSES, RATE (of faults) and MINUTES (the longest it may take) change the size of the storm.
"""

import itertools
import os
import random
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(Path(__file__).resolve().parent)]

from faultproxy import FaultProxy  # noqa: E402
from function import Function  # noqa: E402
from stack.local import LocalAWS  # noqa: E402
from uploads import Step, event, garbage, picture, plan, test_event  # noqa: E402
from verdict import Room, Verdict  # noqa: E402
from workqueue import WorkQueue  # noqa: E402

BINARY = Path(os.environ.get("BOOTSTRAP") or ROOT / ".build" / "lambda" / "bootstrap")
UNREADABLE = ["this is no JSON", '{"Records":[{"eventSource":"aws:s3"}]}', '{"hello":"world"}']
# A message is given up after this many times. The stack's queue has 5; but there nobody kills a process every second.
MAXIMUM_RECEIVES = 8


class Storm:
    """One run. `weather` says how bad it is: kills per second of all processes, and the rate of faults."""

    def __init__(self, aws, seed=1, uploads=2000, keys=500, processes=3, rate=0.03, kills=0.7, killers=3, log=None):
        self.seed, self.random, self.kills = seed, random.Random(seed), kills
        self.room = Room(aws, f"chaos-{uuid.uuid4().hex[:10]}")
        self.steps = plan(seed, uploads, keys)
        self.killers = {f"killer-{number}.jpg" for number in range(killers)}
        self.queue = WorkQueue(random.Random(seed + 1), MAXIMUM_RECEIVES)
        self.proxy = FaultProxy(aws.endpoint, str(aws.certificate), seed + 2, rate, on_fetch=self.fetched)
        self.log = log or tempfile.mktemp(prefix="chaos-", suffix=".log")
        environment = self.room.environment(self.proxy.address)
        self.functions = [Function(BINARY, environment, self.log) for _ in range(processes)]
        self.uploaded, self.killed, self.stopped = 0, 0, threading.Event()
        self.failures = []

    def run(self, seconds, say=lambda text: None):
        """Runs until everything is uploaded and no message waits. Returns the complaints."""
        started, threads = time.monotonic(), []
        with self.proxy:
            try:
                for work in [self.upload, self.kill, *[lambda f=f: self.poll(f) for f in self.functions]]:
                    threads.append(threading.Thread(target=self.guarded, args=(work,), daemon=True))
                    threads[-1].start()
                for tick in itertools.count(1):
                    if self.uploaded == len(self.steps) + len(self.killers) and self.queue.is_empty() or self.failures:
                        break
                    if time.monotonic() > started + seconds:
                        self.failures.append(f"not quiet after {seconds} s")
                        break
                    time.sleep(0.2)
                    if tick % 25 == 0:
                        say(self.progress(started))
                self.stopped.set()
                for thread in threads:
                    thread.join(30)
                say(self.progress(started))
                return self.failures or self.judge(say)
            finally:
                self.stopped.set()
                for function in self.functions:
                    function.stop()

    def guarded(self, work):
        try:
            work()
        except Exception as error:  # Whatever ends a thread of the storm ends the storm.
            self.failures.append(f"the storm itself failed: {error!r}")
            raise

    def upload(self):
        """Every step in its order, and the messages about it in random order."""
        s3, held = self.room.s3, []
        for name in sorted(self.killers):
            s3.put_object(Bucket=self.room.source, Key=name, Body=picture(1))
            self.queue.send(event(self.room.source, Step(1, name, "good"), None, "s3"))
            self.uploaded += 1
        for text in UNREADABLE:
            self.queue.send(text)
        for step in self.steps:
            if self.stopped.is_set():
                return
            if step.kind == "remove":
                answer = s3.delete_object(Bucket=self.room.source, Key=step.key)
            else:
                body = garbage(step.number) if step.kind == "bad" else picture(step.number)
                answer = s3.put_object(Bucket=self.room.source, Key=step.key, Body=body)
            form = self.random.choices(["s3", "sns", "eventbridge"], [6, 2, 2])[0]
            message = event(self.room.source, step, answer.get("VersionId"), form)
            for _ in range(2 if self.random.random() < 0.1 else 1):
                held.append(message)
            if self.random.random() < 0.01:
                held.append(test_event(self.room.source))
            # Some messages take long to arrive.
            while len(held) > 20 or held and self.random.random() < 0.5:
                self.queue.send(held.pop(self.random.randrange(len(held))))
            self.uploaded += 1
        for message in held:
            self.queue.send(message)

    def poll(self, function):
        """One poller of the queue, as Lambda has them: a batch, an answer, and what failed becomes visible again."""
        while not self.stopped.is_set():
            batch = self.queue.receive()
            if not batch:
                self.stopped.wait(0.05)
                continue
            answer, is_success = function.invoke({"Records": [message.record() for message in batch]})
            failed = {item["itemIdentifier"] for item in answer["batchItemFailures"]} if is_success else None
            for message in batch:
                if failed is not None and message.identifier not in failed:
                    self.queue.delete(message)
                else:
                    self.queue.put_back(message, after=random.uniform(0.05, 0.6))

    def kill(self):
        """Ends a process now and then, until the uploads are done and the rest is worked off."""
        pause = 0.05
        while not self.stopped.wait(pause):
            # The first comes as soon as there is a process, so that no storm is over before it has begun.
            if self.kills and (self.killed == 0 or self.uploaded < len(self.steps)):
                self.killed += self.random.choice(self.functions).kill()
            if self.killed:
                pause = self.random.expovariate(self.kills)

    def fetched(self, key, port):
        if key in self.killers:
            any(function.kill_owner(port) for function in self.functions)

    def progress(self, started):
        return (
            f"{time.monotonic() - started:4.0f} s: {self.uploaded} of {len(self.steps) + len(self.killers)} steps, "
            f"{self.queue.received} messages received, {self.queue.deleted} done, {len(self.queue.waiting)} wait, "
            f"{self.killed} kills, {sum(self.proxy.faults.values())} faults, {len(self.queue.dead)} dead letters"
        )

    def judge(self, say):
        """What is wrong with what is left."""
        verdict = Verdict(self.room)
        complaints = verdict.judge(self.steps, self.proxy.published, self.proxy.stored)
        allowed = set(UNREADABLE)
        for message in self.queue.dead:
            if message.body not in allowed and not any(name in message.body for name in self.killers):
                complaints.append(f"a dead letter: {message.body}")
        dead = [message.body for message in self.queue.dead]
        complaints += [f"a message that nobody can read is lost: {text}" for text in allowed if text not in dead]
        complaints += [
            f"{name} kills every process, and is no dead letter" for name in self.killers
            if not any(name in body for body in dead)
        ]
        complaints += self.judge_poison()
        say(f"faults: {', '.join(f'{count} {name}' for name, count in self.proxy.faults.most_common())}")
        say(f"requests: {dict(self.proxy.requests)}, processes started: {sum(f.starts for f in self.functions)}")
        say(f"keys: {dict(verdict.counts)}")
        return complaints

    def judge_poison(self):
        """Without faults, what is not a photo is rejected the first time it is seen, and never retried."""
        self.proxy.rate = 0
        bad = [step for step in {step.key: step for step in self.steps}.values() if step.kind == "bad"]
        records = []
        for step in bad[:10]:
            self.queue.send(event(self.room.source, step, None, "s3"))
        batch = self.queue.receive()
        records = [message.record() for message in batch]
        answer, is_success = self.functions[0].invoke({"Records": records})
        if not is_success or answer["batchItemFailures"]:
            return [f"bad images are retried: {answer}"]
        rows = self.room.rows()
        return [f"{step}: not rejected" for step in bad[:10]
                if rows.get(f"{self.room.source}/{step.key}", {}).get("Status") != "REJECTED"]


def main():
    number = lambda name, default, kind=int: kind(os.environ.get(name) or default)  # noqa: E731
    seed, minutes = number("SEED", 1), number("MINUTES", 15, float)
    uploads, keys = number("UPLOADS", 2000), number("KEYS", 500)
    rate, processes = number("RATE", 0.03, float), number("PROCESSES", 3)
    say = lambda text: print(f"chaos: {text}", flush=True)  # noqa: E731
    folder = ROOT / ".build" / "chaos"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "bootstrap.log"
    log.unlink(missing_ok=True)
    say(f"seed {seed}: {uploads} uploads over {keys} keys, {processes} processes of {BINARY.name}, {rate:.0%} faults")
    with LocalAWS() as aws:
        storm = Storm(aws, seed, uploads, keys, processes, rate, log=log)
        complaints = storm.run(minutes * 60, say)
    for complaint in complaints[:50]:
        print(f"chaos: WRONG: {complaint}")
    say(f"FAILED: {len(complaints)} complaints with seed {seed}; the processes' log: {log}" if complaints else "OK")
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
