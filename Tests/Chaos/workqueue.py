"""A queue as SQS is one: at least once, in no order, with receive counts and dead letters."""

import itertools
import threading
import time


class Message:
    def __init__(self, number, body):
        self.identifier, self.body = f"message-{number}", body
        self.receives, self.visible_at = 0, 0.0

    def record(self):
        """The message as Lambda hands it to a function."""
        return {
            "messageId": self.identifier,
            "receiptHandle": f"{self.identifier}-{self.receives}",
            "body": self.body,
            "attributes": {"ApproximateReceiveCount": str(self.receives), "SentTimestamp": "1700000000000"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:chaos",
            "awsRegion": "eu-central-1",
        }


class WorkQueue:
    """`maximum_receives` times a message is handed out before it is a dead letter.

    The order is shuffled by `random`. What was received stays hidden until it is deleted or put back: the visibility
    timeout of the real queue is six times the function's, so it never ends while the function works.
    """

    def __init__(self, random, maximum_receives):
        self.random, self.maximum_receives = random, maximum_receives
        self.lock, self.numbers = threading.Lock(), itertools.count(1)
        self.waiting, self.hidden, self.dead = [], {}, []
        self.received = self.deleted = 0

    def send(self, body):
        with self.lock:
            self.waiting.append(Message(next(self.numbers), body))

    def receive(self, most=10):
        with self.lock:
            now, batch = time.monotonic(), []
            ready = [message for message in self.waiting if message.visible_at <= now]
            self.random.shuffle(ready)
            for message in ready[:most]:
                self.waiting.remove(message)
                if message.receives >= self.maximum_receives:
                    self.dead.append(message)
                    continue
                message.receives += 1
                self.received += 1
                self.hidden[message.identifier] = message
                batch.append(message)
            return batch

    def delete(self, message):
        with self.lock:
            del self.hidden[message.identifier]
            self.deleted += 1

    def put_back(self, message, after):
        with self.lock:
            del self.hidden[message.identifier]
            message.visible_at = time.monotonic() + after
            self.waiting.append(message)

    def is_empty(self):
        with self.lock:
            return not self.waiting and not self.hidden
