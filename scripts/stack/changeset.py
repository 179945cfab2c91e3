"""Change sets: proposed, shown, refused where they would lose data, and applied."""

import os
import sys
import time

from botocore.exceptions import WaiterError

from stack.session import Failure

DATA = ("AWS::S3::Bucket", "AWS::DynamoDB::Table")
UNCHANGED = ("didn't contain changes", "No updates are to be performed")


def propose(session, template, parameters, kept=(), say=print):
    """Makes a change set, shows it and returns its name; None when nothing would change.

    `template` is an address in S3, `parameters` those with a new value, `kept` the names of those that stay as they are.
    """
    cloudformation = session.client("cloudformation")
    stack = session.describe()
    if stack and stack["StackStatus"] == "ROLLBACK_COMPLETE":
        say("removing the remains of a deployment that failed")
        cloudformation.delete_stack(StackName=session.stack)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=session.stack)
        stack = None
    exists = stack is not None and stack["StackStatus"] != "REVIEW_IN_PROGRESS"
    # Without it CloudFormation compares with what it deployed last, not with what is there.
    repair = {"DeploymentMode": "REVERT_DRIFT"} if exists and os.environ.get("REPAIR") == "yes" else {}
    name = create(
        session, "UPDATE" if exists else "CREATE", TemplateURL=template,
        Parameters=[{"ParameterKey": each, "ParameterValue": value} for each, value in parameters.items()]
        + [{"ParameterKey": each, "UsePreviousValue": True} for each in kept], **repair,
    )
    if name is None:
        return None
    changes = described(session, name)
    for change in changes:
        replaced = " (REPLACED)" if change.get("Replacement") == "True" else ""
        print(f"  {change['Action']:<8}{change['ResourceType']:<42}{change['LogicalResourceId']}{replaced}")
    if lost := [change for change in changes if gives_up(change)]:
        if os.environ.get("REPLACE") != "yes":
            delete(session, name)
            raise Failure(
                f"CloudFormation would replace {', '.join(each['LogicalResourceId'] for each in lost)} by something empty, or give it "
                "up; what is there is kept, but no longer the stack's. Nothing was changed; REPLACE=yes does it all the same"
            )
    return name


def create(session, kind, **request):
    """A change set that is ready, by its name; None when nothing would change."""
    cloudformation, name = session.client("cloudformation"), f"minilab-{int(time.time() * 1000)}"
    # An import may not tag.
    tags = {} if kind == "IMPORT" else {"Tags": [{"Key": "Application", "Value": "minilab"}]}
    cloudformation.create_change_set(
        StackName=session.stack, ChangeSetName=name, ChangeSetType=kind, Capabilities=["CAPABILITY_IAM"], **tags, **request,
    )
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=session.stack, ChangeSetName=name, WaiterConfig={"Delay": 2, "MaxAttempts": 150}
        )
    except WaiterError as error:
        reason = error.last_response.get("StatusReason", str(error))
        delete(session, name)
        if any(each in reason for each in UNCHANGED):
            return None
        raise Failure(f"CloudFormation refuses: {reason}") from error
    return name


def described(session, name):
    pages = session.client("cloudformation").get_paginator("describe_change_set").paginate(
        StackName=session.stack, ChangeSetName=name)
    return [change["ResourceChange"] for page in pages for change in page["Changes"] if "ResourceChange" in change]


def gives_up(change):
    return change["ResourceType"] in DATA and (
        change["Action"] == "Remove" or change["Action"] == "Modify" and change.get("Replacement") == "True")


def delete(session, name):
    session.client("cloudformation").delete_change_set(StackName=session.stack, ChangeSetName=name)


def apply(session, name, say):
    """Executes a change set and waits for its end."""
    cloudformation = session.client("cloudformation")
    started = time.time()
    cloudformation.execute_change_set(StackName=session.stack, ChangeSetName=name)
    while True:
        stack = session.describe()
        # CloudFormation tidies up after the new version is in place, and deletes queues and functions then: that is waited for, too.
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(2)
    if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"):
        for event in cloudformation.describe_stack_events(StackName=session.stack)["StackEvents"]:
            if event["Timestamp"].timestamp() >= started - 60 and event["ResourceStatus"].endswith("FAILED"):
                print(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}", file=sys.stderr)
        raise Failure(f"the stack ended as {stack['StackStatus']}: {stack.get('StackStatusReason', 'see above')}")
    say(f"{stack['StackStatus']} after {time.time() - started:.0f} s")
