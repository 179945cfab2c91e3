"""Which stack, in which account and region: the settings that every command takes from the environment."""

import functools
import os
import sys
import traceback
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError


class Failure(Exception):
    """Ends a command with a message and without a trace."""


class Session:
    """Clients of the AWS that the environment names: AWS itself, or another by AWS_ENDPOINT_URL."""

    def __init__(self):
        self.stack = os.environ.get("STACK") or "minilab"
        self.region = (
            os.environ.get("REGION") or os.environ.get("AWS_REGION") or boto3.session.Session().region_name
        )
        if not self.region:
            raise Failure("which region? Give REGION=…")
        self.session = boto3.session.Session(region_name=self.region)

    def client(self, service):
        return self.session.client(service)

    @functools.cached_property
    def partition(self):
        """aws, aws-cn, aws-us-gov, …"""
        return partition_of(self.region)

    def account(self):
        return self.own_account

    @functools.cached_property
    def own_account(self):
        return self.client("sts").get_caller_identity()["Account"]

    def describe(self):
        """The stack as CloudFormation describes it, or None."""
        try:
            return self.client("cloudformation").describe_stacks(StackName=self.stack)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def outputs(self):
        stack = self.describe()
        if stack is None:
            raise Failure(f"there is no stack {self.stack} in {self.region}")
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def parameters(self):
        return {p["ParameterKey"]: p["ParameterValue"] for p in (self.describe() or {}).get("Parameters", [])}


def partition_of(region):
    return boto3.session.Session().get_partition_for_region(region)


def code(error):
    """The code of an error that AWS answered, such as NoSuchBucket; for a HEAD, which has no body, its status."""
    return error.response["Error"]["Code"]


def confirm(question):
    """Asks, unless CONFIRM=yes. Without a terminal, no answer is a no."""
    if os.environ.get("CONFIRM") == "yes":
        return True
    if not sys.stdin.isatty():
        raise Failure(f"{question} There is no terminal to ask on: repeat with CONFIRM=yes")
    return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def run(main):
    """Calls a command's main function; whatever goes wrong is told in one line. DEBUG=yes shows where."""
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        # Some answers quote the whole request.
        print(f"error: AWS says: {str(error)[:1500]}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
    except Exception as error:
        if os.environ.get("DEBUG") == "yes":
            raise
        place = traceback.extract_tb(error.__traceback__)[-1]
        print(
            f"error: {type(error).__name__}: {error} ({Path(place.filename).name}, line {place.lineno}). This is a fault of "
            "the command; DEBUG=yes shows how it came about", file=sys.stderr,
        )
    sys.exit(1)
