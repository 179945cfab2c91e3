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
from conftest import BINARY, picture
from playwright.sync_api import expect
from evidence import WitnessedBridge

CLIENT = "minilab-page"


def encoded(value):
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Issuer:
    """An issuer that lets everybody in, and remembers its tokens."""

    def __init__(self):
        self.codes, self.tokens, self.refreshes, self.life = {}, {}, set(), 3600
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
                        "token_endpoint": f"{issuer.url}/token",
                    })
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                assert query["client_id"] == CLIENT and query["code_challenge_method"] == "S256"
                code = secrets.token_urlsafe()
                issuer.codes[code] = query
                self.send_response(302)
                self.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
                self.end_headers()

            def do_POST(self):
                form = {n: v[0] for n, v in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
                if form["grant_type"] == "refresh_token":
                    granted = form["refresh_token"] in issuer.refreshes
                else:
                    asked = issuer.codes.pop(form["code"], {})
                    challenge = encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
                    granted = asked.get("code_challenge") == challenge and asked.get("redirect_uri") == form["redirect_uri"]
                if not granted:
                    return self.reply(400, {"error": "invalid_grant"})
                claims = {"iss": issuer.url, "aud": CLIENT, "sub": "user-1", "email": "ann@example.com", "n": secrets.token_hex(4)}
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
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=40_000)
    rows = aws.client("dynamodb").scan(TableName=stack["TableName"])["Items"]
    assert [row["UploadedBy"]["S"] for row in rows if row["ImageID"]["S"].endswith("-mine.jpg")] == ["user-1"]
    visitor.reload()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    visitor.get_by_role("button", name="Sign out").click()
    expect(visitor.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_sign_in_that_was_not_begun_here_is_refused(visitor, closed):
    visitor.goto(f"{closed.url}/?code=stolen&state=forged")
    expect(visitor.locator("#notice")).to_have_text("That sign-in was not begun here. Sign in again.")
    expect(visitor.locator("#pick")).to_be_hidden()
    visitor.goto(f"{closed.url}/?error=access_denied&error_description=%3Cb%3Eno%3C/b%3E")
    expect(visitor.locator("#notice")).to_have_text("Signing in failed: <b>no</b>")


def test_a_token_near_its_end_is_renewed_unseen(visitor, issuer):
    issuer.life = 5
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    issuer.life = 3600
    put(visitor, "later.jpg")
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=40_000)
    assert len(issuer.tokens) == 2


def test_a_session_that_ends_costs_no_photo(visitor, issuer):
    """Another tab signs in; the photos on this table stay, and go on."""
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    issuer.tokens.clear()
    put(visitor, "kept.jpg")
    expect(visitor.locator("[data-state=failed]")).to_have_count(1)
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.locator("#person")).to_have_text("ann@example.com")
    visitor.get_by_role("button", name="Retry: kept.jpg").click()
    expect(visitor.locator("[data-state=ready]")).to_have_count(1, timeout=40_000)


def test_without_a_token_the_function_gives_nothing(environment, closed):
    """Even behind a gateway that forgot its authorizer."""
    with WitnessedBridge(BINARY, {**environment, "API_AUTHORIZATION": "JWT", "OIDC_ISSUER": "https://login.example.com", "OIDC_CLIENT_ID": "c"}) as bridge:
        answer = bridge.invoke({
            "version": "2.0", "rawPath": "/upload", "headers": {"content-type": "application/json"},
            "requestContext": {"http": {"method": "POST"}}, "body": '{"filename":"a.jpg","contentType":"image/jpeg","size":1}',
        })
    assert answer["statusCode"] == 401 and answer["headers"]["WWW-Authenticate"] == "Bearer"
