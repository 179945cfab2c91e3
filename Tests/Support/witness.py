"""MiniStack, with a witness before it that writes down the credentials it gives out and the signatures it gets.

It is started in MiniStack's place, with MINILAB_EVIDENCE in its environment. Whatever is written down is in use, whoever made it.
"""

import os
import re
import sys
import threading
from pathlib import Path
from urllib.parse import parse_qsl

import ministack.app
from ministack.services import sts

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from stack import emulator  # noqa: E402

# One file a process, appended to by whole lines.
FILE = open(Path(os.environ["MINILAB_EVIDENCE"]) / "secrets" / f"ministack-{os.getpid()}", "a", buffering=1)
SEEN, LOCK = set(), threading.Lock()
GIVEN_OUT = re.compile(
    rb'<(?:SecretAccessKey|SessionToken)>([^<]+)</|"(?:SecretAccessKey|SessionToken)":\s*"([^"]+)"'
)


def write_down(*values):
    with LOCK:
        for value in values:
            if value and value not in SEEN:
                SEEN.add(value)
                FILE.write(value + "\n")


def requested(scope):
    """The signatures and tokens of a request, in its headers or its query."""
    for name, value in scope["headers"]:
        if name.lower() in (b"authorization", b"x-amz-security-token"):
            write_down(value.decode("latin-1"))
    for name, value in parse_qsl(scope["query_string"].decode("latin-1")):
        if name.lower() in ("x-amz-signature", "x-amz-security-token"):
            write_down(value)


serve, register = ministack.app.app, sts.register_session


async def witnessed(scope, receive, send):
    if scope["type"] != "http":
        return await serve(scope, receive, send)
    requested(scope)

    async def answered(message):
        for match in GIVEN_OUT.findall(message.get("body", b"")):
            write_down(*(value.decode() for value in match))
        await send(message)

    await serve(scope, receive, answered)


def registered(access_key, session, *arguments, **options):
    """The session of a function's role."""
    write_down(session.get("SecretAccessKey"), session.get("SessionToken"))
    return register(access_key, session, *arguments, **options)


ministack.app.app, sts.register_session = witnessed, registered
emulator.mend()
ministack.app.main()
