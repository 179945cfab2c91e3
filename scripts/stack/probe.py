"""Whether the function starts: it is asked to acknowledge S3's test event, which is about no photo."""

import json

EVENT = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "minilab-probe"}


def ask(client, function):
    """What keeps the function from answering, in its own words; None if it answers."""
    answer = client.invoke(FunctionName=function, Payload=json.dumps(EVENT).encode())
    if "FunctionError" not in answer:
        return None
    said = answer["Payload"].read().decode(errors="replace")
    try:
        error = json.loads(said)
        return f"{error.get('errorType', 'error')}: {error['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return said[:1000]
