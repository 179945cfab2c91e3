"""The search for secrets in what the tests print: it finds each kind that is planted, and repeats none."""

import base64
import subprocess
import sys
from urllib.parse import quote

import pytest
from conftest import ROOT

SECRET, TOKEN = "uSe/dOnlyInThis+Test0123456789abcdefghij", "IQoJb3JpZ2luAAAA+/=="
SIGNATURE, OTHER = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", "0" * 64


@pytest.fixture
def search(tmp_path):
    """Searches one line of the product's output, and one of the test run's."""
    def run(output="{}", printed="ok", secrets=(SECRET, TOKEN, f"AWS4-HMAC-SHA256 Credential=a/b, Signature={SIGNATURE}")):
        for folder in ("secrets", "output"):
            (tmp_path / folder).mkdir()
        (tmp_path / "secrets" / "one").write_text("".join(f"{secret}\n" for secret in secrets))
        if output is not None:
            (tmp_path / "output" / "function.log").write_text(f"first line\n{output}\n")
        (tmp_path / "run.log").write_text(f"{printed}\n")
        command = [sys.executable, ROOT / "scripts" / "leaks", tmp_path, tmp_path / "run.log"]
        return subprocess.run(command, capture_output=True, text=True)

    return run


@pytest.mark.parametrize("line", [
    SECRET, f'{{"reason":"{SECRET}"}}', SECRET.replace("/", "\\/"), quote(SECRET, safe=""),
    base64.b64encode(SECRET.encode()).decode(), f"x{TOKEN}x", quote(TOKEN, safe=""),
    SIGNATURE, f'{{"hash":"{SIGNATURE}"}}',
    # Never seen in use, but nothing else looks so.
    f"https://b.s3.amazonaws.com/k?X-Amz-Signature={OTHER}", f'{{\\"x-amz-signature\\":\\"{OTHER}\\"}}',
    "Authorization: AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/s3/aws4_request",
    "x-amz-security-token: FwoGZXIvYXdzEBYaDExample",
], ids=lambda line: f"{len(line)} characters")
@pytest.mark.parametrize("place, file", [("output", "function.log:2"), ("printed", "run.log:1")])
def test_what_is_planted_is_found_and_not_repeated(search, place, file, line):
    result = search(**{place: line})
    assert result.returncode == 1
    assert file in result.stderr
    said = result.stdout + result.stderr
    assert not any(secret in said for secret in (line, SECRET, TOKEN, SIGNATURE))


@pytest.mark.parametrize("line", [
    '{"level":"INFO","message":"Image","bytes":61234}', OTHER, f"sha256 {OTHER}", "X-Amz-Signature is not logged",
    "no signature, no token",
])
def test_what_is_no_secret_is_left_alone(search, line):
    result = search(output=line, printed=line)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("lack", [{"secrets": ()}, {"output": None}, {"secrets": ("short",)}])
def test_a_search_that_could_find_nothing_fails(search, lack):
    assert search(**lack).returncode == 1
