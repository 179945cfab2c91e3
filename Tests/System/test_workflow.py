"""The template's optional state machine: two direct invocations, the answer of one being the event of the other."""

import io
import json

import pytest
from conftest import Stack, moments
from PIL import Image


@pytest.fixture(scope="module")
def flowing(aws):
    s3 = aws.client("s3")
    s3.create_bucket(
        Bucket="brand", CreateBucketConfiguration={"LocationConstraint": aws.client_environment()["AWS_REGION"]}
    )
    logo = io.BytesIO()
    Image.new("RGBA", (40, 20), (255, 0, 255, 255)).save(logo, "PNG")
    s3.put_object(Bucket="brand", Key="logos/logo.png", Body=logo.getvalue())
    return Stack(
        aws, "flowing",
        "Environment=flowing EnableWorkflow=true WatermarkImage=s3://brand/logos/logo.png EnableAlarms=false "
        "EnableDashboard=false",
    )


def run(stack, key):
    """The state in which an execution for a key ends, and its output."""
    states = stack.aws.client("stepfunctions")
    execution = states.start_execution(
        stateMachineArn=stack.outputs["WorkflowArn"], input=json.dumps({"bucket": stack.source, "key": key})
    )["executionArn"]
    for _ in moments(60):
        found = states.describe_execution(executionArn=execution)
        if found["status"] != "RUNNING":
            return found["status"], json.loads(found.get("output") or "{}")
    pytest.fail(f"still running\n{stack.log()}")


def test_a_photo_is_shrunk_and_then_marked(flowing, photo):
    flowing.drop("trip/a.jpg", photo)
    status, output = run(flowing, "trip/a.jpg")
    assert status == "SUCCEEDED", flowing.log()
    (rendition,) = output["results"][0]["renditions"]
    assert rendition["key"] == "trip/a-resized-marked.jpg"
    stored = flowing.thumbnail(rendition["key"])["Body"].read()
    with Image.open(io.BytesIO(stored)) as picture:
        red, green, blue = picture.convert("RGB").getpixel((picture.width - 20, picture.height - 20))
        assert picture.size == (512, 600)
    assert red > green + 40 and blue > green + 40


def test_what_is_no_photo_ends_the_workflow(flowing):
    flowing.drop("notes.txt", b"milk, bread, film for the camera")
    assert run(flowing, "notes.txt")[0] == "FAILED"
