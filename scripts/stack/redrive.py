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
    played = left = 0
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
            try:
                event = unwrap(message["Body"])
            except ValueError:
                say(f"left there, because it is no event: {message['Body'][:80]!r}")
                left += 1
                continue
            play(session, outputs, event)
            sqs.delete_message(QueueUrl=failures, ReceiptHandle=message["ReceiptHandle"])
            played += 1
    if played or not left:
        say(f"{played} events on their way again" if played else "the failure queue is empty")
    return 1 if left else 0


def play(session, outputs, event):
    """Sends one failed event where it came from."""
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
    try:
        if "detail" in event:
            detail = event["detail"]
            return f"{event.get('detail-type')}: {detail['bucket']['name']}/{detail['object']['key']}"
        if "bucket" in event:
            return f"{event['bucket']}/{event['key']}"
        return ", ".join(f"{r['s3']['bucket']['name']}/{r['s3']['object']['key']}" for r in event["Records"])
    except (KeyError, TypeError):
        return f"an event of {len(json.dumps(event))} bytes"


if __name__ == "__main__":
    run(main)
