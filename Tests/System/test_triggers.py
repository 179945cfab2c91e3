"""One stack, updated in place through all that template.yaml can be, with uploads flowing in each."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT, Stack, deploy, size

from stack.session import Failure

# A bucket that was given up is retained under its name, so that another name comes when there is one again.
SHAPES = {
    "queue": "Trigger=queue",
    "eventbridge under a prefix": "Trigger=eventbridge SourcePrefix=in/",
    "renditions in the source bucket": (
        "Trigger=queue Recipe=profile-photo SourcePrefix=uploads/ ThumbnailBucketName= RenditionPrefix=thumbnails/"
    ),
    "direct again, through a CDN, traced": (
        "Trigger=direct Recipe=thumbnail SourcePrefix= ThumbnailBucketName=changing-thumbs RenditionPrefix= "
        "EnableCdn=true Tracing=true"
    ),
    "copy": "Recipe=copy EnableCdn=false EnableAlarms=false EnableDashboard=false",
}
PREFIX = {"eventbridge under a prefix": "in/", "renditions in the source bucket": "uploads/"}


@pytest.fixture(scope="module")
def changing(aws):
    return Stack(aws, "changing", "Environment=changing")


@pytest.mark.parametrize("shape", SHAPES)
def test_photos_flow_after_an_update_to(changing, photo, shape):
    changing.update(SHAPES[shape], REPLACE="yes")
    key = f"{PREFIX.get(shape, '')}{shape}.jpg"
    changing.drop(key, photo)
    row = changing.wait_for_row(key, "READY")
    rendition = row["Renditions"][0]
    stored = changing.aws.client("s3").get_object(Bucket=rendition["bucket"], Key=rendition["key"])["Body"].read()
    if shape == "copy":
        assert stored == photo
        assert rendition["key"] == "copy-copy.jpg"
    else:
        assert max(size(stored)) in (150, 200)
    # One upload is one development: nothing feeds itself.
    assert row["Revision"] == 1


@pytest.mark.parametrize("name", ["doctor", "redrive"])
def test_a_healthy_stack_is_healthy(changing, name):
    result = command(changing, name)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("parameters, reason", [
    ("ThumbnailBucketName=", "SourcePrefix is needed"),
    ("ThumbnailBucketName= SourcePrefix=in/", "RenditionPrefix is needed"),
    ("ThumbnailBucketName=same-bucket SourceBucketName=same-bucket", "leave ThumbnailBucketName empty"),
    ("UseExistingSourceBucket=true", "needs the bucket's name"),
    ("EnableCdn=true ThumbnailBucketName= SourcePrefix=in/ RenditionPrefix=out/", "originals would be"),
    ("NoSuchParameter=1", "no parameter NoSuchParameter"),
])
def test_a_combination_that_cannot_work_is_refused_before_anything_is_made(aws, parameters, reason):
    with pytest.raises(Failure, match=reason):
        deploy(aws, "refused", parameters, quiet=True)
    assert not [s for s in aws.client("cloudformation").describe_stacks()["Stacks"] if s["StackName"] == "refused"]


def test_an_existing_bucket_keeps_the_notifications_of_others(aws, photo):
    s3, sqs = aws.client("s3"), aws.client("sqs")
    region = aws.client_environment()["AWS_REGION"]
    s3.create_bucket(Bucket="there-before", CreateBucketConfiguration={"LocationConstraint": region})
    queue = sqs.create_queue(QueueName="others")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
                       "Action": "sqs:SendMessage", "Resource": arn}],
    })})
    others = {"Id": "others", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"],
              "Filter": {"Key": {"FilterRules": [{"Name": "Prefix", "Value": "theirs/"}]}}}
    s3.put_bucket_notification_configuration(
        Bucket="there-before", NotificationConfiguration={"QueueConfigurations": [others]}
    )
    stack = Stack(aws, "guest", "UseExistingSourceBucket=true SourceBucketName=there-before SourcePrefix=ours/")
    stack.drop("ours/photo.jpg", photo)
    stack.wait_for_row("ours/photo.jpg", "READY")
    found = s3.get_bucket_notification_configuration(Bucket="there-before")
    assert [entry["Id"] for entry in found["QueueConfigurations"]] == ["others"]
    assert [entry["Id"] for entry in found["LambdaFunctionConfigurations"]] == ["minilab-guest"]
    assert command(stack, "destroy", DATA="delete").returncode == 0
    found = s3.get_bucket_notification_configuration(Bucket="there-before")
    assert [entry["Id"] for entry in found["QueueConfigurations"]] == ["others"]
    assert not found.get("LambdaFunctionConfigurations")


def test_a_stack_is_deleted_without_leftovers_but_its_data(changing):
    result = command(changing, "destroy")
    assert result.returncode == 0, result.stderr
    name = changing.name
    aws = changing.aws
    assert changing.row("queue.jpg")["Status"] == "READY"
    assert not [f for f in aws.client("lambda").list_functions()["Functions"] if f["FunctionName"].startswith(name)]
    assert not [q for q in aws.client("sqs").list_queues().get("QueueUrls", []) if f"/{name}-" in q]
    assert not [r for r in aws.client("iam").list_roles()["Roles"] if r["RoleName"].startswith(name)]
    assert not [a for a in aws.client("cloudwatch").describe_alarms()["MetricAlarms"] if a["AlarmName"].startswith(name)]
    assert not aws.client("logs").describe_log_groups(logGroupNamePrefix=f"/minilab/{name}/")["logGroups"]


def command(stack, name, **environment):
    """Runs one of the make targets' commands on a stack."""
    return subprocess.run(
        [sys.executable, "-m", f"stack.{name}"], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, **stack.aws.client_environment(), "STACK": stack.name, "CONFIRM": "yes",
             "PYTHONPATH": str(ROOT / "scripts"), **environment},
    )
