"""make deploy as a person in a hurry uses it: what cannot work ends in a sentence, and what turns out not to work is put back."""

import io
import json
import subprocess
import zipfile

import boto3
import pytest
from conftest import ROOT, Stack, deploy
from test_combinations import command

from stack import deploy as deployment
from stack import packaging, smoke
from stack.local import ACCESS_KEY, SECRET_KEY
from stack.session import Failure

GOOD = {"renditions": [{"name": "small", "resize": {"width": 100}}]}


def recipe(**changes):
    return json.dumps(GOOD | changes)


def rendition(**changes):
    return recipe(renditions=[GOOD["renditions"][0] | changes])


def marked(image):
    return rendition(watermark={"image": image})


@pytest.fixture(scope="module")
def house(aws):
    """What else there is in the account: pictures for watermarks, and buckets that others use."""
    s3, region = aws.client("s3"), aws.client_environment()["AWS_REGION"]
    for bucket in ("house-brand", "house-busy", "house-haunted"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    abroad = boto3.client(
        "s3", "us-west-2", endpoint_url=aws.endpoint, verify=str(aws.certificate), aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY)
    abroad.create_bucket(Bucket="house-abroad", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    s3.put_object(Bucket="house-brand", Key="notes.txt", Body=b"no picture")
    s3.put_object(Bucket="house-brand", Key="logo.png", Body=b"\x89PNG\r\n\x1a\n" + bytes(100))
    queue = aws.client("sqs").create_queue(QueueName="house-queue")["QueueUrl"]
    arn = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    aws.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}]})})
    for bucket in ("house-busy", "house-haunted"):
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": [
            {"Id": "theirs", "QueueArn": arn, "Events": ["s3:ObjectCreated:Put"],
             "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "day%3D1/"}]}}}]})
    other = aws.client("sqs").create_queue(QueueName="house-ghost")["QueueUrl"]
    ghost = arn.replace("house-queue", "house-ghost")
    aws.client("sqs").set_queue_attributes(QueueUrl=other, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": ghost}]})})
    s3.put_bucket_notification_configuration(Bucket="house-haunted", NotificationConfiguration={"QueueConfigurations": [
        {"Id": "dead", "QueueArn": ghost, "Events": ["s3:ObjectCreated:*"],
         "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "elsewhere/"}]}}}]})
    aws.client("sqs").delete_queue(QueueUrl=other)
    return aws


# What a recipe's file says, or nothing; the parameters; what is told.
WRONG = {
    "a file that is not there": (None, "Recipe=@nowhere.json", "Recipe=@nowhere.json cannot be read: No such file or directory"),
    "a folder": (None, "Recipe=@/tmp", "Recipe=@/tmp cannot be read: Is a directory"),
    "no UTF-8": (b"{\"caf\xe9\": 1}", "Recipe=@FILE", "it is no text in UTF-8"),
    "a file without its @": (recipe(), "Recipe=FILE", "Recipe=@"),
    "a missing comma": ('{"renditions": [{"name": "a" "quality": 80}]}', "Recipe=@FILE", "not JSON"),
    "a comma too many": ('{"renditions": [{"name": "a"},\n]}', "Recipe=@FILE", "not JSON: line "),
    "a typo in a field": (rendition(qualitty=80), "Recipe=@FILE", "renditions[0].qualitty: unknown field"),
    "a typo in a preset": (None, "Recipe=thumbnial", '"thumbnial" is neither'),
    "no rendition": (recipe(renditions=[]), "Recipe=@FILE", "renditions"),
    "a number out of range": (rendition(quality=101), "Recipe=@FILE", "renditions[0].quality"),
    "a bucket of others": (rendition(bucket="house-brand"), "Recipe=@FILE", "goes to the bucket house-brand, which is none of"),
    "the source bucket, which the role cannot write": (
        json.dumps({"sourcePrefix": "in/", "renditions": [{"name": "small", "bucket": "source", "key": "small/{name}"}]}),
        "Recipe=@FILE SourcePrefix=in/", "goes to the source bucket"),
    "a preset of the source bucket": (None, "Recipe=profile-photo", "goes to the source bucket"),
    "keys outside of RenditionPrefix": (
        rendition(key="small/{name}"), "Recipe=@FILE RenditionPrefix=thumbs/", "not always under RenditionPrefix “thumbs/”"),
    "keys that only begin with a variable": (
        rendition(key="{stem}/thumbs/{name}"), "Recipe=@FILE RenditionPrefix=thumbs/", "not always under RenditionPrefix"),
    "photos that nobody announces": (
        recipe(sourcePrefix="in/"), "Recipe=@FILE SourcePrefix=uploads/", "nothing would be developed"),
    "uploads that the recipe skips": (
        recipe(sourcePrefix="in/"), "Recipe=@FILE EnableApi=true", "SourcePrefix=in/ brings them together"),
    "renditions that feed themselves": (
        rendition(key="out/{name}"), "Recipe=@FILE ThumbnailBucketName= SourcePrefix=in/ RenditionPrefix=out/",
        "it would be developed again, for ever"),
    "one prefix inside of the other": (
        recipe(sourcePrefix="in/"), "Recipe=@FILE ThumbnailBucketName= SourcePrefix=in/ RenditionPrefix=in/out/",
        "share a bucket, and one prefix begins with the other"),
    "a watermark that is not there": (
        marked("s3://house-brand/lgo.png"), "Recipe=@FILE WatermarkImage=s3://house-brand/lgo.png", "is not there"),
    "a watermark in no bucket": (
        marked("s3://house-bland/logo.png"), "Recipe=@FILE WatermarkImage=s3://house-bland/logo.png", "is not there"),
    "a watermark that is no picture": (
        marked("s3://house-brand/notes.txt"), "Recipe=@FILE WatermarkImage=s3://house-brand/notes.txt", "is no PNG"),
    "a watermark that the role cannot read": (
        marked("s3://house-brand/logo.png"), "Recipe=@FILE", "the role may not read the watermark s3://house-brand/logo.png"),
    "a watermark that is a wildcard": (None, "WatermarkImage=s3://house-brand/*", "WatermarkImage=s3://house-brand/* is not"),
    "an origin with a slash": (None, "UploadOrigin=https://a.example/", "without a slash at its end"),
    "a prefix with a slash in front": (None, "SourcePrefix=/in/", "without a slash at its start"),
    "a parameter that there is not": (None, "Receipe=thumbnail", "no parameter Receipe"),
    "no parameter at all": (None, "thumbnail", "PARAMS wants Name=Value, not 'thumbnail'"),
    "a quote without its pair": (None, "Recipe='thumbnail", "PARAMS cannot be read: no closing quotation"),
    "a value that there is not": (None, "MemorySize=2000", "MemorySize=2000 is not one of"),
    "a key of another region": (
        None, "SourceKmsKeyArn=arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", "is a key of us-east-1"),
    "a key that there is not": (
        None, "TableKmsKeyArn=arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", "there is no key"),
    "a bucket that there is not": (
        None, "UseExistingSourceBucket=true SourceBucketName=house-nowhere", "there is no bucket house-nowhere"),
    "a bucket of another region": (
        None, "UseExistingSourceBucket=true SourceBucketName=house-abroad", "house-abroad is in us-west-2"),
    "a notification of others that overlaps": (
        None, "UseExistingSourceBucket=true SourceBucketName=house-busy SourcePrefix=day=1/", "which overlaps SourcePrefix “day=1/”"),
    "a notification of others to nowhere": (
        None, "UseExistingSourceBucket=true SourceBucketName=house-haunted SourcePrefix=in/", "house-ghost, which does not exist"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_work_ends_in_a_sentence_and_changes_nothing(house, tmp_path, case):
    content, parameters, told = WRONG[case]
    file = tmp_path / "recipe.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Failure) as refused:
        deploy(house, "wrong", parameters.replace("FILE", str(file)), quiet=True)
    said = str(refused.value)
    assert told in said and "Traceback" not in said and "fault of the command" not in said, said
    # A change set of a new stack would have made one that waits for it.
    assert not [each for each in house.client("cloudformation").describe_stacks()["Stacks"] if each["StackName"] == "wrong"]
    uploads = [bucket["Name"] for bucket in house.client("s3").list_buckets()["Buckets"] if "artifacts" in bucket["Name"]]
    assert not [each for bucket in uploads for each in
                house.client("s3").list_objects_v2(Bucket=bucket, Prefix="wrong/").get("Contents", [])]


@pytest.fixture(scope="module")
def serving(aws):
    return Stack(aws, "serving", "Environment=serving EnableAlarms=false EnableDashboard=false")


def bootstrap(text):
    """The package of a function of one script."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        packed.writestr(entry, text)
    return out.getvalue()


BROKEN = """#!/bin/sh
echo '{"level":"ERROR","message":"the flash has no batteries"}'
exit 1
"""
IDLE = """#!/usr/bin/env python3
import json, os, urllib.request
api = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
while True:
    event = urllib.request.urlopen(f"{api}/next")
    event.read()
    urllib.request.urlopen(f"{api}/{event.headers['Lambda-Runtime-Aws-Request-Id']}/response", data=b"{}")
"""


@pytest.fixture
def here(serving, monkeypatch):
    """The commands in this process, on the serving stack."""
    for name, value in {**serving.aws.client_environment(), "STACK": serving.name, "CONFIRM": "yes", "SMOKE": "yes"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("REGION", raising=False)
    return monkeypatch


@pytest.mark.parametrize("code, told", [(BROKEN, "the function does not start"), (IDLE, "there is none")])
def test_a_version_that_develops_nothing_is_replaced_by_the_one_before(serving, here, photo, capsys, code, told):
    before = serving.aws.client("lambda").get_function_configuration(FunctionName=serving.outputs["FunctionArn"])
    here.setattr(packaging, "package", lambda files: bootstrap(code))
    here.setattr(smoke, "TIMEOUT", 5)
    here.setenv("PARAMS", "LogLevel=DEBUG")
    with pytest.raises(Failure) as failed:
        deployment.main()
    said = capsys.readouterr().out
    assert told in str(failed.value) and "was put back, and runs again" in str(failed.value)
    assert "parameter LogLevel changes from “INFO” to “DEBUG”" in said and "deploy: putting back" in said
    after = serving.aws.client("lambda").get_function_configuration(FunctionName=serving.outputs["FunctionArn"])
    assert after["CodeSha256"] == before["CodeSha256"]
    assert after["LoggingConfig"]["ApplicationLogLevel"] == "INFO"
    key = f"after-{told.split()[-1]}.jpg"
    serving.drop(key, photo)
    serving.wait_for_row(key, "READY")
    assert command(serving, "doctor").returncode == 0


def test_the_version_before_comes_back_on_request_and_goes_again(serving):
    serving.update("LogLevel=WARN")
    for level, before in (("INFO", "WARN"), ("WARN", "INFO")):
        result = command(serving, "rollback")
        assert result.returncode == 0, result.stdout + result.stderr
        assert f"parameter LogLevel changes from “{before}” to “{level}”" in result.stdout
        function = serving.aws.client("lambda").get_function_configuration(FunctionName=serving.outputs["FunctionArn"])
        assert function["LoggingConfig"]["ApplicationLogLevel"] == level


def test_a_first_version_has_none_before(aws):
    stack = Stack(aws, "first", "Environment=first EnableAlarms=false EnableDashboard=false")
    result = command(stack, "rollback")
    assert result.returncode == 1 and "no version before this one" in result.stderr and result.stderr.count("\n") == 1


def test_a_function_that_fails_at_its_start_is_seen_by_doctor_and_told_in_the_log(serving):
    functions, name = serving.aws.client("lambda"), serving.outputs["FunctionArn"]
    kept = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": kept | {"RECIPE": "thumbnial"}})
    try:
        doctor = command(serving, "doctor")
        logs = command(serving, "logs", FOLLOW="no", SINCE="5")
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": kept})
    assert doctor.returncode == 1 and doctor.stdout.count("WRONG") == 1, doctor.stdout
    assert "the function does not start" in doctor.stdout and "thumbnial" in doctor.stdout
    assert "thumbnial" in logs.stdout, logs.stdout


@pytest.mark.parametrize("parameters", ["Environment=other", "ThumbnailBucketName=serving-elsewhere",
                                        "ThumbnailBucketName= SourcePrefix=in/ RenditionPrefix=out/"])
def test_what_holds_data_is_given_up_only_on_an_explicit_word(serving, parameters):
    with pytest.raises(Failure) as refused:
        deploy(serving.aws, serving.name, parameters, quiet=True)
    assert "would give up" in str(refused.value) and "REPLACE=yes" in str(refused.value)
    assert "Modify" not in str(refused.value)


def test_a_queue_that_holds_messages_is_not_deleted(aws, photo):
    stack = Stack(aws, "queueing", "Environment=queueing Trigger=queue EnableAlarms=false EnableDashboard=false")
    functions = aws.client("lambda")
    (mapping,) = functions.list_event_source_mappings(FunctionName=stack.outputs["FunctionArn"])["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    stack.drop("waiting.jpg", photo)
    with pytest.raises(Failure, match="1 messages are in the work queue"):
        deploy(aws, stack.name, "Trigger=direct", quiet=True)
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    deploy(aws, stack.name, "Trigger=direct", quiet=True, DRAIN="yes")
    assert stack.row("waiting.jpg")["Status"] == "READY"


def test_a_recipe_that_fits_no_variable_travels_in_the_package_and_stays_there(aws, photo, tmp_path):
    sizes = range(20, 60)
    file = tmp_path / "recipe.json"
    file.write_text(json.dumps({"renditions": [
        {"name": f"size-{size}", "resize": {"width": size, "height": size, "fit": "inside"}, "format": "jpeg", "quality": 70,
         "key": "{path}{stem}-{rendition}.{ext}", "cacheControl": "public, max-age=3600"} for size in sizes]}, indent=2))
    stack = Stack(aws, "wordy", f"Environment=wordy Recipe=@{file} EnableAlarms=false EnableDashboard=false")

    def travels():
        (found,) = [each["ParameterValue"] for each in aws.client("cloudformation").describe_stacks(StackName="wordy")["Stacks"][0][
            "Parameters"] if each["ParameterKey"] == "Recipe"]
        return found

    named = travels()
    assert named.startswith("file:recipe-") and len(file.read_text()) > 4096
    stack.drop("a.jpg", photo)
    assert len(stack.wait_for_row("a.jpg", "READY")["Renditions"]) == len(sizes)
    # An upgrade takes the recipe along.
    stack.update("LogLevel=WARN")
    assert travels() == named
    stack.drop("b.jpg", photo)
    assert len(stack.wait_for_row("b.jpg", "READY")["Renditions"]) == len(sizes)
    # A short one is a parameter again.
    stack.update("Recipe=thumbnail")
    assert travels() == "thumbnail"


def test_what_comes_and_goes_is_told(serving):
    described = serving.outputs["Version"]
    version = subprocess.run([packaging.BINARY, "--version"], capture_output=True, text=True).stdout.strip()
    assert described.startswith(f"{version} (") and len(described.split("(")[1]) == 13
    assert (ROOT / "template.yaml").read_text().count("    Value: unpackaged\n") == 1
