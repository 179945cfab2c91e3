"""The five presets, each by the way it is meant for, on keys of every kind; a watermark; and steps that follow one another."""

import io
import json
import ssl
import urllib.request

import pytest
from PIL import Image

from conftest import size

KEYS = [
    "photo.jpg",
    "übersicht/Straße 10+1.jpg",
    "日本/東京.jpg",
    "a/b/c/d/e/f/g/deep.jpg",
    "two.dots.in.name.jpg",
    "no-extension",
    "%41/=&?#[x].JPG",
]


@pytest.fixture
def picture(photo):
    """The photo as a PNG, half as wide."""
    with Image.open(io.BytesIO(photo)) as opened:
        small = opened.convert("RGB").resize((256, 300))
    made = io.BytesIO()
    small.save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def direct(room, runtime):
    """Invokes the function with a recipe; the first result of its answer."""

    def start(recipe, **environment):
        text = recipe if isinstance(recipe, str) else json.dumps(recipe)
        running = runtime(**{**room.environment, "RECIPE": text, **environment})

        def invoke(key, bucket=None, **fields):
            answer = running.invoke({"bucket": bucket or room.source, "key": key, **fields})
            assert "results" in answer, answer
            return answer["results"][0]

        invoke.event = running.invoke
        return invoke

    return start


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


@pytest.mark.parametrize("key", KEYS)
def test_thumbnail(room, direct, photo, key):
    room.drop(key, photo)
    result = direct("thumbnail")(key)
    assert result["status"] == "READY"
    name = key if "." in key.rsplit("/", 1)[-1] else f"{key}.jpg"
    assert result["renditions"][0]["key"] == name
    assert size(room.stored(name)) == (171, 200)
    row = room.row(key)
    assert row["ThumbHash"] == result["placeholder"]["thumbHash"]
    assert row["DominantColor"] == result["placeholder"]["dominantColor"]


def test_compress_stays_at_its_key_whatever_it_was(room, direct, picture):
    room.drop("x/drawing.png", picture)
    result = direct("compress")("x/drawing.png")
    rendition = result["renditions"][0]
    assert (rendition["key"], rendition["contentType"]) == ("x/drawing.png", "image/jpeg")
    stored = opened(room.stored("x/drawing.png"))
    assert (stored.format, stored.size) == ("JPEG", (256, 300))


@pytest.mark.parametrize("key", KEYS)
def test_resize_answers_a_link_that_works(room, direct, photo, key):
    room.drop(key, photo)
    rendition = direct("resize")(key)["renditions"][0]
    path, _, name = key.rpartition("/")
    assert rendition["key"] == (f"{path}/" if path else "") + f"resized-{name}"
    context = ssl.create_default_context(cafile=str(room.aws.certificate))
    with urllib.request.urlopen(rendition["url"], context=context) as response:
        assert response.headers["Content-Type"] == "image/jpeg"
        # Nothing is enlarged.
        assert opened(response.read()).size == (512, 600)


@pytest.mark.parametrize("key", KEYS)
def test_copy_leaves_every_byte(room, direct, key):
    room.aws.client("s3").put_object(
        Bucket=room.source, Key=key, Body=b"not even a picture", ContentType="text/plain", Metadata={"user": "ada"}
    )
    rendition = direct("copy")(key)["renditions"][0]
    path, _, name = key.rpartition("/")
    assert rendition["key"] == (f"{path}/" if path else "") + f"copy-{name}"
    stored = room.aws.client("s3").get_object(Bucket=room.destination, Key=rendition["key"])
    assert stored["Body"].read() == b"not even a picture"
    assert stored["ContentType"] == "text/plain" and stored["Metadata"]["user"] == "ada"


@pytest.fixture(scope="module")
def profiles(aws):
    """The stack of the profile photos: through SQS, renditions in the bucket that the photos are in."""
    from conftest import Stack

    return Stack(
        aws, "profiles",
        "Environment=profiles Recipe=profile-photo Trigger=queue SourcePrefix=uploads/ ThumbnailBucketName= "
        "RenditionPrefix=thumbnails/ EnableAlarms=false EnableDashboard=false",
    )


def test_profile_photos_come_through_the_queue_into_the_same_bucket(profiles, photo):
    s3 = profiles.aws.client("s3")
    for key in KEYS:
        profiles.drop(f"uploads/{key}", photo)
    for key in KEYS:
        row = profiles.wait_for_row(f"uploads/{key}", "READY", timeout=60)
        path, _, name = key.rpartition("/")
        stem, dot, extension = name.rpartition(".")
        stem, extension = (stem, extension) if dot else (name, "jpg")
        expected = "thumbnails/" + (f"{path}/" if path else "") + f"{stem}_thumb.{extension}"
        assert row["ThumbnailPath"] == f"s3://{profiles.source}/{expected}"
        assert size(s3.get_object(Bucket=profiles.source, Key=expected)["Body"].read()) == (128, 150)
        assert row["Revision"] == 1


def test_profile_photos_of_just_five_megabytes_pass_and_one_byte_more_does_not(profiles, photo):
    limit = 5_242_880
    # Bytes behind the end of a JPEG belong to nobody, and are counted all the same.
    profiles.drop("uploads/just.jpg", photo + bytes(limit - len(photo)))
    profiles.drop("uploads/over.jpg", photo + bytes(limit + 1 - len(photo)))
    assert profiles.wait_for_row("uploads/just.jpg", "READY")
    assert "5242880" in profiles.wait_for_row("uploads/over.jpg", "REJECTED")["Reason"]


def test_the_same_name_in_two_folders_makes_two_renditions(room, direct, photo, picture):
    invoke = direct("resize")
    room.drop("monday/cat.jpg", photo)
    room.drop("tuesday/cat.jpg", picture)
    for day in ("monday", "tuesday"):
        assert invoke(f"{day}/cat.jpg")["status"] == "READY"
    assert size(room.stored("monday/resized-cat.jpg")) == (512, 600)
    assert size(room.stored("tuesday/resized-cat.jpg")) == (256, 300)


def test_two_photos_that_want_one_key_do_not_overwrite_each_other(room, direct, photo, picture):
    invoke = direct({"renditions": [{"name": "flat", "resize": {"width": 50}, "key": "{name}"}]})
    room.drop("monday/cat.jpg", photo)
    room.drop("tuesday/cat.jpg", picture)
    assert invoke("monday/cat.jpg")["status"] == "READY"
    first = room.stored("cat.jpg")
    refused = invoke("tuesday/cat.jpg")
    assert refused["status"] == "REJECTED" and f"s3://{room.destination}/cat.jpg" in refused["reason"]
    assert room.stored("cat.jpg") == first


def test_a_key_that_s3_does_not_allow_is_refused(room, direct, photo):
    key = "k" * 1020 + ".jpg"
    room.drop(key, photo)
    refused = direct("resize")(key)
    assert refused["status"] == "REJECTED" and "S3 allows 1 to 1024" in refused["reason"]


def test_several_renditions_come_of_one_photo(room, direct, photo):
    room.drop("a.jpg", photo)
    result = direct({"renditions": [
        {"name": "wide", "resize": {"width": 200, "height": 100, "fit": "cover"}, "key": "{stem}-{rendition}.{ext}"},
        {"name": "square", "resize": {"width": 90, "height": 90, "fit": "contain"}, "format": "png",
         "key": "{stem}-{rendition}.{ext}"},
        {"name": "original", "copy": True, "key": "{stem}-{rendition}.{ext}"},
    ]})("a.jpg")
    assert [r["key"] for r in result["renditions"]] == ["a-wide.jpg", "a-square.png", "a-original.jpg"]
    assert size(room.stored("a-wide.jpg")) == (200, 100)
    assert opened(room.stored("a-square.png")).format == "PNG"
    assert room.stored("a-original.jpg") == photo


WATERMARKED = {"name": "marked", "format": "png", "key": "marked/{path}{stem}.{ext}"}


def watermark(bucket):
    return {"image": f"s3://{bucket}/logo.png", "gravity": "northwest", "opacity": 1, "scale": 0.25, "margin": 4}


def logo(color):
    made = io.BytesIO()
    Image.new("RGBA", (40, 20), color).save(made, "PNG")
    return made.getvalue()


def test_a_watermark_is_laid_over_and_a_new_one_counts_at_once(room, direct, photo):
    room.drop("a.jpg", photo)
    room.drop("logo.png", logo((255, 0, 0, 255)))
    invoke = direct({"renditions": [{**WATERMARKED, "watermark": watermark(room.source)}]})
    invoke("a.jpg")
    assert opened(room.stored("marked/a.png")).convert("RGB").getpixel((20, 20)) == (255, 0, 0)
    hash_before = room.row("a.jpg")["RecipeHash"]
    room.drop("logo.png", logo((0, 0, 255, 255)))
    invoke("a.jpg")
    assert opened(room.stored("marked/a.png")).convert("RGB").getpixel((20, 20)) == (0, 0, 255)
    assert room.row("a.jpg")["RecipeHash"] != hash_before


def test_without_its_watermark_a_photo_waits(room, direct, photo):
    room.drop("a.jpg", photo)
    invoke = direct({"renditions": [{**WATERMARKED, "watermark": watermark(room.source)}]})
    answer = invoke.event({"bucket": room.source, "key": "a.jpg"})
    assert f"the watermark s3://{room.source}/logo.png cannot be used" in answer["errorMessage"]
    assert room.row("a.jpg") is None and room.stored("marked/a.png") is None


def test_the_answer_of_one_step_is_the_input_of_the_next(room, direct, photo):
    room.drop("a.jpg", photo)
    room.drop("logo.png", logo((0, 255, 0, 255)))
    invoke = direct("resize")
    first = invoke.event({"bucket": room.source, "key": "a.jpg",
                          "renditions": [{"name": "small", "resize": {"width": 200}, "key": "small/{stem}.{ext}"}]})
    second = invoke.event({**first, "renditions": [{**WATERMARKED, "watermark": watermark(room.source)}]})
    rendition = second["results"][0]["renditions"][0]
    assert (rendition["bucket"], rendition["key"]) == (room.destination, "marked/small/a.png")
    marked = opened(room.stored("marked/small/a.png")).convert("RGB")
    assert marked.width == 200 and marked.getpixel((20, 10)) == (0, 255, 0)
