"""An image in the OCI layout (image-spec 1.0), of one file system layer for what the binary needs and one for the binary.

The same input gives the same digests, whenever and wherever it is built. Blobs are files under blobs/sha256/.
"""

import gzip
import hashlib
import io
import json
import tarfile
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
ENTRYPOINT = "/var/task/bootstrap"

# Amazon Linux's place for certificate authorities, where the binary looks by itself.
AUTHORITIES = "etc/pki/tls/certs/ca-bundle.crt"
# What static glibc asks for: which user this is, and that names come from files and DNS.
FILES = {
    "etc/passwd": b"root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    "etc/group": b"root:x:0:\nnobody:x:65534:\n",
    "etc/nsswitch.conf": b"passwd: files\ngroup: files\nhosts: files dns\n",
}
# Mount points of Lambda and of container engines, which also run it with a root that cannot be written.
FOLDERS = ["dev", "etc", "etc/pki", "etc/pki/tls", "etc/pki/tls/certs", "proc", "sys", "tmp", "var", "var/task"]


def build(folder, binary, authorities, architecture, files=None):
    """Writes the layout into an empty folder, and returns the manifest's digest. `architecture` as OCI says it.

    `files` lie beside the binary, by name.
    """
    blobs = Path(folder) / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    layers = [
        layer([(name, None) for name in FOLDERS] + list(FILES.items()) + [(AUTHORITIES, authorities)]),
        layer([(ENTRYPOINT.lstrip("/"), binary)], mode=0o755),
        *([layer([(f"var/task/{name}", content) for name, content in (files or {}).items()])] if files else []),
    ]
    config = encode({
        "architecture": architecture, "os": "linux", "created": "1970-01-01T00:00:00Z",
        "config": {"Entrypoint": [ENTRYPOINT], "Cmd": ["process"], "WorkingDir": "/var/task",
                   "Env": ["PATH=/var/task", "LAMBDA_TASK_ROOT=/var/task"]},
        "rootfs": {"type": "layers", "diff_ids": [digest(content) for content in layers]},
        "history": [{"created_by": "certificate authorities, users, mount points"}, {"created_by": "bootstrap"},
                    *([{"created_by": "recipe"}] if files else [])],
    })
    manifest = encode({
        "schemaVersion": 2, "mediaType": MANIFEST,
        "config": store(blobs, CONFIG, config),
        "layers": [store(blobs, LAYER, gzip.compress(content, 9, mtime=0)) for content in layers],
    })
    entry = store(blobs, MANIFEST, manifest)
    entry["platform"] = {"architecture": architecture, "os": "linux"}
    entry["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
    (Path(folder) / "index.json").write_bytes(encode({"schemaVersion": 2, "manifests": [entry]}))
    (Path(folder) / "oci-layout").write_bytes(encode({"imageLayoutVersion": "1.0.0"}))
    return entry["digest"]


def archive(folder, file):
    """Packs a layout into one tar file, for engines that load an image from one."""
    folder = Path(folder)
    with tarfile.open(file, "w", format=tarfile.USTAR_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            add(tar, str(path.relative_to(folder)), None if path.is_dir() else path.read_bytes(), 0o644)


def layer(entries, mode=0o644):
    """A tar of folders (without content) and files, by name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(entries, key=lambda entry: entry[0]):
            add(tar, name, content, mode)
    return out.getvalue()


def add(tar, name, content, mode):
    entry = tarfile.TarInfo(name)
    if content is None:
        entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
        tar.addfile(entry)
    else:
        entry.size, entry.mode = len(content), mode
        tar.addfile(entry, io.BytesIO(content))


def store(blobs, kind, content):
    """Keeps a blob, and describes it."""
    name = digest(content)
    (blobs / name.removeprefix("sha256:")).write_bytes(content)
    return {"mediaType": kind, "digest": name, "size": len(content)}


def encode(document):
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def digest(content):
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
