"""make backfill and make reconcile, against a stack in the local AWS."""

import os
import re
import subprocess
import sys

import pytest
from botocore.stub import ANY, Stubber
from conftest import ROOT, Stack, moments
from test_combinations import command

from stack import backfill
from stack.session import Failure, Session


@pytest.fixture(scope="module")
def queued(aws):
    """A stack of its own, fed through a queue."""
    return Stack(aws, "reconciled", "Trigger=queue EnableAlarms=false EnableDashboard=false")


def reconcile(stack, **settings):
    """Runs the command; returns what it says."""
    environment = {
        **os.environ, **stack.aws.client_environment(), "PYTHONPATH": str(ROOT / "scripts"), "STACK": stack.name,
        "CONFIRM": "yes", **settings,
    }
    result = subprocess.run([sys.executable, "-m", "stack.reconcile"], env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_what_is_missing_or_stale_is_found_and_developed_again(queued, photo):
    s3, dynamodb = queued.aws.client("s3"), queued.aws.client("dynamodb")
    for name in ("unlisted", "unstored", "recipe", "stale", "gone", "outdated", "fine"):
        queued.drop(f"{name}.jpg", photo)
    for name in ("unlisted", "unstored", "recipe", "stale", "gone", "outdated", "fine"):
        queued.wait_for_row(f"{name}.jpg", "READY")
    assert "every object has its row and renditions, and nothing else has" in reconcile(queued, DEEP="yes")

    def row_key(name):
        return {"ImageID": {"S": f"{queued.source}/{name}.jpg"}}

    def set_field(name, field, value):
        dynamodb.update_item(TableName=queued.table, Key=row_key(name), UpdateExpression="SET #f = :v",
                             ExpressionAttributeNames={"#f": field}, ExpressionAttributeValues={":v": {"S": value}})

    thumbnails = queued.thumbnails
    dynamodb.delete_item(TableName=queued.table, Key=row_key("unlisted"))
    s3.delete_object(Bucket=thumbnails, Key="unstored.jpg")
    set_field("recipe", "RecipeHash", "0" * 32)
    set_field("stale", "ETag", "0" * 32)
    ghost = queued.aws.client("dynamodb").get_item(TableName=queued.table, Key=row_key("gone"))["Item"]
    ghost |= {"ImageID": {"S": f"{queued.source}/ghost.jpg"}, "Key": {"S": "ghost.jpg"}, "Renditions": {"L": []}}
    dynamodb.put_item(TableName=queued.table, Item=ghost)
    s3.copy_object(Bucket=thumbnails, Key="orphan.jpg", CopySource={"Bucket": thumbnails, "Key": "fine.jpg"})
    image, _, *rest = s3.head_object(Bucket=thumbnails, Key="outdated.jpg")["Metadata"]["minilab-source"].split(";")
    older = ";".join([image, "0" * 32, *rest])
    s3.put_object(Bucket=thumbnails, Key="outdated.jpg", Body=b"older", Metadata={"minilab-source": older})
    s3.put_object(Bucket=thumbnails, Key="index.html", Body=b"not Minilab's")

    said = reconcile(queued, DEEP="yes", ORPHANS="delete")
    assert re.search(r"S3, one download and 0\.9 renditions each +0\.00 USD", said), said
    for line in (
        "1 objects without a row: unlisted.jpg", "1 rows of another object than there is: stale.jpg",
        "1 rows of another recipe: recipe.jpg", "1 rows with a rendition that is not stored: unstored.jpg",
        "1 rows whose object is gone: ghost.jpg", "1 rows with a rendition of another object or recipe: outdated.jpg",
        f"1 renditions that no row lists: s3://{thumbnails}/orphan.jpg", "6 messages in the work queue",
    ):
        assert line in said, said
    for _ in moments(30):
        said = reconcile(queued, DEEP="yes")
        if "every object has its row and renditions, and nothing else has" in said:
            break
    else:
        pytest.fail(f"{said}\n{queued.log()}")
    assert queued.row("ghost.jpg")["Status"] == "DELETED"
    assert queued.thumbnail("orphan.jpg") is None
    assert queued.thumbnail("index.html") is not None


class FakeJobs(Session):
    """A session whose S3 Batch Operations, which no local AWS has, are a stub that checks the request's shape."""

    def __init__(self):
        super().__init__()
        self.jobs = super().client("s3control")
        self.stub = Stubber(self.jobs)

    def client(self, service):
        return self.jobs if service == "s3control" else super().client(service)


@pytest.fixture
def session(stack, monkeypatch):
    for name, value in {**stack.aws.client_environment(), "STACK": stack.name, "PREFIX": "backfill/"}.items():
        monkeypatch.setenv(name, value)
    made = FakeJobs()
    monkeypatch.setattr(backfill, "Session", lambda: made)
    made.stub.add_response("list_jobs", {"Jobs": []}, {"AccountId": made.account(), "MaxResults": 1})
    with made.stub:
        yield made


def test_a_local_aws_has_no_batch_operations_and_is_told_before_anything_is_made(stack):
    result = command(stack, "backfill")
    assert result.returncode == 1 and "there is no S3 Batch Operations at https://127.0.0.1" in result.stderr
    assert "listing" not in result.stdout


def test_a_backfill_tells_its_cost_and_does_nothing_without_a_yes(stack, session, photo, capsys, monkeypatch):
    stack.drop("backfill/a b+ü.jpg", photo)
    monkeypatch.delenv("CONFIRM", raising=False)
    monkeypatch.setattr(sys, "stdin", open(os.devnull))
    with pytest.raises(Failure, match="Develop 1 objects"):
        backfill.main()
    said = capsys.readouterr().out
    assert "1 objects of" in said
    assert re.search(r"S3 Batch Operations +0\.25 USD", said), said
    assert re.search(r"together +0\.25 USD", said), said
    with pytest.raises(session.client("iam").exceptions.NoSuchEntityException):
        session.client("iam").get_role(RoleName=f"minilab-{stack.name}-backfill")


def test_a_backfill_makes_a_manifest_a_role_and_a_job(stack, session, photo, capsys, monkeypatch):
    stack.drop("backfill/a b+ü.jpg", photo)
    stack.aws.client("s3").put_object(Bucket=stack.source, Key="backfill/folder/", Body=b"")
    monkeypatch.setenv("CONFIRM", "yes")
    requests = []
    session.jobs.meta.events.register(
        "provide-client-params.s3-control.CreateJob", lambda params, **_: requests.append(params)
    )
    expected = dict.fromkeys(
        ["AccountId", "ConfirmationRequired", "Operation", "Manifest", "Report", "Description", "Priority", "RoleArn",
         "ClientRequestToken"], ANY,
    )
    session.stub.add_response("create_job", {"JobId": "job-1"}, expected)
    assert backfill.main() == 0
    session.stub.assert_no_pending_responses()
    request, = requests
    assert request["Operation"]["LambdaInvoke"]["FunctionArn"] == stack.outputs["FunctionArn"]
    location = request["Manifest"]["Location"]
    bucket, _, key = location["ObjectArn"].removeprefix("arn:aws:s3:::").partition("/")
    manifest = stack.aws.client("s3").get_object(Bucket=bucket, Key=key)
    assert manifest["Body"].read().decode() == f"{stack.source},backfill/a%20b%2B%C3%BC.jpg\n"
    assert manifest["ETag"].strip('"') == location["ETag"]
    iam, role = stack.aws.client("iam"), f"minilab-{stack.name}-backfill"
    policy = iam.get_role_policy(RoleName=role, PolicyName="backfill")["PolicyDocument"]
    invoke, = [each for each in policy["Statement"] if each["Action"] == "lambda:InvokeFunction"]
    assert stack.outputs["FunctionArn"] in invoke["Resource"]
    assert request["RoleArn"] == iam.get_role(RoleName=role)["Role"]["Arn"]
    assert "job job-1 has begun" in capsys.readouterr().out
    iam.delete_role_policy(RoleName=role, PolicyName="backfill")
    iam.delete_role(RoleName=role)


def test_the_estimate_grows_with_objects_memory_and_time():
    text = backfill.estimate(1_000_000, 1769, "x86_64", 100, "as given")
    assert re.search(r"S3 Batch Operations +1\.25 USD", text), text
    # 2.88 for gigabyte-seconds and 0.20 for requests.
    assert re.search(r"1769 MB for 100 ms each \(as given\) +3\.08 USD", text), text
    assert re.search(r"SNS +0\.50 USD", text), text
    assert re.search(r"together +11\.63 USD", text), text
