"""The binary on a desk: files in, files out, and what it says."""

import io
import json
import subprocess
import sys

import pytest
from conftest import BOOTSTRAP, ROOT, size
from PIL import Image


@pytest.fixture
def desk(tmp_path):
    """Runs the binary in an empty folder without any environment; its status and output."""

    def run(*arguments):
        result = subprocess.run([BOOTSTRAP, *arguments], cwd=tmp_path, env={}, capture_output=True, text=True, timeout=60)
        assert result.stderr == ""
        return result.returncode, result.stdout

    run.folder = tmp_path
    return run


def save(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def png(color, pixels=(60, 40)):
    made = io.BytesIO()
    Image.new("RGBA", pixels, color).save(made, "PNG")
    return made.getvalue()


def test_a_folder_is_developed_as_it_would_be_on_aws(desk, photo):
    save(desk.folder / "holiday" / "a" / "one.jpg", photo)
    save(desk.folder / "holiday" / "b" / "one.jpg", photo)
    save(desk.folder / "holiday" / "drawing.png", png("red"))
    save(desk.folder / "holiday" / "notes.txt", b"milk")
    status, output = desk("develop", "holiday", "--recipe", "resize")
    assert status == 0 and "3 developed" in output
    made = desk.folder / "developed"
    assert sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file()) == [
        "a/resized-one.jpg", "b/resized-one.jpg", "contact-sheet.png", "resized-drawing.png",
    ]
    assert size((made / "a/resized-one.jpg").read_bytes()) == (512, 600)
    assert size((made / "contact-sheet.png").read_bytes()) == (528, 184)


def test_what_was_developed_is_not_developed_again(desk, photo):
    save(desk.folder / "one.jpg", photo)
    for _ in range(2):
        status, output = desk("develop", ".")
        assert status == 0 and "1 developed" in output


def test_a_bad_photo_does_not_keep_the_others_from_it(desk, photo):
    save(desk.folder / "good.jpg", photo)
    save(desk.folder / "cut.jpg", photo[:20_000])
    status, output = desk("develop", "good.jpg", "cut.jpg", "--out", "out", "--no-sheet")
    assert status == 1 and "cut off after 20000 bytes" in output and "1 developed, 1 failed" in output
    assert [path.name for path in (desk.folder / "out").iterdir()] == ["good.jpg"]


@pytest.mark.parametrize("arguments, reason", [
    (["one.jpg", "--recipe", "compress", "--out", "."], "it is the photo itself"),
    (["one.jpg", "x/one.jpg", "--recipe", "compress", "--out", "out"], "it is the rendition of"),
    (["one.jpg", "--recipe", '{"renditions":[{"name":"a","key":"../{name}"}]}'], "not a path below a folder"),
])
def test_nothing_is_overwritten(desk, photo, arguments, reason):
    save(desk.folder / "one.jpg", photo)
    save(desk.folder / "x" / "one.jpg", photo)
    status, output = desk("develop", *arguments)
    assert status == 1 and reason in output
    assert (desk.folder / "one.jpg").read_bytes() == photo
    assert not (desk.folder.parent / "one.jpg").exists()


@pytest.mark.parametrize("arguments, status, reason", [
    (["develop", "nowhere.jpg"], 1, "nowhere.jpg: cannot be read"),
    (["develop"], 64, "Missing expected argument"),
    (["develop", "empty"], 1, "no JPEG or PNG in empty"),
    (["enlarge", "x"], 64, "unexpected arguments"),
    (["check"], 64, "Give a recipe to check"),
    (["check", "sepia"], 1, "neither JSON nor a preset"),
    (["check", '{"renditions":[{"name":"a","bucket":"source"}]}'], 1, "would land in its own source bucket"),
    (["--help"], 0, "contact sheet"),
    (["develop", "--help"], 0, "--watermark"),
])
def test_what_cannot_be_done_is_said(desk, arguments, status, reason):
    (desk.folder / "empty").mkdir()
    found, output = desk(*arguments)
    assert (found, reason in output) == (status, True), output


def test_every_decision_is_told(desk, photo):
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.open(io.BytesIO(photo)).save(turned, "JPEG", exif=exif)
    save(desk.folder / "one.jpg", turned.getvalue())
    status, output = desk("explain", "one.jpg", "--recipe", "profile-photo")
    assert status == 0
    for fact in ["JPEG, in one pass, ycc", "600x512 as it is seen, stored as 512x600", "6: turned by 90 degrees clockwise",
                 "no profile", "predicted at the peak", "/8 of each side", "thumbnails/one_thumb.jpg, bucket: source",
                 "150x128, inside 150x150", "quality 80, 4:2:0", "of the original"]:
        assert fact in output, f"{fact!r} is not in\n{output}"
    assert [path.name for path in desk.folder.iterdir()] == ["one.jpg"]


def test_a_rejected_photo_is_explained(desk):
    save(desk.folder / "notes.jpg", b"milk, bread, film for the camera")
    status, output = desk("explain", "notes.jpg")
    assert status == 1 and "would be rejected: no JPEG or PNG" in output


def test_a_watermark_is_a_file_here(desk, photo):
    recipe = {"renditions": [{"name": "marked", "format": "png", "resize": {"width": 100}, "watermark": {
        "image": "s3://brand/logo.png", "gravity": "northwest", "opacity": 1, "scale": 0.5, "margin": 0}}]}
    save(desk.folder / "recipe.json", json.dumps(recipe).encode())
    save(desk.folder / "one.jpg", photo)
    save(desk.folder / "logo.png", png((0, 255, 0, 255)))
    status, output = desk("develop", "one.jpg", "--recipe", "recipe.json")
    assert status == 1 and "s3://brand/logo.png; give its picture with --watermark" in output
    assert desk("develop", "one.jpg", "--recipe", "recipe.json", "--watermark", "one.jpg")[0] == 1
    assert desk("develop", "one.jpg", "--recipe", "recipe.json", "--watermark", "logo.png")[0] == 0
    with Image.open(desk.folder / "developed" / "one.png") as picture:
        assert picture.convert("RGB").getpixel((10, 10)) == (0, 255, 0)


FACES = {"renditions": [{
    "name": "face", "resize": {"width": 150, "height": 150, "fit": "cover", "gravity": "faces"}, "key": "{stem}.png", "format": "png",
}]}


@pytest.fixture
def portrait():
    """A drawn face at the right of a wide picture."""
    sys.path.insert(0, str(ROOT / "Tests" / "Fixtures"))
    import face_drawing

    made = io.BytesIO()
    face_drawing.portrait(640, 240, 520, 110, 55).save(made, "PNG")
    return made.getvalue()


def test_explain_says_what_decided_a_crop(desk, portrait):
    save(desk.folder / "wide.png", portrait)
    status, output = desk("explain", "wide.png", "--recipe", json.dumps(FACES))
    assert status == 0
    lines = {line.split()[0]: line for line in output.splitlines() if line.startswith("  ")}
    assert "1 found, scores 0.9" in lines["focus"] and "(union)" in lines["crop"]
    save(desk.folder / "empty.png", png("gray", (640, 240)))
    status, output = desk("explain", "empty.png", "--recipe", json.dumps(FACES))
    assert status == 0 and "0.5, 0.5 for a square: nothing draws the eye (center); no faces" in output


def test_a_crop_holds_the_face_and_the_sheet_shows_it(desk, portrait):
    save(desk.folder / "wide.png", portrait)
    status, output = desk("develop", "wide.png", "--recipe", json.dumps(FACES), "--show-crops")
    assert status == 0 and "1 developed" in output
    face = Image.open(desk.folder / "developed" / "wide.png").convert("RGB")
    skin = sum(abs(r - 224) < 20 and abs(g - 172) < 20 and abs(b - 140) < 20 for r, g, b in face.get_flattened_data())
    assert face.size == (150, 150) and skin > 1500
    sheet = Image.open(desk.folder / "developed" / "contact-sheet.png").convert("RGB")
    assert sheet.size == (344, 344)
    assert {(255, 210, 0), (255, 255, 255), (255, 40, 30)} <= set(sheet.get_flattened_data())


def test_check_notes_a_gravity_that_does_not_count(desk):
    recipe = {"renditions": [{"name": "a", "resize": {"width": 9, "fit": "inside", "gravity": "faces"}}]}
    status, output = desk("check", json.dumps(recipe))
    assert status == 0 and 'note: a: this gravity only counts with "fit": "cover"' in output
