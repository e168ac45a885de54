"""Calls an OMI server of the digits model with chassisml's OMIClient and with grpcio, then shuts it down.

usage: PYTHONPATH=Tests/Interop omi.py PORT SAMPLE [--shutdown-refused] [--message-limit BYTES]
With --shutdown-refused the server was told to refuse Shutdown, which leaves it running. With --message-limit it was
told to take no larger messages.
"""

import argparse
import asyncio
import json

import grpc
from chassis.client import OMIClient
from chassis.protos.v1.model_pb2 import InputItem, RunRequest, RunResponse
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2

from report import expect, expect_any, finish, group
from samples import encoded, pixels, rotated, scores

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("sample")
parser.add_argument("--shutdown-refused", action="store_true")
parser.add_argument("--message-limit", type=int)
options = parser.parse_args()

port = options.port
sample = pixels(options.sample)
address = f"127.0.0.1:{port}"

# More than two batches of the example, with something that is no picture in the middle of the second.
ITEMS = 70
BAD = 40


async def check_client() -> None:
    async with OMIClient("127.0.0.1", port) as client:
        status = await client.status()
        expect("Status: status_code", status.status_code, 200)
        expect("Status: model_name", status.model_info.model_name, "digits")
        expect(
            "Status: model_type, source", (status.model_info.model_type, status.model_info.source), ("grpc", "chassis")
        )
        expect("Status: inputs", [entry.filename for entry in status.inputs], ["input"])
        expect("Status: outputs", [entry.filename for entry in status.outputs], ["results.json"])

        pictures = [rotated(sample, step % 64) for step in range(ITEMS)]
        alone = []
        for picture in pictures:
            response = await client.run([{"input": encoded(picture)}])
            alone.append(scores(json.loads(response.outputs[0].output["results.json"])))
        expect("Run: different pictures give different predictions", len({str(entry) for entry in alone}) > 10)

        inputs = [{"input": encoded(picture)} for picture in pictures]
        inputs[BAD] = {"input": b"[1, 2, 3]"}
        response = await client.run(inputs)
        expect("Run: status_code", response.status_code, 200)
        expect("Run: an output for each input", len(response.outputs), ITEMS)
        expect(
            "Run: only the bad item fails", [i for i, item in enumerate(response.outputs) if not item.success], [BAD]
        )
        expect("Run: the bad item says why", bool(response.outputs[BAD].output.get("error")))
        together = [
            scores(json.loads(item.output["results.json"])) if item.success else None for item in response.outputs
        ]
        kept = [
            close(one, other) for index, (one, other) in enumerate(zip(alone, together, strict=True)) if index != BAD
        ]
        expect("Run: outputs stand in the order of the inputs", all(kept))

        await check_bad_items(client)
        expect("Run: no inputs, no outputs", len((await client.run([])).outputs), 0)

        explained = await client.run([{"input": encoded(sample)}] * 3, explain=True, detect_drift=True)
        expect("Run: with explain and detect_drift", [item.success for item in explained.outputs], [True] * 3)

        calls = [client.run([{"input": encoded(picture)}]) for picture in pictures]
        answers = [
            scores(json.loads(response.outputs[0].output["results.json"])) for response in await asyncio.gather(*calls)
        ]
        expect("Run: many calls at once, each with its own answer", all(map(close, alone, answers)))


async def check_bad_items(client: OMIClient) -> None:
    """Each bad item beside good ones, which are answered nevertheless."""
    for what, item, word in [
        ("an item without the declared input", {"another": encoded(sample)}, b"input"),
        ("an item with another input beside it", {"input": encoded(sample), "another": b"1"}, b"another"),
        ("an item of more bytes than the model declares", {"input": b" " * 65536 + encoded(sample)}, b"65"),
        ("an item that is no JSON", {"input": b"[1, 2"}, b""),
        ("an item that is no text", {"input": b"\xff\xfe"}, b""),
        ("an item that is empty", {"input": b""}, b""),
        ("an item without anything", {}, b"input"),
    ]:
        response = await client.run([{"input": encoded(sample)}, item, {"input": encoded(sample)}])
        found = [entry.success for entry in response.outputs]
        expect(f"Run: {what} fails alone", (response.status_code, found), (200, [True, False, True]))
        error = response.outputs[1].output.get("error", b"")
        expect(f"Run: {what} is told what is wrong", bool(error) and word in error)


def close(one: list[tuple[int, float]], other: list[tuple[int, float]] | None) -> bool:
    """Whether both are the same prediction; a batch may add its floats in another order."""
    if other is None:
        return False
    ours, theirs = dict(one), dict(other)
    return ours.keys() == theirs.keys() and all(abs(ours[key] - theirs[key]) < 1e-5 for key in ours)


def reflect(channel: grpc.Channel, version: str, **question: str) -> reflection_pb2.ServerReflectionResponse:
    """Asks one question. Both versions of reflection have the same messages."""
    ask = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        reflection_pb2.ServerReflectionRequest.SerializeToString,
        reflection_pb2.ServerReflectionResponse.FromString,
    )
    (answer,) = ask(iter([reflection_pb2.ServerReflectionRequest(**question)]), timeout=30)
    return answer


def check_reflection(channel: grpc.Channel) -> None:
    """Makes a client at run time out of nothing but the server's answers, and predicts with it."""
    for version in ["v1alpha", "v1"]:
        answer = reflect(channel, version, list_services="")
        services = {service.name for service in answer.list_services_response.service}
        expect(f"Reflection {version}: services", {"ModzyModel", "grpc.health.v1.Health"} <= services)
        answer = reflect(channel, version, file_containing_symbol="NoSuchService")
        expect(f"Reflection {version}: an unknown symbol", answer.error_response.error_code, 5)

    # As grpcurl does: from the service's name to its file. The descriptor database of python-protobuf cannot, because
    # it does not find a service without a package.
    pool = descriptor_pool.DescriptorPool()
    files = reflect(channel, "v1", file_containing_symbol="ModzyModel").file_descriptor_response.file_descriptor_proto
    parsed = [descriptor_pb2.FileDescriptorProto.FromString(file) for file in files]
    expect("Reflection: the service's file", [file.name for file in parsed], ["chassis/protos/v1/model.proto"])
    for file in parsed:
        pool.Add(file)
    method = pool.FindServiceByName("ModzyModel").FindMethodByName("Run")
    request_type = message_factory.GetMessageClass(method.input_type)
    response_type = message_factory.GetMessageClass(method.output_type)

    run = channel.unary_unary("/ModzyModel/Run", request_type.SerializeToString, response_type.FromString)
    request = request_type()
    request.inputs.add().input["input"] = encoded(sample)
    response = run(request, timeout=30)
    expect("Reflection: a client made from it predicts", [item.success for item in response.outputs], [True])

    unknown = channel.unary_unary("/ModzyModel/Train", request_type.SerializeToString, response_type.FromString)
    try:
        unknown(request, timeout=30)
        expect("an unknown method is refused", False)
    except grpc.RpcError as error:
        expect("an unknown method is refused", error.code(), grpc.StatusCode.UNIMPLEMENTED)


def check_health(channel: grpc.Channel) -> object:
    """Checks health, and returns a watch of it that has had its first answer."""
    health = health_pb2_grpc.HealthStub(channel)
    serving = health_pb2.HealthCheckResponse.SERVING
    for service in ["", "ModzyModel"]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=30)
        expect(f"Health: Check of {service!r}", answer.status, serving)
    try:
        health.Check(health_pb2.HealthCheckRequest(service="Nobody"), timeout=30)
        expect("Health: Check of an unknown service is refused", False)
    except grpc.RpcError as error:
        expect("Health: Check of an unknown service is refused", error.code(), grpc.StatusCode.NOT_FOUND)
    watch = health.Watch(health_pb2.HealthCheckRequest(), timeout=60)
    expect("Health: the first answer of Watch", next(watch).status, serving)
    return watch


def check_calls(channel: grpc.Channel) -> None:
    """What OMIClient does not do: compression, and messages of any size."""
    run = channel.unary_unary("/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
    request = RunRequest(inputs=[InputItem(input={"input": encoded(sample)})])
    plain = run(request, timeout=30)
    packed = run(request, timeout=30, compression=grpc.Compression.Gzip)
    expect("Run: a request in gzip", packed, plain)

    many = RunRequest(inputs=[InputItem(input={"input": encoded(rotated(sample, step % 64))}) for step in range(2000)])
    answers = run(many, timeout=60, compression=grpc.Compression.Gzip).outputs
    expect("Run: 2000 items in gzip", [item.success for item in answers], [True] * 2000)
    expect("Run: as they are", run(many, timeout=60).outputs, answers)

    broken = channel.unary_unary("/ModzyModel/Run", bytes, bytes)
    expect_code("Run: a message that is none", lambda: broken(b"\x0a\xff\xff", timeout=30), {"INVALID_ARGUMENT"})
    if options.message_limit:
        large = RunRequest(inputs=[InputItem(input={"input": b" " * options.message_limit})])
        refused = {"RESOURCE_EXHAUSTED"}
        expect_code("Run: a message beyond the limit", lambda: run(large, timeout=30), refused)
        # It is small on the wire.
        expect_code(
            "Run: a message beyond it when unpacked",
            lambda: run(large, timeout=30, compression=grpc.Compression.Gzip),
            refused,
        )
        expect("Run: the next call is answered", run(request, timeout=30), plain)


def expect_code(what: str, call: object, wanted: set[str]) -> None:
    try:
        call()
        found = "OK"
    except grpc.RpcError as error:
        found = error.code().name
    expect_any(what, found, wanted)


def check_refused_shutdown(channel: grpc.Channel) -> None:
    shutdown = channel.unary_unary("/ModzyModel/Shutdown", bytes, bytes)
    expect_code("Shutdown: is refused", lambda: shutdown(b"", timeout=30), {"PERMISSION_DENIED"})
    health = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=30)
    expect("Shutdown: the server goes on", health.status, health_pb2.HealthCheckResponse.SERVING)


async def check_shutdown(watch: object) -> None:
    client = OMIClient("127.0.0.1", port)
    expect("Shutdown: status_code", (await client.shutdown()).status_code, 200)
    last = None
    try:
        for answer in watch:
            last = answer.status
    except grpc.RpcError:
        # The stream ends with the server; how is not part of the protocol.
        pass
    expect("Shutdown: Watch hears nothing but NOT_SERVING", last in (None, health_pb2.HealthCheckResponse.NOT_SERVING))


with group("client"):
    asyncio.run(check_client())
# grpcio's own limit of what it receives is 4 MiB.
with grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)]) as the_channel:
    with group("reflection"):
        check_reflection(the_channel)
    with group("calls"):
        check_calls(the_channel)
    the_watch = check_health(the_channel)
    if options.shutdown_refused:
        check_refused_shutdown(the_channel)
    else:
        asyncio.run(check_shutdown(the_watch))
finish()
