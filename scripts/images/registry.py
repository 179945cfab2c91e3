"""Pushes an image in the OCI layout to a registry, and pulls it back (distribution-spec 1.0, basic authentication)."""

import base64
import gzip
import json
import urllib.parse
from pathlib import Path

import urllib3

from images import layout


class Refused(Exception):
    """A registry's answer that is not what the specification promises."""


class Registry:
    """One repository of a registry. `address` is https://host[:port], `certificates` a file of authorities or None."""

    def __init__(self, address, repository, user, password, certificates=None):
        self.address, self.repository = address.rstrip("/"), repository
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.http = urllib3.PoolManager(ca_certs=certificates, retries=urllib3.Retry(3, backoff_factor=0.5))

    def push(self, folder):
        """Uploads what the registry lacks of an image and then its manifest, under its digest as the tag."""
        index = json.loads((Path(folder) / "index.json").read_bytes())
        (entry,) = index["manifests"]
        tag = entry["digest"].replace(":", "-")
        if self.ask("HEAD", f"manifests/{tag}", (200, 404)).status == 200:
            return
        content = blob(folder, entry["digest"])
        manifest = json.loads(content)
        for each in [*manifest["layers"], manifest["config"]]:
            if self.ask("HEAD", f"blobs/{each['digest']}", (200, 404)).status == 404:
                self.upload(each["digest"], blob(folder, each["digest"]))
        self.ask("PUT", f"manifests/{tag}", (201,), content, entry["mediaType"])

    def pull(self, digest):
        """The manifest of that digest, and the layers it names as tar archives."""
        content = self.ask("GET", f"manifests/{digest}", (200,)).data
        if layout.digest(content) != digest:
            raise Refused(f"the manifest {digest} is another one")
        manifest = json.loads(content)
        return manifest, [gzip.decompress(self.ask("GET", f"blobs/{each['digest']}", (200,)).data)
                          for each in manifest["layers"]]

    def upload(self, digest, content):
        begun = self.ask("POST", "blobs/uploads/", (202,), b"")
        place = urllib.parse.urljoin(f"{self.address}/", begun.headers["Location"])
        place += ("&" if "?" in place else "?") + urllib.parse.urlencode({"digest": digest})
        self.ask("PUT", place, (201,), content, "application/octet-stream")

    def ask(self, method, path, accepted, body=None, kind=None):
        address = path if "://" in path else f"{self.address}/v2/{self.repository}/{path}"
        headers = {"Authorization": self.authorization, "Accept": f"{layout.MANIFEST}, */*"}
        if kind:
            headers["Content-Type"] = kind
        answer = self.http.request(method, address, body=body, headers=headers, redirect=False)
        if answer.status not in accepted:
            raise Refused(f"{method} {address.split('?')[0]}: {answer.status} {answer.data[:300]!r}")
        return answer


def blob(folder, digest):
    return (Path(folder) / "blobs" / "sha256" / digest.removeprefix("sha256:")).read_bytes()
