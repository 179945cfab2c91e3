"""template.yaml against what the contract says about it, without deploying it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from stack import packaging
from stack import template as templates

ENVIRONMENT = {"RECIPE", "DESTINATION_BUCKET", "TABLE_NAME", "TOPIC_ARN", "ENVIRONMENT", "MINILAB_CODEC"}


@pytest.fixture(scope="module")
def template():
    return templates.load()


def test_the_function_gets_exactly_the_variables_of_the_contract(template):
    function = template["Resources"]["ProcessFunction"]["Properties"]
    assert set(function["Environment"]["Variables"]) == ENVIRONMENT
    assert (function["Runtime"], function["Handler"]) == ("provided.al2023", "process")


def test_the_parameters_that_the_house_promises_have_their_defaults(template):
    parameters = template["Parameters"]
    promised = {
        "Environment": "dev", "SourceBucketName": "auto", "ThumbnailBucketName": "auto", "Recipe": "thumbnail",
        "SourcePrefix": "", "Trigger": "direct", "Architecture": "x86_64", "MemorySize": "1769", "AlarmEmail": "",
        "LogRetentionDays": 30, "EnableApi": "false", "ApiAuthorization": "AWS_IAM", "EnableCdn": "false",
        "EnableWorkflow": "false", "UseExistingSourceBucket": "false", "PackageType": "Zip",
    }
    assert {name: parameters[name]["Default"] for name in promised} == promised
    assert all("Default" in parameter for parameter in parameters.values())


def test_without_asking_for_it_nothing_is_open(template):
    conditional = {name for name, resource in template["Resources"].items() if resource["Type"].startswith(
        ("AWS::ApiGatewayV2", "AWS::CloudFront", "AWS::StepFunctions"))}
    assert all(template["Resources"][name].get("Condition") in ("HasApi", "HasSignIn", "HasCdn", "HasWorkflow")
               for name in conditional)
    assert template["Conditions"]["HasApi"] == {"Equals": [{"Ref": "EnableApi"}, "true"]}


def test_every_output_is_exported_under_the_name_of_its_stack(template):
    for name, output in template["Outputs"].items():
        assert output["Export"]["Name"] == {"Sub": f"${{AWS::StackName}}-{name}"}, name
        assert output["Description"], name


def test_packaging_lets_the_package_type_decide(template):
    packaged = yaml.load(packaging.template("bucket", "folder/code.zip"), templates.Loader)
    for name, handler in (("ProcessFunction", "process"), ("ApiFunction", "api")):
        function = packaged["Resources"][name]["Properties"]
        assert function["PackageType"] == {"Ref": "PackageType"}
        assert function["Runtime"] == {"If": ["IsImage", {"Ref": "AWS::NoValue"}, "provided.al2023"]}
        assert function["Handler"] == {"If": ["IsImage", {"Ref": "AWS::NoValue"}, handler]}
        assert function["ImageConfig"] == {"If": ["IsImage", {"Command": [handler]}, {"Ref": "AWS::NoValue"}]}
        assert function["Code"] == {"If": [
            "IsImage", {"ImageUri": {"Ref": "ImageUri"}}, {"S3Bucket": "bucket", "S3Key": "folder/code.zip"}]}
        ours = {key: value for key, value in function.items() if key not in ("PackageType", "Runtime", "Handler", "Code")}
        theirs = template["Resources"][name]["Properties"]
        assert ours == {key: value for key, value in theirs.items() if key not in ("Runtime", "Handler", "Code")}


def test_the_packaged_template_passes_the_linter(tmp_path):
    file = tmp_path / "template.yaml"
    file.write_text(packaging.template("bucket", "folder/code.zip"))
    result = subprocess.run([Path(sys.executable).parent / "cfn-lint", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_sam_builds_both_functions(tmp_path):
    result = subprocess.run(
        [Path(sys.executable).parent / "sam", "build", "--template", ROOT / "template.yaml", "--build-dir", tmp_path],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
    )
    assert result.returncode == 0, result.stderr
    built = yaml.load((tmp_path / "template.yaml").read_text(), templates.Loader)["Resources"]
    for name in ("ProcessFunction", "ApiFunction"):
        code = (tmp_path / built[name]["Properties"]["Code"]).resolve()
        assert (code / "bootstrap").read_bytes() == packaging.BINARY.read_bytes()


def test_every_timeout_gives_the_queue_six_times_as_long(template):
    for seconds, entry in template["Mappings"]["Timeouts"].items():
        assert entry["Visibility"] == 6 * int(seconds)
        assert entry["Late"] == 800 * int(seconds)
    assert set(template["Mappings"]["Timeouts"]) == set(template["Parameters"]["Timeout"]["AllowedValues"])
    for megabytes, entry in template["Mappings"]["Memory"].items():
        assert entry["Full"] == int(megabytes) * 9 // 10
    assert set(template["Mappings"]["Memory"]) == set(template["Parameters"]["MemorySize"]["AllowedValues"])


def test_every_parameter_is_grouped_and_described(template):
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    grouped = [name for group in groups for name in group["Parameters"]]
    assert sorted(grouped) == sorted(template["Parameters"])
    assert all(parameter.get("Description") for parameter in template["Parameters"].values())


def test_no_bucket_is_open_and_none_takes_plain_http(template):
    resources = template["Resources"]
    for name in [n for n, r in resources.items() if r["Type"] == "AWS::S3::Bucket"]:
        bucket = resources[name]["Properties"]
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["VersioningConfiguration"]["Status"] == "Enabled"
        assert bucket["BucketEncryption"]
        statement = resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"][0]
        assert statement["Effect"] == "Deny" and "aws:SecureTransport" in str(statement["Condition"])


def test_queues_and_topics_say_who_may_send(template):
    resources = template["Resources"]
    statements = {
        (name, each["Sid"]): each
        for name, resource in resources.items() if resource["Type"] in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
        for entry in resource["Properties"]["PolicyDocument"]["Statement"]
        for each in [entry["If"][1] if "If" in entry else entry]
    }
    senders = {key: each for key, each in statements.items() if each["Effect"] == "Allow"}
    assert {key: each["Principal"] for key, each in senders.items()} == {
        ("WorkQueuePolicy", "SourceBucketMaySend"): {"Service": "s3.amazonaws.com"},
        ("FailureQueuePolicy", "UndeliveredEvents"): {"Service": "events.amazonaws.com"},
        ("AlarmTopicPolicy", "AlarmsOfThisAccount"): {"Service": "cloudwatch.amazonaws.com"},
    }
    # A service acts for everybody: who it acts for has to be said.
    for key, each in senders.items():
        assert "aws:SourceAccount" in str(each["Condition"]) or "aws:SourceArn" in str(each["Condition"]), key
    assert "aws:SourceAccount" in str(senders["WorkQueuePolicy", "SourceBucketMaySend"]["Condition"])
    for name in ("WorkQueuePolicy", "FailureQueuePolicy", "ResultTopicPolicy"):
        assert statements[name, "TLSOnly"]["Effect"] == "Deny"
        assert "aws:SecureTransport" in str(statements[name, "TLSOnly"]["Condition"])


def test_nobody_may_invoke_a_function_for_others(template):
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Permission":
            assert "SourceArn" in resource["Properties"], name
            if resource["Properties"]["Principal"] == "s3.amazonaws.com":
                assert resource["Properties"]["SourceAccount"] == {"Ref": "AWS::AccountId"}


def test_nothing_retained_has_a_fixed_name(template):
    for name, resource in template["Resources"].items():
        if resource.get("DeletionPolicy", "").startswith("Retain"):
            properties = resource["Properties"]
            if "TableName" in properties:
                assert properties["TableName"]["If"][:2] == ["GeneratesTableName", {"Ref": "AWS::NoValue"}], name
            if "BucketName" in properties:
                assert "AWS::StackId" in str(properties["BucketName"]), name


def test_alarms_and_dashboard_use_metrics_that_the_function_emits(template):
    emitted = {
        "Developed", "Rejected", "Failed", "Duplicates", "BytesIn", "BytesOut", "DownloadTime", "DecodeTime",
        "SeekTime", "FacesFound", "EncodeTime", "UploadTime", "TotalTime", "MemoryUsed", "ColdStart",
    }
    text = (ROOT / "template.yaml").read_text()
    used = set(re.findall(r'"Minilab", "(\w+)"', text))
    used |= {
        resource["Properties"]["MetricName"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::CloudWatch::Alarm" and resource["Properties"]["Namespace"] == "Minilab"
    }
    assert used and used <= emitted
