"""Prints what was found, a line each, and makes the exit status of a client of this folder."""

import sys

_failures = 0


def expect(what: str, found: object, wanted: object = True) -> None:
    """Says whether `found` is what was wanted."""
    global _failures
    if found == wanted:
        print(f"ok: {what}", flush=True)
    else:
        _failures += 1
        print(f"FAIL: {what}: found {found!r}, wanted {wanted!r}", flush=True)


def finish() -> None:
    """Ends the process: with 1 when anything was not as wanted."""
    sys.exit(1 if _failures else 0)
