"""The notifications of a source bucket that existed before the stack.

CloudFormation cannot configure a bucket that it does not own, and S3 knows only the whole configuration: what
others put there is therefore read, kept, and written back together with ours.
"""

from botocore.exceptions import ClientError

EVENTS = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"]
KINDS = ("LambdaFunctionConfigurations", "QueueConfigurations", "TopicConfigurations")


def merge(session, say):
    """Adds the stack's notification to an existing source bucket; does nothing for a bucket of the stack's own."""
    parameters = session.parameters()
    if parameters.get("UseExistingSourceBucket") != "true":
        return
    outputs = session.outputs()
    bucket = outputs["SourceBucketName"]
    configuration = without_ours(read(session, bucket), session.stack)
    ours = {"Id": identifier(session.stack), "Events": EVENTS}
    if prefix := parameters.get("SourcePrefix"):
        ours["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": prefix}]}}
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
    others = sum(len(configuration.get(kind, [])) for kind in KINDS) - (trigger != "eventbridge")
    say(f"{bucket} notifies the stack ({others} notifications of others kept)")


def remove(session, say):
    """Takes the stack's notification out of an existing source bucket again. EventBridge, which others may use, stays."""
    take_out(session, existing_bucket(session.parameters()), say)


def withdraw(session, before, say):
    """The same for the existing bucket of the parameters `before` an update, if the update has given it up."""
    if existing_bucket(before) != existing_bucket(session.parameters()):
        take_out(session, existing_bucket(before), say)


def existing_bucket(parameters):
    return parameters["SourceBucketName"] if parameters.get("UseExistingSourceBucket") == "true" else None


def take_out(session, bucket, say):
    if bucket is None:
        return
    try:
        write(session, bucket, without_ours(read(session, bucket), session.stack))
        say(f"{bucket} no longer notifies the stack")
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise


def identifier(stack):
    return f"minilab-{stack}"


def read(session, bucket):
    configuration = session.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    configuration.pop("ResponseMetadata", None)
    return configuration


def write(session, bucket, configuration):
    session.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )


def without_ours(configuration, stack):
    kept = dict(configuration)
    for kind in KINDS:
        kept[kind] = [c for c in configuration.get(kind, []) if c.get("Id") != identifier(stack)]
        if not kept[kind]:
            del kept[kind]
    return kept
