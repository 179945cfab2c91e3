"""make destroy: deletes the stack. What it holds of yours (buckets, table) stays, unless DATA=delete."""

import os

from botocore.exceptions import ClientError

from stack import notifications, packaging
from stack.session import Failure, Session, confirm, run


def say(text):
    print(f"destroy: {text}", flush=True)


def main():
    session = Session()
    outputs, parameters = session.outputs(), session.parameters()
    data = holdings(outputs, parameters)
    lose = os.environ.get("DATA") == "delete"
    for kind, name in data:
        print(f"  {'DELETED WITH ALL IT HOLDS' if lose else 'kept'}: {kind} {name}")
    if not confirm(f"Delete the stack {session.stack} in {session.region}?"):
        raise Failure("nothing was deleted")
    notifications.remove(session, say)
    cloudformation = session.client("cloudformation")
    identifier = session.describe()["StackId"]
    cloudformation.delete_stack(StackName=session.stack)
    cloudformation.get_waiter("stack_delete_complete").wait(
        StackName=identifier, WaiterConfig={"Delay": 2, "MaxAttempts": 450}
    )
    if removed := packaging.remove_uploads(session, packaging.artifact_bucket(session)):
        say(f"{removed} uploads of its code are gone")
    say("the stack is gone")
    if lose:
        for kind, name in data:
            delete_bucket(session, name) if kind == "bucket" else delete_table(session, name)
            say(f"{kind} {name} is gone")
    elif data:
        say("its data is still there, and costs what it costs")


def holdings(outputs, parameters):
    """What the stack made and leaves behind. A source bucket that existed before it is none of its holdings."""
    buckets = []
    if parameters.get("UseExistingSourceBucket") != "true":
        buckets.append(outputs["SourceBucketName"])
    if outputs["ThumbnailBucketName"] != outputs["SourceBucketName"]:
        buckets.append(outputs["ThumbnailBucketName"])
    return [("bucket", name) for name in buckets] + [("table", outputs["TableName"])]


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
