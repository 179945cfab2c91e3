"""The API and its page as people meet them: the real binary behind a gateway, a local AWS with the stack deployed into it, and a
real browser.
"""

import io
import os
import random
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "Tests")]

from evidence import WitnessedAWS, WitnessedBridge  # noqa: E402
from stack.serve import deploy  # noqa: E402
from stack.web import api_environment  # noqa: E402

BINARY = Path(os.environ.get("MINILAB_BOOTSTRAP") or ROOT / ".build" / "lambda" / "bootstrap")
MAXIMUM = 8_000_000


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
def page(browser, api):
    """The page, freshly opened. Whatever it complains about in the console fails the test."""
    context = browser.new_context(ignore_https_errors=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    complaints = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.complaints = complaints
    opened.goto(api.url)
    yield opened
    context.close()
    policy = [text for text in complaints if "Content Security Policy" in text or "Error: " in text]
    assert policy == [], policy
