"""make deploy: checks that it will work, packages, uploads, shows the change set, applies it, and sends one photo through.

STACK, REGION, PARAMS="Name=Value …" (Name=@file reads a file), CONFIRM=yes, SMOKE=no, ARTIFACTS=bucket, and REPAIR=yes to
put back what was changed or deleted by hand since the last deployment. REPLACE=yes lets the stack give up a bucket or its table,
DRAIN=yes waits for the work queue before it is deleted, DEAD=remove takes notifications to nowhere out of an existing bucket, and
TAKE_OVER="LogicalId=name …" brings buckets and table of a stack that was destroyed back into this one.

When the photo does not come out, the version before is put back.
"""

import os
import time

from stack import catchup, changeset, cors, notifications, packaging, preflight, release, smoke, takeover
from stack.plan import Plan
from stack.recipe import ENVIRONMENT_LIMIT, INSIDE_PACKAGE, PARAMETER_LIMIT, Recipe, environment, environment_bytes, file_name, name_in_package
from stack.session import Failure, Session, confirm, run
from stack import template as templates


def say(text):
    print(f"deploy: {text}", flush=True)


def main():
    session = Session()
    say(f"stack {session.stack} in account {session.account()}, {session.region}")
    plan = Plan(session)
    takeover.prepare(plan)
    bucket = packaging.artifact_bucket(session)
    recipe = wanted_recipe(plan, bucket)
    drain(plan)
    preflight.examine(plan, recipe)
    files = packed(plan, recipe)
    tell_changes(plan)
    takeover.run(plan, say)
    template = packaging.upload(session, bucket, files, packaging.version(), say)
    if plan.wanted["PackageType"] == "Image" and "ImageUri" not in plan.given:
        plan.given["ImageUri"] = packaging.push_image(session, files, say)
    kept = sorted(set(plan.before) & set(templates.defaults(session.partition)) - set(plan.given))
    change_set = changeset.propose(session, template, plan.given, kept, say)
    previous = None
    started = time.time()
    if change_set is None:
        say("nothing to change")
    else:
        if not confirm(f"Apply these changes to {session.stack}?"):
            raise Failure(f"not applied; the change set {change_set} is kept for you to look at")
        previous = release.current(session, bucket) if plan.exists else None
        theirs = notifications.foreign(session, plan.outputs)
        changeset.apply(session, change_set, say)
        notifications.put_back(session, theirs, say)
    notifications.withdraw(session, plan.before, plan.outputs, say)
    cors.withdraw(session, plan.before, say)
    notifications.merge(session, say)
    cors.merge(session, say)
    print_outputs(session)
    if os.environ.get("SMOKE") != "no":
        try:
            smoke.test(session, upload_prefix(plan, recipe), say)
        except Failure as failure:
            go_back(session, bucket, previous, failure)
    if previous:
        release.keep(session, bucket, previous)
    if previous and plan.before.get("Trigger") != plan.wanted["Trigger"]:
        catchup.develop(session, started, say)
    say(f"done: {session.stack} is up")


def wanted_recipe(plan, bucket):
    """The recipe that the parameter holds, or names in the package of the version that runs."""
    text = plan.wanted["Recipe"]
    if name := file_name(text):
        text = packaging.stored_recipe(plan.session, bucket, name)
    return Recipe(text)


def packed(plan, recipe):
    """The files that go into the package beside the binary: the recipe, where it is too large for a parameter or a variable."""
    text = recipe.minified()
    if recipe.carries_tags != plan.is_on("KeepTags"):
        plan.given["KeepTags"] = plan.wanted["KeepTags"] = "true" if recipe.carries_tags else "false"
    size = environment_bytes(process_environment(plan, text))
    if len(text) <= PARAMETER_LIMIT and size <= ENVIRONMENT_LIMIT:
        if text != plan.before.get("Recipe"):
            plan.given["Recipe"] = plan.wanted["Recipe"] = text
        return {}
    name = name_in_package(text)
    say(f"the recipe has {len(text):,} characters, and makes {size:,} bytes of variables; {PARAMETER_LIMIT:,} are possible, so that it "
        f"travels in the package as {name}")
    plan.given["Recipe"] = plan.wanted["Recipe"] = INSIDE_PACKAGE + name
    return {name: text.encode()}


def process_environment(plan, recipe):
    """The variables of the function that develops, with that recipe, as long as they can become."""
    function = templates.load(plan.session.partition)["Resources"]["ProcessFunction"]["Properties"]
    # A generated name ends in the longest logical id and thirteen characters; an ARN comes before it.
    outside = len(f"arn:{plan.session.partition}:sns:{plan.session.region}:123456789012:{plan.session.stack}-ImageMetadata-") + 13
    return environment(function["Environment"]["Variables"], plan.wanted | {"Recipe": recipe}, outside)


def drain(plan):
    """DRAIN=yes: waits until the work queue, which is going to be deleted, is empty."""
    leaves = plan.before.get("Trigger") == "queue" and plan.wanted["Trigger"] != "queue"
    if not leaves or os.environ.get("DRAIN") != "yes" or "WorkQueueUrl" not in plan.outputs:
        return
    deadline, told = time.monotonic() + 3600, None
    while count := preflight.queued(plan.session, plan.outputs["WorkQueueUrl"]):
        if count != told:
            say(f"waiting for {count:,} messages in the work queue")
            told = count
        if time.monotonic() > deadline:
            raise Failure(f"the work queue still holds {count:,} messages after an hour; nothing was changed")
        time.sleep(5)


def tell_changes(plan):
    """Which version runs and which comes, and which parameters change."""
    runs, comes = release.running(plan.session), packaging.version()
    say(f"version {comes}" if runs is None else f"version {runs} runs, {comes} comes" if runs != comes else f"version {comes}, as before")
    for name, before, wanted in plan.changes():
        said = f"is new: {shown(wanted)}" if before is None else f"changes from {shown(before)} to {shown(wanted)}"
        say(f"parameter {name} {said}")


def shown(value):
    value = value.replace("\n", " ")
    return f"“{value if len(value) <= 60 else value[:57] + '…'}”"


def upload_prefix(plan, recipe):
    """A prefix under which both the trigger and the recipe accept an upload."""
    announced = plan.wanted["SourcePrefix"]
    return max([each for each in recipe.prefixes if preflight.overlap(announced, each)] + [announced], key=len)


def go_back(session, bucket, previous, failure):
    """After a failed smoke test."""
    if previous is None:
        raise Failure(f"{failure}\nThere is no version before this one to go back to; the stack is left as it is") from failure
    say(str(failure))
    say(f"putting back {previous['version']}, with the parameters that it had")
    release.restore(session, bucket, previous, say)
    raise Failure(f"{failure}\n{previous['version']} was put back, and runs again with its own parameters") from failure


def print_outputs(session):
    for name, value in sorted(session.outputs().items()):
        print(f"  {name:<22}{value}")


if __name__ == "__main__":
    run(main)
