"""What an operator does after the first day: erase somebody's photos, take kept data over again, share a bucket with others."""

import json

import pytest
from conftest import Stack, deploy
from test_combinations import command

from stack.session import Failure


@pytest.fixture(scope="module")
def lasting(aws):
    return Stack(aws, "lasting", "Environment=lasting EnableAlarms=false EnableDashboard=false")


def versions(stack, bucket, prefix=""):
    """Keys of all versions and delete markers."""
    found = stack.aws.client("s3").list_object_versions(Bucket=bucket, Prefix=prefix)
    return sorted(each["Key"] for kind in ("Versions", "DeleteMarkers") for each in found.get(kind, []))


def test_a_photo_is_erased_with_all_that_was_made_of_it(lasting, photo):
    for _ in range(2):
        lasting.drop("people/ada.jpg", photo)
        lasting.wait_for_row("people/ada.jpg", "READY")
    lasting.drop("people/ada lovelace.jpg", photo)
    lasting.wait_for_row("people/ada lovelace.jpg", "READY")
    # Somebody else's, of which nothing is Minilab's.
    lasting.aws.client("s3").put_object(Bucket=lasting.thumbnails, Key="people/ada.html", Body=b"a page")
    refused = command(lasting, "erase", KEY="people/ada.jpg", CONFIRM="")
    assert refused.returncode == 1 and versions(lasting, lasting.source, "people/ada.jpg")
    result = command(lasting, "erase", KEY="people/ada.jpg", DEEP="yes")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "2 versions of 1 photos are deleted" in result.stdout and "proved:" in result.stdout, result.stdout
    assert versions(lasting, lasting.source, "people/ada.jpg") == []
    assert versions(lasting, lasting.thumbnails, "people/ada.jpg") == []
    assert lasting.row("people/ada.jpg") is None
    # Its neighbours are where they were.
    assert lasting.row("people/ada lovelace.jpg")["Status"] == "READY"
    assert lasting.thumbnail("people/ada lovelace.jpg") and lasting.thumbnail("people/ada.html")


def test_all_of_one_owner_are_erased(lasting, photo):
    for name in ("one", "two"):
        lasting.drop(f"album/{name}.jpg", photo, Metadata={"user": "grace"})
    lasting.drop("album/three.jpg", photo, Metadata={"user": "ada"})
    for name in ("one", "two", "three"):
        lasting.wait_for_row(f"album/{name}.jpg", "READY")
    result = command(lasting, "erase", OWNER="grace")
    assert result.returncode == 0 and "4 versions of their renditions" not in result.stderr, result.stdout + result.stderr
    assert versions(lasting, lasting.source, "album/") == ["album/three.jpg"]
    assert versions(lasting, lasting.thumbnails, "album/") == ["album/three.jpg"]
    assert lasting.row("album/one.jpg") is None and lasting.row("album/three.jpg")


@pytest.mark.parametrize("settings, told", [
    ({}, "Give one of KEY=…, PREFIX=… and OWNER=…"), ({"KEY": "a", "OWNER": "b"}, "Give one of"), ({"KEY": "nobody.jpg"}, "no such photo"),
])
def test_nobody_is_erased_by_mistake(lasting, settings, told):
    result = command(lasting, "erase", **settings)
    assert result.returncode == 1 and told in result.stderr and "Traceback" not in result.stderr


def test_what_destroy_keeps_is_taken_over_by_a_new_stack(aws, photo):
    stack = Stack(aws, "leaving", "Environment=leaving EnableAlarms=false EnableDashboard=false")
    stack.drop("before.jpg", photo)
    stack.wait_for_row("before.jpg", "READY")
    kept = (stack.source, stack.thumbnails, stack.table)
    destroyed = command(stack, "destroy")
    assert destroyed.returncode == 0, destroyed.stderr
    # A bucket that goes on notifying a function which is gone can never be configured again.
    assert not aws.client("s3").get_bucket_notification_configuration(Bucket=stack.source).get("LambdaFunctionConfigurations")
    (line,) = [each.strip() for each in destroyed.stdout.splitlines() if "TAKE_OVER" in each]
    names = line.split('"')[1]
    outputs = deploy(aws, "arriving", "Environment=leaving EnableAlarms=false EnableDashboard=false", quiet=True, TAKE_OVER=names)
    assert (outputs["SourceBucketName"], outputs["ThumbnailBucketName"], outputs["TableName"]) == kept
    stack.name, stack.outputs = "arriving", outputs
    assert stack.row("before.jpg")["Status"] == "READY"
    stack.drop("after.jpg", photo)
    stack.wait_for_row("after.jpg", "READY")
    doctor = command(stack, "doctor")
    assert doctor.returncode == 0, doctor.stdout


@pytest.mark.parametrize("names, told", [
    ("SourceBucket", "not SourceBucket"), ("Bucket=a", "not Bucket"), ("ImageMetadata=nowhere", "CloudFormation refuses"),
])
def test_what_cannot_be_taken_over_is_told(aws, names, told):
    with pytest.raises(Failure) as refused:
        deploy(aws, "taking", "EnableAlarms=false", quiet=True, TAKE_OVER=names)
    assert told in str(refused.value) and "Traceback" not in str(refused.value)
    if "taking" in [each["StackName"] for each in aws.client("cloudformation").describe_stacks()["Stacks"]]:
        aws.client("cloudformation").delete_stack(StackName="taking")


def test_the_owner_of_a_bucket_leaves_the_entries_of_its_guests(aws, photo):
    owner = Stack(aws, "owner", "Environment=owner SourcePrefix=ours/ EnableAlarms=false EnableDashboard=false")
    guest = Stack(aws, "visitor", f"Environment=visitor UseExistingSourceBucket=true SourceBucketName={owner.source} "
                  "SourcePrefix=theirs/ EnableAlarms=false EnableDashboard=false")
    # The owner's notification changes, so that CloudFormation writes the bucket's configuration whole.
    owner.update("SourcePrefix=ours/photos/")
    for stack, key in ((owner, "ours/photos/a.jpg"), (guest, "theirs/a.jpg")):
        stack.drop(key, photo)
        stack.wait_for_row(key, "READY")
    assert command(owner, "destroy").returncode == 0
    found = aws.client("s3").get_bucket_notification_configuration(Bucket=owner.source)["LambdaFunctionConfigurations"]
    assert [each["LambdaFunctionArn"] for each in found] == [guest.outputs["FunctionArn"]]


def test_a_page_may_upload_into_a_bucket_that_was_there_and_the_rules_of_others_stay(aws):
    s3, region = aws.client("s3"), aws.client_environment()["AWS_REGION"]
    s3.create_bucket(Bucket="pages-existing", CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_cors(Bucket="pages-existing", CORSConfiguration={"CORSRules": [
        {"ID": "theirs", "AllowedMethods": ["GET"], "AllowedOrigins": ["https://theirs.example"]}]})
    stack = Stack(aws, "pages", "UseExistingSourceBucket=true SourceBucketName=pages-existing EnableApi=true EnableAlarms=false "
                  "EnableDashboard=false UploadOrigin=https://ours.example")
    rules = s3.get_bucket_cors(Bucket="pages-existing")["CORSRules"]
    assert [rule["ID"] for rule in rules] == ["theirs", "minilab-pages"]
    assert rules[1]["AllowedOrigins"] == ["https://ours.example", stack.outputs["ApiUrl"].rstrip("/")]
    assert command(stack, "doctor").returncode == 0
    s3.put_bucket_cors(Bucket="pages-existing", CORSConfiguration={"CORSRules": rules[:1]})
    doctor = command(stack, "doctor")
    assert doctor.returncode == 1 and doctor.stdout.count("takes no uploads from pages of") == 2, doctor.stdout
    assert command(stack, "destroy").returncode == 0
    assert [rule["ID"] for rule in s3.get_bucket_cors(Bucket="pages-existing")["CORSRules"]] == ["theirs"]


def test_what_arrived_while_the_trigger_was_changed_is_developed(aws, photo, monkeypatch, capsys):
    """An upload that nobody was told of: its notification fell between the old configuration and the new one."""
    import time

    from stack import catchup
    from stack.session import Session

    stack = Stack(aws, "between", "Environment=between EnableAlarms=false EnableDashboard=false")
    s3 = aws.client("s3")
    kept = s3.get_bucket_notification_configuration(Bucket=stack.source)
    kept.pop("ResponseMetadata")
    s3.put_bucket_notification_configuration(Bucket=stack.source, NotificationConfiguration={})
    stack.drop("lost.jpg", photo)
    s3.put_bucket_notification_configuration(Bucket=stack.source, NotificationConfiguration=kept)
    for name, value in {**aws.client_environment(), "STACK": stack.name}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(catchup, "GRACE", 1)
    catchup.develop(Session(), time.time() - 30, print)
    assert "1 photos arrived while the trigger was changed: lost.jpg" in capsys.readouterr().out
    stack.wait_for_row("lost.jpg", "READY")


def test_destroy_leaves_no_role_of_a_back_fill(aws):
    stack = Stack(aws, "jobless", "Environment=jobless EnableAlarms=false EnableDashboard=false")
    iam = aws.client("iam")
    iam.create_role(RoleName="minilab-jobless-backfill", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []}))
    iam.put_role_policy(RoleName="minilab-jobless-backfill", PolicyName="backfill", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
    assert command(stack, "destroy", DATA="delete").returncode == 0
    assert "minilab-jobless-backfill" not in [role["RoleName"] for role in iam.list_roles()["Roles"]]
