"""Minutes of mixed load on a server of the digits model: good requests, bad ones, cut and slow connections, big bodies.

usage: soak.py kserve|omi PROGRAM MODELS SAMPLE [--minutes N] [--growth MB]
PROGRAM is what chassis-build compiled, MODELS the folder of the model's files. For omi it needs chassisml and grpcio.

It fails when a good request fails; when resident memory, after a warm-up of a third of the time, grows by more than
--growth; when a descriptor is still open after the last client has gone; when the server does not come back on its port
after SIGKILL; and when SIGTERM loses a request that was sent before.
"""

import argparse
import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from report import expect, finish, report
from samples import pixels

parser = argparse.ArgumentParser()
parser.add_argument("interface", choices=["kserve", "omi"])
parser.add_argument("program")
parser.add_argument("models")
parser.add_argument("sample")
parser.add_argument("--minutes", type=float, default=3)
# What allocators and buffers of connections may still settle to; a leak of 100 bytes a request is more.
parser.add_argument("--growth", type=float, default=8, help="in MB, 8 unless told")
options = parser.parse_args()

if options.interface == "omi":
    from soak_omi import OMIClients as Clients
else:
    from soak_http import HTTPClients as Clients

with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
clients = Clients(port, pixels(options.sample))


class Server:
    """The program, running."""

    def __init__(self) -> None:
        environment = {**os.environ, "MODEL_DIR": options.models, Clients.variable: str(port)}
        self.process = subprocess.Popen(
            [options.program],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        atexit.register(self.process.kill)
        self.log: list[bytes] = []
        threading.Thread(target=self.listen, daemon=True).start()
        self.await_ready()

    def listen(self) -> None:
        """Keeps the end of what it says: a full pipe would stop it."""
        for line in self.process.stderr:
            self.log = self.log[-20:] + [line]

    def await_ready(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                return clients.learn()
            except Exception as error:  # whatever a server that starts makes a client say
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.process.kill()
                    sys.exit(
                        f"the server does not become ready: {error}\n{b''.join(self.log).decode(errors='replace')}"
                    )
                time.sleep(0.05)

    def end(self, number: int) -> int:
        """Sends a signal, and gives the exit status; one that does not end is killed, and has -9."""
        self.process.send_signal(number)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def megabytes(self) -> float:
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1000

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class Load:
    """Clients that come again and again, each kind in a thread of its own."""

    def __init__(self) -> None:
        self.stopped = threading.Event()
        self.counts = {kind: 0 for kind in Clients.visits}
        self.failures: list[str] = []
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self.come, args=(kind, number * 1000), daemon=True)
            for number, kind in enumerate(Clients.visits)
        ]
        for thread in self.threads:
            thread.start()

    def come(self, kind: str, turn: int) -> None:
        while not self.stopped.is_set():
            turn += 1
            try:
                done = getattr(clients, kind)(turn)
            except Exception as error:  # every way in which a visit can go wrong counts
                with self.lock:
                    self.failures.append(f"{kind}: {type(error).__name__}: {error}")
                time.sleep(0.05)
            else:
                with self.lock:
                    self.counts[kind] += done
            # The good ones are most of the load, but not all there is.
            self.stopped.wait(0.05 if kind == "good" else 0.2)

    def stop(self) -> None:
        self.stopped.set()
        deadline = time.monotonic() + 90
        for thread in self.threads:
            thread.join(max(0, deadline - time.monotonic()))


def soak() -> None:
    server = Server()
    idle, before = server.megabytes(), server.descriptors()
    load, samples = Load(), []
    began, last = time.monotonic(), options.minutes * 60
    while time.monotonic() - began < last and server.process.poll() is None:
        samples.append((time.monotonic() - began, server.megabytes(), server.descriptors()))
        time.sleep(0.25)
    load.stop()
    expect("soak: the server is still there", server.process.poll(), None)
    if server.process.poll() is None:
        tell_memory(idle, samples, last)
        tell_descriptors(server, before)
        expect("soak: SIGTERM without load ends it with status 0", server.end(signal.SIGTERM), 0)
    for kind, count in load.counts.items():
        report(f"soak: {count} {kind}", count > 0, "none went well")
    report(
        "soak: every visit was answered as it should be",
        not load.failures,
        f"{len(load.failures)} were not, the first: {load.failures[:3]}",
    )


def tell_memory(idle: float, samples: list, last: float) -> None:
    third, sixth = last / 3, last / 6
    # The least of a time: what is in use while a large request is answered is no leak.
    warm = min([size for at, size, _ in samples if third <= at < third + sixth], default=idle)
    late = min([size for at, size, _ in samples if at >= last - sixth], default=idle)
    most = max(size for _, size, _ in samples)
    figures = f"{idle:.1f} MB idle, {warm:.1f} warm, {late:.1f} at the end, {most:.1f} at most"
    report(f"soak: memory is flat: {figures}", late - warm <= options.growth, f"it grew by {late - warm:.1f} MB")


def tell_descriptors(server: Server, before: int) -> None:
    """The server closes what clients have left, when it hears of it."""
    deadline = time.monotonic() + 30
    while server.descriptors() > before and time.monotonic() < deadline:
        time.sleep(0.1)
    report(
        f"soak: {before} descriptors before and after",
        server.descriptors() <= before,
        f"{server.descriptors()} are open",
    )


def kill() -> None:
    """Dies in the middle, and comes back at the same port."""
    server, load = Server(), Load()
    time.sleep(2)
    expect("kill: SIGKILL ends it", server.end(signal.SIGKILL), -signal.SIGKILL)
    load.stop()
    server = Server()
    clients.good(0)
    expect("kill: a new one answers at the same port", server.end(signal.SIGTERM), 0)


def drain() -> None:
    """SIGTERM while requests are being answered: as many as the server should be done with in some seconds."""
    server = Server()
    began = time.monotonic()
    clients.one_long(lambda: None)
    count = max(1, min(8, int(8 / (time.monotonic() - began))))
    sent, errors = threading.Barrier(count + 1), []

    def ask() -> None:
        try:
            clients.one_long(sent.wait)
        except Exception as error:  # every way in which an answer can be lost counts
            errors.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    sent.wait(120)
    # They are sent, but perhaps not yet taken from the socket.
    time.sleep(0.3)
    began = time.monotonic()
    status = server.end(signal.SIGTERM)
    took = time.monotonic() - began
    for thread in threads:
        thread.join(120)
    expect(f"drain: SIGTERM loses none of {count} requests that were sent before", errors, [])
    expect("drain: ends with status 0", status, 0)
    report(f"drain: ends after {took:.2f} s", took < 30, "which is more than 30 s")


# So that whoever ends this ends the server as well.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
soak()
kill()
drain()
finish()
