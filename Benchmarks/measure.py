"""What the benchmarks have in common: runs of whole processes, and tables of their medians as Markdown."""

import os
import statistics
import subprocess
import sys


class Run:
    """Seconds of wall clock and of processor, and the largest resident size in MiB, of one finished process."""

    def __init__(self, wall, cpu, mebibytes):
        self.wall, self.cpu, self.mebibytes = wall, cpu, mebibytes


def run(command, environment=None, log=None):
    """Runs COMMAND to its end; an exit status other than 0 ends the benchmark with what it said."""
    import time

    with open(log or os.devnull, "ab+") as said:
        start = time.monotonic()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n"
                     + said.read()[-2000:].decode(errors="replace"))
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(rounds, command, before=lambda: None, **options):
    """The medians of ROUNDS runs of COMMAND, each after a call of BEFORE, which is not counted."""
    runs = []
    for _ in range(rounds):
        before()
        runs.append(run(command, **options))
    return Run(*(statistics.median(getattr(r, name) for r in runs) for name in ("wall", "cpu", "mebibytes")))


def folder_bytes(path):
    """The bytes of all files below PATH, or of the file PATH."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(top, name)) for top, _, names in os.walk(path) for name in names)


def missing(*commands):
    """The first of COMMANDS that is not installed, or nothing."""
    import shutil

    return next((c for c in commands if shutil.which(c) is None), None)
