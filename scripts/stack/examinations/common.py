"""What examinations share. Each is a function of a patient (the stack) and findings."""

AGAIN = "run make deploy REPAIR=yes"


class Unseen(Exception):
    """Something cannot be examined, because something else is wrong."""


def partition(patient):
    needed(patient, "FunctionArn", "SourceBucketName")
    return patient.outputs["FunctionArn"].split(":")[1]


def needed(patient, *outputs):
    """A stack that was never finished has no outputs to look at."""
    missing = [name for name in outputs if name not in patient.outputs]
    if missing:
        raise Unseen(f"the stack has no {' and no '.join(missing)} yet")
