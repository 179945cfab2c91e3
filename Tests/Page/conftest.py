"""The API and its page as people meet them: the real binary behind a gateway, a local AWS with the stack deployed into it, and a
real browser.
"""

import io
import os
import random
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "Tests" / "Support")]

from evidence import WitnessedAWS, WitnessedBridge  # noqa: E402
from stack.serve import deploy  # noqa: E402
from stack.web import api_environment  # noqa: E402

BINARY = Path(os.environ.get("MINILAB_BOOTSTRAP") or ROOT / ".build" / "lambda" / "bootstrap")
MAXIMUM = 8_000_000
# How long a photo may take on a busy machine, in milliseconds.
FINISHED = 60_000
expect.set_options(timeout=20_000)


def picture(width=900, height=600, seed=1, kind="JPEG"):
    """The bytes of a picture that looks like something and compresses like a photo."""
    chance = random.Random(seed)
    image = Image.new("RGB", (12, 8))
    hue = chance.randrange(360)
    for x in range(12):
        for y in range(8):
            tone = f"hsl({(hue + 9 * y + chance.randrange(-18, 18)) % 360}, {40 + 4 * x}%, {82 - 7 * y + chance.randrange(-5, 5)}%)"
            image.paste(tone, (x, y, x + 1, y + 1))
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    stream = io.BytesIO()
    image.save(stream, kind, quality=92)
    return stream.getvalue()


def photo(name="photo.jpg", **arguments):
    """A photo as Playwright hands it to a page."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(**arguments)}


def put(page, *files):
    """Chooses files."""
    page.set_input_files("#picker", list(files))


def slide(page, name):
    """What lies on the table under this name."""
    return page.locator(".slide", has=page.get_by_role("heading", name=name, exact=True))


def throttle(page, **conditions):
    """Makes the page's line slow, or cuts it in the middle of what is under way."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    usual = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}

    def change(**conditions):
        client.send("Network.emulateNetworkConditions", {**usual, **conditions})

    change(**conditions)
    return change


@pytest.fixture(scope="session")
def aws():
    with WitnessedAWS() as running:
        yield running


@pytest.fixture(scope="session")
def stack(aws):
    """The pipeline that develops what is uploaded. Uploads come from a page of any port, which only a bucket of its own may allow."""
    outputs = deploy(aws, "page", "SourcePrefix=uploads/ UploadOrigin=http://page.example", quiet=True)
    rule = {"AllowedOrigins": ["*"], "AllowedMethods": ["POST"], "AllowedHeaders": ["*"]}
    aws.client("s3").put_bucket_cors(Bucket=outputs["SourceBucketName"], CORSConfiguration={"CORSRules": [rule]})
    return outputs


@pytest.fixture(scope="session")
def environment(aws, stack):
    return api_environment(aws, stack, MAX_UPLOAD_BYTES=str(MAXIMUM))


@pytest.fixture(scope="session")
def api(environment):
    with WitnessedBridge(BINARY, environment) as bridge:
        yield bridge


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--ignore-certificate-errors"],
        )
        yield running
        running.close()


@pytest.fixture
def page(browser, api, aws):
    """The page, freshly opened. What it complains about in the console fails the test, and so does a request to anybody else."""
    context = browser.new_context(ignore_https_errors=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    complaints, asked = [], set()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(f"Error: {error}"))
    opened.on("request", lambda request: asked.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url))))
    opened.goto(api.url)
    yield opened
    context.close()
    policy = [text for text in complaints if "Content Security Policy" in text or "Error: " in text]
    assert policy == [], policy
    assert {origin for origin in asked if origin.startswith("http")} <= {api.url, aws.endpoint}
