"""One stack through combinations of its triggers and conditions, updated in place from each to the next.

Every pair of values that the template allows together occurs in one of them. Uploads flow in each; at the end nothing is
left but what is to be kept, and a stack of the same name can be deployed again.
"""

import http.client
import itertools
import json
import os
import ssl
import subprocess
import sys
import urllib.parse

import pytest
from conftest import ROOT, Stack, moments, size

# Where renditions go, the API, the CDN, the workflow, and whether the source bucket was there before.
COMBINATIONS = [
    ("direct", "own", "", "", "", "existing"),
    ("queue", "same", "api", "", "workflow", ""),
    ("eventbridge", "own", "api", "cdn", "workflow", "existing"),
    ("direct", "own", "api", "cdn", "", ""),
    ("queue", "own", "", "cdn", "", "existing"),
    ("eventbridge", "same", "", "", "", ""),
    ("direct", "same", "", "", "workflow", "existing"),
]
NAMES = ["-".join(filter(None, combination)) for combination in COMBINATIONS]
RECIPE = {"sourcePrefix": "in/", "renditions": [
    {"name": "small", "resize": {"width": 100, "height": 100}, "key": "out/{path}{stem}.{ext}"}]}


@pytest.fixture(scope="module")
def before(aws):
    """What there was before the first stack."""
    return inventory(aws)


@pytest.fixture(scope="module")
def combined(aws, before, photo, tmp_path_factory):
    recipe = tmp_path_factory.mktemp("recipe") / "recipe.json"
    recipe.write_text(json.dumps(RECIPE))
    s3 = aws.client("s3")
    for bucket in ("combined-existing", "combined-brand"):
        s3.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.client_environment()["AWS_REGION"]})
    s3.put_bucket_versioning(Bucket="combined-existing", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="combined-brand", Key="logo.png", Body=png())
    return Stack(
        aws, "combined", f"Environment=combined Recipe=@{recipe} SourcePrefix=in/ RenditionPrefix=out/ "
        "WatermarkImage=s3://combined-brand/logo.png EnableAlarms=false EnableDashboard=false")


def png():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 255, 255)).save(out, "PNG")
    return out.getvalue()


def test_every_pair_of_values_occurs():
    values = [("direct", "queue", "eventbridge"), ("own", "same"), ("", "api"), ("", "cdn"), ("", "workflow"), ("", "existing")]
    found = {pair for each in COMBINATIONS for pair in itertools.combinations(enumerate(each), 2)}
    allowed = {
        pair for each in itertools.product(*values) if not (each[1] == "same" and each[3] == "cdn")
        for pair in itertools.combinations(enumerate(each), 2)
    }
    assert allowed == found


@pytest.mark.parametrize("combination", COMBINATIONS, ids=NAMES)
def test_photos_flow_in(combined, photo, combination):
    trigger, target, api, cdn, workflow, existing = combination
    number = COMBINATIONS.index(combination)
    # A bucket that was given up is retained under its name, so that another name comes when there is one again.
    source = "combined-existing" if existing else f"combined-source-{number}"
    combined.update(" ".join([
        f"Trigger={trigger}", f"ThumbnailBucketName={'combined-thumbs' if target == 'own' else ''}",
        f"EnableApi={truth(api)}", f"EnableCdn={truth(cdn)}", f"EnableWorkflow={truth(workflow)}",
        f"UseExistingSourceBucket={truth(existing)}", f"SourceBucketName={source}",
    ]).replace("combined-thumbs", f"combined-thumbs-{number}"), REPLACE="yes")
    key = f"in/{number}.jpg"
    combined.drop(key, photo)
    row = combined.wait_for_row(key, "READY")
    assert row["Revision"] == 1
    (rendition,) = row["Renditions"]
    assert (rendition["bucket"], rendition["key"]) == (combined.thumbnails, f"out/{number}.jpg")
    assert max(size(combined.thumbnail(rendition["key"])["Body"].read())) == 100
    assert (combined.thumbnails == combined.source) == (target == "same")
    present = set(combined.outputs)
    assert {name for name in ("WorkQueueUrl", "ApiUrl", "CdnUrl", "WorkflowArn") if name in present} == {
        name for name, wanted in [("WorkQueueUrl", trigger == "queue"), ("ApiUrl", api), ("CdnUrl", cdn),
                                  ("WorkflowArn", workflow)] if wanted}
    if api:
        assert ask(combined, "GET", "/")[0] == 200
        # A caller that did not sign is unknown.
        assert ask(combined, "POST", "/upload", photo)[0] in (401, 403)
    if workflow:
        assert run_workflow(combined, key) == "SUCCEEDED"
    if not existing:
        assert ours("combined-existing", combined) == [], "a bucket that was given up still notifies the stack"
    doctor = command(combined, "doctor")
    assert doctor.returncode == 0, doctor.stdout


def truth(wanted):
    return "true" if wanted else "false"


def ask(stack, method, path, body=None):
    """Status and body of an answer of the HTTP API, as the local AWS serves it."""
    host = urllib.parse.urlsplit(stack.outputs["ApiUrl"]).hostname.split(".")[0]
    place = urllib.parse.urlsplit(stack.aws.endpoint)
    context = ssl.create_default_context(cafile=stack.aws.certificate)
    connection = http.client.HTTPSConnection(place.hostname, place.port, context=context, timeout=30)
    headers = {"Host": f"{host}.execute-api.{place.netloc}", "Content-Type": "image/jpeg"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def run_workflow(stack, key):
    states = stack.aws.client("stepfunctions")
    execution = states.start_execution(
        stateMachineArn=stack.outputs["WorkflowArn"], input=json.dumps({"bucket": stack.source, "key": key})
    )["executionArn"]
    for _ in moments(60):
        status = states.describe_execution(executionArn=execution)["status"]
        if status != "RUNNING":
            return status
    return "RUNNING"


def ours(bucket, stack):
    found = stack.aws.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    return [entry["Id"] for kind, entries in found.items() if isinstance(entries, list) for entry in entries]


def test_deleted_it_leaves_its_data_and_deployed_again_it_starts_anew(combined, before, photo):
    aws = combined.aws
    result = command(combined, "destroy")
    assert result.returncode == 0, result.stderr
    left = inventory(aws) - before
    assert {kind for kind, _ in left} <= {"bucket", "table"}, left
    assert ours("combined-existing", combined) == []
    combined.update("SourceBucketName=auto ThumbnailBucketName=auto UseExistingSourceBucket=false EnableAlarms=true "
                    "EnableDashboard=true")
    combined.drop("in/anew.jpg", photo)
    combined.wait_for_row("in/anew.jpg", "READY", timeout=30)


def test_deleted_with_its_data_it_leaves_nothing(combined, before):
    aws, kept = combined.aws, {combined.source, combined.thumbnails, combined.table}
    result = command(combined, "destroy", DATA="delete")
    assert result.returncode == 0, result.stderr
    left = inventory(aws) - before
    assert {kind for kind, _ in left} <= {"bucket", "table"}, left
    # What is left are the holdings of the shapes before, which were to be kept.
    assert not {name for _, name in left} & kept


def inventory(aws):
    """(kind, name) of all that a stack may make, account-wide; the uploads of code too."""
    lists = {
        "bucket": ("s3", "list_buckets", "Buckets", "Name"),
        "table": ("dynamodb", "list_tables", "TableNames", None),
        "function": ("lambda", "list_functions", "Functions", "FunctionName"),
        "mapping": ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
        "queue": ("sqs", "list_queues", "QueueUrls", None),
        "topic": ("sns", "list_topics", "Topics", "TopicArn"),
        "role": ("iam", "list_roles", "Roles", "RoleName"),
        "alarm": ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        "dashboard": ("cloudwatch", "list_dashboards", "DashboardEntries", "DashboardName"),
        "log group": ("logs", "describe_log_groups", "logGroups", "logGroupName"),
        "rule": ("events", "list_rules", "Rules", "Name"),
        "API": ("apigatewayv2", "get_apis", "Items", "ApiId"),
        "state machine": ("stepfunctions", "list_state_machines", "stateMachines", "name"),
        "repository": ("ecr", "describe_repositories", "repositories", "repositoryName"),
        "stack": ("cloudformation", "describe_stacks", "Stacks", "StackName"),
    }
    found = set()
    for kind, (service, operation, field, name) in lists.items():
        client = aws.client(service)
        pages = (
            client.get_paginator(operation).paginate() if client.can_paginate(operation) else [getattr(client, operation)()])
        for page in pages:
            found |= {(kind, entry[name] if name else entry) for entry in page.get(field, [])}
    distributions = aws.client("cloudfront").list_distributions().get("DistributionList", {}).get("Items", [])
    found |= {("distribution", entry["Id"]) for entry in distributions}
    accesses = aws.client("cloudfront").list_origin_access_controls().get("OriginAccessControlList", {}).get("Items", [])
    found |= {("origin access", entry["Id"]) for entry in accesses}
    for kind, bucket in list(found):
        if kind == "bucket" and bucket.startswith("minilab-artifacts-"):
            listed = aws.client("s3").list_objects_v2(Bucket=bucket, Prefix="combined/").get("Contents", [])
            found |= {("upload", entry["Key"]) for entry in listed}
    return found


def command(stack, name, **environment):
    """Runs one of the make targets' commands on a stack."""
    return subprocess.run(
        [sys.executable, "-m", f"stack.{name}"], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, **stack.aws.client_environment(), "STACK": stack.name, "CONFIRM": "yes",
             "PYTHONPATH": str(ROOT / "scripts"), **environment},
    )
