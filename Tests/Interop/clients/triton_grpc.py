"""Calls an Open Inference Protocol server of the digits model over gRPC, with tritonclient and with its bare stub.

usage: PYTHONPATH=Tests/Interop triton_grpc.py PORT SAMPLE [--reference]
With --reference the server is kserve's own, in Python: what it does not do is left out.
"""

import queue
import sys

import grpc
import tritonclient.grpc as wire
from tritonclient.grpc import service_pb2, service_pb2_grpc

from report import expect, finish, group
from samples import pixels
from triton_cases import Cases

port, sample, reference = int(sys.argv[1]), pixels(sys.argv[2]), "--reference" in sys.argv


def request(typed: bool = True, raw: bool = False, shape: tuple = (1, 64), datatype: str = "FP32") -> object:
    """A picture as numbers of the message, or as bytes; tritonclient itself sends nothing but bytes."""
    message = service_pb2.ModelInferRequest(model_name="digits", id="abc-2")
    tensor = message.inputs.add(name="input", datatype=datatype, shape=shape)
    if typed:
        tensor.contents.fp32_contents.extend(sample)
    if raw:
        message.raw_input_contents.append(bytes(256))
    return message


def check_messages(stub: service_pb2_grpc.GRPCInferenceServiceStub) -> None:
    """Requests that tritonclient does not make."""
    answer = stub.ModelInfer(request(), timeout=30)
    expect("ModelInfer: numbers in the message", (answer.id, answer.model_name), ("abc-2", "digits"))
    output = answer.outputs[0]
    expect("ModelInfer: and in the answer", len(output.contents.ListFields()) == 1 and not answer.raw_output_contents)
    answer = stub.ModelInfer(request(typed=False, raw=True), timeout=30)
    expect("ModelInfer: bytes in the message, bytes in the answer", len(answer.raw_output_contents), 1)

    def code(message: object, call: object = stub.ModelInfer) -> object:
        try:
            call(message, timeout=30)
            return grpc.StatusCode.OK
        except grpc.RpcError as error:
            return error.code()

    both, none = request(raw=True), service_pb2.ModelInferRequest(model_name="digits")
    twice = request(typed=False, raw=True)
    twice.raw_input_contents.append(bytes(256))
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    expect("ModelInfer: numbers and bytes", code(both), invalid)
    expect("ModelInfer: bytes of more inputs than there are", code(twice), invalid)
    expect("ModelInfer: an unknown datatype", code(request(datatype="FP31")), invalid)
    if not reference:
        expect("ModelInfer: no inputs", code(none), invalid)
        expect("ModelInfer: fewer numbers than the shape says", code(request(shape=(2, 64))), invalid)
        expect("ModelInfer: a negative shape", code(request(shape=(-1, 64))), invalid)
        expect("ModelInfer: a shape beyond all numbers", code(request(shape=(2**40, 2**40))), invalid)
        expect("ModelInfer: numbers of another kind than the datatype", code(request(datatype="INT64")), invalid)
    ready = service_pb2.ModelReadyRequest(name="nobody")
    expect("ModelReady: an unknown model", code(ready, stub.ModelReady), grpc.StatusCode.NOT_FOUND)


def check_stub() -> None:
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        check_messages(service_pb2_grpc.GRPCInferenceServiceStub(channel))
        unknown = channel.unary_unary("/inference.GRPCInferenceService/Train", bytes, bytes)
        try:
            unknown(b"", timeout=30)
            expect("an unknown method is refused", False)
        except grpc.RpcError as error:
            expect("an unknown method is refused", error.code(), grpc.StatusCode.UNIMPLEMENTED)


def check_compression(cases: Cases) -> None:
    best = cases.best(cases.infer(cases.numbers(cases.pictures)))
    found = cases.best(cases.infer(cases.numbers(cases.pictures), compression_algorithm="gzip"))
    expect("infer: a request in gzip", found, best)


def check_concurrent(cases: Cases) -> None:
    """Several calls on one connection at the same time."""
    alone = [cases.best(cases.infer(cases.numbers([picture]))) for picture in cases.pictures]
    found: queue.Queue = queue.Queue()
    for number, picture in enumerate(cases.pictures):
        cases.client.async_infer(
            "digits",
            [cases.numbers([picture])],
            lambda result, error, number=number: found.put((number, error or cases.best(result))),
        )
    answers = dict(found.get(timeout=30) for _ in cases.pictures)
    expect("async_infer: each gets its own answer", [answers[number] for number in range(len(alone))], alone)


words = {"unknown": "StatusCode.NOT_FOUND", "invalid": "StatusCode.INVALID_ARGUMENT"}
with wire.InferenceServerClient(f"127.0.0.1:{port}") as client:
    cases = Cases(wire, client, words, sample, reference)
    cases.check_answers()
    with group("compression"):
        check_compression(cases)
    with group("concurrent calls"):
        check_concurrent(cases)
    with group("refusals"):
        cases.check_refusals()
with group("messages"):
    check_stub()
finish()
