"""What the function's role may do, and which keys it may use."""

from stack import kms
from stack.examinations.common import AGAIN, Unseen, needed, partition


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
    denied = [f"{action} on {resource}" for actions, resource in needs for action in simulate(patient, actions, resource)]
    findings.check(not denied, "the role may do all that it needs", f"the role may not {'; '.join(denied)}", AGAIN)


def simulate(patient, actions, resource):
    """Those of the actions that the role may not do there."""
    answer = patient.client("iam").simulate_principal_policy(
        PolicySourceArn=patient.function["Role"], ActionNames=actions, ResourceArns=[resource]
    )
    return [each["EvalActionName"] for each in answer["EvaluationResults"] if each["EvalDecision"] != "allowed"]


def keys(patient, findings):
    """That the role may use each key of somebody's own, and that its policy lets in who sends without a role."""
    if patient.function is None:
        raise Unseen("keys were not looked at: there is no function")
    needed(patient, "SourceBucketName", "ThumbnailBucketName", "TableName", "TopicArn", "FailureQueueUrl")
    for what, key, actions, parameter in keys_in_use(patient):
        found = kms.described(patient.session, key)
        if found and found.get("KeyManager") == "AWS":
            continue
        arn = found["Arn"] if found else key
        denied = [] if arn.startswith("arn:") and not simulate(patient, actions, arn) else actions
        findings.check(
            not denied, f"the role may use the key of {what}", f"{what} encrypts with {key}; the role has no {' and no '.join(denied)} for it",
            f"deploy with {parameter}=(the key's ARN), and let the account's policies apply in the key's own",
        )
    key = patient.parameters.get("QueueKmsKeyArn")
    for service in kms.SENDERS[patient.trigger] if key else []:
        if kms.lets_in(patient.session, key, service, kms.SENDING) is False:
            findings.bad(f"the policy of {key} does not let {service} send to the queue",
                         f"allow {service} {' and '.join(kms.SENDING)} in the key's policy")


def keys_in_use(patient):
    """(what, key, actions of the role, parameter) of all that encrypts with a key."""
    outputs, client = patient.outputs, patient.client
    source, target = outputs["SourceBucketName"], outputs["ThumbnailBucketName"]
    both = ["kms:GenerateDataKey", "kms:Decrypt"]
    if key := kms.bucket_key(patient.session, source):
        yield source, key, both if source == target else ["kms:Decrypt"], "SourceKmsKeyArn"
    if source != target and (key := kms.bucket_key(patient.session, target)):
        yield target, key, both, "RenditionKmsKeyArn"
    table = client("dynamodb").describe_table(TableName=outputs["TableName"])["Table"]
    if key := table.get("SSEDescription", {}).get("KMSMasterKeyArn"):
        yield outputs["TableName"], key, ["kms:Decrypt"], "TableKmsKeyArn"
    for url in filter(None, (outputs["FailureQueueUrl"], outputs.get("WorkQueueUrl"))):
        attributes = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        if key := attributes.get("KmsMasterKeyId"):
            yield url.rsplit("/", 1)[1], key, both, "QueueKmsKeyArn"
    key = client("sns").get_topic_attributes(TopicArn=outputs["TopicArn"])["Attributes"].get("KmsMasterKeyId")
    if key and key != "alias/aws/sns":
        yield outputs["TopicArn"], key, both, "TopicKmsKey"
