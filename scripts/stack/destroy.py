"""make destroy: deletes the stack. What it holds of yours (buckets, table) stays, unless DATA=delete."""

import os
import sys

from botocore.exceptions import ClientError, WaiterError

from stack import backfill, cors, notifications, packaging, preflight
from stack.session import Failure, Session, confirm, run


def say(text):
    print(f"destroy: {text}", flush=True)


def main():
    session = Session()
    data = holdings(session)
    lose = os.environ.get("DATA") == "delete"
    for kind, name, _ in data:
        print(f"  {'DELETED WITH ALL IT HOLDS' if lose else 'kept'}: {kind} {name}")
    parameters, outputs = session.parameters(), session.outputs()
    for name in ("WorkQueueUrl", "FailureQueueUrl"):
        if name in outputs and (count := preflight.queued(session, outputs[name])):
            print(f"  DELETED: {count:,} events in {outputs[name].rsplit('/', 1)[1]}")
    if not confirm(f"Delete the stack {session.stack} in {session.region}?"):
        raise Failure("nothing was deleted")
    notifications.remove(session, say)
    cors.remove(session, say)
    cloudformation = session.client("cloudformation")
    identifier = session.describe()["StackId"]
    cloudformation.delete_stack(StackName=session.stack)
    try:
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=identifier, WaiterConfig={"Delay": 2, "MaxAttempts": 450}
        )
    except WaiterError as error:
        for event in cloudformation.describe_stack_events(StackName=identifier)["StackEvents"]:
            if event["ResourceStatus"] == "DELETE_FAILED":
                print(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}", file=sys.stderr)
        raise Failure(f"{session.stack} could not be deleted, for the reasons above; mend them and repeat") from error
    if removed := packaging.remove_uploads(
            session, packaging.artifact_bucket(session), parameters.get("ImageUri", "")):
        say(f"{removed} uploads of its code are gone")
    backfill.remove_role(session)
    say("the stack is gone")
    if lose:
        for kind, name, _ in data:
            delete_bucket(session, name) if kind == "bucket" else delete_table(session, name)
            say(f"{kind} {name} is gone")
    elif data:
        say("its data is still there, and costs what it costs. make deploy can take it over again:")
        print(f"  TAKE_OVER=\"{' '.join(f'{logical}={name}' for _, name, logical in data)}\"")


def holdings(session):
    """What the stack made and leaves behind. A source bucket that existed before it is none of its resources."""
    if session.describe() is None:
        raise Failure(f"there is no stack {session.stack} in {session.region}")
    kinds = {"AWS::S3::Bucket": "bucket", "AWS::DynamoDB::Table": "table"}
    found = []
    for page in session.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=session.stack):
        for resource in page["StackResourceSummaries"]:
            gone = resource["ResourceStatus"] in ("DELETE_COMPLETE", "CREATE_FAILED")
            if resource["ResourceType"] in kinds and resource.get("PhysicalResourceId") and not gone:
                found.append((kinds[resource["ResourceType"]], resource["PhysicalResourceId"], resource["LogicalResourceId"]))
    return sorted(found)


def delete_bucket(session, bucket):
    s3 = session.client("s3")
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            versions = page.get("Versions", []) + page.get("DeleteMarkers", [])
            objects = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in versions]
            if objects:
                answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
                if answer.get("Errors"):
                    raise Failure(f"{bucket} keeps {answer['Errors'][0]['Key']}: {answer['Errors'][0]['Message']}")
        s3.delete_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise


def delete_table(session, table):
    dynamodb = session.client("dynamodb")
    try:
        dynamodb.delete_table(TableName=table)
    except dynamodb.exceptions.ResourceNotFoundException:
        pass


if __name__ == "__main__":
    run(main)
