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


def allows(policy, action, resource, function=None):
    """Whether a policy lets its role do that: Lambda in its name, or the code of `function`. Actions are compared without case,
    as IAM does."""
    allowed = False
    for statement in policy["Statement"]:
        unknown = set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
        if unknown or not set(statement.get("Condition", {})) <= {"ArnLike"}:
            raise ValueError(f"{statement} is not understood here")
        # A key that a request lacks matches nothing.
        patterns = statement.get("Condition", {}).get("ArnLike", {})
        if patterns and not (function and matches(patterns["lambda:SourceFunctionArn"], function)):
            continue
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

    def __init__(self, aws, account, region, keys=None):
        super().__init__(aws.endpoint, certificate=str(aws.certificate))
        self.account, self.region, self.needed = account, region, set()
        # The key that encrypts what is in a bucket, in the table, or in the topic.
        self.keys = keys or {}
        self.server.RequestHandlerClass = RecordingHandler

    def record(self, method, target, headers, body, status):
        if name := headers.get("X-Amz-Target"):
            table = json.loads(body)["TableName"]
            arn = f"arn:aws:dynamodb:{self.region}:{self.account}:table/{table}"
            found = [(f"dynamodb:{name.rsplit('.', 1)[1]}", arn), *using(self.keys.get("table"), "Decrypt")]
        elif method == "POST" and target == "/" and b"TopicArn" in body:
            fields = dict(urllib.parse.parse_qsl(body.decode()))
            found = [(f"sns:{fields['Action']}", fields["TopicArn"]), *using(self.keys.get("topic"), "GenerateDataKey", "Decrypt")]
        else:
            found = objects(method, target, headers, status, self.keys)
        with self.lock:
            self.needed.update(found)


class RecordingHandler(faultproxy.Handler):
    def forward(self, body):
        status, headers, answer = super().forward(body)
        self.server.proxy.record(self.command, self.path, self.headers, body, status)
        return status, headers, answer


def using(key, *actions):
    """What a service asks of a key in the caller's name; nothing where it has a key of its own."""
    return [(f"kms:{action}", key) for action in actions] if key else []


def objects(method, target, headers, status, keys):
    """What S3 asks for, by its table "Required permissions for Amazon S3 API operations", and of the keys of its buckets."""
    path, _, query = target.partition("?")
    bucket, _, key = urllib.parse.unquote(path).lstrip("/").partition("/")
    own, bucket, versioned = keys.get(bucket), f"arn:aws:s3:::{bucket}", "versionId=" in query
    if not key:
        raise ValueError(f"{method} {target} is no request about an object")
    arn = f"{bucket}/{key}"
    found = []
    if method in ("GET", "HEAD"):
        found.append(("s3:GetObjectVersion" if versioned else "s3:GetObject", arn))
        # Its head is not encrypted.
        found += using(own, "Decrypt") if method == "GET" else []
    elif method in ("PUT", "POST"):
        found.append(("s3:PutObject", arn))
        found += using(own, "GenerateDataKey")
    elif method == "DELETE":
        found.append(("s3:DeleteObjectVersion" if versioned else "s3:DeleteObject", arn))
    if method in ("PUT", "DELETE") and headers.get("If-Match"):
        found.append(("s3:GetObject", arn))
    if copied := headers.get("x-amz-copy-source"):
        source, _, version = copied.partition("?versionId=")
        version = "Version" if version else ""
        origin = f"arn:aws:s3:::{urllib.parse.unquote(source).lstrip('/')}"
        found += [(f"s3:GetObject{version}", origin), *using(keys.get(origin.split(":::")[1].split("/")[0]), "Decrypt")]
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
        found |= set(using(parameters["QueueKmsKeyArn"], "Decrypt"))
    if asynchronous:
        found |= set(using(parameters["QueueKmsKeyArn"], "GenerateDataKey", "Decrypt"))
    if parameters["Tracing"] == "true":
        found |= {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}
    if parameters["SubnetIds"]:
        found |= {(f"ec2:{action}", "*") for action in NETWORK}
    return found


# AWSLambdaVPCAccessExecutionRole, without the log.
NETWORK = ("CreateNetworkInterface", "DescribeNetworkInterfaces", "DescribeSubnets", "DeleteNetworkInterface",
           "AssignPrivateIpAddresses", "UnassignPrivateIpAddresses")


def state_machine(outputs, parameters):
    """What Step Functions does in its role's name (Step Functions Developer Guide: "IAM policies for Lambda", "for X-Ray")."""
    actions = ("PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets")
    traced = {(f"xray:{action}", "*") for action in actions} if parameters["Tracing"] == "true" else set()
    return {("lambda:InvokeFunction", outputs["FunctionArn"])} | traced
