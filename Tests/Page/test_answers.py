"""What every route says besides its body: to HEAD and OPTIONS, to a client that has it already, to caches and to browsers."""

import json

import pytest
from conftest import BINARY, picture
from evidence import WitnessedBridge
from test_attacks import finished, send

ROUTES = {"/": "GET, HEAD, OPTIONS", "/openapi.json": "GET, HEAD, OPTIONS", "/upload": "POST, OPTIONS", "image": "GET, HEAD, OPTIONS"}
CACHING = {"/": "no-cache", "/openapi.json": "no-cache", "image": "private, no-cache"}


@pytest.fixture(scope="module")
def image(api):
    """The path of a finished image."""
    _, _, body = send("POST", f"{api.url}/upload?filename=a.jpg", picture(300, 200), {"Content-Type": "image/jpeg"})
    location = json.loads(body)["location"]
    finished(api, location)
    return location


def path(route, image):
    return image if route == "image" else route


@pytest.mark.parametrize("route", CACHING)
def test_head_and_not_modified_say_what_get_says(api, image, route):
    url = api.url + path(route, image)
    status, headers, body = send("GET", url)
    assert status == 200 and body and headers["Cache-Control"] == CACHING[route]
    own = {"ETag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options"}
    assert own <= set(headers.keys())
    status, head, nothing = send("HEAD", url)
    assert status == 200 and nothing == b"" and head["Content-Type"] == headers["Content-Type"]
    assert {name: head[name] for name in own} == {name: headers[name] for name in own}
    for method in ("GET", "HEAD"):
        for tag in (headers["ETag"], f'"other", W/{headers["ETag"]}', "*"):
            status, same, nothing = send(method, url, headers={"If-None-Match": tag})
            assert status == 304 and nothing == b"" and same["Content-Type"] is None
            assert {name: same[name] for name in own} == {name: headers[name] for name in own}
    assert send("GET", url, headers={"If-None-Match": '"other"'})[0] == 200


@pytest.mark.parametrize("route", ROUTES)
def test_options_and_a_wrong_method_name_the_methods(api, image, route):
    url = api.url + path(route, image)
    status, headers, body = send("OPTIONS", url)
    assert status == 204 and body == b"" and headers["Allow"] == ROUTES[route]
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "QUERY", *(["GET"] if route == "/upload" else ["POST"])):
        status, headers, body = send(method, url)
        assert status == 405 and headers["Allow"] == ROUTES[route]
        assert headers["Content-Type"] == "application/problem+json" and json.loads(body)["status"] == 405


def test_no_error_and_no_upload_is_kept_by_a_cache(api):
    question = b'{"filename":"a.jpg","contentType":"image/jpeg","size":1}'
    for method, address, body, kind in [
        ("GET", "/nowhere", None, ""), ("GET", "/image/a.jpg", None, ""), ("POST", "/upload", b"x", "image/jpeg"),
        ("POST", "/upload", question, "application/json"), ("POST", "/upload", picture(60, 40), "image/jpeg"),
    ]:
        _, headers, _ = send(method, api.url + address, body, {"Content-Type": kind} if kind else {})
        assert headers["Cache-Control"] == "no-store"


def event(method, raw_path, body=None, is_base64=False, authorizer=None, **headers):
    """An event as Lambda makes it for a function URL."""
    domain = "abcdefghij0123456789.lambda-url.eu-central-1.on.aws"
    context = {
        "accountId": "anonymous", "apiId": "abcdefghij0123456789", "domainName": domain, "domainPrefix": "abcdefghij0123456789",
        "http": {"method": method, "path": raw_path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9", "userAgent": "curl/8"},
        "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599", "routeKey": "$default", "stage": "$default",
        "time": "12/Mar/2026:19:03:58 +0000", "timeEpoch": 1773342238000, **({"authorizer": authorizer} if authorizer else {}),
    }
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": raw_path, "rawQueryString": "", "cookies": ["a=b"],
        "headers": {"host": domain, "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e", **headers},
        "requestContext": context, "isBase64Encoded": is_base64, **({"body": body} if body is not None else {}),
    }


def test_a_function_url_is_answered_as_a_gateway_is(environment):
    question = json.dumps({"filename": "a.jpg", "contentType": "image/jpeg", "size": 1})
    kind = {"content-type": "application/json"}
    with WitnessedBridge(BINARY, {**environment, "API_AUTHORIZATION": "AWS_IAM"}) as bridge:
        assert bridge.invoke(event("GET", "/"))["statusCode"] == 200
        unknown = bridge.invoke(event("POST", "/upload", question, **kind))
        assert unknown["statusCode"] == 401 and unknown["headers"]["WWW-Authenticate"] == "AWS4-HMAC-SHA256"
        caller = {"iam": {
            "accessKey": "AKIAIOSFODNN7EXAMPLE", "accountId": "123456789012", "callerId": "AIDACKCEVSQ6C2EXAMPLE",
            "cognitoIdentity": None, "principalOrgId": None, "userArn": "arn:aws:iam::123456789012:user/ann", "userId": "AIDACKCEVSQ6C2EXAMPLE",
        }}
        known = bridge.invoke(event("POST", "/upload", question, authorizer=caller, **kind))
        assert known["statusCode"] == 200
        assert json.loads(known["body"])["upload"]["fields"]["x-amz-meta-user"] == "arn:aws:iam::123456789012:user/ann"
