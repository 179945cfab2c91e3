"""make serve: the page and the API on this machine, with a local AWS behind them, until Ctrl-C.

PORT=… for a fixed port, PARAMS="Name=Value …" for the stack, MAX_UPLOAD_BYTES=… for the API.
"""

import json
import os
import socket

from stack.bridge import Bridge
from stack.local import ROOT, LocalAWS, free_port
from stack.relay import Relay
from stack.serve import deploy, end_on_signals
from stack.session import Failure, run

BINARY = ROOT / ".build" / "lambda" / "bootstrap"
PREFIX = "uploads/"


def api_environment(aws, outputs, **more):
    """What the template gives the API's function, and keys of a user who may do no more than its role."""
    source, thumbnails, table = outputs["SourceBucketName"], outputs["ThumbnailBucketName"], outputs["TableName"]

    def allow(actions, resource):
        return {"Effect": "Allow", "Action": actions, "Resource": resource}

    statements = [
        allow(["s3:PutObject", "s3:GetObject"], f"arn:aws:s3:::{source}/{PREFIX}*"),
        allow("s3:ListBucket", f"arn:aws:s3:::{source}"),
        allow("s3:GetObject", f"arn:aws:s3:::{thumbnails}/*"),
        allow("dynamodb:GetItem", f"arn:aws:dynamodb:*:*:table/{table}"),
    ]
    iam = aws.client("iam")
    iam.create_user(UserName="api")
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_user_policy(UserName="api", PolicyName="api", PolicyDocument=document)
    key = iam.create_access_key(UserName="api")["AccessKey"]
    return {
        **aws.client_environment(),
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "SOURCE_BUCKET": source,
        "UPLOAD_PREFIX": PREFIX,
        "DESTINATION_BUCKET": thumbnails,
        "TABLE_NAME": table,
        "API_AUTHORIZATION": "NONE",
        **more,
    }


def chosen_port():
    """The port that PORT names, if it is free, or one that is. Known before anything starts, which takes a while."""
    named = os.environ.get("PORT") or str(free_port())
    if not named.isdecimal() or not 0 < int(named) < 65536:
        raise Failure(f"PORT={named} is no port: a number from 1 to 65535")
    with socket.socket() as probe:
        # As the server will: a port whose last connections are dying out is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(named)))
        except OSError:
            raise Failure(f"port {named} is in use; PORT=… names another") from None
    return int(named)


def main():
    end_on_signals()
    port = chosen_port()
    parameters = f"SourcePrefix={PREFIX} UploadOrigin=http://127.0.0.1:{port} {os.environ.get('PARAMS', '')}"
    with LocalAWS(verbose=True) as aws, Relay(aws) as relay:
        outputs = deploy(aws, parameters=parameters)
        maximum = os.environ.get("MAX_UPLOAD_BYTES") or "50000000"
        environment = api_environment(aws, outputs, AWS_ENDPOINT_URL_S3=relay.url, MAX_UPLOAD_BYTES=maximum)
        with Bridge(BINARY, environment, port=port) as bridge:
            print(f"\nThe page: {bridge.url}\nThe API:  {bridge.url}/openapi.json", flush=True)
            print("Everybody on this machine may use it. Ctrl-C stops everything.", flush=True)
            try:
                aws.process.wait()
            except KeyboardInterrupt:
                print()
                return 0
    raise Failure("MiniStack ended by itself")


if __name__ == "__main__":
    run(main)
