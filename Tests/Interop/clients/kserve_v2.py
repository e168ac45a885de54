"""Calls an Open Inference Protocol server of the digits model with kserve's InferenceRESTClient, protocol v2.

usage: PYTHONPATH=Tests/Interop kserve_v2.py PORT SAMPLE [--reference]
With --reference the server is kserve's own, in Python, whose statuses of malformed requests differ from the protocol's.
"""

import sys

# Importing kserve reads sys.argv, so what this program is told is taken first.
port, sample_path, reference = int(sys.argv[1]), sys.argv[2], "--reference" in sys.argv
sys.argv = sys.argv[:1]

import asyncio  # noqa: E402
import json  # noqa: E402

import httpx  # noqa: E402
import numpy as np  # noqa: E402
from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig  # noqa: E402
from kserve.protocol.infer_type import RequestedOutput  # noqa: E402

from report import expect, expect_any, finish, group  # noqa: E402
from samples import best_classes, encoded, pixels, rotated  # noqa: E402

base = f"http://127.0.0.1:{port}"
sample = pixels(sample_path)
pictures = [rotated(sample, steps) for steps in range(5)]


def numbers(rows: list[list[float]], binary: bool = False) -> InferInput:
    """Pictures as a tensor of numbers."""
    tensor = InferInput(name="input", shape=[len(rows), 64], datatype="FP32")
    tensor.set_data_from_numpy(np.array(rows, dtype=np.float32), binary_data=binary)
    return tensor


def texts(rows: list[list[float]], binary: bool = False) -> InferInput:
    """Pictures as a tensor of JSON texts, which is what the model declares."""
    tensor = InferInput(name="input", shape=[len(rows)], datatype="BYTES")
    tensor.set_data_from_numpy(np.array([encoded(row) for row in rows], dtype=np.object_), binary_data=binary)
    return tensor


def request(tensor: InferInput, **more: object) -> InferRequest:
    return InferRequest(model_name="digits", infer_inputs=[tensor], **more)


async def check_health(client: InferenceRESTClient) -> None:
    expect("is_server_live", await client.is_server_live(base))
    expect("is_server_ready", await client.is_server_ready(base))
    expect("is_model_ready", await client.is_model_ready(base, "digits"))
    expect("is_model_ready of an unknown model", await client.is_model_ready(base, "nobody"), False)


async def check_inference(client: InferenceRESTClient) -> None:
    async def infer(wanted: InferRequest, headers: dict | None = None) -> object:
        return await client.infer(base, wanted, model_name="digits", response_headers=headers)

    answer = await infer(request(numbers([sample]), request_id="abc-1"))
    expect("infer: the id comes back", answer.id, "abc-1")
    expect("infer: model_name", answer.model_name, "digits")
    best = [best_classes((await infer(request(numbers([picture])))).outputs[0].as_numpy())[0] for picture in pictures]
    expect("infer: different pictures, different answers", len(set(best)) > 1)
    for name, tensor in {
        "numbers in JSON": numbers(pictures),
        "numbers in binary": numbers(pictures, binary=True),
        "texts in JSON": texts(pictures),
        "texts in binary": texts(pictures, binary=True),
    }.items():
        output = (await infer(request(tensor))).outputs[0]
        expect(f"infer: {name}, an element for each picture, in their order", best_classes(output.as_numpy()), best)

    headers: dict = {}
    output = (await infer(request(numbers(pictures), parameters={"binary_data_output": True}), headers)).outputs[0]
    expect("infer: outputs in binary", best_classes(output.as_numpy()), best)
    # The client reads the size of each output, and forgets it.
    expect("infer: the header that says where they begin", "inference-header-content-length" in headers)
    for binary in [False, True]:
        wanted = RequestedOutput(name=output.name, parameters={"binary_data": binary})
        found = await infer(request(numbers(pictures), request_outputs=[wanted]))
        name = f"infer: one output, by its name, {'in binary' if binary else 'in JSON'}"
        expect(name, [(entry.name, best_classes(entry.as_numpy())) for entry in found.outputs], [(output.name, best)])


async def check_refusals(client: InferenceRESTClient) -> None:
    async def status(body: object, model: str = "digits", **headers: str) -> int:
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        names = {"content-type": "application/json", **{key.replace("_", "-"): value for key, value in headers.items()}}
        try:
            await client.infer(base, body, model_name=model, headers=names)
            return 200
        except httpx.HTTPStatusError as error:
            said = error.response.json()
            # kserve's own server says `detail` when it is the form of the request that is wrong.
            return error.response.status_code if said.get("error") or reference and said.get("detail") else 0

    def changed(**members: object) -> dict:
        tensor = {"name": "input", "shape": [1, 64], "datatype": "FP32", "data": sample}
        return {"inputs": [{key: value for key, value in {**tensor, **members}.items() if value is not None}]}

    malformed = {400, 422, 500} if reference else {400}
    expect("infer: the body that the next ones change", await status(changed()), 200)
    expect("infer: nested data", await status(changed(data=[sample])), 200)
    expect("infer: an unknown model", await status(changed(), model="nobody"), 404)
    for name, body in {
        "a body cut short": b'{"inputs": [{"name": "inp',
        "a body that is empty": b"",
        "no inputs": {},
        "inputs that are no list": {"inputs": 5},
        "a tensor without a name": changed(name=None),
        "a tensor without a shape": changed(shape=None),
        "a tensor without data": changed(data=None),
        "an unknown datatype": changed(datatype="FP31"),
        "data of another length than the shape": changed(shape=[2, 64]),
        "a shape whose product is beyond all numbers": changed(shape=[2**40, 2**40]),
        "text where numbers should be": changed(data=["a"] * 64),
        "a picture of the wrong size": changed(shape=[1, 3], data=[1, 2, 3]),
    }.items():
        expect_any(f"infer: {name}", await status(body), malformed)
    if reference:
        return
    expect("infer: a shape that is negative", await status(changed(shape=[-1, 64])), 400)
    expect("infer: an input that the model does not have", await status(changed(name="another")), 400)
    expect(
        "infer: an output that the model does not have", await status({**changed(), "outputs": [{"name": "no"}]}), 400
    )
    head = json.dumps(changed(data=None, parameters={"binary_data_size": 256})).encode()
    length = str(len(head))
    good, bad = bytes(256), bytes(255)
    kind = "application/octet-stream"
    name = "infer: binary data"
    found = await status(head + good, content_type=kind, inference_header_content_length=length)
    expect(name, found, 200)
    found = await status(head + bad, content_type=kind, inference_header_content_length=length)
    expect(f"{name} that is too short", found, 400)
    found = await status(head + good + b"x", content_type=kind, inference_header_content_length=length)
    expect(f"{name} that is too long", found, 400)
    found = await status(head + good, content_type=kind, inference_header_content_length="99999")
    expect(f"{name} behind a length of the JSON that is too long", found, 400)
    found = await status(head + good, content_type=kind, inference_header_content_length="many")
    expect(f"{name} behind a length of the JSON that is no number", found, 400)


async def main() -> None:
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
        with group("health"):
            await check_health(client)
        with group("inference"):
            await check_inference(client)
        with group("refusals"):
            await check_refusals(client)


asyncio.run(main())
finish()
