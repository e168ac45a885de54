#!/usr/bin/env python3
"""From files to an image: chassis-build beside umoci, skopeo, buildah and docker build, in one run.

The root file system is the same for all: an executable of 60 MiB and 1 GiB of weights (weights.c). Every command is a
whole process on a warm page cache; the median of BENCH_ROUNDS (3) counts. Everything is made below .build/bench-image,
and docker's daemon is started there when none answers. Prints a table as Markdown.

  BENCH_MIB=1024    how many MiB of weights
"""

import glob
import os
import shutil
import subprocess
import sys
import time

import measure

rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
mebibytes = int(os.environ.get("BENCH_MIB", "1024"))
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
work = os.path.join(root, ".build", "bench-image")
rootfs = os.path.join(work, "rootfs")
server = os.path.join(rootfs, "app", "model-server")
weights = os.path.join(rootfs, "models", "model.safetensors")
log = os.path.join(work, "log")
rows, notes = [], []


def shell(command):
    subprocess.run(command, shell=True, check=True, cwd=work)


def make_inputs():
    """A static executable around 60 MiB of other programs' code, and the weights."""
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("app", "models"):
        os.makedirs(os.path.join(rootfs, folder))
    shell(f"cc -O2 -o weights {root}/Benchmarks/weights.c -lm && ./weights {mebibytes} > {weights}")
    libraries = sorted(glob.glob("/usr/lib/*-linux-gnu/*.so.*"), key=os.path.getsize, reverse=True)
    with open(os.path.join(work, "code"), "wb") as code:
        for path in filter(os.path.isfile, libraries):
            with open(path, "rb") as library:
                # In pieces: the memory of this process counts for those that it starts.
                while piece := library.read(min(1 << 20, (60 << 20) - code.tell())):
                    code.write(piece)
            if code.tell() == 60 << 20:
                break
    with open(os.path.join(work, "server.c"), "w") as source:
        source.write('__asm__(".section .rodata\\n.incbin \\"code\\"\\n.text\\n");\nvoid _start(void) { for (;;); }\n')
    shell(f"cc -static -nostdlib -o {server} server.c")


def row(who, case, run, size=None):
    rows.append((who, case, run, size))
    told = "" if size is None else f", {size / 2**20:.1f} MiB"
    print(f"{who}: {case}: {run.wall:.2f} s, {run.cpu:.2f} s cpu, {run.mebibytes:.0f} MiB resident{told}",
          file=sys.stderr)


def clean(*paths):
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
        if os.path.isfile(path):
            os.remove(path)


def change_server():
    """One byte in the middle of the executable."""
    with open(server, "r+b") as file:
        file.seek(30 << 20)
        byte = file.read(1)
        file.seek(30 << 20)
        file.write(bytes([byte[0] ^ 1]))
    # A file that was written in this moment is not trusted to be what its times say.
    time.sleep(2.1)


def ours(tool):
    cache, out = os.path.join(work, "cache"), os.path.join(work, "ours")
    environment = {**os.environ, "CHASSIS_CACHE": cache}
    # The time of a file that was just written tells nothing; nobody builds an image that soon.
    time.sleep(2.1)

    def build(*more):
        return [tool, work, "--executable", server, "--models", os.path.join(rootfs, "models"), "--interface", "kserve",
                "--tag", "bench:v1", "--output", f"oci:{out}", *more]

    def measured(case, command, before, size=True):
        run = measure.median(rounds, command, before, environment=environment, log=log)
        row("chassis-build", case, run, measure.folder_bytes(out) if size else None)

    measured("cold", build(), lambda: clean(cache, out))
    measured("cold, --compression none", build("--compression", "none"), lambda: clean(cache, out))
    measured("cold, --compression zstd", build("--compression", "zstd"), lambda: clean(cache, out))
    clean(cache, out)
    measure.run(build(), environment=environment, log=log)
    measured("unchanged", build(), lambda: None, size=False)
    measured("one byte of the executable", build(), change_server, size=False)
    # For skopeo, whose input is a layout of layers as they are.
    clean(os.path.join(work, "plain"))
    measure.run(build("--compression", "none", "--output", f"oci:{work}/plain"), environment=environment, log=log)


def floor():
    """What nobody can do without: the archive and its two hashes."""
    tar, out = os.path.join(work, "floor.tar"), f"{work}/floor.tar"
    command = ["sh", "-c", f"tar -cf {out} -C {rootfs} . && openssl dgst -sha256 {out} && openssl dgst -sha256 {out}"]
    row("tar and two hashes (openssl)", "cold", measure.median(rounds, command, lambda: clean(tar), log=log),
        os.path.getsize(tar))


def umoci():
    if name := measure.missing("umoci"):
        return notes.append(f"skipped: {name} is not installed")
    out = f"{work}/umoci"

    def fresh():
        clean(out)
        measure.run(["umoci", "init", "--layout", out], log=log)
        measure.run(["umoci", "new", "--image", f"{out}:v1"], log=log)

    command = ["umoci", "insert", "--image", f"{out}:v1", rootfs, "/"]
    row("umoci insert", "cold", measure.median(rounds, command, fresh, log=log), measure.folder_bytes(out))


def skopeo():
    if name := measure.missing("skopeo"):
        return notes.append(f"skipped: {name} is not installed")
    out, plain = f"{work}/skopeo", f"{work}/dir"
    measure.run(["skopeo", "copy", "--quiet", f"oci:{work}/plain", f"dir:{plain}"], log=log)
    command = ["skopeo", "copy", "--quiet", f"dir:{plain}", f"oci:{out}:v1"]
    row("skopeo copy, dir to oci", "cold", measure.median(rounds, command, lambda: clean(out), log=log),
        measure.folder_bytes(out))


def buildah():
    if name := measure.missing("buildah", "runc"):
        return notes.append(f"skipped: {name} is not installed")
    store, out = f"{work}/buildah", f"{work}/buildah-oci"
    tool = f"buildah --root {store}/root --runroot {store}/run --storage-driver vfs"
    script = (f"c=$({tool} from scratch) && {tool} copy -q $c {rootfs} / && "
              f"{tool} commit -q --format oci $c oci:{out}:v1")
    run = measure.median(rounds, ["sh", "-c", script], lambda: clean(store, out), log=log)
    row("buildah copy, commit to oci", "cold", run, measure.folder_bytes(out))
    clean(store)


def docker():
    if name := measure.missing("docker", "dockerd"):
        return notes.append(f"skipped: {name} is not installed")
    folder = subprocess.check_output(["mktemp", "-d"], text=True).strip()
    environment = {**os.environ, "DOCKER_HOST": f"unix://{folder}/docker.sock", "DOCKER_BUILDKIT": "1"}
    client = "/usr/bin/docker" if os.path.exists("/usr/bin/docker") else "docker"
    with open(os.path.join(rootfs, "Dockerfile"), "w") as file:
        file.write("FROM scratch\nCOPY models /models\nCOPY app /app\nENTRYPOINT [\"/app/model-server\"]\n")
    daemon = subprocess.Popen(
        ["dockerd", "--host", environment["DOCKER_HOST"], "--data-root", f"{folder}/data", "--exec-root",
         f"{folder}/exec", "--pidfile", f"{folder}/pid", "--iptables=false", "--ip6tables=false", "--bridge=none"],
        stdout=open(f"{work}/dockerd.log", "wb"), stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            if subprocess.run([client, "version"], env=environment, capture_output=True).returncode == 0:
                break
            time.sleep(0.2)
        else:
            return notes.append("skipped: dockerd does not start")
        build = [client, "build", "--quiet", "--network", "none", "--tag", "bench:v1", rootfs]

        def forget():
            for words in (["rmi", "--force", "bench:v1"], ["builder", "prune", "--all", "--force"]):
                subprocess.run([client, *words], env=environment, capture_output=True)

        row("docker build (daemon's processor time not counted)", "cold",
            measure.median(rounds, build, forget, environment=environment, log=log))
        row("docker build (daemon's processor time not counted)", "unchanged",
            measure.median(rounds, build, environment=environment, log=log))
        row("docker build (daemon's processor time not counted)", "one byte of the executable",
            measure.median(rounds, build, change_server, environment=environment, log=log))
    finally:
        os.remove(os.path.join(rootfs, "Dockerfile"))
        daemon.terminate()
        daemon.wait()
        with open("/proc/mounts") as mounts:
            for mount in sorted((m.split()[1] for m in mounts if m.split()[1].startswith(folder + "/")), reverse=True):
                subprocess.run(["umount", "-l", mount])
        shutil.rmtree(folder, ignore_errors=True)


def table():
    peers = {}
    for who, case, run, _ in rows:
        if who != "chassis-build" and not who.startswith("tar"):
            peers[case] = min(peers.get(case, (1e9, "")), (run.wall, who))
    print(f"{os.cpu_count()} processors, {mebibytes} MiB of weights and an executable of 60 MiB, median of {rounds}.\n")
    print("| | case | wall | processor | resident | size | fastest peer / ours |\n|---|---|---|---|---|---|---|")
    for who, case, run, size in rows:
        peer = peers.get(case.split(",")[0]) if who == "chassis-build" else None
        ratio = f"{peer[0] / run.wall:.1f} ({peer[1].split(' (')[0]})" if peer else ""
        told = "" if size is None else f"{size / 2**20:.1f} MiB"
        print(f"| {who} | {case} | {run.wall:.2f} s | {run.cpu:.2f} s | {run.mebibytes:.0f} MiB | {told} | {ratio} |")
    for note in notes:
        print(f"\n{note}")


if __name__ == "__main__":
    tool = sys.argv[1]
    make_inputs()
    floor()
    ours(tool)
    umoci()
    skopeo()
    buildah()
    docker()
    table()
