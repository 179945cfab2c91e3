"""HTTPS as on AWS: a certificate for 127.0.0.1, and a bundle with the system's authorities and its own, which every
client has to load, as it loads AWS's."""

import ssl
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / ".build" / "bench" / "tls"
SYSTEM = Path("/etc/ssl/certs/ca-certificates.crt")
BUNDLE = FOLDER / "bundle.pem"


def context():
    """The server's side; makes the certificate and the bundle afresh."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    key, certificate = FOLDER / "key.pem", FOLDER / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
         "-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    BUNDLE.write_text(SYSTEM.read_text() + certificate.read_text())
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, key)
    return made


def variables():
    """What tells a function's client of the bundle."""
    return {"AWS_CA_BUNDLE": str(BUNDLE)}
