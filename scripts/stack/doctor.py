"""make doctor: looks at a deployed stack for everything that stops photos from flowing, and says what to do.

It reads and simulates; it changes nothing. Ends with a non-zero status when something is wrong.
"""

import json

from botocore.exceptions import ClientError

from stack.notifications import EVENTS
from stack.session import Session, run


class Findings:
    def __init__(self):
        self.wrong = 0

    def good(self, text):
        print(f"  ok     {text}", flush=True)

    def bad(self, text, remedy):
        self.wrong += 1
        print(f"  WRONG  {text}\n         → {remedy}", flush=True)

    def unknown(self, text):
        print(f"  ?      {text}", flush=True)

    def check(self, holds, text, wrong, remedy):
        self.good(text) if holds else self.bad(wrong, remedy)


def main():
    session, findings = Session(), Findings()
    outputs, parameters = session.outputs(), session.parameters()
    print(f"doctor: stack {session.stack} in {session.region}, trigger {parameters['Trigger']}")
    function = session.client("lambda").get_function_configuration(FunctionName=outputs["FunctionArn"])
    for examine in (state, overlap, notification, permission, queue, failures, role, quotas):
        try:
            examine(session, outputs, parameters, function, findings)
        except ClientError as error:
            findings.unknown(f"{examine.__name__} could not be looked at: {error}")
    print(f"doctor: {findings.wrong} things are wrong" if findings.wrong else "doctor: OK")
    return 1 if findings.wrong else 0


def state(session, outputs, parameters, function, findings):
    status = session.describe()["StackStatus"]
    findings.check(
        status.endswith("_COMPLETE") and "ROLLBACK" not in status, f"the stack is {status}",
        f"the stack is {status}", "look at its events, then deploy again",
    )
    findings.check(
        function.get("State", "Active") == "Active" and function.get("LastUpdateStatus") != "Failed",
        "the function is active", f"the function is {function.get('State')}: {function.get('StateReason')}",
        "deploy again",
    )


def overlap(session, outputs, parameters, function, findings):
    source, target = parameters.get("SourcePrefix", ""), parameters.get("RenditionPrefix", "")
    same = outputs["SourceBucketName"] == outputs["ThumbnailBucketName"]
    findings.check(
        not same or not (target.startswith(source) or source.startswith(target)),
        "renditions do not land where photos are dropped",
        f"renditions under “{target}” and photos under “{source}” share a bucket and overlap",
        "set SourcePrefix and RenditionPrefix apart, or give renditions a bucket of their own",
    )


def notification(session, outputs, parameters, function, findings):
    bucket, trigger = outputs["SourceBucketName"], parameters["Trigger"]
    found = session.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    if trigger == "eventbridge":
        findings.check(
            "EventBridgeConfiguration" in found, f"{bucket} sends events to EventBridge",
            f"{bucket} sends nothing to EventBridge", "run make deploy again",
        )
        return
    kind, target, arn = {
        "direct": ("LambdaFunctionConfigurations", "LambdaFunctionArn", outputs["FunctionArn"]),
        "queue": ("QueueConfigurations", "QueueArn", outputs.get("WorkQueueArn")),
    }[trigger]
    ours = [entry for entry in found.get(kind, []) if entry[target] == arn]
    missing = set(EVENTS) - {event for entry in ours for event in entry["Events"]}
    findings.check(
        not missing, f"{bucket} announces what comes and goes",
        f"{bucket} does not announce {', '.join(sorted(missing))}", "run make deploy again",
    )
    for entry in ours:
        for rule in entry.get("Filter", {}).get("Key", {}).get("FilterRules", []):
            if rule["Name"].lower() == "suffix":
                findings.bad(
                    f"only keys that end in exactly “{rule['Value']}” are announced",
                    "S3 compares bytes, so .JPG is lost: remove the suffix filter",
                )


def permission(session, outputs, parameters, function, findings):
    if parameters["Trigger"] == "queue":
        text = session.client("sqs").get_queue_attributes(
            QueueUrl=outputs["WorkQueueUrl"], AttributeNames=["Policy"]
        )["Attributes"].get("Policy", "{}")
        principal = "s3.amazonaws.com"
    else:
        text = session.client("lambda").get_policy(FunctionName=outputs["FunctionArn"])["Policy"]
        principal = "s3.amazonaws.com" if parameters["Trigger"] == "direct" else "events.amazonaws.com"
    allows = [s for s in json.loads(text).get("Statement", []) if s["Effect"] == "Allow"]
    findings.check(
        any(principal in json.dumps(s.get("Principal")) for s in allows),
        f"{principal} may deliver", f"{principal} may not deliver", "run make deploy again",
    )


def queue(session, outputs, parameters, function, findings):
    if "WorkQueueUrl" not in outputs:
        return
    attributes = session.client("sqs").get_queue_attributes(
        QueueUrl=outputs["WorkQueueUrl"], AttributeNames=["All"]
    )["Attributes"]
    visibility, timeout = int(attributes["VisibilityTimeout"]), function["Timeout"]
    findings.check(
        visibility >= 6 * timeout, f"visibility timeout {visibility} s is at least 6 × {timeout} s",
        f"visibility timeout {visibility} s is less than 6 × {timeout} s", "deploy again, and change Timeout only there",
    )
    mappings = session.client("lambda").list_event_source_mappings(
        FunctionName=outputs["FunctionArn"], EventSourceArn=outputs["WorkQueueArn"]
    )["EventSourceMappings"]
    findings.check(
        bool(mappings) and all(m["State"] in ("Enabled", "Creating", "Updating") for m in mappings),
        "the function takes from the queue", "the function does not take from the queue",
        "enable its event source mapping, or deploy again",
    )
    findings.check(
        all("ReportBatchItemFailures" in m.get("FunctionResponseTypes", []) for m in mappings),
        "a failed message does not fail its batch", "one failed message fails its whole batch", "deploy again",
    )
    waiting = int(attributes["ApproximateNumberOfMessages"])
    findings.good(f"{waiting} messages wait")


def failures(session, outputs, parameters, function, findings):
    waiting = int(session.client("sqs").get_queue_attributes(
        QueueUrl=outputs["FailureQueueUrl"], AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]["ApproximateNumberOfMessages"])
    findings.check(
        waiting == 0, "the failure queue is empty", f"{waiting} events wait in the failure queue",
        "see why in make logs, mend it, then make redrive",
    )


def role(session, outputs, parameters, function, findings):
    source, target = outputs["SourceBucketName"], outputs["ThumbnailBucketName"]
    partition = outputs["FunctionArn"].split(":")[1]
    table = session.client("dynamodb").describe_table(TableName=outputs["TableName"])["Table"]["TableArn"]
    photo = f"arn:{partition}:s3:::{source}/{parameters.get('SourcePrefix', '')}photo.jpg"
    rendition = f"arn:{partition}:s3:::{target}/{parameters.get('RenditionPrefix', '')}photo.jpg"
    needs = [
        (["s3:GetObject"], photo),
        (["s3:ListBucket"], f"arn:{partition}:s3:::{source}"),
        (["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], rendition),
        (["dynamodb:GetItem", "dynamodb:PutItem"], table),
        (["sns:Publish"], outputs["TopicArn"]),
    ]
    if "WorkQueueArn" in outputs:
        needs.append((["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], outputs["WorkQueueArn"]))
    denied = []
    for actions, resource in needs:
        answer = session.client("iam").simulate_principal_policy(
            PolicySourceArn=function["Role"], ActionNames=actions, ResourceArns=[resource]
        )
        denied += [
            f"{r['EvalActionName']} on {resource}" for r in answer["EvaluationResults"] if r["EvalDecision"] != "allowed"
        ]
    findings.check(
        not denied, "the role may do all that it needs", f"the role may not {'; '.join(denied)}", "deploy again",
    )


def quotas(session, outputs, parameters, function, findings):
    limits = session.client("lambda").get_account_settings()["AccountLimit"]
    free = limits["UnreservedConcurrentExecutions"]
    findings.check(
        free >= 50, f"{free} concurrent executions are free for all functions of the account",
        f"only {free} concurrent executions are free for all functions of the account",
        "ask AWS for more, or use Trigger=queue with a small MaximumConcurrency",
    )


if __name__ == "__main__":
    run(main)
