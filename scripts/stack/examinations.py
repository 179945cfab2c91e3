"""What make doctor looks at, each in a function of its own, in the order of a photo's way."""

import fnmatch
import json

from botocore.exceptions import ClientError

from stack.notifications import EVENTS

AGAIN = "run make deploy REPAIR=yes"


class Unseen(Exception):
    """Something cannot be examined, because something else is wrong."""


def state(patient, findings):
    status = patient.stack["StackStatus"]
    findings.check(
        status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"),
        f"the stack is {status}", f"the stack is {status}: {patient.stack.get('StackStatusReason', '')}",
        "look at its events, then deploy again",
    )


def function(patient, findings):
    needed(patient, "FunctionArn")
    client, name = patient.client("lambda"), patient.outputs["FunctionArn"]
    found = patient.function = client.get_function_configuration(FunctionName=name)
    active = found.get("State", "Active") in ("Active", "Inactive") and found.get("LastUpdateStatus") != "Failed"
    findings.check(
        active, "the function is active",
        f"the function is {found.get('State')}: {found.get('StateReason') or found.get('LastUpdateStatusReason')}", AGAIN,
    )
    reserved = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    if reserved is not None:
        findings.check(
            reserved > 0, f"{reserved} concurrent executions are reserved for it",
            "it is switched off: 0 concurrent executions are reserved for it",
            f"aws lambda delete-function-concurrency --function-name {name}",
        )


def overlap(patient, findings):
    needed(patient, "SourceBucketName", "ThumbnailBucketName")
    source, target = patient.parameters.get("SourcePrefix", ""), patient.parameters.get("RenditionPrefix", "")
    same = patient.outputs["SourceBucketName"] == patient.outputs["ThumbnailBucketName"]
    findings.check(
        not same or not (target.startswith(source) or source.startswith(target)),
        "renditions do not land where photos are dropped",
        f"renditions under “{target}” and photos under “{source}” share a bucket and overlap",
        "set SourcePrefix and RenditionPrefix apart, or give renditions a bucket of their own",
    )


def buckets(patient, findings):
    """That they are there, and that the role can read what a key of somebody's own encrypts."""
    needed(patient, "SourceBucketName", "ThumbnailBucketName")
    s3 = patient.client("s3")
    for bucket in sorted({patient.outputs["SourceBucketName"], patient.outputs["ThumbnailBucketName"]}):
        s3.get_bucket_location(Bucket=bucket)
        try:
            rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "ServerSideEncryptionConfigurationNotFoundError":
                raise
            rules = []
        keys = [rule["ApplyServerSideEncryptionByDefault"].get("KMSMasterKeyID") for rule in rules
                if rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm", "").startswith("aws:kms")]
        for key in filter(None, keys):
            findings.bad(
                f"{bucket} encrypts with {key}, which the role may not use",
                "allow the role kms:Decrypt and kms:GenerateDataKey in the key's policy, or change the bucket's encryption",
            )
    findings.good("the buckets are there")


def notification(patient, findings):
    needed(patient, "SourceBucketName")
    bucket, trigger = patient.outputs["SourceBucketName"], patient.trigger
    found = patient.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    if trigger == "eventbridge":
        findings.check(
            "EventBridgeConfiguration" in found, f"{bucket} sends events to EventBridge",
            f"{bucket} sends nothing to EventBridge", AGAIN,
        )
        return
    kind, target, arn = {
        "direct": ("LambdaFunctionConfigurations", "LambdaFunctionArn", patient.outputs["FunctionArn"]),
        "queue": ("QueueConfigurations", "QueueArn", patient.outputs.get("WorkQueueArn")),
    }[trigger]
    ours = [entry for entry in found.get(kind, []) if entry[target] == arn]
    missing = set(EVENTS) - {event for entry in ours for event in entry["Events"]}
    findings.check(
        not missing, f"{bucket} announces what comes and goes",
        f"{bucket} does not announce {', '.join(sorted(missing))}", AGAIN,
    )
    for entry in ours:
        for rule in entry.get("Filter", {}).get("Key", {}).get("FilterRules", []):
            if rule["Name"].lower() == "suffix" and rule["Value"]:
                findings.bad(
                    f"only keys that end in exactly “{rule['Value']}” are announced",
                    "S3 compares bytes, so .JPG is lost: remove the suffix filter",
                )
            wanted = patient.parameters.get("SourcePrefix", "")
            if rule["Name"].lower() == "prefix" and not wanted.startswith(rule["Value"]):
                findings.bad(f"only keys under “{rule['Value']}” are announced, not all under “{wanted}”", AGAIN)


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


def role(patient, findings):
    if patient.function is None:
        raise Unseen("the role was not looked at: there is no function")
    outputs, parameters = patient.outputs, patient.parameters
    source, target, own = outputs["SourceBucketName"], outputs["ThumbnailBucketName"], partition(patient)
    table = patient.client("dynamodb").describe_table(TableName=outputs["TableName"])["Table"]["TableArn"]
    account = outputs["FunctionArn"].split(":")[4]
    rendition = f"arn:{own}:s3:::{target}/{parameters.get('RenditionPrefix', '')}photo.jpg"
    dead = f"arn:{own}:sqs:{patient.session.region}:{account}:{outputs['FailureQueueUrl'].rsplit('/', 1)[1]}"
    log = f"arn:{own}:logs:{patient.session.region}:{account}:log-group:{outputs['LogGroupName']}:log-stream:a"
    needs = [
        (["s3:GetObject"], f"arn:{own}:s3:::{source}/{parameters.get('SourcePrefix', '')}photo.jpg"),
        (["s3:ListBucket"], f"arn:{own}:s3:::{source}"),
        (["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], rendition),
        (["dynamodb:GetItem", "dynamodb:PutItem"], table),
        (["sns:Publish"], outputs["TopicArn"]),
        (["sqs:SendMessage"], dead),
        (["logs:CreateLogStream", "logs:PutLogEvents"], log),
    ]
    if "WorkQueueArn" in outputs:
        needs.append((["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], outputs["WorkQueueArn"]))
    denied = []
    for actions, resource in needs:
        answer = patient.client("iam").simulate_principal_policy(
            PolicySourceArn=patient.function["Role"], ActionNames=actions, ResourceArns=[resource]
        )
        denied += [
            f"{r['EvalActionName']} on {resource}" for r in answer["EvaluationResults"] if r["EvalDecision"] != "allowed"
        ]
    findings.check(not denied, "the role may do all that it needs", f"the role may not {'; '.join(denied)}", AGAIN)


def quotas(patient, findings):
    limits = patient.client("lambda").get_account_settings()["AccountLimit"]
    free = limits["UnreservedConcurrentExecutions"]
    findings.check(
        free >= 50, f"{free} concurrent executions are free for all functions of the account",
        f"only {free} concurrent executions are free for all functions of the account",
        "ask AWS for more, or use Trigger=queue with a small MaximumConcurrency",
    )


def partition(patient):
    needed(patient, "FunctionArn", "SourceBucketName")
    return patient.outputs["FunctionArn"].split(":")[1]


def needed(patient, *outputs):
    """A stack that was never finished has no outputs to look at."""
    missing = [name for name in outputs if name not in patient.outputs]
    if missing:
        raise Unseen(f"the stack has no {' and no '.join(missing)} yet")


ALL = (state, function, overlap, buckets, notification, rule, permission, queue, failures, role, quotas)
