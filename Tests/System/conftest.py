"""The real binary against real servers on 127.0.0.1: a local AWS, and AWS's own Runtime Interface Emulator."""

import io
import json
import os
import platform
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
from boto3.dynamodb.types import TypeDeserializer
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "Tests" / "Support")]

import evidence  # noqa: E402
from stack import smoke  # noqa: E402
from stack.local import free_port  # noqa: E402
from stack.serve import deploy  # noqa: E402

BOOTSTRAP = ROOT / ".build" / "lambda" / "bootstrap"
EVENTS = ROOT / "Tests" / "Events"


def pytest_configure(config):
    if not BOOTSTRAP.exists():
        pytest.exit("the binary is not there: run make package", returncode=2)


@pytest.fixture(scope="session")
def photo():
    """The bytes of a real photograph, 512 × 600."""
    return smoke.photograph().read_bytes()


@pytest.fixture(scope="session")
def aws():
    """A local AWS that lives as long as the tests."""
    with evidence.WitnessedAWS() as running:
        yield running


class Stack:
    """A deployed stack, its outputs, and the questions that tests ask about it."""

    def __init__(self, aws, name, parameters=""):
        self.aws, self.name = aws, name
        self.update(parameters)

    def update(self, parameters, **settings):
        outputs = deploy(self.aws, self.name, parameters, quiet=True, **settings)
        self.outputs = outputs
        self.source, self.thumbnails = outputs["SourceBucketName"], outputs["ThumbnailBucketName"]
        self.table = outputs["TableName"]

    def drop(self, key, body, **arguments):
        self.aws.client("s3").put_object(Bucket=self.source, Key=key, Body=body, **arguments)

    def row(self, key):
        item = self.aws.client("dynamodb").get_item(
            TableName=self.table, Key={"ImageID": {"S": f"{self.source}/{key}"}}, ConsistentRead=True
        ).get("Item")
        return {name: TypeDeserializer().deserialize(value) for name, value in item.items()} if item else None

    def wait_for_row(self, key, status, timeout=30):
        row = None
        for _ in moments(timeout):
            row = self.row(key)
            if row and row["Status"] == status:
                return row
        pytest.fail(f"no row {status} for {key} after {timeout} s, but {row}\n{self.log()}")

    def thumbnail(self, key):
        """The stored object, or None."""
        s3 = self.aws.client("s3")
        try:
            return s3.get_object(Bucket=self.thumbnails, Key=key)
        except s3.exceptions.NoSuchKey:
            return None

    def log(self):
        return self.aws.log.read_text(errors="replace")[-6000:]


@pytest.fixture(scope="session")
def stack(aws):
    """The template as it comes, deployed into the local AWS."""
    return Stack(aws, "integration")


class Runtime:
    """The binary, or another command, under AWS's own Runtime Interface Emulator."""

    def __init__(self, folder, environment, command=(BOOTSTRAP,)):
        self.log = folder / "rie.log"
        self.port = free_port()
        machine = {"x86_64": "x86_64", "aarch64": "arm64"}[platform.machine()]
        import samcli

        emulator = Path(samcli.__file__).parent / "local" / "rapid" / f"aws-lambda-rie-{machine}"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    "setpriv", "--pdeathsig", "KILL", emulator,
                    "--runtime-interface-emulator-address", f"127.0.0.1:{self.port}",
                    "--runtime-api-address", f"127.0.0.1:{free_port()}", *command,
                ],
                env={"PATH": os.environ["PATH"], "LAMBDA_TASK_ROOT": str(BOOTSTRAP.parent),
                     "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769", "AWS_LAMBDA_FUNCTION_TIMEOUT": "20", **environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )

    def invoke(self, event):
        """The function's answer; an error that it reports comes as an object with errorType and errorMessage."""
        url = f"http://127.0.0.1:{self.port}/2015-03-31/functions/function/invocations"
        for _ in moments(30):
            request = urllib.request.Request(url, data=json.dumps(event).encode())
            try:
                with urllib.request.urlopen(request, timeout=60) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                pytest.fail(f"the emulator answers {error.code}: {error.read()!r}\n{self.output()}")
            except (ConnectionRefusedError, urllib.error.URLError):
                continue
        pytest.fail(f"the emulator cannot be reached\n{self.output()}")

    def output(self):
        return self.log.read_text(errors="replace")

    def lines(self):
        """The JSON lines that the binary wrote."""
        found = []
        for line in self.output().splitlines():
            if line.startswith("{"):
                try:
                    found.append(json.loads(line))
                except ValueError:
                    continue
        return found

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        evidence.keep(self.log)


@pytest.fixture
def runtime(tmp_path):
    """Starts the binary under the emulator with an environment; stops what it started."""
    started = []

    def start(*command, **environment):
        folder = tmp_path / str(len(started))
        folder.mkdir()
        started.append(Runtime(folder, environment, *([command] if command else [])))
        return started[-1]

    yield start
    for each in started:
        each.stop()


class Room:
    """Two buckets, a table, and a user who may use exactly these: the binary's signatures are checked."""

    def __init__(self, aws):
        self.aws, name = aws, f"room-{uuid.uuid4().hex[:12]}"
        self.source, self.destination, self.table = f"{name}-in", f"{name}-out", name
        s3, iam = aws.client("s3"), aws.client("iam")
        for bucket in (self.source, self.destination):
            s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": aws.client_environment()["AWS_REGION"]}
            )
        aws.client("dynamodb").create_table(
            TableName=self.table, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "ImageID", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "ImageID", "KeyType": "HASH"}],
        )
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="room", PolicyDocument=json.dumps({
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"],
                 "Resource": [f"arn:aws:s3:::{self.source}", f"arn:aws:s3:::{self.source}/*"]},
                {"Effect": "Allow",
                 "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"],
                 "Resource": [f"arn:aws:s3:::{self.destination}", f"arn:aws:s3:::{self.destination}/*"]},
                {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
                 "Resource": f"arn:aws:dynamodb:*:*:table/{self.table}"},
            ],
        }))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        self.environment = {
            "_HANDLER": "process",
            "DESTINATION_BUCKET": self.destination,
            "TABLE_NAME": self.table,
            "ENVIRONMENT": "test",
            "AWS_REGION": aws.client_environment()["AWS_REGION"],
            "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
            "AWS_ENDPOINT_URL": aws.endpoint,
            "AWS_CA_BUNDLE": str(aws.certificate),
        }

    def event(self, name, key="photo.jpg"):
        """A sample event about this room's source bucket."""
        text = (EVENTS / f"{name}.json").read_text()
        return json.loads(text.replace("source-bucket", self.source).replace("photo.jpg", key))

    def drop(self, key, body):
        self.aws.client("s3").put_object(Bucket=self.source, Key=key, Body=body)

    def stored(self, key):
        """The stored rendition's bytes, or None."""
        s3 = self.aws.client("s3")
        try:
            return s3.get_object(Bucket=self.destination, Key=key)["Body"].read()
        except s3.exceptions.NoSuchKey:
            return None

    def row(self, key):
        item = self.aws.client("dynamodb").get_item(
            TableName=self.table, Key={"ImageID": {"S": f"{self.source}/{key}"}}
        ).get("Item")
        return {name: TypeDeserializer().deserialize(value) for name, value in item.items()} if item else None


@pytest.fixture
def room(aws):
    return Room(aws)


def moments(seconds):
    """Polls: yields at once and then ten times a second, until the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield
        time.sleep(0.1)


def size(data):
    """Width and height of a picture that decodes to its end."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        return picture.size
