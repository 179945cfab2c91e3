"""The role's policy is exactly what the function needs: without any one statement, photos stop flowing.

The local AWS does not ask for the permissions that AWS's own services use in the role's name (writing the log,
taking from the queue, handing failures over), and it answers 404 where S3 asks for s3:ListBucket. These are shown to be
needed in test_policies.py, without enforcement.
"""

import copy
import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT, Stack, moments

NOT_ASKED_FOR = {"WriteLog", "SeeWhatIsGone", "HandOverFailures"}
NEEDED = ["ReadSource", "KeepRenditions", "KeepRows", "Announce"]


@pytest.fixture(scope="module")
def guarded(aws):
    return Stack(aws, "guarded")


def role_policy(stack):
    function = stack.aws.client("lambda").get_function_configuration(FunctionName=stack.outputs["FunctionArn"])
    role = function["Role"].rsplit("/", 1)[1]
    return role, stack.aws.client("iam").get_role_policy(RoleName=role, PolicyName="process")["PolicyDocument"]


def test_every_statement_is_known_here(guarded):
    _, policy = role_policy(guarded)
    assert {statement["Sid"] for statement in policy["Statement"]} == set(NEEDED) | NOT_ASKED_FOR


def test_no_statement_allows_everything(guarded):
    _, policy = role_policy(guarded)
    for statement in policy["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert not any("*" in action for action in actions), statement
        assert "*" not in resources, statement


@pytest.mark.parametrize("sid", NEEDED)
def test_without_a_statement_the_event_fails_and_is_redriven_when_it_is_back(guarded, photo, sid):
    role, policy = role_policy(guarded)
    iam = guarded.aws.client("iam")
    crippled = copy.deepcopy(policy)
    crippled["Statement"] = [statement for statement in policy["Statement"] if statement["Sid"] != sid]
    iam.put_role_policy(RoleName=role, PolicyName="process", PolicyDocument=json.dumps(crippled))
    try:
        guarded.drop(f"{sid}.jpg", photo)
        wait_for_failures(guarded, 1)
    finally:
        iam.put_role_policy(RoleName=role, PolicyName="process", PolicyDocument=json.dumps(policy))
    result = subprocess.run(
        [sys.executable, "-m", "stack.redrive"], capture_output=True, text=True,
        env={**os.environ, **guarded.aws.client_environment(), "STACK": guarded.name,
             "PYTHONPATH": str(ROOT / "scripts")},
    )
    assert result.returncode == 0, result.stderr
    assert "1 events on their way again" in result.stdout
    guarded.wait_for_row(f"{sid}.jpg", "READY")
    wait_for_failures(guarded, 0)


def wait_for_failures(stack, count):
    found = None
    for _ in moments(60):
        attributes = stack.aws.client("sqs").get_queue_attributes(
            QueueUrl=stack.outputs["FailureQueueUrl"],
            AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        )["Attributes"]
        found = sum(int(value) for value in attributes.values())
        if found == count:
            return
    pytest.fail(f"{found} events in the failure queue instead of {count}\n{stack.log()}")
