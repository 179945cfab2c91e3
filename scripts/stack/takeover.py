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
    "ImageMetadata": ("AWS::DynamoDB::Table", "TableName", "TableName"),
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
    """Gives the names to the parameters, so that the deployment leaves what has them as it is."""
    for name, physical in named().items():
        plan.given[KINDS[name][2]] = plan.wanted[KINDS[name][2]] = physical


def run(plan, say):
    """Imports what was named; then the stack is there."""
    found = named()
    if not found:
        return
    if plan.exists:
        raise Failure(f"TAKE_OVER begins a new stack, and {plan.session.stack} is there already: give another STACK=…")
    # The names are parameters here as they are in the whole template, so that to CloudFormation they do not change.
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {KINDS[name][2]: {"Type": "String"} for name in found},
        "Resources": {
            name: {"Type": KINDS[name][0], "DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain",
                   "Properties": {KINDS[name][1]: {"Ref": KINDS[name][2]}} | (KEY if name == "ImageMetadata" else {})}
            for name in found
        },
    }
    change_set = changeset.create(
        plan.session, "IMPORT", TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": KINDS[name][2], "ParameterValue": physical} for name, physical in found.items()],
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
