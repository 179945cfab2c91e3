"""The real template with the real zip, deployed into a local AWS that enforces signatures and IAM."""

from conftest import moments, size


def test_an_upload_becomes_a_thumbnail_and_a_row(stack, photo):
    stack.drop("holiday/at sea ü.jpg", photo, Metadata={"user": "ada"})
    row = stack.wait_for_row("holiday/at sea ü.jpg", "READY")
    thumbnail = stack.thumbnail("holiday/at sea ü.jpg")
    assert size(thumbnail["Body"].read()) == (171, 200)
    assert thumbnail["ContentType"] == "image/jpeg"
    assert thumbnail["CacheControl"] == "public, max-age=60"
    assert thumbnail["Metadata"]["minilab-source"].count(";") == 3
    assert (row["Width"], row["Height"], row["Format"]) == (512, 600, "jpeg")
    assert row["UploadedBy"] == "ada"
    assert row["Renditions"][0]["key"] == "holiday/at sea ü.jpg"


def test_upper_case_extensions_are_photos_too(stack, photo):
    stack.drop("SHOUTING.JPG", photo)
    stack.wait_for_row("SHOUTING.JPG", "READY")


def test_what_is_no_picture_is_rejected(stack):
    stack.drop("notes.txt", b"milk, bread, film for the camera")
    assert stack.wait_for_row("notes.txt", "REJECTED")["Reason"]
    assert stack.thumbnail("notes.txt") is None


def test_a_new_version_replaces_the_thumbnail(stack, photo):
    from io import BytesIO

    from PIL import Image

    stack.drop("again.jpg", photo)
    first = stack.wait_for_row("again.jpg", "READY")
    turned = BytesIO()
    Image.open(BytesIO(photo)).rotate(90, expand=True).save(turned, "JPEG")
    stack.drop("again.jpg", turned.getvalue())
    for _ in moments(30):
        row = stack.row("again.jpg")
        if row["Revision"] > first["Revision"]:
            break
    assert (row["Width"], row["Height"]) == (600, 512)
    assert size(stack.thumbnail("again.jpg")["Body"].read()) == (200, 171)


def test_a_deleted_photo_takes_its_thumbnail_along(stack, photo):
    stack.drop("gone.jpg", photo)
    stack.wait_for_row("gone.jpg", "READY")
    stack.aws.client("s3").delete_object(Bucket=stack.source, Key="gone.jpg")
    stack.wait_for_row("gone.jpg", "DELETED")
    assert stack.thumbnail("gone.jpg") is None


def test_nothing_ended_in_the_failure_queue(stack):
    attributes = stack.aws.client("sqs").get_queue_attributes(
        QueueUrl=stack.outputs["FailureQueueUrl"], AttributeNames=["ApproximateNumberOfMessages"]
    )["Attributes"]
    assert attributes["ApproximateNumberOfMessages"] == "0", stack.log()
