"""A server as a process: how soon it answers, what it uses; and the load of wrk and h2load upon it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
# What stands before a gRPC message: whether it is compressed, and its length.
FRAME_HEAD = 5

# Latencies in microseconds. wrk prints them rounded; its Lua interface has them as they are.
WRK_SCRIPT = """
wrk.method = "POST"
wrk.headers["content-type"] = "%s"
local file = io.open("%s", "rb")
wrk.body = file:read("*a")
file:close()
function done(summary, latency)
    local bad = summary.errors
    io.write(string.format('{"requests":%%d,"microseconds":%%d,"p50":%%d,"p99":%%d,"bad":%%d}\\n', summary.requests,
        summary.duration, latency:percentile(50), latency:percentile(99),
        bad.connect + bad.read + bad.write + bad.status + bad.timeout))
end
"""


class Slice:
    """What one server did during one slice of load. Latencies in ms, cpu in microseconds of processor for a request."""

    def __init__(self, requests, seconds, p50, p99, bad, cpu, others):
        self.rate, self.p50, self.p99, self.bad = requests / seconds, p50, p99, bad
        self.cpu = cpu * 1e6 / max(requests, 1)
        self.others = others / seconds


class Server:
    """A program that listens on a port of 127.0.0.1. COMMAND(port) gives its words, ENVIRONMENT(port) its variables."""

    def __init__(self, name, command, environment, target, folder, log):
        self.name, self.command, self.environment, self.target = name, command, environment, target
        self.folder, self.log = folder, log
        self.process = self.port = None

    def start(self, seconds=90):
        """Starts it, and gives the seconds from then until the first right answer."""
        self.port = free_port()
        words, variables = self.command(self.port), {**os.environ, **self.environment(self.port)}
        with open(self.log, "ab") as log:
            began = time.perf_counter()
            self.process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=variables, cwd=self.folder
            )
        while time.perf_counter() - began < seconds:
            try:
                if self.target.ask(self.port) is not None:
                    return time.perf_counter() - began
                if self.target.first:
                    self.target.first.ask(self.port)
            except OSError:
                pass
            if self.process.poll() is not None:
                self.fail(f"ended with {self.process.returncode}")
            # Often enough for a server that starts in milliseconds, seldom enough to leave it the processor.
            time.sleep(5e-5)
        self.fail("does not answer")

    def fail(self, why):
        self.stop()
        with open(self.log, "rb") as log:
            sys.exit(f"{self.name} {why}:\n" + log.read()[-2000:].decode(errors="replace"))

    def stop(self):
        if self.process and self.process.poll() is None:
            family = tree(self.process.pid)
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            for pid in family:
                if os.path.exists(f"/proc/{pid}"):
                    kill_quietly(pid)
        self.process = None

    def megabytes(self):
        """Resident memory of the process and its children."""
        return sum(resident_bytes(pid) for pid in tree(self.process.pid)) / 1e6

    def seconds_of_processor(self):
        return sum(processor_ticks(pid) for pid in tree(self.process.pid)) / TICKS


def kill_quietly(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def tree(root):
    """The process and all that it started, directly or not."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        if (words := stat_words(int(name))) is not None:
            parents[int(name)] = int(words[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def stat_words(pid):
    """The words of /proc/PID/stat after the name, which may hold anything; nothing when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return None


def processor_ticks(pid):
    return sum(map(int, words[11:13])) if (words := stat_words(pid)) else 0


def resident_bytes(pid):
    return int(words[21]) * PAGE if (words := stat_words(pid)) else 0


def busy_seconds():
    """Processor seconds of the whole machine since it started, without waiting for disks."""
    with open("/proc/stat") as file:
        words = file.readline().split()[1:]
    user, nice, system, _, _, irq, softirq = map(int, words[:7])
    return (user + nice + system + irq + softirq) / TICKS


def load(server, target, connections, seconds, work):
    """One slice of load: requests one after the other on each of CONNECTIONS connections."""
    body = os.path.join(work, "body")
    with open(body, "wb") as file:
        file.write(target.body)
    cpu, busy, began = server.seconds_of_processor(), busy_seconds(), time.monotonic()
    generator = wrk if target.wire == "http" else h2load
    requests, took, p50, p99, bad, own = generator(server, target, connections, seconds, work, body)
    cpu, wall = server.seconds_of_processor() - cpu, time.monotonic() - began
    others = (busy_seconds() - busy - cpu - own) / wall * took
    return Slice(requests, took, p50, p99, bad, cpu, others)


def finished(command):
    """What COMMAND says, and its processor seconds."""
    before = os.times()
    said = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    after = os.times()
    if said.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {said.returncode}:\n{said.stdout}{said.stderr}")
    own = after.children_user - before.children_user + after.children_system - before.children_system
    return said.stdout, own


def wrk(server, target, connections, seconds, work, body):
    script = os.path.join(work, "post.lua")
    with open(script, "w") as file:
        file.write(WRK_SCRIPT % (target.content_type, body))
    said, own = finished(
        [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "-s",
            script,
            f"http://127.0.0.1:{server.port}{target.path}",
        ]
    )
    found = json.loads(said.splitlines()[-1])
    return found["requests"], found["microseconds"] / 1e6, found["p50"] / 1e3, found["p99"] / 1e3, found["bad"], own


def h2load(server, target, connections, seconds, work, body):
    """One call at a time on each connection, so that a connection means the same as for HTTP/1.1."""
    log = os.path.join(work, "h2load.log")
    if os.path.exists(log):
        os.remove(log)
    said, own = finished(
        [
            "h2load",
            "-t1",
            f"-c{connections}",
            "-m1",
            f"-D{seconds}",
            "-d",
            body,
            f"--log-file={log}",
            "-H",
            "te: trailers",
            "-H",
            f"content-type: {target.content_type}",
            f"http://127.0.0.1:{server.port}{target.path}",
        ]
    )
    # When it began (microseconds), the status of HTTP, and how many microseconds it took.
    with open(log) as file:
        rows = [tuple(map(int, line.split("\t"))) for line in file]
    good = sorted(took for _, status, took in rows if status == 200)
    if not good:
        sys.exit(f"h2load got no answer from {server.name}:\n{said}")
    # A call that fails has an answer of HTTP 200 too, but a shorter one. The last calls are cut off.
    data, whole = int(re.search(r"\((\d+)\) data", said)[1]), len(target.ask(server.port)) + FRAME_HEAD
    bad = len(rows) - len(good) + max(0, round(len(good) * (0.97 - data / len(good) / whole)))
    return len(good), seconds, good[len(good) // 2] / 1e3, good[int(len(good) * 0.99)] / 1e3, bad, own
