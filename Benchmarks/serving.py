#!/usr/bin/env python3
"""The servers of images beside others that serve the same model, and beside what SwiftNIO itself can do, in one run.

usage: serving.py CHASSIS_BUILD              builds the images and measures the programs in them
       serving.py --kserve EXE --omi EXE --grpc-v2 EXE       measures these programs, those that are given

The model is Examples/DigitsClassifier; the peers run it in numpy (peers/digits.py). All get the same picture, one a
request. The peers are installed into virtual environments below --cache, and the echo (echo/) is compiled there, once.
The slices of all servers take turns, so that a busy moment of the machine meets all of them. Prints tables as Markdown.

  BENCH_ROUNDS=3     how often each slice is taken; the best and the median are told
  BENCH_SECONDS=3    how long a slice is
  BENCH_STARTS=5     how often each server is started
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import time

import measure
import serving_setup
import serving_wire
from serving_load import Server, free_port, load

rounds = int(os.environ.get("BENCH_ROUNDS", "3"))
seconds = int(os.environ.get("BENCH_SECONDS", "3"))
starts = int(os.environ.get("BENCH_STARTS", "5"))
connections = [1, 16, 64]
root = serving_setup.root
example = serving_setup.example
peers = os.path.join(root, "Benchmarks", "peers")


class Row:
    """One line of the tables: a server, what it is asked, and what is compared with it."""

    def __init__(self, server, target, ours, size):
        self.server, self.target, self.ours, self.size = server, target, ours, size
        self.slices = {count: [] for count in connections}

    def best(self, count):
        return max(self.slices[count], key=lambda one: one.rate)

    def median(self, count, name):
        return statistics.median(getattr(one, name) for one in self.slices[count])


class Bench:
    def __init__(self, options):
        self.options = options
        self.cache = os.path.abspath(options.cache)
        self.work = os.path.join(self.cache, "work")
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        with open(os.path.join(example, "samples", "digit.json")) as file:
            self.targets = serving_wire.targets(json.load(file))
        # The rows of ours, by the protocol.
        self.rows, self.servers, self.ours = [], [], {}

    # What is measured.

    def add(self, name, command, environment, target, size, folder=None, ours=None):
        """A server, and the row of what it is asked; `ours` is the row of ours that it is compared with."""
        log = os.path.join(self.work, f"{len(self.servers)}.log")
        server = Server(name, command, environment, target, folder or self.work, log)
        self.servers.append(server)
        return self.ask(server, target, size, ours)

    def ask(self, server, target, size, ours=None):
        row = Row(server, target, ours, size)
        self.rows.append(row)
        return row

    def add_all(self):
        wanted = self.options.only.split(",") if self.options.only else None
        # What our servers are called, what they are asked, and the variable that has their port.
        kinds = {
            "kserve": ("Chassis, KServe v1", "v1", "HTTP_PORT"),
            "omi": ("Chassis, OMI", "omi", "PSC_MODEL_PORT"),
            "grpc-v2": ("Chassis, KServe v2 over gRPC", "grpc-v2", "GRPC_PORT"),
        }
        for kind, (program, models, size) in serving_setup.programs(self.options, self.work).items():
            name, protocol, variable = kinds[kind]
            self.ours[protocol] = self.add(
                name,
                lambda port, program=program: [program],
                lambda port, models=models, variable=variable: self.variables(models, variable, port),
                self.targets[protocol],
                size,
            )
        for name, make in self.peers().items():
            if wanted is None or name in wanted:
                make()

    def variables(self, models, variable, port):
        # The port of KServe over HTTP is there too when it is gRPC that is asked.
        found = {"MODEL_DIR": models, "HTTP_PORT": "0", variable: str(port)}
        sample = os.path.join(os.path.dirname(models), "etc", "chassis", "sample.json")
        return {**found, "SAMPLE_FILE": sample} if os.path.exists(sample) else found

    def peers(self):
        return {
            "kserve": self.add_kserve,
            "mlserver": self.add_mlserver,
            "chassisml": self.add_chassisml,
            "echo": self.add_echo,
        }

    def add_kserve(self):
        python, size = serving_setup.environment(self.cache, "kserve")
        script = os.path.join(peers, "kserve_server.py")
        v1 = self.ours.get("v1")

        def command(*more):
            return lambda port: [python, script, f"--http_port={port}", "--enable_grpc=false", *more]

        quiet = ("--configure_logging=false", "--enable_latency_logging=false")
        self.add("Python kserve, v1", command(), self.python, self.targets["v1"], size, ours=v1)
        silent = self.add("Python kserve, v1, no logs", command(*quiet), self.python, self.targets["v1"], size, ours=v1)
        self.ask(silent.server, self.targets["v2"], size, "v2")
        # Its other port is any that is free.
        self.add(
            "Python kserve, v2 over gRPC, no logs",
            lambda port: [python, script, f"--http_port={free_port()}", f"--grpc_port={port}", *quiet],
            self.python,
            self.targets["grpc-v2"],
            size,
            ours=self.ours.get("grpc-v2"),
        )

    def add_mlserver(self):
        python, size = serving_setup.environment(self.cache, "mlserver")
        folder = os.path.join(self.work, "mlserver")
        os.makedirs(folder)

        # Its ports are in a file, one for each start.
        def command(port):
            settings = {
                "http_port": port,
                "grpc_port": port + 1,
                "metrics_port": port + 2,
                "parallel_workers": 0,
                "host": "127.0.0.1",
                "debug": False,
                "use_structured_logging": False,
            }
            write_json(os.path.join(folder, "settings.json"), settings)
            write_json(
                os.path.join(folder, "model-settings.json"),
                {"name": "digits", "implementation": "mlserver_model.DigitsModel"},
            )
            return [os.path.join(os.path.dirname(python), "mlserver"), "start", folder]

        self.add("MLServer, v2, in its process", command, self.python, self.targets["v2"], size, ours="v2")

    def add_chassisml(self):
        python, size = serving_setup.environment(self.cache, "omi")
        folder = os.path.join(self.work, "omi-context")
        measure.run(
            [python, os.path.join(peers, "omi_context.py"), folder],
            environment={**os.environ, **self.python(0)},
            log=os.path.join(self.work, "log"),
        )
        self.add(
            "Chassis 1.5 in Python, OMI",
            lambda port: [python, "entrypoint.py"],
            lambda port: {**self.python(port), "PSC_MODEL_PORT": str(port)},
            self.targets["omi"],
            size,
            folder=folder,
            ours=self.ours.get("omi"),
        )

    def add_echo(self):
        program, size = serving_setup.echo(self.cache)
        for name, wire, protocol in (
            ("SwiftNIO echo, HTTP/1.1", "http", "v1"),
            ("SwiftNIO echo, HTTP/2 and gRPC's frames", "grpc", "omi"),
        ):
            ours = self.ours.get(protocol)
            self.add(
                name,
                lambda port, wire=wire, ours=ours: [program, wire, str(port), str(answer_bytes(ours))],
                lambda port: {},
                self.targets[protocol],
                size,
                ours=ours,
            )

    def python(self, port):
        """What every Python peer is told: where the weights are, and one thread for products of small matrices."""
        weights = os.path.join(example, "models", "digits.safetensors")
        return {"DIGITS": weights, "PYTHONPATH": peers, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

    # Measuring.

    def run(self):
        for server in self.servers:
            # The echoes answer as many bytes as ours did.
            server.seconds = []
            for _ in range(starts):
                server.stop()
                server.seconds.append(server.start())
            print(
                f"{server.name}: {statistics.median(server.seconds) * 1e3:.1f} ms to its first answer", file=sys.stderr
            )
            if server.name == "Chassis, KServe v1" and server_answers(server, self.targets["v2"]):
                kserve = self.ours["v1"]
                self.ours["v2"] = self.ask(server, self.targets["v2"], kserve.size)
        for row in self.rows:
            if isinstance(row.ours, str):
                row.ours = self.ours.get(row.ours)
        time.sleep(2)
        for server in self.servers:
            server.idle = server.megabytes()
        for number in range(rounds):
            for count in connections:
                for row in self.rows:
                    self.slice(row, count, number)
        for server in self.servers:
            server.after = server.megabytes()

    def slice(self, row, count, number):
        found = load(row.server, row.target, count, seconds, self.work)
        row.slices[count].append(found)
        print(
            f"{number + 1}: {label(row)}, {count}: {found.rate:.0f}/s, p99 {found.p99:.2f} ms, {found.cpu:.1f} µs, "
            f"others {found.others * 100:.0f} %{f', {found.bad} BAD' if found.bad else ''}",
            file=sys.stderr,
        )

    def stop(self):
        for server in self.servers:
            server.stop()

    # Telling.

    def tables(self):
        others = [one.others for row in self.rows for slices in row.slices.values() for one in slices]
        print(
            f"{os.cpu_count()} processors, {rounds} rounds of {seconds} s. Other programs took "
            f"{statistics.mean(others) * 100:.0f} % of one processor on average, at most {max(others) * 100:.0f} %."
            f"{' TOO MUCH: these figures are no results.' if statistics.mean(others) > 0.2 else ''}\n"
        )
        print(
            "| server | connections | requests/s, best (median) | p50 | p99 | processor a request "
            "| ours: throughput | ours: processor |"
        )
        print("|---|---|---|---|---|---|---|---|")
        bad = 0
        for row in sorted(self.rows, key=lambda row: row.target.wire, reverse=True):
            for count in connections:
                best = row.best(count)
                bad += sum(one.bad for one in row.slices[count])
                throughput = processor = ""
                if row.ours is not None:
                    throughput = f"{row.ours.best(count).rate / best.rate:.2f} ×"
                    processor = f"{row.ours.median(count, 'cpu') / row.median(count, 'cpu'):.2f} ×"
                print(
                    f"| {label(row)} | {count} | {best.rate:.0f} ({row.median(count, 'rate'):.0f}) "
                    f"| {best.p50:.2f} ms | {best.p99:.2f} ms | {row.median(count, 'cpu'):.1f} µs "
                    f"| {throughput} | {processor} |"
                )
        print("\n| server | start to first answer | resident, idle | after the load | size |\n|---|---|---|---|---|")
        sizes = {row.server: row.size for row in reversed(self.rows)}
        for server in self.servers:
            print(
                f"| {server.name} | {statistics.median(server.seconds) * 1e3:.1f} ms | {server.idle:.1f} MB "
                f"| {server.after:.1f} MB | {sizes[server]} |"
            )
        if bad:
            sys.exit(f"{bad} requests failed; the figures mean nothing")


def label(row):
    """The server, and what it is asked when that is not what it was started with."""
    return (
        row.server.name
        if row.target is row.server.target
        else row.server.name.replace(", v1", ", v2").replace("KServe v1", "KServe v2")
    )


def answer_bytes(row):
    """How long the answer of ours is, so that an echo moves as many bytes."""
    return len(row.target.ask(row.server.port)) if row else 400


def server_answers(server, target):
    try:
        return target.ask(server.port) is not None
    except OSError:
        return False


def write_json(path, value):
    with open(path, "w") as file:
        json.dump(value, file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tool", nargs="?", help="chassis-build")
    parser.add_argument("--kserve", help="a server that chassis-build has compiled for KServe")
    parser.add_argument("--omi", help="one for OMI")
    parser.add_argument("--grpc-v2", help="one for KServe with its gRPC")
    parser.add_argument("--only", help="which peers, with commas: kserve,mlserver,chassisml,echo")
    parser.add_argument("--cache", default=os.path.join(root, ".build", "bench-serving"))
    options = parser.parse_args()
    for command, package in {"wrk": "wrk", "h2load": "nghttp2-client"}.items():
        if measure.missing(command):
            sys.exit(f"{command} is not installed; on Debian: apt-get install {package}")
    bench = Bench(options)
    try:
        bench.add_all()
        bench.run()
    finally:
        bench.stop()
    bench.tables()


if __name__ == "__main__":
    main()
