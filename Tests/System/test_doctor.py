"""make doctor, make redrive and make logs on set-ups that were broken on purpose, each in the way of a person in a hurry."""

import contextlib
import json
import time

import pytest
from conftest import Stack, moments
from test_combinations import command

EVENTS = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:DeleteMarkerCreated"]


@pytest.fixture(scope="module")
def sick(aws):
    return Stack(aws, "sick", "Environment=sick EnableAlarms=false EnableDashboard=false")


def doctor(stack):
    result = command(stack, "doctor")
    assert "Traceback" not in result.stderr, result.stderr
    return result.returncode, result.stdout + result.stderr


@contextlib.contextmanager
def notification(stack, change):
    s3 = stack.aws.client("s3")
    found = s3.get_bucket_notification_configuration(Bucket=stack.source)
    found.pop("ResponseMetadata")
    s3.put_bucket_notification_configuration(Bucket=stack.source, NotificationConfiguration=change(json.loads(json.dumps(found))))
    yield
    s3.put_bucket_notification_configuration(Bucket=stack.source, NotificationConfiguration=found)


def silenced(stack):
    return notification(stack, lambda found: {})


def filtered(name, value):
    def change(found):
        found["LambdaFunctionConfigurations"][0]["Filter"] = {"Key": {"FilterRules": [{"Name": name, "Value": value}]}}
        return found

    return lambda stack: notification(stack, change)


def half_deaf(stack):
    def change(found):
        kept = [each for each in found["LambdaFunctionConfigurations"] if EVENTS[0] in each["Events"]]
        return found | {"LambdaFunctionConfigurations": [kept[0] | {"Events": EVENTS[:1]}]}

    return notification(stack, change)


@contextlib.contextmanager
def uninvited(stack):
    client, name = stack.aws.client("lambda"), stack.outputs["FunctionArn"]
    (statement,) = json.loads(client.get_policy(FunctionName=name)["Policy"])["Statement"]
    client.remove_permission(FunctionName=name, StatementId=statement["Sid"])
    yield
    client.add_permission(
        FunctionName=name, StatementId="again", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{stack.source}", SourceAccount="123456789012")


@contextlib.contextmanager
def powerless(stack):
    iam = stack.aws.client("iam")
    function = stack.aws.client("lambda").get_function_configuration(FunctionName=stack.outputs["FunctionArn"])
    role = function["Role"].rsplit("/", 1)[1]
    policy = iam.get_role_policy(RoleName=role, PolicyName="process")["PolicyDocument"]
    crippled = {**policy, "Statement": [each for each in policy["Statement"] if each["Sid"] != "Announce"]}
    iam.put_role_policy(RoleName=role, PolicyName="process", PolicyDocument=json.dumps(crippled))
    yield
    iam.put_role_policy(RoleName=role, PolicyName="process", PolicyDocument=json.dumps(policy))


@contextlib.contextmanager
def switched_off(stack):
    client, name = stack.aws.client("lambda"), stack.outputs["FunctionArn"]
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield
    client.delete_function_concurrency(FunctionName=name)


@contextlib.contextmanager
def careless(stack):
    client, name = stack.aws.client("lambda"), stack.outputs["FunctionArn"]
    kept = client.get_function_event_invoke_config(FunctionName=name, Qualifier="$LATEST")
    client.delete_function_event_invoke_config(FunctionName=name, Qualifier="$LATEST")
    yield
    client.put_function_event_invoke_config(
        FunctionName=name, Qualifier="$LATEST", DestinationConfig=kept["DestinationConfig"])


@contextlib.contextmanager
def failed(stack):
    sqs, queue = stack.aws.client("sqs"), stack.outputs["FailureQueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="{}")
    yield
    sqs.purge_queue(QueueUrl=queue)


@contextlib.contextmanager
def locked(stack):
    s3 = stack.aws.client("s3")
    key = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"

    def encrypt(rule):
        s3.put_bucket_encryption(Bucket=stack.thumbnails, ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule}]})

    encrypt({"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key})
    yield
    encrypt({"SSEAlgorithm": "AES256"})


def attribute(name, value):
    @contextlib.contextmanager
    def changed(stack):
        sqs, queue = stack.aws.client("sqs"), stack.outputs["WorkQueueUrl"]
        before = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name]
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: value})
        yield
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: before})

    return changed


@contextlib.contextmanager
def unplugged(stack):
    client = stack.aws.client("lambda")
    (mapping,) = client.list_event_source_mappings(FunctionName=stack.outputs["FunctionArn"])["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    yield
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def rule_of(stack):
    (rule,) = [each for each in stack.aws.client("events").list_rules()["Rules"] if each["Name"].startswith("sick-")]
    return rule["Name"]


@contextlib.contextmanager
def disabled(stack):
    events = stack.aws.client("events")
    events.disable_rule(Name=rule_of(stack))
    yield
    events.enable_rule(Name=rule_of(stack))


@contextlib.contextmanager
def aimless(stack):
    events, rule = stack.aws.client("events"), rule_of(stack)
    targets = events.list_targets_by_rule(Rule=rule)["Targets"]
    events.remove_targets(Rule=rule, Ids=[each["Id"] for each in targets])
    yield
    events.put_targets(Rule=rule, Targets=targets)


BREAKS = [
    ("direct", silenced, "does not announce s3:LifecycleExpiration:DeleteMarkerCreated, s3:ObjectCreated:*, s3:ObjectRemoved:*"),
    ("direct", half_deaf, "does not announce s3:LifecycleExpiration:DeleteMarkerCreated, s3:ObjectRemoved:*"),
    ("direct", filtered("suffix", ".jpg"), "only keys that end in exactly “.jpg”"),
    ("direct", filtered("prefix", "other/"), "only keys under “other/” are announced"),
    ("direct", uninvited, "s3.amazonaws.com may not deliver"),
    ("direct", powerless, "the role may not sns:Publish"),
    ("direct", switched_off, "switched off"),
    ("direct", careless, "no failure destination"),
    ("direct", failed, "1 event waits in the failure queue"),
    ("direct", locked, "encrypts with arn:aws:kms"),
    ("queue", attribute("VisibilityTimeout", "30"), "visibility timeout 30 s is less than 6 × 60 s"),
    ("queue", attribute("RedrivePolicy", ""), "nothing is ever given up"),
    ("queue", attribute("Policy", ""), "s3.amazonaws.com may not deliver"),
    ("queue", unplugged, "does not take from the queue"),
    ("eventbridge", silenced, "sends nothing to EventBridge"),
    ("eventbridge", disabled, "is disabled"),
    ("eventbridge", aimless, "does not invoke the function"),
]


@pytest.mark.parametrize("trigger", ["direct", "queue", "eventbridge"])
def test_each_break_is_found_and_nothing_else(sick, trigger):
    sick.update(f"Trigger={trigger}")
    status, output = doctor(sick)
    assert status == 0, output
    for kind, broken, told in BREAKS:
        if kind != trigger:
            continue
        with broken(sick):
            status, output = doctor(sick)
        assert (status, output.count("WRONG")) == (1, 1), (told, output)
        assert told in output and "→ " in output, output
        assert "doctor: 1 thing is wrong" in output


def test_redrive_plays_what_is_an_event_and_leaves_what_is_none(sick, photo):
    sick.update("Trigger=queue")
    sqs, queue = sick.aws.client("sqs"), sick.outputs["FailureQueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="not an event")
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"detail": "of something else"}))
    result = command(sick, "redrive")
    assert result.returncode == 1 and "Traceback" not in result.stderr, result.stderr
    assert "left there, because it is no event: 'not an event'" in result.stdout
    assert "1 events on their way again" in result.stdout


def test_logs_shows_what_there_is_and_what_is_no_number(sick, photo):
    sick.drop("logged.jpg", photo)
    sick.wait_for_row("logged.jpg", "READY")
    sick.aws.client("logs").create_log_stream(logGroupName=sick.outputs["LogGroupName"], logStreamName="by-hand")

    sick.aws.client("logs").put_log_events(
        logGroupName=sick.outputs["LogGroupName"], logStreamName="by-hand",
        logEvents=[{"timestamp": int(time.time() * 1000), "message": '{"message":"a line by hand"}'}])
    result = command(sick, "logs", FOLLOW="no", SINCE="5")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("a line by hand") == 1
    result = command(sick, "logs", FOLLOW="no", SINCE="soon")
    assert result.returncode == 1 and "'soon'" in result.stderr


@pytest.mark.parametrize("name", ["doctor", "redrive", "logs", "destroy"])
def test_a_stack_that_is_not_there_is_named(aws, name):
    class Nowhere:
        pass

    nowhere = Nowhere()
    nowhere.aws, nowhere.name = aws, "nowhere"
    result = command(nowhere, name)
    assert (result.returncode, result.stdout) == (1, "")
    assert "there is no stack nowhere in" in result.stderr and "Traceback" not in result.stderr


def test_what_was_deleted_by_hand_is_missed(sick):
    aws = sick.aws
    aws.client("dynamodb").delete_table(TableName=sick.table)
    aws.client("lambda").delete_function(FunctionName=sick.outputs["FunctionArn"])
    status, output = doctor(sick)
    assert status == 1
    assert "function: something is not there" in output
    assert "doctor: OK" not in output
    # And it can be taken away in this state.
    result = command(sick, "destroy", DATA="delete")
    assert result.returncode == 0, result.stderr
    for _ in moments(5):
        if not [each for each in aws.client("s3").list_buckets()["Buckets"] if "-sick-" in each["Name"]]:
            return
    pytest.fail("its buckets are still there")
