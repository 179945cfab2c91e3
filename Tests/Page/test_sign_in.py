"""Signing in on the page: OpenID Connect, authorization code with PKCE, against an issuer that checks every step."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from conftest import BINARY, FINISHED, picture
from playwright.sync_api import Error, expect
from evidence import WitnessedBridge

CLIENT = "minilab-page"


def encoded(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Issuer:
    """An issuer that lets everybody in, and remembers its tokens."""

    def __init__(self):
        self.codes, self.tokens, self.refreshes, self.life = {}, {}, set(), 3600
        # Claims that a test has put wrong, and what is added to the way back.
        self.wrong, self.returned = {}, {}
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def reply(self, status, document):
                self.send_response(status)
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def do_GET(self):
                parts = urlsplit(self.path)
                if parts.path == "/.well-known/openid-configuration":
                    return self.reply(200, {
                        "issuer": issuer.url, "authorization_endpoint": f"{issuer.url}/authorize",
                        "token_endpoint": f"{issuer.url}/token", "revocation_endpoint": f"{issuer.url}/revoke",
                    })
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                assert query["client_id"] == CLIENT and query["code_challenge_method"] == "S256"
                code = secrets.token_urlsafe()
                issuer.codes[code] = query
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], **issuer.returned})}")
                self.end_headers()

            def do_POST(self):
                form = {n: v[0] for n, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
                if self.path == "/revoke":
                    issuer.refreshes.discard(form["token"])
                    return self.reply(200, {})
                asked = {}
                if form["grant_type"] == "refresh_token":
                    granted = form["refresh_token"] in issuer.refreshes
                else:
                    asked = issuer.codes.pop(form["code"], {})
                    challenge = encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
                    granted = asked.get("code_challenge") == challenge and asked.get("redirect_uri") == form["redirect_uri"]
                if not granted:
                    return self.reply(400, {"error": "invalid_grant"})
                claims = {
                    "iss": issuer.url, "aud": CLIENT, "sub": "user-1", "email": "ann@example.com", "jti": secrets.token_hex(4),
                    "exp": int(time.time()) + 3600, **({"nonce": asked["nonce"]} if asked else {}), **issuer.wrong,
                }
                token = f"{encoded(b'{}')}.{encoded(json.dumps(claims).encode())}.{encoded(b'signature')}"
                refresh = secrets.token_urlsafe()
                issuer.refreshes.add(refresh)
                issuer.tokens[token] = time.time() + issuer.life
                self.reply(200, {"id_token": token, "access_token": "opaque", "expires_in": issuer.life, "refresh_token": refresh})

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def authorize(self, headers):
        token = (headers.get("Authorization") or "").removeprefix("Bearer ")
        if self.tokens.get(token, 0) < time.time():
            return None
        return {"jwt": {"claims": {"sub": "user-1", "aud": CLIENT}, "scopes": None}}


@pytest.fixture
def issuer():
    running = Issuer()
    yield running
    running.server.shutdown()


@pytest.fixture
def closed(environment, issuer):
    settings = {"API_AUTHORIZATION": "JWT", "OIDC_ISSUER": issuer.url, "OIDC_CLIENT_ID": CLIENT}
    with WitnessedBridge(BINARY, {**environment, **settings}, authorize=issuer.authorize) as bridge:
        yield bridge


@pytest.fixture
def visitor(browser, closed):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(closed.url)
    yield page
    context.close()


def put(page, name):
    page.set_input_files("#picker", {"name": name, "mimeType": "image/jpeg", "buffer": picture(120, 80)})


def test_somebody_signs_in_and_the_row_knows_who(visitor, closed, aws, stack):
    expect(visitor.locator("#prompt")).to_have_text("Sign in to use the table")
    expect(visitor.locator("#pick")).to_be_hidden()
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    assert visitor.url == closed.url + "/", "neither code nor state stays in the address"
    put(visitor, "mine.jpg")
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
    rows = aws.client("dynamodb").scan(TableName=stack["TableName"])["Items"]
    assert [row["UploadedBy"]["S"] for row in rows if row["ImageID"]["S"].endswith("-mine.jpg")] == ["user-1"]
    visitor.reload()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    visitor.get_by_role("button", name="Sign out").click()
    expect(visitor.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_sign_in_that_was_not_begun_here_is_refused(visitor, closed):
    visitor.goto(f"{closed.url}/?code=stolen&state=forged")
    expect(visitor.locator("#notice")).to_have_text("That sign-in was not started here. Sign in again.")
    expect(visitor.locator("#pick")).to_be_hidden()
    visitor.goto(f"{closed.url}/?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E")
    expect(visitor.locator("#notice")).to_have_text("Signing in failed: <b>no</b>")


def test_a_token_near_its_end_is_renewed_unseen(visitor, issuer):
    issuer.life = 5
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    issuer.life = 3600
    put(visitor, "later.jpg")
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
    assert len(issuer.tokens) == 2


def test_a_token_that_the_gateway_no_longer_takes_is_renewed_once(visitor, issuer):
    """It has not expired by this clock, but the gateway says 401."""
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    issuer.tokens.clear()
    put(visitor, "renewed.jpg")
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
    assert len(issuer.tokens) == 1


@pytest.mark.parametrize("wrong, returned, words", [
    ({"nonce": "of yesterday"}, {}, "a token of another sign-in"),
    ({"iss": "https://evil.example.com"}, {}, "a token of another issuer"),
    ({"aud": "another page"}, {}, "a token for another page"),
    ({"exp": 1_700_000_000}, {}, "a token that is over"),
    ({}, {"iss": "https://evil.example.com"}, "Another service answered"),
    ({}, {"state": "forged"}, "was not started here"),
], ids=["nonce", "issuer", "audience", "expiry", "mix-up", "state"])
def test_an_answer_that_does_not_belong_to_the_question_signs_nobody_in(visitor, issuer, wrong, returned, words):
    issuer.wrong, issuer.returned = wrong, returned
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#notice")).to_contain_text(words)
    expect(visitor.locator("#pick")).to_be_hidden()
    assert visitor.evaluate("() => sessionStorage.length") == 0


def test_tokens_stay_in_this_session_and_signing_out_ends_all_of_them(visitor, closed, issuer):
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    assert visitor.evaluate("() => localStorage.length") == 0 and visitor.context.cookies() == []
    stranger = visitor.context.new_page()
    stranger.goto(closed.url)
    expect(stranger.get_by_role("button", name="Sign in")).to_be_visible()
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.locator("#person")).to_have_text("ann@example.com")
    before = set(issuer.refreshes)
    with visitor.expect_response(f"{issuer.url}/revoke"):
        visitor.get_by_role("button", name="Sign out").click()
    for page in (visitor, stranger):
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        assert page.evaluate("() => sessionStorage.length") == 0
    assert len(before - issuer.refreshes) == 1


def test_the_page_may_talk_to_the_api_to_storage_and_to_the_issuer_alone(visitor, closed, issuer, aws):
    headers = visitor.request.get(closed.url).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["connect-src"].split() == ["'self'", aws.endpoint, issuer.url]
    with pytest.raises(Error, match="Failed to fetch"):
        visitor.evaluate("() => fetch('https://127.0.0.1:9/')")


def test_a_session_that_ends_costs_no_photo(visitor, issuer):
    """Another tab signs in; the photos on this table stay, and continue."""
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    issuer.tokens.clear()
    issuer.refreshes.clear()
    put(visitor, "kept.jpg")
    expect(visitor.locator("[data-state=failed] .state")).to_have_text("Your session has ended. Sign in again to continue.")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)


def test_without_a_token_the_function_gives_nothing(environment, closed):
    """Even behind a gateway that forgot its authorizer."""
    with WitnessedBridge(BINARY, {**environment, "API_AUTHORIZATION": "JWT", "OIDC_ISSUER": "https://login.example.com", "OIDC_CLIENT_ID": "c"}) as bridge:
        answer = bridge.invoke({
            "version": "2.0", "rawPath": "/upload", "headers": {"content-type": "application/json"},
            "requestContext": {"http": {"method": "POST"}}, "body": '{"filename":"a.jpg","contentType":"image/jpeg","size":1}',
        })
    assert answer["statusCode"] == 401 and answer["headers"]["WWW-Authenticate"] == "Bearer"
