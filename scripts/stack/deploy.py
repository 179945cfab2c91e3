"""make deploy: packages, uploads, shows the change set, applies it, and sends one photo through the live stack.

STACK, REGION, PARAMS="Name=Value …" (Name=@file reads a file), CONFIRM=yes, SMOKE=no, ARTIFACTS=bucket, and REPAIR=yes to
put back what was changed or deleted by hand since the last deployment.
"""

import os
import shlex
import sys
import time
from pathlib import Path

from botocore.exceptions import WaiterError

from stack import notifications, packaging, smoke
from stack.session import Failure, Session, confirm, run


def say(text):
    print(f"deploy: {text}", flush=True)


def main():
    session = Session()
    say(f"stack {session.stack} in account {session.account()}, {session.region}")
    given, before = given_parameters(), session.parameters()
    wanted = before | given
    refuse_overlap(wanted)
    template = packaging.upload(session, packaging.artifact_bucket(session), say)
    if wanted.get("PackageType") == "Image" and "ImageUri" not in given:
        given["ImageUri"] = packaging.push_image(session, say)
    change_set = propose(session, template, given)
    if change_set is None:
        say("nothing to change")
    else:
        if not confirm(f"Apply these changes to {session.stack}?"):
            raise Failure(f"not applied; the change set {change_set} is kept for you to look at")
        apply(session, change_set)
    notifications.withdraw(session, before, say)
    notifications.merge(session, say)
    print_outputs(session)
    if os.environ.get("SMOKE") != "no":
        smoke.test(session, say)
    say(f"done: {session.stack} is up")


def given_parameters():
    parameters = {"Architecture": packaging.architecture()}
    for word in shlex.split(os.environ.get("PARAMS", "")):
        name, separator, value = word.partition("=")
        if not separator:
            raise Failure(f"PARAMS wants Name=Value, not {word!r}")
        parameters[name] = Path(value[1:]).read_text() if value.startswith("@") else value
    return parameters


def refuse_overlap(parameters):
    """What a template Rule cannot see: one prefix that begins with the other, in one bucket, feeds itself."""
    source, target = parameters.get("SourcePrefix", ""), parameters.get("RenditionPrefix", "")
    same = parameters.get("ThumbnailBucketName", "auto") == ""
    if same and source and target and source != target and (target.startswith(source) or source.startswith(target)):
        raise Failure(
            f"renditions under {target} and photos under {source} share a bucket, and one prefix begins with the other: "
            "every rendition would start the function again"
        )


def propose(session, template, given):
    """Makes a change set, shows it and returns its name; None when nothing would change."""
    cloudformation = session.client("cloudformation")
    stack = session.describe()
    if stack and stack["StackStatus"] == "ROLLBACK_COMPLETE":
        say("removing the remains of a deployment that failed")
        cloudformation.delete_stack(StackName=session.stack)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=session.stack)
        stack = None
    exists = stack is not None and stack["StackStatus"] != "REVIEW_IN_PROGRESS"
    declared = {p["ParameterKey"] for p in cloudformation.validate_template(TemplateURL=template)["Parameters"]}
    if unknown := sorted(set(given) - declared):
        raise Failure(f"template.yaml has no parameter {', '.join(unknown)}; it has {', '.join(sorted(declared))}")
    before = {p["ParameterKey"] for p in stack["Parameters"]} if exists else set()
    parameters = [{"ParameterKey": name, "ParameterValue": value} for name, value in given.items()]
    parameters += [{"ParameterKey": n, "UsePreviousValue": True} for n in sorted((before & declared) - set(given))]
    name = f"minilab-{int(time.time() * 1000)}"
    # Without it CloudFormation compares with what it deployed last, not with what is there.
    repair = {"DeploymentMode": "REVERT_DRIFT"} if exists and os.environ.get("REPAIR") == "yes" else {}
    cloudformation.create_change_set(
        StackName=session.stack, ChangeSetName=name, ChangeSetType="UPDATE" if exists else "CREATE",
        TemplateURL=template, Parameters=parameters, Capabilities=["CAPABILITY_IAM"],
        Tags=[{"Key": "Application", "Value": "minilab"}], **repair,
    )
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            StackName=session.stack, ChangeSetName=name, WaiterConfig={"Delay": 2, "MaxAttempts": 150}
        )
    except WaiterError as error:
        reason = error.last_response.get("StatusReason", str(error))
        if "didn't contain changes" in reason or "No updates are to be performed" in reason:
            cloudformation.delete_change_set(StackName=session.stack, ChangeSetName=name)
            return None
        raise Failure(f"CloudFormation refuses: {reason}") from error
    changes = []
    for page in cloudformation.get_paginator("describe_change_set").paginate(
        StackName=session.stack, ChangeSetName=name
    ):
        changes += page["Changes"]
    for change in (c["ResourceChange"] for c in changes):
        replaced = " (REPLACED)" if change.get("Replacement") == "True" else ""
        print(f"  {change['Action']:<8}{change['ResourceType']:<42}{change['LogicalResourceId']}{replaced}")
    return name


def apply(session, change_set):
    cloudformation = session.client("cloudformation")
    started = time.time()
    cloudformation.execute_change_set(StackName=session.stack, ChangeSetName=change_set)
    while True:
        stack = session.describe()
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(2)
    if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        for event in cloudformation.describe_stack_events(StackName=session.stack)["StackEvents"]:
            if event["Timestamp"].timestamp() >= started - 60 and event["ResourceStatus"].endswith("FAILED"):
                print(f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}", file=sys.stderr)
        raise Failure(f"the stack ended as {stack['StackStatus']}: {stack.get('StackStatusReason', 'see above')}")
    say(f"{stack['StackStatus']} after {time.time() - started:.0f} s")


def print_outputs(session):
    for name, value in sorted(session.outputs().items()):
        print(f"  {name:<22}{value}")


if __name__ == "__main__":
    run(main)
