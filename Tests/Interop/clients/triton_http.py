"""Calls an Open Inference Protocol server of the digits model over HTTP, with tritonclient.

usage: PYTHONPATH=Tests/Interop triton_http.py PORT SAMPLE [--reference]
With --reference the server is kserve's own, in Python: what it does not do is left out.
"""

import sys

import tritonclient.http as wire

from report import expect, finish, group
from samples import pixels
from triton_cases import Cases

port, sample, reference = int(sys.argv[1]), pixels(sys.argv[2]), "--reference" in sys.argv


def check_forms(cases: Cases) -> None:
    """Each of numbers and texts, with each way to send them and to ask for the answer."""
    best = cases.best(cases.infer(cases.numbers(cases.pictures)))
    for sent in [True, False]:
        # Without binary data this client names no content type, and kserve's own server then refuses JSON.
        if reference and not sent:
            continue
        for asked in [True, False]:
            wanted = [wire.InferRequestedOutput(cases.output, binary_data=asked)]
            for name, make in {"numbers": cases.numbers, "texts": cases.texts}.items():
                found = cases.best(cases.infer(make(cases.pictures, binary_data=sent), outputs=wanted))
                words = ["in JSON", "in binary"]
                expect(f"infer: {name} {words[sent]}, the answer {words[asked]}", found, best)


def check_compression(cases: Cases) -> None:
    best = cases.best(cases.infer(cases.numbers(cases.pictures)))
    tensor = cases.numbers(cases.pictures)
    found = cases.best(cases.infer(tensor, request_compression_algorithm="gzip"))
    expect("infer: a request in gzip", found, best)
    found = cases.best(cases.infer(tensor, response_compression_algorithm="gzip"))
    expect("infer: an answer in gzip or as it is", found, best)


def check_concurrent(cases: Cases) -> None:
    """Several calls at the same time, on four connections."""
    calls = [cases.client.async_infer("digits", [cases.numbers([picture])]) for picture in cases.pictures]
    found = [cases.best(call.get_result()) for call in calls]
    alone = [cases.best(cases.infer(cases.numbers([picture]))) for picture in cases.pictures]
    expect("async_infer: each gets its own answer", found, alone)


with wire.InferenceServerClient(f"127.0.0.1:{port}", concurrency=4) as client:
    cases = Cases(wire, client, {"unknown": "404", "invalid": "400"}, sample, reference)
    cases.check_answers()
    with group("forms"):
        check_forms(cases)
    if not reference:
        with group("compression"):
            check_compression(cases)
    with group("concurrent calls"):
        check_concurrent(cases)
    # The last, because kserve's own server closes a connection after an answer of 500 and does not say so.
    with group("refusals"):
        cases.check_refusals()
finish()
