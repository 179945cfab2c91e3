"""Which version runs, which comes, and the one before: what make rollback and a failed smoke test go back to.

What is about to be replaced is kept beside the stack's code, in the artifact bucket: its template, which names its code, and its
parameters.
"""

import json

from botocore.exceptions import ClientError

from stack import changeset, notifications, packaging
from stack.session import Failure, code

UNKNOWN = "a version that does not say which"


def running(session):
    """The version of the stack; None where there is no stack."""
    stack = session.describe()
    if stack is None or not stack.get("Outputs"):
        return None
    return next((each["OutputValue"] for each in stack["Outputs"] if each["OutputKey"] == "Version"), UNKNOWN)


def current(session, bucket):
    """What runs now: its version, its parameters, and its template, which is kept in the artifact bucket."""
    cloudformation = session.client("cloudformation")
    text = cloudformation.get_template(StackName=session.stack, TemplateStage="Original")["TemplateBody"]
    if not isinstance(text, str):
        text = json.dumps(text)
    return {
        "version": running(session), "parameters": session.parameters(),
        "template": packaging.put(session, bucket, ".yaml", text.encode()),
    }


def keep(session, bucket, release):
    """Makes it the version that make rollback puts back."""
    session.client("s3").put_object(
        Bucket=bucket, Key=place(session), Body=json.dumps(release, indent=2).encode(), ExpectedBucketOwner=session.account())


def before(session, bucket):
    """The version before the one that runs."""
    try:
        found = session.client("s3").get_object(
            Bucket=bucket, Key=place(session), ExpectedBucketOwner=session.account())["Body"].read()
    except ClientError as error:
        if code(error) in ("NoSuchKey", "NoSuchBucket", "404"):
            raise Failure(f"no version before this one is kept in {bucket}/{place(session)}; make deploy keeps one at each update") from error
        raise
    return json.loads(found)


def restore(session, bucket, release, say, confirmed=lambda: True):
    """Puts a version back, with its code and its parameters."""
    change_set = changeset.propose(session, packaging.address(session, bucket, release["template"]), release["parameters"], say=say)
    if change_set is None:
        return say(f"{release['version']} runs already")
    if not confirmed():
        changeset.delete(session, change_set)
        raise Failure("nothing was changed")
    theirs = notifications.foreign(session, session.outputs())
    changeset.apply(session, change_set, say)
    notifications.put_back(session, theirs, say)
    notifications.merge(session, say)


def place(session):
    return f"{session.stack}/previous.json"
