"""From template.yaml, whose functions are a local folder, to one that CloudFormation takes, and the code beside it."""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import urllib.parse
import zipfile
from pathlib import Path

from botocore.exceptions import ClientError
from images import __main__ as image
from images.registry import Refused, Registry

from stack import naming, template as templates
from stack.session import Failure, code, partition_of, run

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


def version():
    """The version of the packaged binary, and the first digits of its hash."""
    result = subprocess.run(
        [BINARY, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={}, timeout=60)
    number = result.stdout.strip() if result.returncode == 0 else "unnumbered"
    return f"{number} ({hashlib.sha256(BINARY.read_bytes()).hexdigest()[:12]})"


def template(bucket, key, partition="aws", label="unpackaged"):
    """The template for a partition with its code in S3, or wherever the parameter ImageUri says; `label` is its version."""
    text = templates.text(partition).replace("    Value: unpackaged\n", f"    Value: {label}\n")
    for handler in HANDLERS:
        local = LOCAL.format(handler=handler)
        if text.count(local) != 1:
            raise Failure(f"template.yaml has no function {handler} as packaging knows it")
        text = text.replace(local, PACKAGED.format(handler=handler, bucket=bucket, key=key))
    return text


def upload(session, bucket, files, label, say):
    """Uploads the zip and the template that names it, each under a name of its content; returns the template's address.

    CloudFormation takes no more than 51,200 bytes of template in a request, and sees a change only in another key.
    """
    make_bucket(session, bucket, say)
    zipped = put(session, bucket, ".zip", package(files), say)
    for name, content in files.items():
        session.client("s3").put_object(
            Bucket=bucket, Key=f"{session.stack}/{name}", Body=content, ExpectedBucketOwner=session.account())
    text = template(bucket, zipped, session.partition, label)
    return address(session, bucket, put(session, bucket, ".yaml", text.encode(), say))


def address(session, bucket, key):
    return f"{session.client('s3').meta.endpoint_url}/{bucket}/{key}"


def package(files):
    """The zip of the binary, with more files beside it. The same content gives the same bytes."""
    if not files:
        return ZIP.read_bytes()
    out = io.BytesIO(ZIP.read_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content)
    return out.getvalue()


def stored_recipe(session, bucket, name):
    """The recipe in the package of the version that runs, which is kept beside it."""
    try:
        return session.client("s3").get_object(
            Bucket=bucket, Key=f"{session.stack}/{name}", ExpectedBucketOwner=session.account())["Body"].read().decode()
    except ClientError as error:
        raise Failure(f"the recipe that runs is not in {bucket}/{session.stack}/{name} any more ({code(error)}): give it as "
                      "Recipe=@file") from error


def put(session, bucket, suffix, content, say=lambda _: None):
    """Puts content under a name of its own hash, unless just that is there already; returns the key."""
    s3, digest, owner = session.client("s3"), hashlib.sha256(content), session.account()
    key = f"{session.stack}/{digest.hexdigest()[:32]}{suffix}"
    checksum = base64.b64encode(digest.digest()).decode()
    try:
        found = s3.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED", ExpectedBucketOwner=owner)
        if found.get("ChecksumSHA256") == checksum:
            return key
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise
    say(f"uploading {len(content) / 1e6:.1f} MB to {bucket}/{key}")
    s3.put_object(Bucket=bucket, Key=key, Body=content, ChecksumSHA256=checksum, ExpectedBucketOwner=owner)
    return key


def make_bucket(session, bucket, say):
    s3 = session.client("s3")
    try:
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=session.account())
        return
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise Failure(f"the artifact bucket {bucket} is not this account's, or not to be used with these credentials: {error}") from error
    say(f"making the bucket {bucket} for uploads of code")
    location = {} if session.region == "us-east-1" else {
        "CreateBucketConfiguration": {"LocationConstraint": session.region}
    }
    s3.create_bucket(Bucket=bucket, **location)
    s3.put_public_access_block(
        Bucket=bucket, ExpectedBucketOwner=session.account(),
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True
        },
    )


def push_image(session, files, say):
    """Builds the container image, pushes it into a repository of the stack's own, and returns its address in ECR."""
    digest = image.build(files)
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
    elsewhere = not (own.hostname or "").startswith(("api.ecr.", "ecr.", "ecr-fips."))
    address = f"{own.scheme}://{own.netloc}" if elsewhere else access["proxyEndpoint"]
    return Registry(address, name, user, password, os.environ.get("AWS_CA_BUNDLE"))


def make_repository(session, ecr, say):
    name = naming.repository(session.stack)
    try:
        made = ecr.describe_repositories(repositoryNames=[name])["repositories"][0]
    except ecr.exceptions.RepositoryNotFoundException:
        say(f"making the repository {name} for its images")
        made = ecr.create_repository(
            repositoryName=name, imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True},
            tags=[{"Key": "Application", "Value": "minilab"}],
        )["repository"]
    ecr.set_repository_policy(repositoryName=name, policyText=json.dumps(repository_policy(session)))
    ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps(LIFECYCLE))
    return made


# Lambda keeps a copy of what it runs for as long as it is invoked; ten are enough to go back.
LIFECYCLE = {"rules": [{
    "rulePriority": 1, "description": "the ten newest images",
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"},
}]}


def repository_policy(session):
    """As Lambda's documentation has it: the service, on behalf of functions of this account and region."""
    functions = f"arn:{session.partition}:lambda:{session.region}:{session.account()}:function:*"
    return {"Version": "2012-10-17", "Statement": [{
        "Sid": "LambdaECRImageRetrievalPolicy", "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        "Condition": {"StringLike": {"aws:sourceArn": functions}},
    }]}


def remove_uploads(session, bucket, image_uri=""):
    """Takes away what deployments of the stack have uploaded; says how much there was."""
    s3, ecr, removed = session.client("s3"), session.client("ecr"), 0
    owner = {"Bucket": bucket, "ExpectedBucketOwner": session.account()}
    try:
        for page in s3.get_paginator("list_objects_v2").paginate(Prefix=f"{session.stack}/", **owner):
            for entry in page.get("Contents", []):
                s3.delete_object(Key=entry["Key"], **owner)
                removed += 1
    except s3.exceptions.NoSuchBucket:
        pass
    # What runs may be in a repository whose name was made otherwise once.
    deployed = image_uri.partition("/")[2].partition("@")[0].partition(":")[0]
    for name in {naming.repository(session.stack)} | ({deployed} if deployed == f"minilab/{session.stack.lower()}" else set()):
        try:
            ecr.delete_repository(repositoryName=name, force=True)
            removed += 1
        except (ecr.exceptions.RepositoryNotFoundException, ecr.exceptions.InvalidParameterException):
            pass
    return removed


def artifact_bucket(session):
    return os.environ.get("ARTIFACTS") or f"minilab-artifacts-{session.account()}-{session.region}"


def main():
    bucket, key = sys.argv[1:]
    if not bucket or not key:
        raise Failure("where is the zip? Give BUCKET=… KEY=…")
    region = os.environ.get("REGION") or os.environ.get("AWS_REGION") or "us-east-1"
    file, partition = ROOT / ".build" / "packaged.yaml", partition_of(region)
    file.write_text(template(bucket, key, partition, version()))
    without = ", without CloudFront, which CloudFormation does not know there" if partition in templates.WITHOUT_CLOUDFRONT else ""
    print(f"template: {file.relative_to(ROOT)} takes its code from s3://{bucket}/{key}, or from ImageUri; for {partition}{without}")


if __name__ == "__main__":
    run(main)
