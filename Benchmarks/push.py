#!/usr/bin/env python3
"""Publishing 1 GiB in four layers: chassis-build beside skopeo, podman and a bare curl, in one run.

The registry is the real one (docker-registry) on this machine, empty before every push but the repeated ones. Every
command is a whole process; the median of BENCH_ROUNDS (3) counts. Everything is made below .build/bench-push. Prints a
table as Markdown.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import measure

rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
work = os.path.join(root, ".build", "bench-push")
layout = os.path.join(work, "layout")
log = os.path.join(work, "log")
environment = {**os.environ, "CHASSIS_CACHE": os.path.join(work, "cache")}
rows, notes = [], []


class Registry:
    """docker-registry with an empty store, on a free port of this machine."""

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.store = os.path.join(work, "store")
        with open(os.path.join(work, "registry.yml"), "w") as file:
            file.write(f"version: 0.1\nstorage: {{filesystem: {{rootdirectory: {self.store}}}}}\n"
                       f"http: {{addr: '127.0.0.1:{self.port}'}}\nlog: {{level: error}}\n")
        self.process = None
        self.empty()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.store, ignore_errors=True)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def empty(self):
        self.stop()
        shutil.rmtree(self.store, ignore_errors=True)
        shutil.rmtree(os.path.join(work, "cache", "transfers"), ignore_errors=True)
        self.process = subprocess.Popen(
            ["docker-registry", "serve", os.path.join(work, "registry.yml")], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        for _ in range(100):
            try:
                return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v2/").read()
            except OSError:
                time.sleep(0.05)
        sys.exit("docker-registry does not start")


def make_inputs(tool):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(os.path.join(work, "models"))
    program = os.path.join(work, "server")
    for command in (
        f"cc -O2 -o weights {root}/Benchmarks/weights.c -lm && ./weights 1024 > all",
        "split -b 256M -d all models/part- && rm all",
        "echo 'void _start(void) { for (;;); }' > server.c && cc -static -nostdlib -o server server.c",
    ):
        subprocess.run(command, shell=True, check=True, cwd=work)
    measure.run([tool, work, "--executable", program, "--models", os.path.join(work, "models"), "--interface",
                 "kserve", "--tag", "bench:v1", "--compression", "none", "--output", f"oci:{layout}"],
                environment=environment, log=log)


def row(who, case, run):
    rows.append((who, case, run))
    print(f"{who}: {case}: {run.wall:.2f} s, {run.cpu:.2f} s cpu, {run.mebibytes:.0f} MiB resident", file=sys.stderr)


def ours(tool, registry):
    command = [tool, "push", f"oci:{layout}", f"127.0.0.1:{registry.port}/bench/ours:v1"]
    row("chassis-build push", "empty registry", measure.median(rounds, command, registry.empty, environment=environment, log=log))
    row("chassis-build push", "again", measure.median(rounds, command, environment=environment, log=log))


def skopeo(registry):
    if name := measure.missing("skopeo"):
        return notes.append(f"skipped: {name} is not installed")
    command = ["skopeo", "copy", "--quiet", "--dest-tls-verify=false", f"oci:{layout}:docker.io/library/bench:v1",
               f"docker://127.0.0.1:{registry.port}/bench/skopeo:v1"]
    # It would compress the layers on the way, which is another task.
    command[2:2] = ["--preserve-digests"]
    row("skopeo copy", "empty registry", measure.median(rounds, command, registry.empty, log=log))
    row("skopeo copy", "again", measure.median(rounds, command, log=log))


def podman(registry):
    if name := measure.missing("podman", "runc"):
        return notes.append(f"skipped: {name} is not installed")
    archive = os.path.join(work, "image.tar")
    measure.run(["skopeo", "copy", "--quiet", f"oci:{layout}:docker.io/library/bench:v1",
                 f"oci-archive:{archive}:docker.io/library/bench:v1"], log=log)
    measure.run(["podman", "load", "--quiet", "--input", archive], log=log)
    command = ["podman", "push", "--quiet", "--tls-verify=false", "docker.io/library/bench:v1",
               f"127.0.0.1:{registry.port}/bench/podman:v1"]
    try:
        row("podman push (compresses)", "empty registry", measure.median(rounds, command, registry.empty, log=log))
    finally:
        subprocess.run(["podman", "rmi", "--force", "docker.io/library/bench:v1"], capture_output=True)
        os.remove(archive)


def curl(registry):
    if name := measure.missing("curl"):
        return notes.append(f"skipped: {name} is not installed")
    with open(os.path.join(layout, "index.json")) as file:
        digest = json.load(file)["manifests"][0]["digest"]
    blobs = os.path.join(layout, "blobs", "sha256")
    with open(os.path.join(blobs, digest.removeprefix("sha256:"))) as file:
        layers = [layer["digest"] for layer in json.load(file)["layers"]]
    base = f"http://127.0.0.1:{registry.port}/v2/bench/curl/blobs/uploads/"
    lines = ["set -e"]
    for layer in layers:
        path = os.path.join(blobs, layer.removeprefix("sha256:"))
        lines += [f"place=$(curl -sS -D - -o /dev/null -X POST {base} | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')",
                  f"curl -sS -f -o /dev/null -T {path} \"$place&digest={layer}\""]
    row("curl -T, one after the other", "empty registry",
        measure.median(rounds, ["sh", "-c", "\n".join(lines)], registry.empty, log=log))


def table():
    print(f"{os.cpu_count()} processors, 1 GiB of weights in 4 layers as they are, median of {rounds}.\n")
    print("| | case | wall | processor | resident | ours is faster by |\n|---|---|---|---|---|---|")
    own = {case: run.wall for who, case, run in rows if who.startswith("chassis")}
    for who, case, run in rows:
        ratio = "" if who.startswith("chassis") else f"{run.wall / own[case]:.2f} ×"
        print(f"| {who} | {case} | {run.wall:.2f} s | {run.cpu:.2f} s | {run.mebibytes:.0f} MiB | {ratio} |")
    for note in notes:
        print(f"\n{note}")


if __name__ == "__main__":
    tool = sys.argv[1]
    if name := measure.missing("docker-registry"):
        sys.exit(f"{name} is not installed; on Debian: apt-get install docker-registry")
    make_inputs(tool)
    with Registry() as registry:
        ours(tool, registry)
        skopeo(registry)
        podman(registry)
        curl(registry)
    table()
