"""make backfill: develops what was in the source bucket before the stack, by a job of S3 Batch Operations.

PREFIX=… narrows it, WAIT=yes follows the job to its end, MILLISECONDS=… is what one image takes where the function has
no history yet. Says what it will cost, and asks, before anything is made.

A manifest names no versions: each object is developed as it is when its turn comes.
"""

import csv
import datetime
import io
import json
import os
import time
import urllib.parse
import uuid

from botocore.exceptions import BotoCoreError, ClientError

from stack import naming, packaging
from stack.bill import PRICES, bill, developing
from stack.session import Failure, Session, code, confirm, run


def say(text):
    print(f"backfill: {text}", flush=True)


def main():
    session = Session()
    outputs, account = session.outputs(), session.account()
    refuse_where_there_is_none(session, account)
    bucket = outputs["SourceBucketName"]
    prefix = os.environ.get("PREFIX") or session.parameters().get("SourcePrefix", "")
    say(f"listing s3://{bucket}/{prefix}")
    keys, size = listing(session, bucket, prefix)
    if not keys:
        say("there is nothing to develop")
        return 0
    say(f"{len(keys):,} objects of {size / 1e9:.2f} GB")
    print(estimate(len(keys), *pace(session, outputs["FunctionArn"])))
    if not confirm(f"Develop {len(keys):,} objects?"):
        say("nothing was done")
        return 1
    home = packaging.artifact_bucket(session)
    folder = f"{session.stack}/backfill/{datetime.datetime.now(datetime.timezone.utc):%Y%m%dT%H%M%SZ}"
    etag = upload_manifest(session, home, f"{folder}/manifest.csv", bucket, keys)
    role = make_role(session, outputs["FunctionArn"], home)
    job = create_job(session, account, outputs["FunctionArn"], role, home, folder, etag, len(keys))
    say(f"job {job} has begun; what fails will be listed under s3://{home}/{folder}/")
    if os.environ.get("WAIT") == "yes":
        return follow(session, account, job)
    say(f"watch it: aws s3control describe-job --account-id {account} --job-id {job}")
    return 0


def refuse_where_there_is_none(session, account):
    """S3 Batch Operations is asked for before anything is listed or made: no local AWS has it."""
    missing = Failure(
        f"there is no S3 Batch Operations at {session.client('s3control').meta.endpoint_url}; make reconcile develops what has no "
        "row, by the function alone")
    try:
        if "Jobs" not in session.client("s3control").list_jobs(AccountId=account, MaxResults=1):
            raise missing
    except ClientError as error:
        if code(error) in ("AccessDenied", "AccessDeniedException"):
            return
        raise missing from error
    except BotoCoreError as error:
        raise missing from error


def listing(session, bucket, prefix):
    """Every key below a prefix but the markers of folders, and the bytes of all."""
    keys, size = [], 0
    for page in session.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for item in page.get("Contents", []):
            if not item["Key"].endswith("/"):
                keys.append(item["Key"])
                size += item["Size"]
    return keys, size


def pace(session, function):
    """Megabytes, architecture and milliseconds of one image, and where the latter comes from."""
    found = session.client("lambda").get_function_configuration(FunctionName=function)
    memory, architecture = found["MemorySize"], found.get("Architectures", ["x86_64"])[0]
    if given := os.environ.get("MILLISECONDS"):
        return memory, architecture, float(given), "as given"
    now = datetime.datetime.now(datetime.timezone.utc)
    points = session.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="Duration", Statistics=["Average"], Period=14 * 86400,
        Dimensions=[{"Name": "FunctionName", "Value": function.rsplit(":", 1)[1]}],
        StartTime=now - datetime.timedelta(days=14), EndTime=now,
    )["Datapoints"]
    if points and points[0]["Average"] > 0:
        return memory, architecture, points[0]["Average"], "the average of two weeks"
    return memory, architecture, 250.0, "assumed; MILLISECONDS=… says better"


def estimate(count, memory, architecture, milliseconds, source):
    """The cost of developing `count` objects by a job, line by line."""
    parts = developing(count, memory, milliseconds, architecture)
    batch = PRICES["batch"]
    return bill({
        "S3 Batch Operations": batch["job"] + count * batch["object"],
        f"Lambda, {memory} MB for {milliseconds:.0f} ms each ({source})": parts.pop("Lambda"),
        **{service: cost for service, cost in parts.items() if cost},
    }, "; each further rendition adds a PUT")


def upload_manifest(session, home, key, bucket, keys):
    """Writes the manifest where the stack's code is; returns its ETag. The source bucket would take it for a photo."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((bucket, urllib.parse.quote(key, safe="/")) for key in keys)
    try:
        answer = session.client("s3").put_object(
            Bucket=home, Key=key, Body=text.getvalue().encode(), ExpectedBucketOwner=session.account()
        )
    except ClientError as error:
        raise Failure(f"the manifest cannot be put into {home} (ARTIFACTS=… names another bucket): {error}") from error
    return answer["ETag"].strip('"')


def make_role(session, function, home):
    """The role of the job: it may call this function, read this manifest and write its report, and nothing else."""
    iam, name = session.client("iam"), role_name(session)
    folder = f"arn:{session.partition}:s3:::{home}/{session.stack}/backfill/*"
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "batchoperations.s3.amazonaws.com"}, "Action": "sts:AssumeRole",
         "Condition": {"StringEquals": {"aws:SourceAccount": session.account()}}},
    ]}
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": [function, f"{function}:*"]},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], "Resource": folder},
    ]}
    try:
        boundary = session.parameters().get("PermissionsBoundaryArn")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust),
                               Tags=[{"Key": "Application", "Value": "minilab"}],
                               **({"PermissionsBoundary": boundary} if boundary else {}))["Role"]
        say(f"made the role {name}; it costs nothing, and may be deleted when the job is done")
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName=name)["Role"]
    iam.put_role_policy(RoleName=name, PolicyName="backfill", PolicyDocument=json.dumps(policy))
    return role["Arn"]


def role_name(session):
    return naming.role(f"minilab-{session.stack}-backfill")


def remove_role(session):
    iam, name = session.client("iam"), role_name(session)
    try:
        iam.delete_role_policy(RoleName=name, PolicyName="backfill")
        iam.delete_role(RoleName=name)
    except iam.exceptions.NoSuchEntityException:
        pass


def create_job(session, account, function, role, home, folder, etag, count):
    """Creates the job, which begins at once; a role that was made just now is not known everywhere for some seconds."""
    arn = f"arn:{session.partition}:s3:::{home}"
    request = {
        "AccountId": account,
        "ConfirmationRequired": False,
        "Operation": {"LambdaInvoke": {"FunctionArn": function, "InvocationSchemaVersion": "1.0"}},
        "Manifest": {
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]},
            "Location": {"ObjectArn": f"{arn}/{folder}/manifest.csv", "ETag": etag},
        },
        "Report": {"Bucket": arn, "Prefix": folder, "Format": "Report_CSV_20180820", "Enabled": True,
                   "ReportScope": "FailedTasksOnly"},
        "Description": f"Minilab {session.stack}: {count} objects",
        "Priority": 10,
        "RoleArn": role,
        "ClientRequestToken": str(uuid.uuid4()),
    }
    for attempt in range(6):
        try:
            return session.client("s3control").create_job(**request)["JobId"]
        except ClientError as error:
            if attempt == 5 or "role" not in str(error).lower():
                raise
            time.sleep(5)


def follow(session, account, job):
    """Shows how far the job is until it ends; its exit status is that of the job."""
    while True:
        described = session.client("s3control").describe_job(AccountId=account, JobId=job)["Job"]
        progress = described.get("ProgressSummary", {})
        say(f"{described['Status']}: {progress.get('NumberOfTasksSucceeded', 0):,} done, "
            f"{progress.get('NumberOfTasksFailed', 0):,} failed of {progress.get('TotalNumberOfTasks', 0):,}")
        if described["Status"] in ("Complete", "Failed", "Cancelled"):
            return 0 if described["Status"] == "Complete" and not progress.get("NumberOfTasksFailed") else 1
        time.sleep(10)


if __name__ == "__main__":
    run(main)
