"""Describes to schemathesis the bodies that OpenAPI can only call images."""

import schemathesis
from hypothesis import strategies

JPEG = strategies.binary(max_size=2000).map(lambda rest: b"\xff\xd8\xff" + rest)
PNG = strategies.binary(max_size=2000).map(lambda rest: b"\x89PNG\r\n\x1a\n" + rest)

schemathesis.openapi.media_type("image/jpeg", JPEG)
schemathesis.openapi.media_type("image/png", PNG)
schemathesis.openapi.format("binary", JPEG)
