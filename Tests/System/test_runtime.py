"""The static binary under AWS's Runtime Interface Emulator, with a local S3 and DynamoDB that check signatures."""

import pytest
from conftest import size

SINGLE = ["s3-created", "sns", "eventbridge-created", "direct", "failure-envelope"]
QUEUED = ["sqs-s3", "sqs-sns", "sqs-eventbridge"]


@pytest.mark.parametrize("event", SINGLE)
def test_a_photo_comes_out_as_a_thumbnail_with_its_row(runtime, room, photo, event):
    room.drop("photo.jpg", photo)
    answer = runtime(**room.environment).invoke(room.event(event))
    result, = answer["results"]
    assert result["status"] == "READY"
    assert result["imageId"] == f"{room.source}/photo.jpg"
    rendition, = result["renditions"]
    assert (rendition["bucket"], rendition["key"]) == (room.destination, "photo.jpg")
    data = room.stored("photo.jpg")
    assert size(data) == (rendition["width"], rendition["height"]) == (171, 200)
    assert rendition["bytes"] == len(data)
    assert rendition["contentType"] == "image/jpeg"
    row = room.row("photo.jpg")
    assert row["Status"] == "READY"
    assert (row["Bucket"], row["Key"], row["Filename"]) == (room.source, "photo.jpg", "photo.jpg")
    assert (row["Width"], row["Height"], row["Size"]) == (512, 600, len(photo))
    assert row["ThumbnailPath"] == f"s3://{room.destination}/photo.jpg"
    assert row["Revision"] == 1


@pytest.mark.parametrize("event", QUEUED)
def test_a_queued_photo_is_acknowledged(runtime, room, photo, event):
    room.drop("photo.jpg", photo)
    assert runtime(**room.environment).invoke(room.event(event)) == {"batchItemFailures": []}
    assert size(room.stored("photo.jpg")) == (171, 200)


@pytest.mark.parametrize("event", ["batch-1", "batch-2"])
def test_a_batch_operation_gets_a_code_for_each_task(runtime, room, photo, event):
    room.drop("photo.jpg", photo)
    task, = runtime(**room.environment).invoke(room.event(event))["results"]
    assert (task["taskId"], task["resultCode"]) == ("task-1", "Succeeded")
    assert room.row("photo.jpg")["Status"] == "READY"


def test_every_record_of_every_message_is_worked_on_and_keys_are_decoded(runtime, room, photo):
    room.drop("photo.jpg", photo)
    room.drop("second photo ü.jpg", photo)
    assert runtime(**room.environment).invoke(room.event("sqs-several")) == {"batchItemFailures": []}
    assert room.row("photo.jpg")["Status"] == "READY"
    assert room.row("second photo ü.jpg")["Status"] == "READY"


@pytest.mark.parametrize("event, answer", [("s3-test-event", {"results": []}),
                                           ("sqs-test-event", {"batchItemFailures": []})])
def test_a_test_event_is_acknowledged(runtime, room, event, answer):
    assert runtime(**room.environment).invoke(room.event(event)) == answer


def test_a_removed_photo_takes_its_thumbnail_along(runtime, room, photo):
    room.drop("photo.jpg", photo)
    running = runtime(**room.environment)
    running.invoke(room.event("s3-created"))
    assert room.stored("photo.jpg") is not None
    room.aws.client("s3").delete_object(Bucket=room.source, Key="photo.jpg")
    result, = running.invoke(room.event("s3-removed"))["results"]
    assert result["status"] == "DELETED"
    assert room.stored("photo.jpg") is None
    assert room.row("photo.jpg")["Status"] == "DELETED"


def test_the_same_event_twice_is_a_duplicate(runtime, room, photo):
    room.drop("photo.jpg", photo)
    running = runtime(**room.environment)
    running.invoke(room.event("s3-created"))
    result, = running.invoke(room.event("s3-created"))["results"]
    assert result["status"] == "DUPLICATE"


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"this is no picture", b"\xff\xd8\xff\xe0 cut off"])
def test_what_is_no_picture_is_rejected_with_a_reason_and_the_next_is_developed(runtime, room, photo, body):
    room.drop("photo.jpg", body)
    running = runtime(**room.environment)
    result, = running.invoke(room.event("s3-created"))["results"]
    assert result["status"] == "REJECTED"
    assert result["reason"]
    assert room.row("photo.jpg")["Reason"] == result["reason"]
    assert room.stored("photo.jpg") is None
    room.drop("next.jpg", photo)
    result, = running.invoke(room.event("s3-created", key="next.jpg"))["results"]
    assert result["status"] == "READY"


def test_an_object_that_is_gone_is_no_error(runtime, room):
    result, = runtime(**room.environment).invoke(room.event("s3-created"))["results"]
    assert result["status"] == "DELETED"


def test_an_unreachable_endpoint_fails_the_invocation_by_name_and_the_loop_goes_on(runtime, room):
    environment = room.environment | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_LAMBDA_FUNCTION_TIMEOUT": "15"}
    running = runtime(**environment)
    for _ in range(2):
        answer = running.invoke(room.event("s3-created"))
        assert answer["errorType"]
        assert "127.0.0.1" in answer["errorMessage"]


def test_an_event_that_nobody_knows_fails_and_the_loop_goes_on(runtime, room, photo):
    room.drop("photo.jpg", photo)
    running = runtime(**room.environment)
    assert running.invoke({"hello": "world"})["errorType"]
    assert running.invoke(room.event("s3-created"))["results"][0]["status"] == "READY"


def test_the_log_is_json_and_holds_no_secret(runtime, room, photo):
    room.drop("photo.jpg", photo)
    running = runtime(**room.environment)
    running.invoke(room.event("s3-created"))
    running.stop()
    lines = running.lines()
    metrics = [line for line in lines if "_aws" in line]
    assert metrics, running.output()
    directive, = metrics[0]["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Minilab"
    assert any("Developed" in line for line in metrics)
    assert all({"timestamp", "level", "message"} <= set(line) for line in lines if "_aws" not in line and "level" in line)
    assert room.environment["AWS_SECRET_ACCESS_KEY"] not in running.output()
    assert "Authorization" not in running.output()
