"""What serving.py measures, made ready: programs out of images, peers in virtual environments, the echo compiled."""

import json
import os
import shutil
import subprocess
import sys
import tarfile

import measure

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
example = os.path.join(root, "Examples", "DigitsClassifier")
# The packages of each peer, in versions that start.
packages = {
    "kserve": ["kserve==0.21.0"],
    # With a later uvloop its workers do not start.
    "mlserver": ["mlserver==1.7.1", "uvloop==0.21.0"],
    "omi": [
        "chassisml==1.5.0",
        "chassisml-protobuf==4.0.0",
        "protobuf<5",
        "grpclib==0.4.9",
        "cloudpickle==2.2.0",
        "numpy",
    ],
}


def environment(cache, name):
    """The Python of a virtual environment with the packages of a peer, made once, and in words how large they are."""
    folder, wanted = os.path.join(cache, f"venv-{name}"), "\n".join(packages[name])
    done = os.path.join(folder, "installed")
    if read(done) != wanted:
        print(f"installing {' '.join(packages[name])}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [os.path.join(folder, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *packages[name]], check=True)
        with open(done, "w") as file:
            file.write(wanted)
    (version,) = os.listdir(os.path.join(folder, "lib"))
    libraries = os.path.join(folder, "lib", version, "site-packages")
    installed = [entry for entry in os.listdir(libraries) if not entry.startswith(("pip", "setuptools"))]
    total = sum(measure.folder_bytes(os.path.join(libraries, entry)) for entry in installed)
    return os.path.join(folder, "bin", "python"), f"{total / 1e6:.0f} MB, and Python"


def echo(cache):
    """The program of echo/, and in words how large it is."""
    build = os.path.join(cache, "echo")
    command = [
        "swift",
        "build",
        "-c",
        "release",
        "--package-path",
        os.path.join(root, "Benchmarks", "echo"),
        "--scratch-path",
        build,
        "--static-swift-stdlib",
    ]
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        sys.exit("the echo does not compile")
    program = os.path.join(build, "release", "Echo")
    return program, f"{os.path.getsize(program) / 1e6:.1f} MB"


# What an image is built with, by what it is asked here.
flags = {
    "kserve": ["--interface", "kserve"],
    "omi": ["--interface", "omi"],
    "grpc-v2": ["--interface", "kserve", "--protocol", "grpc-v2"],
}


def programs(options, work):
    """For each kind of server the program, the folder of its model's files, and in words how large it is."""
    found = {}
    for kind in flags:
        if given := getattr(options, kind.replace("-", "_")):
            size = f"{os.path.getsize(given) / 1e6:.1f} MB"
            found[kind] = (os.path.abspath(given), os.path.join(example, "models"), size)
        elif options.tool:
            found[kind] = image(os.path.abspath(options.tool), kind, work)
    return found


def image(tool, kind, work):
    """Builds the image of the example, and unpacks it."""
    layout, files = os.path.join(work, f"image-{kind}"), os.path.join(work, f"root-{kind}")
    command = [
        tool,
        "build",
        example,
        *flags[kind],
        "--tag",
        f"digits:bench-{kind}",
        "--output",
        f"oci:{layout}",
        "--compression",
        "gzip",
    ]
    measure.run(command, log=os.path.join(work, "log"))
    blobs = os.path.join(layout, "blobs", "sha256")

    def blob(descriptor):
        return os.path.join(blobs, descriptor["digest"].removeprefix("sha256:"))

    manifest = json.loads(read(blob(json.loads(read(os.path.join(layout, "index.json")))["manifests"][0])))
    for layer in manifest["layers"]:
        with tarfile.open(blob(layer)) as archive:
            archive.extractall(files, filter="data")
    program = files + json.loads(read(blob(manifest["config"])))["config"]["Entrypoint"][0]
    packed = sum(layer["size"] for layer in manifest["layers"])
    size = f"{os.path.getsize(program) / 1e6:.1f} MB, layers {packed / 1e6:.2f} MB"
    return program, os.path.join(files, "models"), size


def read(path):
    """What is in a file; nothing when there is none."""
    try:
        with open(path) as file:
            return file.read()
    except FileNotFoundError:
        return None
