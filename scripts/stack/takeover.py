"""TAKE_OVER="SourceBucket=… ThumbnailBucket=… ImageMetadata=…": what make destroy has kept becomes a new stack's again.

CloudFormation imports by a change set of its own, which may make nothing besides: the stack begins with these alone, and the
deployment adds the rest.
"""

import json
import os
import shlex

from stack import changeset
from stack.session import Failure, confirm

# By logical id: the type, what identifies it, and the parameter that keeps its name.
KINDS = {
    "SourceBucket": ("AWS::S3::Bucket", "BucketName", "SourceBucketName"),
    "ThumbnailBucket": ("AWS::S3::Bucket", "BucketName", "ThumbnailBucketName"),
    "ImageMetadata": ("AWS::DynamoDB::Table", "TableName", None),
}
KEY = {"AttributeDefinitions": [{"AttributeName": "ImageID", "AttributeType": "S"}],
       "KeySchema": [{"AttributeName": "ImageID", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}


def named():
    """Physical names by logical id, as TAKE_OVER gives them."""
    found = dict(word.partition("=")[::2] for word in shlex.split(os.environ.get("TAKE_OVER", "")))
    if unknown := sorted(set(found) - set(KINDS)) or sorted(name for name, value in found.items() if not value):
        raise Failure(f"TAKE_OVER wants {' or '.join(f'{name}=name' for name in KINDS)}, not {', '.join(unknown)}")
    return found


def prepare(plan):
    """Gives the buckets' names to the parameters, so that the deployment leaves them as they are."""
    for name, physical in named().items():
        if parameter := KINDS[name][2]:
            plan.given[parameter] = plan.wanted[parameter] = physical


def run(plan, say):
    """Imports what was named; then the stack is there."""
    found = named()
    if not found:
        return
    if plan.exists:
        raise Failure(f"TAKE_OVER begins a new stack, and {plan.session.stack} is there already: give another STACK=…")
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
        name: {"Type": KINDS[name][0], "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain",
               "Properties": {"BucketName": physical} if KINDS[name][2] else KEY}
        for name, physical in found.items()
    }}
    change_set = changeset.create(
        plan.session, "IMPORT", TemplateBody=json.dumps(template),
        ResourcesToImport=[
            {"ResourceType": KINDS[name][0], "LogicalResourceId": name, "ResourceIdentifier": {KINDS[name][1]: physical}}
            for name, physical in found.items()
        ],
    )
    for name, physical in found.items():
        print(f"  Import  {KINDS[name][0]:<42}{name} ({physical})")
    if not confirm(f"Make these the stack {plan.session.stack}'s?"):
        changeset.delete(plan.session, change_set)
        raise Failure("nothing was changed")
    changeset.apply(plan.session, change_set, say)
    plan.before = {}
