"""make local: a local AWS with the stack deployed into it, until Ctrl-C."""

import os
import signal
import subprocess
import sys

from stack.local import ROOT, LocalAWS
from stack.session import Failure, run


def deploy(aws, stack="minilab", parameters="", smoke=False, quiet=False, **settings):
    """Runs `make deploy`'s own command against the local AWS, with more `settings`, and returns the stack's outputs."""
    environment = {
        **os.environ,
        **aws.client_environment(),
        "PYTHONPATH": str(ROOT / "scripts"),
        "STACK": stack,
        "PARAMS": parameters,
        "CONFIRM": "yes",
        "SMOKE": "yes" if smoke else "no",
        **settings,
    }
    environment.pop("REGION", None)
    result = subprocess.run(
        [sys.executable, "-m", "stack.deploy"], env=environment, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )
    if result.returncode != 0:
        raise Failure(f"the deployment failed\n{result.stdout or ''}")
    described = aws.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def end_on_signals():
    """Turns a polite kill into the same orderly end as Ctrl-C."""
    def end(*_):
        raise KeyboardInterrupt

    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(name, end)


def main():
    end_on_signals()
    with LocalAWS(verbose=True) as aws:
        outputs = deploy(aws, parameters=os.environ.get("PARAMS", ""))
        print("\nIn another shell, any client of S3 works with these:\n")
        for name, value in aws.client_environment().items():
            print(f"export {name}={value}")
        print(f"\naws s3 cp photo.jpg s3://{outputs['SourceBucketName']}/")
        print(f"aws s3 ls --recursive s3://{outputs['ThumbnailBucketName']}/\n")
        print(f"The functions' log: {aws.log}\nCtrl-C stops everything.", flush=True)
        try:
            aws.process.wait()
        except KeyboardInterrupt:
            print()
            return 0
    raise Failure("MiniStack ended by itself")


if __name__ == "__main__":
    run(main)
