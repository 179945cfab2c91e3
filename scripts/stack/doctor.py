"""make doctor: looks at a deployed stack for everything that stops photos from flowing, and says what to do.

It reads and simulates; it changes nothing. Ends with a non-zero status when something is wrong.
"""

from botocore.exceptions import ClientError

from stack import examinations
from stack.session import Failure, Session, run


class Findings:
    """What was seen; printed as it is found."""

    def __init__(self):
        self.wrong = self.unseen = 0

    def good(self, text):
        print(f"  ok     {text}", flush=True)

    def bad(self, text, remedy):
        self.wrong += 1
        print(f"  WRONG  {text}\n         → {remedy}", flush=True)

    def unknown(self, text):
        self.unseen += 1
        print(f"  ?      {text}", flush=True)

    def check(self, holds, text, wrong, remedy):
        self.good(text) if holds else self.bad(wrong, remedy)


class Patient:
    """A stack as CloudFormation describes it, and its function, if that is there."""

    def __init__(self, session):
        self.session = session
        self.stack = session.describe()
        if self.stack is None:
            raise Failure(f"there is no stack {session.stack} in {session.region}")
        self.outputs, self.parameters = session.outputs(), session.parameters()
        self.trigger = self.parameters["Trigger"]
        self.function = None

    def client(self, service):
        return self.session.client(service)

    def resource(self, name):
        """The physical id of one of its resources."""
        answer = self.client("cloudformation").describe_stack_resource(
            StackName=self.session.stack, LogicalResourceId=name
        )
        return answer["StackResourceDetail"]["PhysicalResourceId"]


def main():
    patient, findings = Patient(Session()), Findings()
    print(f"doctor: stack {patient.session.stack} in {patient.session.region}, trigger {patient.trigger}")
    for examine in examinations.ALL:
        try:
            examine(patient, findings)
        except ClientError as error:
            code, name = error.response["Error"]["Code"], examine.__name__.replace("_", " ")
            if "NotFound" in code or code.startswith("NoSuch") or "NonExistent" in code or "DoesNotExist" in code:
                findings.bad(f"{name}: something is not there: {error}", "run make deploy REPAIR=yes")
            else:
                findings.unknown(f"{name} could not be looked at: {error}")
        except examinations.Unseen as unseen:
            findings.unknown(str(unseen))
    if findings.wrong:
        print(f"doctor: {findings.wrong} {'thing is' if findings.wrong == 1 else 'things are'} wrong")
    elif findings.unseen:
        print(f"doctor: nothing is wrong, but {findings.unseen} could not be looked at")
    else:
        print("doctor: OK")
    return 1 if findings.wrong else 0


if __name__ == "__main__":
    run(main)
