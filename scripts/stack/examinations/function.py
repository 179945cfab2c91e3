"""The stack, and its function by itself."""

from stack import probe
from stack.examinations.common import AGAIN, Unseen, needed


def state(patient, findings):
    status = patient.stack["StackStatus"]
    findings.check(
        status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"),
        f"the stack is {status}", f"the stack is {status}: {patient.stack.get('StackStatusReason', '')}",
        "look at its events, then deploy again",
    )


def function(patient, findings):
    needed(patient, "FunctionArn")
    client, name = patient.client("lambda"), patient.outputs["FunctionArn"]
    found = patient.function = client.get_function_configuration(FunctionName=name)
    active = found.get("State", "Active") in ("Active", "Inactive") and found.get("LastUpdateStatus") != "Failed"
    findings.check(
        active, "the function is active",
        f"the function is {found.get('State')}: {found.get('StateReason') or found.get('LastUpdateStatusReason')}", AGAIN,
    )
    reserved = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    if reserved is not None:
        findings.check(
            reserved > 0, f"{reserved} concurrent executions are reserved for it",
            "it is switched off: 0 concurrent executions are reserved for it",
            f"aws lambda delete-function-concurrency --function-name {name}",
        )


def start(patient, findings):
    """That the function begins to work at all: it acknowledges an event about nothing."""
    if patient.function is None:
        raise Unseen("the function was not started: it is not there")
    reason = probe.ask(patient.client("lambda"), patient.outputs["FunctionArn"])
    findings.check(
        reason is None, "the function starts", f"the function does not start: {reason}",
        "mend what it names and deploy, or make rollback to the version before",
    )


def quotas(patient, findings):
    limits = patient.client("lambda").get_account_settings()["AccountLimit"]
    free = limits["UnreservedConcurrentExecutions"]
    findings.check(
        free >= 50, f"{free} concurrent executions are free for all functions of the account",
        f"only {free} concurrent executions are free for all functions of the account",
        "ask AWS for more, or use Trigger=queue with a small MaximumConcurrency",
    )
