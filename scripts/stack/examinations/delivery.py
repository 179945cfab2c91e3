"""The way of an event from the bucket to the function, and out of it when it fails."""

import fnmatch
import json

from stack.examinations.common import AGAIN, Unseen, needed, partition


def rule(patient, findings):
    """EventBridge's part of the way."""
    if patient.trigger != "eventbridge":
        return
    # CloudFormation's id of a rule is its name, behind a bus's name where there is one.
    name, events = patient.resource("SourceEvents").rsplit("|", 1)[-1].rsplit("/", 1)[-1], patient.client("events")
    findings.check(
        events.describe_rule(Name=name)["State"] == "ENABLED", "the rule is enabled", f"the rule {name} is disabled",
        f"aws events enable-rule --name {name}",
    )
    targets = [target["Arn"] for target in events.list_targets_by_rule(Rule=name)["Targets"]]
    findings.check(
        patient.outputs["FunctionArn"] in targets, "it invokes the function", f"the rule {name} does not invoke the function",
        AGAIN,
    )


def permission(patient, findings):
    """That whoever delivers is let in by the policy of what it delivers to."""
    source = f"arn:{partition(patient)}:s3:::{patient.outputs['SourceBucketName']}"
    if patient.trigger == "queue":
        text = patient.client("sqs").get_queue_attributes(
            QueueUrl=patient.outputs["WorkQueueUrl"], AttributeNames=["Policy"]
        ).get("Attributes", {}).get("Policy") or "{}"
        principal = "s3.amazonaws.com"
    else:
        client = patient.client("lambda")
        try:
            text = client.get_policy(FunctionName=patient.outputs["FunctionArn"])["Policy"]
        except client.exceptions.ResourceNotFoundException:
            text = "{}"
        principal = "s3.amazonaws.com" if patient.trigger == "direct" else "events.amazonaws.com"
    allows = [
        each for each in json.loads(text).get("Statement", [])
        if each["Effect"] == "Allow" and principal in json.dumps(each.get("Principal"))
        and (principal.startswith("events") or names(each.get("Condition", {}), source))
    ]
    findings.check(
        bool(allows), f"{principal} may deliver", f"{principal} may not deliver for this bucket", AGAIN,
    )


def names(condition, source):
    """Whether a condition on the source lets that one in; one without it lets everybody in."""
    patterns = [
        value for tests in condition.values() for key, found in tests.items() if key.lower() == "aws:sourcearn"
        for value in (found if isinstance(found, list) else [found])
    ]
    return not patterns or any(fnmatch.fnmatchcase(source, pattern) for pattern in patterns)


def queue(patient, findings):
    if patient.trigger != "queue":
        return
    needed(patient, "WorkQueueUrl", "WorkQueueArn")
    if patient.function is None:
        raise Unseen("the queue was not looked at: there is no function")
    attributes = patient.client("sqs").get_queue_attributes(
        QueueUrl=patient.outputs["WorkQueueUrl"], AttributeNames=["All"]
    )["Attributes"]
    visibility, timeout = int(attributes["VisibilityTimeout"]), patient.function["Timeout"]
    findings.check(
        visibility >= 6 * timeout, f"visibility timeout {visibility} s is at least 6 × {timeout} s",
        f"visibility timeout {visibility} s is less than 6 × {timeout} s", "deploy again, and change Timeout only there",
    )
    received = int(json.loads(attributes.get("RedrivePolicy") or "{}").get("maxReceiveCount", 0))
    findings.check(
        received >= 5, f"a message is given up after {received} attempts",
        f"a message is given up after {received} attempts" if received else "nothing is ever given up", AGAIN,
    )
    mappings = patient.client("lambda").list_event_source_mappings(
        FunctionName=patient.outputs["FunctionArn"], EventSourceArn=patient.outputs["WorkQueueArn"]
    )["EventSourceMappings"]
    findings.check(
        bool(mappings) and all(m["State"] in ("Enabled", "Creating", "Enabling", "Updating") for m in mappings),
        "the function takes from the queue", "the function does not take from the queue",
        "enable its event source mapping, or deploy again",
    )
    findings.check(
        all("ReportBatchItemFailures" in m.get("FunctionResponseTypes", []) for m in mappings),
        "a failed message does not fail its batch", "one failed message fails its whole batch", AGAIN,
    )
    findings.good(f"{attributes['ApproximateNumberOfMessages']} messages wait")


def failures(patient, findings):
    needed(patient, "FailureQueueUrl")
    attributes = patient.client("sqs").get_queue_attributes(
        QueueUrl=patient.outputs["FailureQueueUrl"], AttributeNames=["ApproximateNumberOfMessages", "QueueArn"]
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    findings.check(
        waiting == 0, "the failure queue is empty",
        f"{waiting} {'event waits' if waiting == 1 else 'events wait'} in the failure queue",
        "see why in make logs, mend it, then make redrive",
    )
    client = patient.client("lambda")
    try:
        kept = client.get_function_event_invoke_config(FunctionName=patient.outputs["FunctionArn"], Qualifier="$LATEST")
    except client.exceptions.ResourceNotFoundException:
        kept = {}
    destination = kept.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    findings.check(
        destination == attributes["QueueArn"], "what fails for good is kept there",
        "what fails for good is lost: the function has no failure destination", AGAIN,
    )
