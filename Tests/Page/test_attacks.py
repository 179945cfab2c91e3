"""Attempts to get in, past the real API and a storage that checks signatures and policies."""

import base64
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

import pytest
from conftest import MAXIMUM, picture

UNCHECKED = ssl._create_unverified_context()


def send(method, url, body=None, headers=None):
    """Status, headers and body of an answer of any status."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, context=UNCHECKED if url.startswith("https") else None) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def multipart(fields, name, content):
    boundary = uuid.uuid4().hex
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    )
    body += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return body + content + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def question(api, filename="a.jpg", size=None, content=b"", **more):
    body = json.dumps({"filename": filename, "contentType": "image/jpeg", "size": size or len(content), **more}).encode()
    status, _, answer = send("POST", f"{api.url}/upload", body, {"Content-Type": "application/json"})
    return status, json.loads(answer)


def post(form, content, **changed):
    body, kind = multipart({**form["fields"], **changed}, "x", content)
    return send("POST", form["url"], body, {"Content-Type": kind})


def keys(aws, stack):
    listed = aws.client("s3").list_objects_v2(Bucket=stack["SourceBucketName"]).get("Contents", [])
    return {item["Key"] for item in listed}


@pytest.fixture
def form(api):
    content = picture(60, 40)
    status, answer = question(api, content=content)
    assert status == 200
    return answer["upload"], content, answer["key"]


def test_the_form_works_for_what_it_was_made_for(form, aws, stack):
    upload, content, key = form
    assert post(upload, content)[0] in (200, 201, 204)
    stored = aws.client("s3").get_object(Bucket=stack["SourceBucketName"], Key=key)
    assert stored["Body"].read() == content and stored["ContentType"] == "image/jpeg"


@pytest.mark.parametrize(
    "change",
    [
        {"key": "uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa-someone-else.jpg"},
        {"key": "elsewhere/a.jpg"},
        {"key": "../a.jpg"},
        {"Content-Type": "text/html"},
        {"x-amz-meta-user": "somebody"},
        {"acl": "public-read"},
        {"x-amz-signature": "0" * 64},
        {"x-amz-date": "20200101T000000Z"},
    ],
    # By number, so that no signature is in the report.
    ids=range(8),
)
def test_a_form_that_was_changed_is_refused(form, change, aws, stack):
    upload, content, _ = form
    before = keys(aws, stack)
    assert post(upload, content, **change)[0] in (400, 403)
    assert keys(aws, stack) == before


@pytest.mark.parametrize("difference", [-1, 1, 100_000])
def test_a_file_of_another_size_is_refused(form, difference, aws, stack):
    upload, content, _ = form
    before = keys(aws, stack)
    other = content[:difference] if difference < 0 else content + bytes(difference)
    assert post(upload, other)[0] == 400
    assert keys(aws, stack) == before


def test_a_policy_with_more_rights_needs_another_signature(form, aws, stack):
    upload, content, _ = form
    policy = json.loads(base64.b64decode(upload["fields"]["policy"]))
    policy["conditions"] = [
        ["content-length-range", 0, 10**9] if "content-length-range" in condition else condition
        for condition in policy["conditions"]
    ]
    forged = base64.b64encode(json.dumps(policy).encode()).decode()
    before = keys(aws, stack)
    assert post(upload, content + b"more", policy=forged)[0] == 403
    assert keys(aws, stack) == before


NAMES = ["../../etc/passwd", "..\\..\\boot.ini", "/absolute.jpg", "uploads/../../x.jpg", "a\0b.jpg", "..", ".", "%2e%2e%2fx.jpg",
         "<script>alert(1)</script>.jpg", "a\r\nX-Evil: 1.jpg", "‮gpj.exe", "x" * 900, "aux.jpg\u2028", "'; DROP TABLE.jpg"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:30])
def test_a_name_never_leaves_its_place(api, name, aws, stack):
    content = picture(60, 40)
    answers = [json.loads(send("POST", f"{api.url}/upload?filename={urllib.parse.quote(name)}", content, {"Content-Type": "image/jpeg"})[2])]
    status, answer = question(api, filename=name, content=content)
    assert status == 200
    answers.append(answer)
    if "\r" not in name:
        body, kind = multipart({}, name.replace('"', "%22"), content)
        answers.append(json.loads(send("POST", f"{api.url}/upload", body, {"Content-Type": kind})[2]))
    for answer in answers:
        key, filename = answer["key"], answer["filename"]
        assert key == f"uploads/{filename}"
        assert not set(filename) & set("/\\<>\"'%;\0\r\n\u2028‮ ")
        assert ".." not in filename and filename.endswith(".jpg") and len(filename.encode()) <= 200


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png"])
@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"GIF89a", b"%PDF-1.7", b"\xff\xd8", b"<?xml version='1.0'?><svg/>"])
def test_what_is_no_photo_is_not_stored(api, kind, content, aws, stack):
    before = keys(aws, stack)
    assert send("POST", f"{api.url}/upload", content, {"Content-Type": kind})[0] == 415
    body, form_type = multipart({}, "photo.jpg", content)
    assert send("POST", f"{api.url}/upload", body, {"Content-Type": form_type})[0] == 415
    assert keys(aws, stack) == before


def test_what_is_too_large_is_not_stored_and_gets_no_form(api, aws, stack):
    before = keys(aws, stack)
    status, answer = question(api, size=MAXIMUM + 1)
    assert status == 413 and answer["limit"] == MAXIMUM and answer["size"] == MAXIMUM + 1
    large = picture(60, 40) + bytes(4_400_000)
    assert send("POST", f"{api.url}/upload", large, {"Content-Type": "image/jpeg"})[0] == 201
    status, _, answer = send("POST", f"{api.url}/upload", large + bytes(200_000), {"Content-Type": "image/jpeg"})
    assert status == 413 and json.loads(answer)["limit"] == 4_500_000
    assert len(keys(aws, stack)) == len(before) + 1


def content_of_form(name_line, content=b"\xff\xd8\xff", boundary="x" * 32):
    body = f"--{boundary}\r\nContent-Disposition: form-data; {name_line}\r\n\r\n".encode()
    return body + content + f"\r\n--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def test_a_line_end_in_a_name_makes_no_header(api):
    for line in ('name="file"; filename="a\r\nX-Evil: 1.jpg"', 'name="file"; filename="a\r\n\r\nX-Evil: 1.jpg"', 'name="a\r\nb"; filename="c"'):
        status, headers, _ = send("POST", f"{api.url}/upload", *content_of_form(line))
        assert status == 400 and "X-Evil" not in headers
    for name in ("a%0d%0aX-Evil:%201.jpg", "a%00b", "%0d%0a%0d%0a<script>"):
        status, headers, body = send("POST", f"{api.url}/upload?filename={name}", picture(60, 40), {"Content-Type": "image/jpeg"})
        assert status == 201 and "X-Evil" not in headers
        assert headers["Location"] == "/image/" + urllib.parse.quote(json.loads(body)["filename"])


def test_forms_without_measure_are_refused_and_cost_little(api, aws, stack):
    """More bytes, more parts, longer headers or deeper JSON than any photo needs; the same process answers the next one."""
    before = keys(aws, stack)
    large, kind = multipart({}, "a.jpg", picture(60, 40) + bytes(5_000_000))
    assert send("POST", f"{api.url}/upload", large, {"Content-Type": kind})[0] == 413
    assert send("POST", f"{api.url}/upload", large + bytes(3_000_000), {"Content-Type": kind})[0] == 413
    many, kind = multipart({f"field{n}": "x" for n in range(20_000)}, "a.jpg", picture(60, 40))
    status, _, body = send("POST", f"{api.url}/upload", many, {"Content-Type": kind})
    assert status == 400 and b"more than 16 parts" in body
    assert send("POST", f"{api.url}/upload", *content_of_form(f'name="file"; filename="{"n" * 100_000}"'))[0] == 400
    for deep in (b"[" * 16_000, b'{"a":' * 3000, b"[" * 1_000_000):
        assert send("POST", f"{api.url}/upload", deep, {"Content-Type": "application/json"})[0] in (400, 413)
    for odd in (b'{"filename":1,"contentType":"image/jpeg","size":1}', b'{"filename":"a","contentType":"image/jpeg","size":1e400}',
                b'{"filename":"a","contentType":"image/jpeg","size":-1}', b'{"filename":"a","contentType":"image/jpeg","size":1.5}',
                b'"\xed\xa0\x80"', b"null", b""):
        assert send("POST", f"{api.url}/upload", odd, {"Content-Type": "application/json"})[0] == 400
    assert keys(aws, stack) == before and api.process.poll() is None
    assert send("POST", f"{api.url}/upload", picture(60, 40), {"Content-Type": "image/jpeg"})[0] == 201


def finished(api, location):
    """The image as it is in the end."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        status, _, body = send("GET", api.url + location)
        if status == 200:
            return json.loads(body)
        assert status == 202
        time.sleep(0.2)
    raise AssertionError(f"{location} did not come to an end")


SCRIPT = b"<html><script>alert(1)</script>"


@pytest.mark.parametrize("shape", ["begins like a photo", "is a photo with more behind it", "is a photo with a comment"])
def test_a_photo_that_is_something_else_as_well_gives_only_pictures(api, aws, stack, shape):
    """A file can be a photo to us and a page or an archive to a browser: it is never served as such, and no rendition keeps it."""
    content = {
        "begins like a photo": b"\xff\xd8\xff" + SCRIPT + b"PK\x03\x04",
        "is a photo with more behind it": picture(300, 200) + SCRIPT + b"PK\x03\x04",
        "is a photo with a comment": picture(300, 200)[:2] + b"\xff\xfe" + (len(SCRIPT) + 2).to_bytes(2) + SCRIPT + picture(300, 200)[2:],
    }[shape]
    status, _, body = send("POST", f"{api.url}/upload?filename=page.html", content, {"Content-Type": "image/jpeg"})
    assert status == 201
    answer = json.loads(body)
    assert answer["filename"].endswith("-page-html.jpg")
    stored = aws.client("s3").head_object(Bucket=stack["SourceBucketName"], Key=answer["key"])
    assert stored["ContentType"] == "image/jpeg"
    image = finished(api, answer["location"])
    if shape == "begins like a photo":
        return expect_rejected(image)
    assert image["status"] == "READY"
    for rendition in image["renditions"]:
        status, headers, rendered = send("GET", rendition["url"])
        assert status == 200 and headers["Content-Type"] == "image/jpeg"
        assert b"script" not in rendered and b"PK\x03\x04" not in rendered


def expect_rejected(image):
    assert image["status"] == "REJECTED" and image["reason"] and image["renditions"] == []


def test_what_the_api_did_not_name_cannot_be_asked_for(api, aws, stack):
    """Also not when it lies under the same prefix and has a row."""
    aws.client("s3").put_object(Bucket=stack["SourceBucketName"], Key="uploads/private.jpg", Body=picture(60, 40))
    table = stack["TableName"]
    aws.client("dynamodb").put_item(
        TableName=table, Item={"ImageID": {"S": f"{stack['SourceBucketName']}/uploads/private.jpg"}, "Status": {"S": "READY"}}
    )
    for name in ("private.jpg", "..%2fuploads%2fprivate.jpg", "aaaaaaaaaaaaaaaaaaaaaaaaaa-x%2f..%2fprivate.jpg", "private.jpg%00"):
        assert send("GET", f"{api.url}/image/{name}")[0] == 404


def test_nothing_secret_is_in_the_log(api, environment):
    log = "".join(api.log)
    assert '"status":200' in log
    for secret in (environment["AWS_SECRET_ACCESS_KEY"], "X-Amz-Signature", "x-amz-signature", "alert(1)"):
        assert secret not in log
