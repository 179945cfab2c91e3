"""make redrive: plays the events of the failure queue again.

A message leaves the queue only after its event is safely on its way: back in the work queue, or accepted by Lambda
as an asynchronous invocation. Events that fail again come back.
"""

import json

from stack.session import Session, run


def say(text):
    print(f"redrive: {text}", flush=True)


def main():
    session = Session()
    outputs = session.outputs()
    sqs, failures = session.client("sqs"), outputs["FailureQueueUrl"]
    played = 0
    seen = set()
    while True:
        messages = sqs.receive_message(
            QueueUrl=failures, MaxNumberOfMessages=10, WaitTimeSeconds=2, VisibilityTimeout=120
        ).get("Messages", [])
        # What failed again during this run waits for the next one: no loop without an end.
        fresh = [message for message in messages if message["MessageId"] not in seen]
        if not fresh:
            break
        for message in fresh:
            seen.add(message["MessageId"])
            play(session, outputs, message["Body"])
            sqs.delete_message(QueueUrl=failures, ReceiptHandle=message["ReceiptHandle"])
            played += 1
    say(f"{played} events on their way again" if played else "the failure queue is empty")


def play(session, outputs, body):
    """Sends one failed event where it came from."""
    event = unwrap(body)
    say(summary(event))
    if "WorkQueueUrl" in outputs:
        session.client("sqs").send_message(QueueUrl=outputs["WorkQueueUrl"], MessageBody=json.dumps(event))
    else:
        session.client("lambda").invoke(
            FunctionName=outputs["FunctionArn"], InvocationType="Event", Payload=json.dumps(event).encode()
        )


def unwrap(body):
    """The event inside what Lambda's destination wraps around it."""
    event = json.loads(body)
    while isinstance(event, dict) and "requestPayload" in event:
        event = event["requestPayload"]
    return event


def summary(event):
    """What an event is about, in one line."""
    if isinstance(event, dict) and "detail" in event:
        detail = event["detail"]
        return f"{event.get('detail-type')}: {detail['bucket']['name']}/{detail['object']['key']}"
    records = event.get("Records", []) if isinstance(event, dict) else []
    named = [f"{r['s3']['bucket']['name']}/{r['s3']['object']['key']}" for r in records if "s3" in r]
    return ", ".join(named) or f"an event of {len(json.dumps(event))} bytes"


if __name__ == "__main__":
    run(main)
