"""The notifications of a source bucket.

The stack's own bucket gets them from CloudFormation. For one that existed before, they are merged here: CloudFormation cannot
configure a bucket that it does not own, and S3 knows only the whole configuration. What others put there is therefore read,
kept, and written back together with ours. S3 checks every destination of what is written, theirs included.
"""

import os

from botocore.exceptions import ClientError

from stack.session import code

CREATED, REMOVED = "s3:ObjectCreated:*", "s3:ObjectRemoved:*"
# Without versions, what a lifecycle rule deletes is announced as deleted.
EXISTING_EVENTS = [CREATED, REMOVED, "s3:LifecycleExpiration:*"]
# The stack's own bucket has versions: there only old ones are deleted so, and photos get a delete marker.
OWN_EVENTS = [CREATED, REMOVED, "s3:LifecycleExpiration:DeleteMarkerCreated"]
TARGETS = {
    "LambdaFunctionConfigurations": "LambdaFunctionArn", "QueueConfigurations": "QueueArn", "TopicConfigurations": "TopicArn"}
GONE = ("ResourceNotFoundException", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NotFound", "NotFoundException")


def merge(session, say):
    """Adds the stack's notification to an existing source bucket; does nothing for a bucket of the stack's own."""
    parameters = session.parameters()
    bucket = existing_bucket(parameters)
    if bucket is None:
        return
    outputs = session.outputs()
    found = read(session, bucket)
    configuration = without_ours(found, session.stack, destinations(outputs))
    if os.environ.get("DEAD") == "remove":
        configuration = without_dead(session, configuration, say)
    ours = {"Id": identifier(session.stack), "Events": EXISTING_EVENTS}
    if prefix := parameters.get("SourcePrefix"):
        ours["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": encoded(prefix)}]}}
    trigger = parameters["Trigger"]
    if trigger == "direct":
        ours["LambdaFunctionArn"] = outputs["FunctionArn"]
        configuration.setdefault("LambdaFunctionConfigurations", []).append(ours)
    elif trigger == "queue":
        ours["QueueArn"] = outputs["WorkQueueArn"]
        configuration.setdefault("QueueConfigurations", []).append(ours)
    else:
        configuration["EventBridgeConfiguration"] = {}
    write(session, bucket, configuration)
    others = len(entries(configuration)) - (trigger != "eventbridge")
    say(f"{bucket} notifies the stack ({others} notifications of others kept)")


def foreign(session, outputs):
    """What others have put into the configuration of the stack's own bucket; nothing while there is no bucket."""
    if "SourceBucketName" not in outputs:
        return {}
    try:
        return without_ours(read(session, outputs["SourceBucketName"]), session.stack, destinations(outputs))
    except ClientError as error:
        if code(error) in ("NoSuchBucket", "404"):
            return {}
        raise


def put_back(session, theirs, say):
    """What an update of the stack has taken away of others' notifications: CloudFormation writes its own configuration whole."""
    if existing_bucket(session.parameters()) is not None:
        return
    bucket = session.outputs()["SourceBucketName"]
    found, missing = read(session, bucket), 0
    for kind in TARGETS:
        there = {entry["Id"] for entry in found.get(kind, [])}
        lost = [entry for entry in theirs.get(kind, []) if entry["Id"] not in there and not is_dead(session, kind, entry)]
        if lost:
            found.setdefault(kind, []).extend(lost)
            missing += len(lost)
    if "EventBridgeConfiguration" in theirs and "EventBridgeConfiguration" not in found:
        found["EventBridgeConfiguration"], missing = {}, missing + 1
    if missing:
        write(session, bucket, found)
        say(f"{bucket}: {missing} notifications of others put back, which CloudFormation had replaced")


def remove(session, say):
    """Takes the stack's notifications out of its source bucket, which outlives it. EventBridge, which others may use, stays."""
    outputs, parameters = session.outputs(), session.parameters()
    take_out(session, existing_bucket(parameters) or outputs.get("SourceBucketName"), destinations(outputs), say)


def withdraw(session, before, outputs, say):
    """The same for the bucket of the parameters and outputs `before` an update, if the update has given it up."""
    if outputs.get("SourceBucketName") and outputs["SourceBucketName"] != session.outputs()["SourceBucketName"]:
        take_out(session, outputs["SourceBucketName"], destinations(outputs), say)


def existing_bucket(parameters):
    return parameters["SourceBucketName"] if parameters.get("UseExistingSourceBucket") == "true" else None


def take_out(session, bucket, arns, say):
    if bucket is None:
        return
    try:
        found = read(session, bucket)
        left = without_ours(found, session.stack, arns)
        if left != found:
            write(session, bucket, left)
            say(f"{bucket} no longer notifies the stack")
        if "EventBridgeConfiguration" in left:
            say(f"{bucket} still sends its events to EventBridge, for whoever else listens there")
    except ClientError as error:
        if code(error) not in ("NoSuchBucket", "404"):
            raise


def obstacles(plan):
    """What keeps an existing bucket from notifying the stack, in sentences."""
    bucket, session = plan.wanted["SourceBucketName"], plan.session
    try:
        region = session.client("s3").get_bucket_location(Bucket=bucket).get("LocationConstraint") or "us-east-1"
        region = {"EU": "eu-west-1"}.get(region, region)
        configuration = without_ours(read(session, bucket), session.stack, destinations(plan.outputs))
    except ClientError as error:
        yield (f"there is no bucket {bucket}: without UseExistingSourceBucket the stack makes it" if code(error) in ("NoSuchBucket", "404")
               else f"the bucket {bucket} cannot be looked at with these credentials ({code(error)})")
        return
    if region != session.region:
        yield f"{bucket} is in {region}, and a bucket notifies only what is in its own region: deploy with REGION={region}"
    for kind, entry in entries(configuration):
        arn = entry[TARGETS[kind]]
        if is_dead(session, kind, entry) and os.environ.get("DEAD") != "remove":
            yield (f"{bucket} notifies {arn}, which does not exist; S3 refuses any change of its notifications while that "
                   "stands there. DEAD=remove takes it out")
        elif plan.wanted["Trigger"] != "eventbridge" and collides(entry, plan.wanted["SourcePrefix"]):
            shown = prefix_of(entry)
            yield (f"{bucket} notifies {arn} of {', '.join(entry['Events'])} under “{shown}”, which overlaps SourcePrefix "
                   f"“{plan.wanted['SourcePrefix']}”; S3 allows one destination for each. Trigger=eventbridge can share")


def collides(entry, prefix):
    """Whether S3 would refuse our notification beside this one: a common event, and one prefix that begins with the other."""
    events = any(ours.rstrip("*").startswith(theirs.rstrip("*")) or theirs.rstrip("*").startswith(ours.rstrip("*"))
                 for ours in EXISTING_EVENTS for theirs in entry["Events"])
    other = prefix_of(entry)
    return events and (other.startswith(prefix) or prefix.startswith(other))


def prefix_of(entry):
    rules = entry.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return next((decoded(rule["Value"]) for rule in rules if rule["Name"].lower() == "prefix"), "")


def is_dead(session, kind, entry):
    """Whether a destination in this account and region is not there; of another nothing can be said."""
    arn = entry[TARGETS[kind]]
    _, _, _, region, account, name = arn.split(":", 5)
    if (region, account) != (session.region, session.account()):
        return False
    try:
        if kind == "LambdaFunctionConfigurations":
            session.client("lambda").get_function_configuration(FunctionName=arn)
        elif kind == "QueueConfigurations":
            session.client("sqs").get_queue_url(QueueName=name)
        else:
            session.client("sns").get_topic_attributes(TopicArn=arn)
    except ClientError as error:
        return code(error) in GONE
    return False


def without_dead(session, configuration, say):
    kept = dict(configuration)
    for kind in TARGETS:
        living = [entry for entry in configuration.get(kind, []) if not is_dead(session, kind, entry)]
        for entry in configuration.get(kind, []):
            if entry not in living:
                say(f"the notification of {entry[TARGETS[kind]]}, which does not exist, is taken out")
        kept[kind] = living
    return {kind: found for kind, found in kept.items() if found or kind == "EventBridgeConfiguration"}


def identifier(stack):
    return f"minilab-{stack}"


def destinations(outputs):
    return {outputs[name] for name in ("FunctionArn", "WorkQueueArn") if name in outputs}


def entries(configuration):
    return [(kind, entry) for kind in TARGETS for entry in configuration.get(kind, [])]


def encoded(prefix):
    """A prefix as S3 wants it in a filter: percent-encoded. Of what SourcePrefix allows, that is the equals sign."""
    return prefix.replace("=", "%3D")


def decoded(value):
    return value.replace("%3D", "=").replace("%3d", "=")


def read(session, bucket):
    configuration = session.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    configuration.pop("ResponseMetadata", None)
    return configuration


def write(session, bucket, configuration):
    session.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )


def without_ours(configuration, stack, arns):
    kept = dict(configuration)
    for kind, target in TARGETS.items():
        kept[kind] = [each for each in configuration.get(kind, [])
                      if each.get("Id") != identifier(stack) and each[target] not in arns]
        if not kept[kind]:
            del kept[kind]
    return kept
