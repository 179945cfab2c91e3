"""What the real AWS asks of the template, and no emulator: types and properties by region, lengths of names, encodings, sizes.

Types and properties are those of the schemas that cfn-lint brings, which AWS publishes for each region.
"""

import json
import re
import subprocess
from pathlib import Path

import cfnlint
import pytest
import yaml
from conftest import BOOTSTRAP, ROOT, deploy

from stack import naming, notifications, packaging, recipe
from stack import template as templates
from stack.deploy import process_environment
from stack.session import partition_of

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
REGIONS = sorted(file.stem for file in (SCHEMAS / "providers").glob("*.json") if "-" in file.stem)
# Regions of partitions that nobody outside reaches are left out: their schemas are copies of the public ones.
REACHABLE = [region for region in REGIONS if "iso" not in region]
LONGEST_STACK = "S" + 127 * "x"


def provider(region):
    return json.loads((SCHEMAS / "providers" / f"{region}.json").read_text())


def schema(kind, region="us-east-1"):
    return json.loads((SCHEMAS / "resources" / f"{provider(region)[kind]}.json").read_text())


def branches(value):
    """Every value that a property can have, whatever the conditions say."""
    if isinstance(value, dict) and set(value) == {"If"}:
        for each in value["If"][1:]:
            yield from branches(each)
    elif value != {"Ref": "AWS::NoValue"}:
        yield value


@pytest.fixture(scope="module")
def template():
    return templates.load()


# ---------------------------------------------------------------------- types and properties

@pytest.mark.parametrize("region", REACHABLE)
def test_every_type_is_known_where_the_template_is_made_for(region):
    known = provider(region)
    used = {each["Type"] for each in templates.load(partition_of(region))["Resources"].values()}
    assert used - set(known) == set()


def test_a_type_is_left_out_only_where_it_is_not_known():
    whole = {each["Type"] for each in templates.load()["Resources"].values()}
    partitions = {}
    for region in REACHABLE:
        partitions.setdefault(partition_of(region), set()).update(whole - set(provider(region)))
    assert {name for name, missing in partitions.items() if missing} == templates.WITHOUT_CLOUDFRONT
    assert all(kind.startswith("AWS::CloudFront::") for missing in partitions.values() for kind in missing)


@pytest.mark.parametrize("region", ["us-gov-west-1", "cn-north-1", "eu-central-1", "eusc-de-east-1"])
def test_every_property_is_known_in(region):
    known = provider(region)
    for name, resource in templates.load(partition_of(region))["Resources"].items():
        properties = schema(resource["Type"], region)["properties"] if resource["Type"] in known else {}
        assert set(resource.get("Properties", {})) <= set(properties), name


@pytest.mark.parametrize("partition", sorted(templates.WITHOUT_CLOUDFRONT))
def test_without_cloudfront_nothing_refers_to_it_any_more(partition, tmp_path):
    text = packaging.template("bucket", "code.zip", partition)
    assert "Cdn" not in text and "CloudFront" not in text.replace("# know the types", "")
    file = tmp_path / "template.yaml"
    file.write_text(text)
    region = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}[partition]
    result = subprocess.run([Path(packaging.sys.executable).parent / "cfn-lint", "-r", region, "--", file], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_make_template_leaves_it_out_by_the_region(tmp_path):
    import os

    result = subprocess.run(
        [packaging.sys.executable, "-m", "stack.packaging", "bucket", "code.zip"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "REGION": "us-gov-west-1"})
    assert result.returncode == 0 and "without CloudFront" in result.stdout, result.stderr
    assert "AWS::CloudFront" not in (ROOT / ".build" / "packaged.yaml").read_text()


def test_the_template_uses_no_yaml_that_cloudformation_does_not_read():
    """Aliases and merges are none of it (Template Reference, "YAML")."""
    tokens = list(yaml.scan((ROOT / "template.yaml").read_text()))
    assert not [each for each in tokens if isinstance(each, (yaml.tokens.AnchorToken, yaml.tokens.AliasToken))]
    assert not [each for each in tokens if isinstance(each, yaml.tokens.ScalarToken) and each.value == "<<"]


def test_rules_use_only_what_rules_may():
    """Template Reference, "Rule-specific intrinsic functions"."""
    allowed = {"And", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "Not", "Or", "RefAll", "ValueOf", "ValueOfAll", "Ref"}

    def used(value):
        if isinstance(value, list):
            return set().union(*map(used, value)) if value else set()
        if isinstance(value, dict):
            return set(value).union(*map(used, value.values()))
        return set()

    for name, rule in templates.load()["Rules"].items():
        found = used(rule.get("RuleCondition", {})) | used([each["Assert"] for each in rule["Assertions"]])
        assert found <= allowed, name


def test_everything_that_can_be_tagged_is(template):
    for name, resource in template["Resources"].items():
        tagging = schema(resource["Type"]).get("tagging", {})
        if tagging.get("taggable", "Tags" in schema(resource["Type"])["properties"]) and "Tags" in schema(resource["Type"])["properties"]:
            tags = resource["Properties"]["Tags"]
            keys = set(tags) if isinstance(tags, dict) else {tag["Key"] for tag in tags}
            assert {"Application", "Environment"} <= keys, name


def test_every_partition_has_its_console(template):
    assert {partition_of(region) for region in REACHABLE} == set(template["Mappings"]["Partitions"])


@pytest.mark.parametrize("uri, accepted", [
    ("123456789012.dkr.ecr.eu-central-1.amazonaws.com/minilab/photos@sha256:" + 64 * "a", True),
    ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/minilab/photos:1", True),
    ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu/minilab/photos:1", True),
    ("123456789012.dkr-ecr.us-east-1.on.aws/minilab/photos:1", True),
    ("docker.io/library/minilab:1", False), ("123456789012.dkr.ecr.eu-central-1.amazonaws.com/minilab/photos", False),
])
def test_images_are_those_of_ecr_in_any_partition(template, uri, accepted):
    assert bool(re.fullmatch(template["Parameters"]["ImageUri"]["AllowedPattern"], uri)) is accepted


# ----------------------------------------------------------------------------------- names

# By type and property: the most characters, where the schema does not say.
LIMITS = {
    ("AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name"): 64,
    ("AWS::ApiGatewayV2::Api", "Name"): 128,
    ("AWS::CloudWatch::Dashboard", "DashboardName"): 255,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    ("AWS::S3::Bucket", "BucketName"): 63,
}


@pytest.mark.parametrize("kind, path", LIMITS)
def test_no_name_is_longer_than_it_may_be_for_the_longest_stack(template, kind, path):
    found = [value for each in template["Resources"].values() if each["Type"] == kind
             for value in branches(lookup(each["Properties"], path)) if set(value) == {"Sub"}]
    assert found
    for value in found:
        assert len(substituted(value["Sub"])) <= LIMITS[kind, path], value


def lookup(properties, path):
    for part in path.split("."):
        properties = properties[part]
    return properties


def substituted(value):
    text = value[0] if isinstance(value, list) else value
    longest = {"AWS::StackName": LONGEST_STACK, "AWS::Region": "ap-northeast-1", "Environment": 20 * "e", "Id": 8 * "i"}
    return re.sub(r"\$\{([^}]+)\}", lambda match: longest[match.group(1)], text)


def test_no_export_is_longer_than_it_may_be(template):
    for name, output in template["Outputs"].items():
        assert len(substituted(output["Export"]["Name"]["Sub"])) <= 255, name


@pytest.mark.parametrize("stack", ["photos", LONGEST_STACK, "Photos", "a--b", "ends-"])
def test_names_that_commands_make_of_a_stacks_keep_their_rules(stack):
    assert len(naming.role(f"minilab-{stack}-backfill")) <= 64
    # The pattern of CreateRepository.
    pattern = r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*"
    assert re.fullmatch(pattern, naming.repository(stack)) and len(naming.repository(stack)) <= 256


def test_two_stacks_have_two_repositories():
    assert naming.repository("photos") == "minilab/photos"
    assert len({naming.repository(stack) for stack in ("photos", "Photos", "photos-", "PHOTOS")}) == 4
    assert naming.role("a" * 64) != naming.role("a" * 65) != naming.role("a" * 66)


# ------------------------------------------------------------------------------- encodings

def test_s3_gets_its_prefixes_encoded_and_eventbridge_plain(template):
    encoded = {"Join": ["%3D", {"Split": ["=", {"Ref": "SourcePrefix"}]}]}
    values = []

    def collect(value):
        if isinstance(value, dict):
            if value.get("Name") == "prefix":
                values.append(value["Value"])
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(template["Resources"]["SourceBucket"])
    assert len(values) == 6 and all(value == encoded for value in values)
    pattern = template["Resources"]["SourceEvents"]["Properties"]["EventPattern"]
    assert pattern["detail"]["object"]["If"][1] == {"key": [{"prefix": {"Ref": "SourcePrefix"}}]}


def test_what_a_prefix_may_hold_needs_no_other_encoding(template):
    """S3's safe characters (User Guide, "Naming Amazon S3 objects"), the slash and the equals sign."""
    for name in ("SourcePrefix", "RenditionPrefix"):
        pattern = template["Parameters"][name]["AllowedPattern"]
        accepted = {chr(code) for code in range(0x20, 0x7F) if re.fullmatch(pattern, f"a{chr(code)}")}
        assert accepted - set("!-_.*'()/=") == set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        assert not re.fullmatch(pattern, "/a")
    assert notifications.encoded("day=1/") == "day%3D1/" and notifications.decoded("day%3D1/") == "day=1/"


def test_an_old_version_that_its_own_lifecycle_removes_is_not_announced(template):
    text = json.dumps(template["Resources"]["SourceBucket"])
    assert "NoncurrentVersionExpiration" in text
    assert set(re.findall(r"s3:LifecycleExpiration:[^\"]+", text)) == {"s3:LifecycleExpiration:DeleteMarkerCreated"}
    detail = template["Resources"]["SourceEvents"]["Properties"]["EventPattern"]["detail"]
    assert detail["$or"]["If"][1] == [{"reason": [{"anything-but": "Lifecycle Expiration"}]}, {"deletion-type": ["Delete Marker Created"]}]


def test_who_invokes_is_known_by_what_it_sends(template):
    """API Gateway names itself by the ARN of the API; only S3's ARNs lack the account."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Permission":
            properties = resource["Properties"]
            assert ("SourceAccount" in properties) is (properties["Principal"] == "s3.amazonaws.com"), name


def test_no_key_is_used_that_bills_unless_somebody_asks(template):
    """Keys that AWS owns are free; SNS's has no monthly price, and its requests are bounded (KMS: 5 minutes to a data key)."""
    defaults = templates.defaults()
    assert {name: value for name, value in defaults.items() if "Kms" in name} == {
        "SourceKmsKeyArn": "", "RenditionKmsKeyArn": "", "TableKmsKeyArn": "", "QueueKmsKeyArn": "", "TopicKmsKey": "alias/aws/sns"}
    assert template["Resources"]["ImageMetadata"]["Properties"]["SSESpecification"]["If"][2] == {"Ref": "AWS::NoValue"}
    # One for each five minutes, and as many to decrypt: R = B / D × (2 × P), of one role.
    assert 31 * 24 * 3600 / 300 * 2 * 1 < 20_000


# ------------------------------------------------------------- what the binary accepts, too

VALUES = {
    ("UploadOrigin", "ALLOWED_ORIGINS"): [
        "https://a.example", "http://127.0.0.1:8000", "https://a.example/", "https://a.example/x", "https://me@a.example", "ftp://a",
        "https://[::1]:80", "https://a.example?x"],
    ("SourcePrefix", "UPLOAD_PREFIX"): ["in/", "a", "/in/", "=/"],
    ("OidcIssuer", "OIDC_ISSUER"): ["https://id.example", "https://id.example/pool", "https://me@id.example", "https://"],
    ("OidcEndpoints", "OIDC_ENDPOINTS"): ["https://a.example", "https://a.example,https://b.example", "https://a.example/"],
    ("UrlLifetime", "URL_TTL_SECONDS"): ["60", "43200", "59", "0"],
    ("MaximumUploadBytes", "MAX_UPLOAD_BYTES"): ["1", "5368709120", "5368709121", "0"],
}
API = {"_HANDLER": "api", "AWS_REGION": "eu-central-1", "SOURCE_BUCKET": "photos", "TABLE_NAME": "images", "API_AUTHORIZATION": "JWT",
       "OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "page", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}


@pytest.mark.parametrize("names, value", [(names, value) for names, values in VALUES.items() for value in values])
def test_a_parameter_takes_what_the_function_takes(template, names, value):
    from stack.plan import constraints

    parameter, variable = names
    refused = list(constraints({parameter: value}, template["Parameters"]))
    # Without a Runtime API that answers, a good environment ends in a complaint about that alone.
    result = subprocess.run(
        [BOOTSTRAP], env=API | {variable: value, "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9"}, capture_output=True, text=True, timeout=30)
    assert (f"{variable}:" in result.stdout + result.stderr) is bool(refused), (refused, result.stdout)


# ----------------------------------------------------------------------------------- sizes

def test_no_description_of_a_parameter_is_too_long(template):
    """Quotas of CloudFormation: 4,000 characters a description, 4,096 a value, 200 parameters, 1 MB of template."""
    assert len(template["Parameters"]) <= 200 and len((ROOT / "template.yaml").read_bytes()) < 1_000_000
    assert all(len(each["Description"]) <= 4000 for each in template["Parameters"].values())


class Longest:
    """A plan of the longest names that there can be."""

    class session:
        partition, region, stack = "aws-us-gov", "ap-northeast-1", LONGEST_STACK

    wanted = templates.defaults() | {"Environment": 20 * "e", "ThumbnailBucketName": 63 * "b"}


def test_variables_without_a_recipe_leave_it_two_and_a_half_thousand_bytes():
    size = recipe.environment_bytes(process_environment(Longest, ""))
    assert size < recipe.ENVIRONMENT_LIMIT - 2500, size


def test_variables_are_measured_as_lambda_measures_them():
    """As the message of CreateFunction shows what it measured: JSON, in which a quote takes two bytes."""
    assert recipe.environment_bytes({"A": "b"}) == len('{"A":"b"}')
    assert recipe.environment_bytes({"A": '{"b":1}'}) == len('{"A":"{\\"b\\":1}"}')


def test_the_longest_api_fits_its_variables(template):
    values = {"OidcIssuer": "https://" + 400 * "i", "OidcClientId": 255 * "c", "OidcEndpoints": "https://" + 400 * "e", "SourcePrefix": 800 * "p"}
    variables = template["Resources"]["ApiFunction"]["Properties"]["Environment"]["Variables"]
    assert recipe.environment_bytes(recipe.environment(variables, Longest.wanted | values, 250)) <= recipe.ENVIRONMENT_LIMIT


def test_a_prefix_is_encoded_for_a_bucket_that_was_there_before(aws):
    """The emulator compares filters byte by byte, so that no photo flows here; what S3 would get is looked at."""
    s3 = aws.client("s3")
    region = aws.client_environment()["AWS_REGION"]
    s3.create_bucket(Bucket="rules-existing", CreateBucketConfiguration={"LocationConstraint": region})
    deploy(aws, "rules", "UseExistingSourceBucket=true SourceBucketName=rules-existing SourcePrefix=day=1/ EnableAlarms=false "
           "EnableDashboard=false", quiet=True)
    (entry,) = s3.get_bucket_notification_configuration(Bucket="rules-existing")["LambdaFunctionConfigurations"]
    assert entry["Filter"]["Key"]["FilterRules"][0]["Value"] == "day%3D1/"
