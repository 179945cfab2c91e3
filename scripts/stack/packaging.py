"""From template.yaml, whose functions are a local folder, to one that CloudFormation takes, and the code beside it."""

import base64
import hashlib
import json
import os
import sys
import urllib.parse
from pathlib import Path

from botocore.exceptions import ClientError
from images import __main__ as image
from images.registry import Refused, Registry

from stack.session import Failure, run

ROOT = Path(__file__).resolve().parents[2]
BINARY = ROOT / ".build" / "lambda" / "bootstrap"
ZIP = ROOT / ".build" / "minilab.zip"
HANDLERS = ("process", "api")

LOCAL = """\
      Runtime: provided.al2023
      Handler: {handler}
      Code: .build/lambda
"""
PACKAGED = """\
      PackageType: !Ref PackageType
      Runtime: !If [IsImage, !Ref AWS::NoValue, provided.al2023]
      Handler: !If [IsImage, !Ref AWS::NoValue, {handler}]
      Code: !If [IsImage, {{ ImageUri: !Ref ImageUri }}, {{ S3Bucket: {bucket}, S3Key: {key} }}]
"""


def architecture():
    """The architecture that the packaged binary was built for, by its ELF header, as Lambda calls it."""
    machine = int.from_bytes(BINARY.read_bytes()[18:20], "little") if BINARY.exists() else None
    known = {0x3E: "x86_64", 0xB7: "arm64"}
    if machine not in known:
        raise Failure(f"{BINARY} is no Lambda binary: run make package")
    return known[machine]


def template(bucket, key):
    """The template with its code in S3, or wherever the parameter ImageUri says."""
    text = (ROOT / "template.yaml").read_text()
    for handler in HANDLERS:
        local = LOCAL.format(handler=handler)
        if text.count(local) != 1:
            raise Failure(f"template.yaml has no function {handler} as packaging knows it")
        text = text.replace(local, PACKAGED.format(handler=handler, bucket=bucket, key=key))
    return text


def upload(session, bucket, say):
    """Uploads the zip and the template that names it, each under a name of its content; returns the template's address.

    CloudFormation takes no more than 51,200 bytes of template in a request, and sees a change only in another key.
    """
    make_bucket(session, bucket, say)
    s3 = session.client("s3")
    code = put(s3, bucket, session.stack, ".zip", ZIP.read_bytes(), say)
    return f"{s3.meta.endpoint_url}/{bucket}/{put(s3, bucket, session.stack, '.yaml', template(bucket, code).encode(), say)}"


def put(s3, bucket, folder, suffix, content, say):
    key = f"{folder}/{hashlib.sha256(content).hexdigest()[:32]}{suffix}"
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
        say(f"uploading {len(content) / 1e6:.1f} MB to {bucket}/{key}")
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


def make_bucket(session, bucket, say):
    s3 = session.client("s3")
    try:
        s3.head_bucket(Bucket=bucket)
        return
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise Failure(f"the artifact bucket {bucket} is not ours: {error}") from error
    say(f"making the bucket {bucket} for uploads of code")
    location = {} if session.region == "us-east-1" else {
        "CreateBucketConfiguration": {"LocationConstraint": session.region}
    }
    s3.create_bucket(Bucket=bucket, **location)
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True
        },
    )


def push_image(session, say):
    """Builds the container image, pushes it into a repository of the stack's own, and returns its address in ECR."""
    digest = image.build()
    ecr = session.client("ecr")
    repository = make_repository(session, ecr, say)
    say(f"pushing the image {digest[:19]}… to {repository['repositoryUri']}")
    try:
        registry(ecr, repository["repositoryName"]).push(image.FOLDER)
    except Refused as refusal:
        raise Failure(f"the registry refuses the image: {refusal}") from refusal
    return f"{repository['repositoryUri']}@{digest}"


def registry(ecr, name):
    """ECR's registry is a host of its own, which another endpoint than AWS's takes the place of."""
    access = ecr.get_authorization_token()["authorizationData"][0]
    user, _, password = base64.b64decode(access["authorizationToken"]).decode().partition(":")
    own = urllib.parse.urlsplit(ecr.meta.endpoint_url)
    elsewhere = not (own.hostname or "").endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))
    address = f"{own.scheme}://{own.netloc}" if elsewhere else access["proxyEndpoint"]
    return Registry(address, name, user, password, os.environ.get("AWS_CA_BUNDLE"))


def repository_name(stack):
    return f"minilab/{stack.lower()}"


def make_repository(session, ecr, say):
    name = repository_name(session.stack)
    try:
        return ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    except ecr.exceptions.RepositoryNotFoundException:
        say(f"making the repository {name} for its images")
    made = ecr.create_repository(
        repositoryName=name, imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True},
        tags=[{"Key": "Application", "Value": "minilab"}],
    )["repository"]
    ecr.set_repository_policy(repositoryName=name, policyText=json.dumps({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "LambdaMayPull", "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Condition": {"StringEquals": {"aws:SourceAccount": session.account()}},
        }],
    }))
    return made


def remove_uploads(session, bucket):
    """Takes away what deployments of the stack have uploaded; says how much there was."""
    s3, ecr, removed = session.client("s3"), session.client("ecr"), 0
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{session.stack}/"):
            for entry in page.get("Contents", []):
                s3.delete_object(Bucket=bucket, Key=entry["Key"])
                removed += 1
    except s3.exceptions.NoSuchBucket:
        pass
    try:
        ecr.delete_repository(repositoryName=repository_name(session.stack), force=True)
        removed += 1
    except ecr.exceptions.RepositoryNotFoundException:
        pass
    return removed


def artifact_bucket(session):
    return os.environ.get("ARTIFACTS") or f"minilab-artifacts-{session.account()}-{session.region}"


def main():
    bucket, key = sys.argv[1:]
    if not bucket or not key:
        raise Failure("where is the zip? Give BUCKET=… KEY=…")
    file = ROOT / ".build" / "packaged.yaml"
    file.write_text(template(bucket, key))
    print(f"template: {file.relative_to(ROOT)} takes its code from s3://{bucket}/{key}, or from ImageUri")


if __name__ == "__main__":
    run(main)
