"""Which permissions a flow needs, and what a policy says about them.

`Recorder` stands before the local AWS and takes down each request as the permissions that AWS asks for. `allows` reads a
role's policy as IAM does: a denial wins, and what nobody allows is denied. What Lambda itself does in the role's name
passes no proxy; `platform` lists that, as AWS documents it.
"""

import fnmatch
import json
import re
import sys
import urllib.parse

from conftest import ROOT

sys.path.insert(0, str(ROOT / "Tests" / "Chaos"))

import faultproxy  # noqa: E402


def allows(policy, action, resource):
    """Whether a policy without conditions lets its role do that. Actions are compared without case, as IAM does."""
    allowed = False
    for statement in policy["Statement"]:
        unknown = set(statement) - {"Sid", "Effect", "Action", "Resource"}
        if unknown:
            raise ValueError(f"a statement with {unknown} is not understood here")
        if matches(statement["Action"], action.lower(), str.lower) and matches(statement["Resource"], resource):
            if statement["Effect"] == "Deny":
                return False
            allowed = True
    return allowed


def matches(patterns, text, change=lambda pattern: pattern):
    """IAM knows * and ? only; brackets are ordinary characters."""
    listed = patterns if isinstance(patterns, list) else [patterns]
    return any(fnmatch.fnmatchcase(text, re.sub(r"\[", "[[]", change(each))) for each in listed)


class Recorder(faultproxy.FaultProxy):
    """`needed` holds (action, resource) of all requests that have passed."""

    def __init__(self, aws, account, region):
        super().__init__(aws.endpoint, certificate=str(aws.certificate))
        self.account, self.region, self.needed = account, region, set()
        self.server.RequestHandlerClass = RecordingHandler

    def record(self, method, target, headers, body, status):
        if name := headers.get("X-Amz-Target"):
            table = json.loads(body)["TableName"]
            arn = f"arn:aws:dynamodb:{self.region}:{self.account}:table/{table}"
            found = [(f"dynamodb:{name.rsplit('.', 1)[1]}", arn)]
        elif method == "POST" and target == "/" and b"TopicArn" in body:
            fields = dict(urllib.parse.parse_qsl(body.decode()))
            found = [(f"sns:{fields['Action']}", fields["TopicArn"])]
        else:
            found = objects(method, target, headers, status)
        with self.lock:
            self.needed.update(found)


class RecordingHandler(faultproxy.Handler):
    def forward(self, body):
        status, headers, answer = super().forward(body)
        self.server.proxy.record(self.command, self.path, self.headers, body, status)
        return status, headers, answer


def objects(method, target, headers, status):
    """What S3 asks for, by its table "Required permissions for Amazon S3 API operations"."""
    path, _, query = target.partition("?")
    bucket, _, key = urllib.parse.unquote(path).lstrip("/").partition("/")
    bucket, versioned = f"arn:aws:s3:::{bucket}", "versionId=" in query
    if not key:
        raise ValueError(f"{method} {target} is no request about an object")
    arn = f"{bucket}/{key}"
    found = []
    if method in ("GET", "HEAD"):
        found.append(("s3:GetObjectVersion" if versioned else "s3:GetObject", arn))
    elif method in ("PUT", "POST"):
        found.append(("s3:PutObject", arn))
    elif method == "DELETE":
        found.append(("s3:DeleteObjectVersion" if versioned else "s3:DeleteObject", arn))
    if method in ("PUT", "DELETE") and headers.get("If-Match"):
        found.append(("s3:GetObject", arn))
    if copied := headers.get("x-amz-copy-source"):
        source, _, version = copied.partition("?versionId=")
        version = "Version" if version else ""
        origin = f"arn:aws:s3:::{urllib.parse.unquote(source).lstrip('/')}"
        found += [(f"s3:GetObject{version}", origin)]
        if headers.get("x-amz-tagging-directive") != "REPLACE":
            found += [(f"s3:GetObject{version}Tagging", origin), ("s3:PutObjectTagging", arn)]
    if status == 404:
        # Without it the answer would have been 403, and the event an error.
        found.append(("s3:ListBucket", bucket))
    return found


def platform(outputs, parameters, log_group, asynchronous=True):
    """What Lambda does in the role's name (Lambda Developer Guide: "Execution role", "Required permissions" of each trigger
    and of destinations)."""
    function = outputs["FunctionArn"].split(":")
    logs = f"arn:aws:logs:{function[3]}:{function[4]}:log-group:{log_group}:log-stream:2024/05/04/[$LATEST]0123456789abcdef"
    found = {("logs:CreateLogStream", logs), ("logs:PutLogEvents", logs)}
    if asynchronous:
        name = outputs["FailureQueueUrl"].rsplit("/", 1)[1]
        found.add(("sqs:SendMessage", f"arn:aws:sqs:{function[3]}:{function[4]}:{name}"))
    if asynchronous and parameters["Trigger"] == "queue":
        actions = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        found |= {(action, outputs["WorkQueueArn"]) for action in actions}
    if parameters["Tracing"] == "true":
        found |= {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
    return found


def state_machine(outputs, parameters):
    """What Step Functions does in its role's name (Step Functions Developer Guide: "IAM policies for Lambda", "for X-Ray")."""
    actions = ("PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets")
    traced = {(f"xray:{action}", "*") for action in actions} if parameters["Tracing"] == "true" else set()
    return {("lambda:InvokeFunction", outputs["FunctionArn"])} | traced
