"""An AWS on this machine: MiniStack on 127.0.0.1 over TLS, with signatures and IAM enforced.

It holds no state between runs and leaves no process behind: it dies with its owner, whatever ends that.
"""

import datetime
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-central-1"
ACCOUNT = "123456789012"
# The key of the emulator's root user, which exists nowhere else.
ACCESS_KEY = "AKIALOCALROOT0000000"
SECRET_KEY = "local-root-secret"


class LocalAWS:
    """A running emulator. Use it in a `with` statement, which stops it."""

    # -P: the neighbours of the file are no modules of the emulator.
    command = [sys.executable, "-P", str(Path(__file__).with_name("emulator.py"))]
    # What the emulator gets beside the environment that is made below.
    environment = {}

    def __init__(self, verbose=False):
        self.say = (lambda text: print(f"local aws: {text}", flush=True)) if verbose else (lambda text: None)
        (ROOT / ".build" / "local").mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="aws-", dir=ROOT / ".build" / "local"))
        self.log = self.folder / "ministack.log"
        self.port = free_port()
        self.endpoint = f"https://127.0.0.1:{self.port}"
        self.certificate = self.folder / "certificate.pem"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def client_environment(self):
        """What a shell needs in order to talk to this AWS with any client."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_CA_BUNDLE": str(self.certificate),
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service):
        """A boto3 client of the root user."""
        return boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION).client(
            service,
            endpoint_url=self.endpoint,
            verify=str(self.certificate),
            config=Config(retries={"total_max_attempts": 3}, s3={"addressing_style": "path"}),
        )

    def start(self):
        write_certificate(self.certificate, self.folder / "key.pem")
        (self.folder / "tmp").mkdir()
        # Functions inherit the emulator's environment, so it gets nothing of this shell's but a path.
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "STATE_DIR": str(self.folder / "state"),
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "AUTH": "true",
            # Its MQTT listener has a fixed port.
            "IOT_MTLS_ENABLED": "0",
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(self.certificate),
            "MINISTACK_SSL_KEY": str(self.folder / "key.pem"),
            "SSL_CERT_FILE": str(self.certificate),
            "AWS_CA_BUNDLE": str(self.certificate),
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
            **self.environment,
        }
        with open(self.log, "wb") as log:
            # setpriv: the emulator is killed with this process, even when nothing here can run any more.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *self.command],
                env=environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        self.say(f"MiniStack listens on {self.endpoint}")

    def wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"MiniStack did not start:\n{self.log.read_text(errors='replace')[-4000:]}")

    def stop(self):
        """Ends the emulator and the functions it runs, and deletes its folder."""
        if self.process is None:
            return
        process, self.process = self.process, None
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.say("stopped")


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_certificate(certificate_path, key_path):
    """Writes a certificate of 127.0.0.1 that vouches for itself, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Minilab local AWS")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
                    x509.DNSName("localhost"),
                    x509.DNSName("*.localhost"),
                    x509.DNSName("*.execute-api.localhost"),
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    key_path.chmod(0o600)
