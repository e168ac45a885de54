"""Prints what was found, a line each, and makes the exit status of a client of this folder."""

import contextlib
import sys
from collections.abc import Iterator

_failures = 0


def expect(what: str, found: object, wanted: object = True) -> None:
    """Says whether `found` is what was wanted."""
    report(what, found == wanted, f"found {found!r}, wanted {wanted!r}")


def expect_any(what: str, found: object, wanted: set) -> None:
    """Says whether `found` is one of what was wanted."""
    report(what, found in wanted, f"found {found!r}, wanted one of {sorted(wanted)!r}")


def report(what: str, good: bool, otherwise: str) -> None:
    """Says whether a case went well, and what is wrong otherwise."""
    global _failures
    if good:
        print(f"ok: {what}", flush=True)
    else:
        _failures += 1
        print(f"FAILED: {what}: {otherwise}", flush=True)


@contextlib.contextmanager
def group(name: str) -> Iterator[None]:
    """Cases that belong together: an exception that none of them expects fails them, and the next group goes on."""
    try:
        yield
    except Exception as error:
        report(f"{name}: the rest", False, f"{type(error).__name__}: {error}")


def finish() -> None:
    """Ends the process: with 1 when anything was not as wanted."""
    sys.exit(1 if _failures else 0)
