"""Checks the JSON and the digests of an image, in a layout folder or an archive, by the OCI image specification.

usage: oci_layout.py LAYOUT_OR_ARCHIVE
https://github.com/opencontainers/image-spec
"""

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

from report import expect, finish

TYPES = "application/vnd.oci.image."


class Layout:
    """The files of a layout, by their paths in it."""

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            self.files = {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}
        else:
            with tarfile.open(path) as archive:
                self.files = {entry.name: archive.extractfile(entry).read() for entry in archive if entry.isfile()}
                folders = {entry.name for entry in archive if entry.isdir()}
            # Without entries of their own, an ordinary user's skopeo cannot unpack them.
            expect("archive: has the folders of its blobs", {"blobs", "blobs/sha256"} <= folders)

    def json(self, name: str) -> object:
        return json.loads(self.files[name])

    def blob(self, descriptor: dict) -> bytes:
        digest = descriptor["digest"]
        content = self.files[f"blobs/{digest.replace(':', '/')}"]
        expect(f"{digest[:19]}: digest and size", (sha256(content), len(content)), (digest, descriptor["size"]))
        return content


def sha256(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def check_layer(index: int, descriptor: dict, content: bytes, diff_id: str) -> list[str]:
    """Checks one layer, and returns the names of its entries."""
    if descriptor["mediaType"] == TYPES + "layer.v1.tar+gzip":
        content = gzip.decompress(content)
    else:
        expect(f"layer {index}: mediaType", descriptor["mediaType"], TYPES + "layer.v1.tar")
    expect(f"layer {index}: diff_id", sha256(content), diff_id)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        entries = archive.getmembers()
    names = [entry.name for entry in entries]
    expect(
        f"layer {index}: names are sorted, relative, once each", names, sorted(set(name.strip("/") for name in names))
    )
    expect(f"layer {index}: all belongs to root", {(entry.uid, entry.gid) for entry in entries}, {(0, 0)})
    return names


def main(path: Path) -> None:
    layout = Layout(path)
    expect("oci-layout", layout.json("oci-layout"), {"imageLayoutVersion": "1.0.0"})
    index = layout.json("index.json")
    expect(
        "index: schemaVersion, mediaType", (index["schemaVersion"], index["mediaType"]), (2, TYPES + "index.v1+json")
    )
    (descriptor,) = index["manifests"]
    manifest = json.loads(layout.blob(descriptor))
    kinds = (manifest["schemaVersion"], manifest["mediaType"], descriptor["mediaType"])
    expect("manifest: schemaVersion, mediaType", kinds, (2, TYPES + "manifest.v1+json", TYPES + "manifest.v1+json"))
    expect("config: mediaType", manifest["config"]["mediaType"], TYPES + "config.v1+json")

    config = json.loads(layout.blob(manifest["config"]))
    diff_ids = config["rootfs"]["diff_ids"]
    layers = [entry for entry in config["history"] if not entry.get("empty_layer")]
    counts = (len(diff_ids), len(layers), config["rootfs"]["type"])
    expect(
        "config: a diff_id and a line of history for each layer", counts, (len(manifest["layers"]),) * 2 + ("layers",)
    )
    expect(
        "config: User, StopSignal",
        (config["config"]["User"], config["config"]["StopSignal"]),
        ("65532:65532", "SIGTERM"),
    )
    expect("config: Entrypoint", config["config"]["Entrypoint"], ["/app/model-server"])

    names = []
    for number, (layer, diff_id) in enumerate(zip(manifest["layers"], diff_ids, strict=False)):
        names += check_layer(number, layer, layout.blob(layer), diff_id)
    expect(
        "the image has the server and the model's files",
        {"app/model-server", "models/digits.safetensors"} <= set(names),
    )

    digests = {descriptor["digest"], manifest["config"]["digest"], *(layer["digest"] for layer in manifest["layers"])}
    blobs = {name.replace("blobs/", "").replace("/", ":") for name in layout.files if name.startswith("blobs/")}
    expect("no blobs but those of the image", blobs, digests)
    if path.is_file():
        (docker,) = layout.json("manifest.json")
        paths = ["blobs/" + entry["digest"].replace(":", "/") for entry in (manifest["config"], *manifest["layers"])]
        expect("manifest.json names the same blobs, for docker", [docker["Config"], *docker["Layers"]], paths)


main(Path(sys.argv[1]))
finish()
