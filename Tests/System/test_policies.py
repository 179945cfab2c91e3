"""Least privilege, statement by statement and action by action, of the roles' policies as they are deployed.

Every flow runs through a recorder: all that it asks for is allowed, and each action of each statement is asked for by
something. So taking any one away denies a request, or what Lambda does in the role's name.
"""

import base64
import copy
import io
import json
import urllib.request

import pytest
from conftest import EVENTS, Runtime, Stack
from PIL import Image
from policies import NETWORK, Recorder, allows, platform, state_machine

ROLES = {
    "process": ["WriteLog", "ReadSource", "SeeWhatIsGone", "KeepRenditions", "KeepRows", "Announce", "HandOverFailures",
                "TakeWork", "ReadWatermark", "ReadTags", "KeepTags", "DecryptPhotos", "EncryptRenditions", "DecryptRows",
                "EncryptResults", "UseQueueKey", "JoinVpc", "LeaveNetworkAlone", "Trace"],
    "api": ["WriteLog", "TakeUploads", "SeeWhatIsMissing", "ShowRenditions", "ReadRows", "EncryptUploads", "DecryptRenditions",
            "DecryptRows", "JoinVpc", "LeaveNetworkAlone", "Trace"],
    "workflow": ["InvokeSteps", "Trace"],
}
DENIALS = {"LeaveNetworkAlone"}
STATEMENTS = [(role, sid) for role, sids in ROLES.items() for sid in sids if sid not in DENIALS]
KEYS = {"Source": "source", "Rendition": "renditions", "Table": "table", "Queue": "queue", "Topic": "topic"}


@pytest.fixture(scope="module")
def flows(aws, photo):
    """A stack with everything on, its policies, and what its flows have asked for."""
    return Flows(aws, photo)


class Flows:
    def __init__(self, aws, photo):
        s3, region = aws.client("s3"), aws.client_environment()["AWS_REGION"]
        s3.create_bucket(Bucket="audited-brand", CreateBucketConfiguration={"LocationConstraint": region})
        logo = io.BytesIO()
        Image.new("RGBA", (40, 20), (255, 0, 255, 255)).save(logo, "PNG")
        s3.put_object(Bucket="audited-brand", Key="logo.png", Body=logo.getvalue())
        self.keys = {name: make_key(aws) for name in KEYS}
        named = " ".join(f"{name}KmsKey{'' if name == 'Topic' else 'Arn'}={arn}" for name, arn in self.keys.items())
        subnet, group = make_network(aws)
        self.stack = stack = Stack(
            aws, "audited", "Environment=audited Trigger=queue Recipe=copy Tracing=true EnableApi=true EnableAlarms=false "
            "EnableDashboard=false EnableWorkflow=true WatermarkImage=s3://audited-brand/logo.png MaximumUploadBytes=1000000 "
            f"{named} SubnetIds={subnet} SecurityGroupIds={group}",
        )
        # What is where, by its key.
        self.encrypted = {stack.source: self.keys["Source"], stack.thumbnails: self.keys["Rendition"],
                          "table": self.keys["Table"], "topic": self.keys["Topic"]}
        self.parameters = {
            each["ParameterKey"]: each["ParameterValue"]
            for each in aws.client("cloudformation").describe_stacks(StackName="audited")["Stacks"][0]["Parameters"]
        }
        self.aws, self.photo = aws, photo
        functions = {
            each["Environment"]["Variables"].get("RECIPE", "api"): each
            for each in aws.client("lambda").list_functions()["Functions"] if each["FunctionName"].startswith("audited-")
        }
        self.functions = {"process": functions["copy"], "api": functions["api"]}
        self.roles = {role: function["Role"] for role, function in self.functions.items()}
        machine = aws.client("stepfunctions").describe_state_machine(stateMachineArn=stack.outputs["WorkflowArn"])
        self.roles["workflow"] = machine["roleArn"]
        self.region, self.account = stack.outputs["FunctionArn"].split(":")[3:5]

    def policy(self, role):
        name = self.roles[role].rsplit("/", 1)[1]
        return self.aws.client("iam").get_role_policy(RoleName=name, PolicyName=role)["PolicyDocument"]

    def environment(self, role, recorder):
        """The function's own environment, with the recorder in the place of AWS. It asks as root, so that what a policy
        forgets is recorded, too."""
        root = self.aws.client_environment()
        return self.functions[role]["Environment"]["Variables"] | {
            "_HANDLER": role, "AWS_ENDPOINT_URL": recorder.address, "AWS_REGION": root["AWS_REGION"],
            "AWS_ACCESS_KEY_ID": root["AWS_ACCESS_KEY_ID"], "AWS_SECRET_ACCESS_KEY": root["AWS_SECRET_ACCESS_KEY"],
        }


def make_key(aws):
    """A key whose policy lets in who sends without a role."""
    allowed = [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": ["s3.amazonaws.com", "events.amazonaws.com"]},
         "Action": ["kms:GenerateDataKey*", "kms:Decrypt"], "Resource": "*"}]
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    return aws.client("kms").create_key(Policy=policy)["KeyMetadata"]["Arn"]


def make_network(aws):
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.1.0/24")["Subnet"]["SubnetId"]
    return subnet, ec2.create_security_group(GroupName="functions", Description="HTTPS out", VpcId=vpc)["GroupId"]


@pytest.fixture(scope="module")
def needed(flows, tmp_path_factory):
    """(action, resource) that each role is asked for, by role."""
    return {
        "process": process_flow(flows, tmp_path_factory),
        "api": api_flow(flows, tmp_path_factory),
        "workflow": state_machine(flows.stack.outputs, flows.parameters),
    }


def process_flow(flows, tmp_path_factory):
    """A recipe that copies and one that draws: first and second time, rejected, removed, in an old version, marked."""
    s3, source = flows.aws.client("s3"), flows.stack.source
    # The stack's own function must not be first: it no longer takes from the queue, and the events are given by hand.
    for mapping in flows.aws.client("lambda").list_event_source_mappings(
            FunctionName=flows.stack.outputs["FunctionArn"])["EventSourceMappings"]:
        flows.aws.client("lambda").update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    version = s3.put_object(Bucket=source, Key="photo.jpg", Body=flows.photo, Tagging="a=b")["VersionId"]
    s3.put_object(Bucket=source, Key="photo.jpg", Body=flows.photo)
    s3.put_object(Bucket=source, Key="drawn.jpg", Body=flows.photo)

    def event(name, **changes):
        text = (EVENTS / f"{name}.json").read_text().replace("source-bucket", source)
        found = json.loads(text)
        for record in found.get("Records", []):
            record["s3"]["object"] |= changes
        return found

    copied = [{"name": "copy", "copy": True, "key": "old-{name}"}]
    marked = [{"name": "marked", "key": "marked-{name}", "watermark": {"image": "s3://audited-brand/logo.png"}}]
    with Recorder(flows.aws, flows.account, flows.region, flows.encrypted) as recorder:
        events = [
            ("copy", event("s3-created")), ("copy", event("s3-created")),
            ("copy", event("s3-created", sequencer="0065AED6DCD90281E5")),
            ("copy", {"bucket": source, "key": "photo.jpg", "versionId": version, "renditions": copied}),
            ("thumbnail", {"bucket": source, "key": "drawn.jpg"}),
            ("thumbnail", {"bucket": source, "key": "drawn.jpg", "versionId": version_of(s3, source, "drawn.jpg"),
                           "renditions": marked}),
            # A rendition is the next step's source.
            ("thumbnail", {"bucket": flows.stack.thumbnails, "key": "drawn.jpg", "renditions": marked}),
            ("thumbnail", {"bucket": source, "key": "never-there.jpg"}),
            ("copy", "delete photo.jpg"), ("copy", event("s3-removed", sequencer="0075AED6DCD90281E5")),
        ]
        runtimes = {}
        for recipe, each in events:
            if each == "delete photo.jpg":
                s3.delete_object(Bucket=source, Key="photo.jpg")
                continue
            if recipe not in runtimes:
                runtimes[recipe] = Runtime(
                    tmp_path_factory.mktemp(recipe), flows.environment("process", recorder) | {"RECIPE": recipe})
            answer = runtimes[recipe].invoke(each)
            assert "results" in answer, (each, answer, runtimes[recipe].output())
        for each in runtimes.values():
            each.stop()
        group = flows.stack.outputs["LogGroupName"]
        return recorder.needed | platform(flows.stack.outputs, flows.parameters, group)


def version_of(s3, bucket, key):
    return s3.head_object(Bucket=bucket, Key=key)["VersionId"]


def api_flow(flows, tmp_path_factory):
    """Uploads in both ways, asking for an image before, while and after it is developed, and fetching what was signed."""
    def request(method, path, body=None, kind=None):
        return {
            "version": "2.0", "rawPath": path, "rawQueryString": "", "isBase64Encoded": body is not None,
            "headers": {"content-type": kind} if kind else {}, "body": base64.b64encode(body or b"").decode(),
            "requestContext": {"http": {"method": method, "path": path},
                               "authorizer": {"iam": {"userArn": f"arn:aws:iam::{flows.account}:user/me"}}},
        }

    with Recorder(flows.aws, flows.account, flows.region, flows.encrypted) as recorder:
        api = Runtime(tmp_path_factory.mktemp("api"), flows.environment("api", recorder))
        answer = api.invoke(request("POST", "/upload", flows.photo, "image/jpeg"))
        assert answer["statusCode"] in (200, 201), (answer, api.output())
        uploaded = json.loads(answer["body"])
        waiting = api.invoke(request("GET", uploaded["location"]))
        assert waiting["statusCode"] == 202, (waiting, api.output())
        gone = api.invoke(request("GET", "/image/aaaaaaaaaaaaaaaaaaaaaaaaaa-none.jpg"))
        assert gone["statusCode"] == 404, (gone, api.output())
        form = json.dumps({"filename": "a.jpg", "contentType": "image/jpeg", "size": len(flows.photo)}).encode()
        signed = json.loads(api.invoke(request("POST", "/upload", form, "application/json"))["body"])
        assert signed["key"]
        # The policy of a presigned POST lets its bearer put the one key in the signer's name.
        recorder.needed |= {("s3:PutObject", f"arn:aws:s3:::{flows.stack.source}/{signed['key']}"),
                            ("kms:GenerateDataKey", flows.keys["Source"])}
        # The row as the other function keeps it, with a rendition beside it.
        flows.aws.client("s3").put_object(Bucket=flows.stack.thumbnails, Key="shown.jpg", Body=flows.photo)
        flows.aws.client("dynamodb").put_item(TableName=flows.stack.table, Item=row(flows, uploaded["key"]))
        ready = api.invoke(request("GET", uploaded["location"]))
        assert ready["statusCode"] == 200, (ready, api.output())
        (rendition,) = json.loads(ready["body"])["renditions"]
        with urllib.request.urlopen(rendition["url"]) as answer:
            assert answer.read() == flows.photo
        api.stop()
        group = flows.stack.outputs["LogGroupName"].replace("/process", "/api")
        return recorder.needed | platform(flows.stack.outputs, flows.parameters, group, asynchronous=False)


def row(flows, key):
    rendition = {"name": {"S": "t"}, "bucket": {"S": flows.stack.thumbnails}, "key": {"S": "shown.jpg"},
                 "width": {"N": "512"}, "height": {"N": "600"}, "bytes": {"N": str(len(flows.photo))},
                 "contentType": {"S": "image/jpeg"}}
    return {
        "ImageID": {"S": f"{flows.stack.source}/{key}"}, "Filename": {"S": key.rsplit("/", 1)[-1]},
        "Bucket": {"S": flows.stack.source}, "Key": {"S": key}, "Status": {"S": "READY"}, "Size": {"N": "1"},
        "Format": {"S": "jpeg"}, "Width": {"N": "512"}, "Height": {"N": "600"}, "Revision": {"N": "1"},
        "RecipeHash": {"S": "0"}, "Renditions": {"L": [{"M": rendition}]},
    }


@pytest.mark.parametrize("role", ROLES)
def test_these_are_all_statements(flows, role):
    assert [statement["Sid"] for statement in flows.policy(role)["Statement"]] == ROLES[role]


@pytest.mark.parametrize("role", ROLES)
def test_all_that_a_flow_asks_for_is_allowed(flows, needed, role):
    policy = flows.policy(role)
    assert [each for each in sorted(needed[role]) if not allows(policy, *each)] == []


@pytest.mark.parametrize("role, sid", STATEMENTS)
def test_without_a_statement_something_is_denied(flows, needed, role, sid):
    policy = flows.policy(role)
    policy["Statement"] = [statement for statement in policy["Statement"] if statement["Sid"] != sid]
    assert any(not allows(policy, *each) for each in needed[role])


@pytest.mark.parametrize("role, sid", STATEMENTS)
def test_no_action_of_a_statement_is_idle(flows, needed, role, sid):
    policy = flows.policy(role)
    (statement,) = [each for each in policy["Statement"] if each["Sid"] == sid]
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    idle = []
    for action in actions:
        crippled = copy.deepcopy(policy)
        (target,) = [each for each in crippled["Statement"] if each["Sid"] == sid]
        target["Action"] = [each for each in actions if each != action] or ["none:None"]
        if all(allows(crippled, *each) for each in needed[role]):
            idle.append(action)
    assert idle == []


@pytest.mark.parametrize("role", ["process", "api"])
def test_the_network_is_lambdas_business_and_not_the_codes(flows, role):
    policy, function = flows.policy(role), flows.functions[role]["FunctionArn"]
    for action in NETWORK:
        assert allows(policy, f"ec2:{action}", "*")
        assert not allows(policy, f"ec2:{action}", "*", function)


def test_a_key_is_named_for_nothing_but_its_own_place(flows):
    """Which role may do what with which key, and that is all."""
    def may(role):
        return {(name, action) for name, arn in flows.keys.items() for action in ("Decrypt", "GenerateDataKey", "Encrypt", "CreateGrant")
                if allows(flows.policy(role), f"kms:{action}", arn)}

    both = ("Decrypt", "GenerateDataKey")
    assert may("process") == {("Source", "Decrypt"), ("Table", "Decrypt"), *((name, each) for name in ("Rendition", "Queue", "Topic")
                                                                           for each in both)}
    assert may("api") == {("Source", "GenerateDataKey"), ("Rendition", "Decrypt"), ("Table", "Decrypt")}


def test_beside_the_photos_one_key_serves_both(aws, flows):
    key = flows.keys["Source"]
    stack = Stack(aws, "beside", "Environment=beside Recipe=profile-photo SourcePrefix=uploads/ ThumbnailBucketName= EnableApi=true "
                  f"RenditionPrefix=thumbnails/ EnableAlarms=false EnableDashboard=false SourceKmsKeyArn={key}")
    stack.drop("uploads/a.jpg", flows.photo)
    assert stack.wait_for_row("uploads/a.jpg", "READY")
    for function in aws.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith("beside-"):
            role = function["Role"].rsplit("/", 1)[1]
            name = "api" if "Api" in function["FunctionName"] else "process"
            policy = aws.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            assert allows(policy, "kms:Decrypt", key) and allows(policy, "kms:GenerateDataKey", key)


@pytest.mark.parametrize("action, resource, allowed", [
    ("s3:GetObject", "arn:aws:s3:::in/a.jpg", True),
    ("S3:getobject", "arn:aws:s3:::in/a.jpg", True),
    ("s3:GetObject", "arn:aws:s3:::in/secret/a.jpg", False),
    ("s3:GetObject", "arn:aws:s3:::IN/a.jpg", False),
    ("s3:GetObjectVersion", "arn:aws:s3:::in/a.jpg", False),
    ("s3:GetObject", "arn:aws:s3:::in", False),
    ("sqs:SendMessage", "arn:aws:sqs:::a[b]c", True),
    ("sqs:SendMessage", "arn:aws:sqs:::abc", False),
])
def test_a_policy_is_read_as_iam_reads_it(action, resource, allowed):
    policy = {"Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::in/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::in/secret/*"},
        {"Effect": "Allow", "Action": "sqs:Send*", "Resource": "arn:aws:sqs:::a[b]?"},
    ]}
    assert allows(policy, action, resource) is allowed
