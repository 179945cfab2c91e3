"""The container image: its layout by the specification, its push to a registry, and the binary running inside of it."""

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile

import pytest
from conftest import Stack, size

from images import layout
from images.registry import Refused, Registry
from stack import packaging

# What a container engine does: a root of its own with /proc in it, and nothing else of this machine.
INSIDE = ["unshare", "--mount", "sh", "-c", 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"']
# Where the test lays this machine's local certificate inside the root.
CERTIFICATE = "/tmp/local.pem"


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """The layout that make image makes."""
    folder = tmp_path_factory.mktemp("image")
    authorities = open("/etc/ssl/certs/ca-certificates.crt", "rb").read()
    layout.build(folder, packaging.BINARY.read_bytes(), authorities, "amd64")
    return folder


def document(folder, digest):
    return json.loads(content(folder, digest))


def content(folder, digest):
    return (folder / "blobs" / "sha256" / digest.removeprefix("sha256:")).read_bytes()


def manifest_of(folder):
    (entry,) = json.loads((folder / "index.json").read_text())["manifests"]
    return document(folder, entry["digest"])


def test_every_blob_is_what_its_name_says_and_every_reference_holds(image):
    for path in (image / "blobs" / "sha256").iterdir():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert json.loads((image / "oci-layout").read_text()) == {"imageLayoutVersion": "1.0.0"}
    manifest = manifest_of(image)
    for each in [manifest["config"], *manifest["layers"]]:
        assert len(content(image, each["digest"])) == each["size"]
    config = document(image, manifest["config"]["digest"])
    unpacked = [hashlib.sha256(gzip.decompress(content(image, each["digest"]))).hexdigest() for each in manifest["layers"]]
    assert config["rootfs"]["diff_ids"] == [f"sha256:{each}" for each in unpacked]
    assert (config["os"], config["config"]["Entrypoint"], config["config"]["Cmd"]) == (
        "linux", ["/var/task/bootstrap"], ["process"])


def test_it_holds_the_binary_the_authorities_and_nothing_to_run_besides(image):
    files = {}
    for each in manifest_of(image)["layers"]:
        with tarfile.open(fileobj=io.BytesIO(content(image, each["digest"]))) as tar:
            files |= {member.name: member for member in tar}
    assert {name for name, member in files.items() if member.isfile() and member.mode & 0o111} == {"var/task/bootstrap"}
    assert files["tmp"].mode == 0o1777
    assert "etc/pki/tls/certs/ca-bundle.crt" in files
    assert all((member.uid, member.gid, member.mtime) == (0, 0, 0) for member in files.values())


def test_the_same_binary_gives_the_same_digest_and_another_another(tmp_path):
    first, again, other = (
        layout.build(tmp_path / name, binary, b"authorities", "arm64")
        for name, binary in (("a", b"binary"), ("b", b"binary"), ("c", b"another"))
    )
    assert first == again != other
    assert document(tmp_path / "a", manifest_of(tmp_path / "a")["config"]["digest"])["architecture"] == "arm64"
    layout.archive(tmp_path / "a", tmp_path / "a.tar")
    layout.archive(tmp_path / "b", tmp_path / "b.tar")
    assert (tmp_path / "a.tar").read_bytes() == (tmp_path / "b.tar").read_bytes()


def unpack(layers, root):
    root.mkdir()
    for each in layers:
        with tarfile.open(fileobj=io.BytesIO(each)) as tar:
            tar.extractall(root, filter="tar")
    return root


def inside(root, config):
    """The command that an engine makes of an image's configuration, in that root."""
    if subprocess.run([*INSIDE, root, "/var/task/bootstrap", "help"], capture_output=True).returncode not in (0, 2):
        pytest.skip("this machine lets nobody mount anything, not even in a namespace of its own")
    return [*INSIDE, str(root), *config["Entrypoint"], *config["Cmd"]]


def test_a_photo_is_developed_inside_of_it_by_each_handler(image, runtime, room, photo, tmp_path):
    manifest = manifest_of(image)
    root = unpack([gzip.decompress(content(image, each["digest"])) for each in manifest["layers"]], tmp_path / "root")
    shutil.copy(room.aws.certificate, root / CERTIFICATE.lstrip("/"))
    environment = {name: value for name, value in room.environment.items() if name != "_HANDLER"}
    environment["AWS_CA_BUNDLE"] = CERTIFICATE
    config = document(image, manifest["config"]["digest"])["config"]
    process = runtime(*inside(root, config), **environment)
    room.drop("photo.jpg", photo)
    answer = process.invoke(room.event("s3-created"))
    assert answer["results"][0]["status"] == "READY", process.output()
    assert size(room.stored("photo.jpg")) == (171, 200)
    api = runtime(*inside(root, config | {"Cmd": ["api"]}), **environment, SOURCE_BUCKET=room.source)
    request = {"version": "2.0", "rawPath": "/", "rawQueryString": "", "headers": {}, "isBase64Encoded": False,
               "requestContext": {"http": {"method": "GET", "path": "/"}}}
    assert api.invoke(request)["statusCode"] == 200, api.output()


def test_a_registry_that_refuses_is_told(aws, image):
    with pytest.raises(Refused, match="PUT|POST|HEAD"):
        Registry(aws.endpoint, "no/such//repository", "AWS", "wrong", str(aws.certificate)).push(image)


def test_a_stack_of_the_image_develops_photos(aws, runtime, photo, tmp_path, monkeypatch):
    """Deployed, pushed, pulled back and run: the local AWS hands the events to what was pulled."""
    stack = Stack(aws, "imaged", "Environment=imaged PackageType=Image EnableAlarms=false EnableDashboard=false")
    functions = aws.client("lambda")
    name = stack.outputs["FunctionArn"]
    function = functions.get_function(FunctionName=name)
    config = function["Configuration"]
    assert config["PackageType"] == "Image" and not config.get("Runtime") and not config.get("Handler")
    assert config["ImageConfigResponse"]["ImageConfig"]["Command"] == ["process"]
    repository, _, digest = function["Code"]["ImageUri"].partition("@")
    assert repository.endswith("/minilab/imaged")

    monkeypatch.setenv("AWS_CA_BUNDLE", str(aws.certificate))
    manifest, layers = packaging.registry(aws.client("ecr"), "minilab/imaged").pull(digest)
    root = unpack(layers, tmp_path / "root")
    shutil.copy(aws.certificate, root / CERTIFICATE.lstrip("/"))
    role = aws.client("sts").assume_role(RoleArn=config["Role"], RoleSessionName="imaged")["Credentials"]
    process = runtime(
        *inside(root, {"Entrypoint": [layout.ENTRYPOINT], "Cmd": ["process"]}), **config["Environment"]["Variables"],
        AWS_CA_BUNDLE=CERTIFICATE, AWS_ENDPOINT_URL=aws.endpoint, AWS_REGION=aws.client_environment()["AWS_REGION"],
        AWS_ACCESS_KEY_ID=role["AccessKeyId"], AWS_SECRET_ACCESS_KEY=role["SecretAccessKey"],
        AWS_SESSION_TOKEN=role["SessionToken"],
    )
    address = f"http://127.0.0.1:{process.port}/2015-03-31/functions/function/invocations"
    functions.update_function_configuration(FunctionName=name, Environment={
        "Variables": config["Environment"]["Variables"] | {"MINISTACK_LAMBDA_PROXY_URL": address}
    })
    stack.drop("photo.jpg", photo)
    stack.wait_for_row("photo.jpg", "READY")
    assert size(stack.thumbnail("photo.jpg")["Body"].read()) == (171, 200)

    # The zip takes its place again.
    stack.update("PackageType=Zip")
    stack.drop("zipped.jpg", photo)
    stack.wait_for_row("zipped.jpg", "READY")
