"""Calls a KServe v1 server of the digits model with kserve's own InferenceRESTClient.

usage: PYTHONPATH=Tests/Interop kserve_v1.py PORT SAMPLE [--reference]
With --reference the server is kserve's own, in Python: what it does not do is left out.
"""

import sys

# Importing kserve reads sys.argv, so what this program is told is taken first.
port, sample_path, reference = int(sys.argv[1]), sys.argv[2], "--reference" in sys.argv
sys.argv = sys.argv[:1]

import asyncio  # noqa: E402
import base64  # noqa: E402
import gzip  # noqa: E402
import json  # noqa: E402

import httpx  # noqa: E402
from kserve import InferenceRESTClient, RESTConfig  # noqa: E402

from report import expect, finish, group  # noqa: E402
from samples import encoded, pixels, rotated, scores  # noqa: E402

base = f"http://127.0.0.1:{port}"
sample = pixels(sample_path)


async def status_of(call: object) -> tuple[int, bool]:
    """The HTTP status by which a call is refused, and whether the body says why under `error`."""
    try:
        await call
        return (200, False)
    except httpx.HTTPStatusError as error:
        return (error.response.status_code, bool(error.response.json().get("error")))


async def check_health(client: InferenceRESTClient) -> None:
    expect("is_server_live, v1", await client.is_server_live(base))
    expect("is_model_ready", await client.is_model_ready(base, "digits"))
    expect("is_model_ready of an unknown model", await status_of(client.is_model_ready(base, "nobody")), (404, True))


async def check_predictions(client: InferenceRESTClient) -> dict:
    """Checks right answers, and returns the one for the sample."""
    pictures = [rotated(sample, steps) for steps in range(5)]
    alone = [await client.infer(base, {"instances": [picture]}, model_name="digits") for picture in pictures]
    together = await client.infer(base, {"instances": pictures}, model_name="digits")
    expect("infer: a prediction for each instance", len(together["predictions"]), len(pictures))
    best = [scores(answer["predictions"][0])[0][0] for answer in alone]
    expect("infer: in their order", [scores(entry)[0][0] for entry in together["predictions"]], best)
    many = await client.infer(base, {"instances": pictures * 100}, model_name="digits")
    expect("infer: 500 instances", [scores(entry)[0][0] for entry in many["predictions"]], best * 100)
    rows = [sample[at : at + 8] for at in range(0, 64, 8)]
    expect("infer: 8 lists of 8", await client.infer(base, {"instances": [rows]}, model_name="digits"), alone[0])
    nothing = await client.infer(base, {"instances": []}, model_name="digits")
    expect("infer: no instances, no predictions", nothing, {"predictions": []})
    return alone[0]


async def check_refusals(client: InferenceRESTClient) -> None:
    async def refused(data: object, model: str = "digits", headers: dict | None = None) -> tuple[int, bool]:
        return await status_of(client.infer(base, data, model_name=model, headers=headers))

    expect("infer: an unknown model", await refused({"instances": [sample]}, "nobody"), (404, True))
    expect("infer: no instances given", await refused({}), (400, True))
    expect("infer: instances that are no list", await refused({"instances": 5}), (400, True))
    expect("infer: a bad instance among good ones", await refused({"instances": [sample, [1], sample]}), (400, True))
    expect("infer: a picture of text", await refused({"instances": [["a"] * 64]}), (400, True))
    # Without a content type kserve's own server reads JSON too.
    expect("infer: a body cut short", await refused(b'{"instances": [[1, 2'), (400, True))
    expect("infer: a body that is empty", await refused(b""), (400, True))
    expect("infer: a number that is none", await refused(b'{"instances": [[NaN]]}'), (400, True))
    expect("infer: lists in lists without end", await refused(b'{"instances": ' + b"[" * 100_000), (400, True))


async def check_what_kserve_lacks(client: InferenceRESTClient, answer: dict) -> None:
    """What the server of kserve refuses or leaves out, and ours does on purpose."""

    async def infer(data: object, **headers: str) -> object:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            return await client.infer(base, data, model_name="digits", headers=names)
        except httpx.HTTPStatusError as error:
            return str(error)

    request = json.dumps({"instances": [sample]}).encode()
    for kind in ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"]:
        expect(f"infer: the content type {kind}", await infer(request, content_type=kind), answer)
    packed = await infer(gzip.compress(request), content_encoding="gzip", content_type="application/json")
    expect("infer: a body in gzip", packed, answer)
    text = base64.b64encode(encoded(sample)).decode()
    expect("infer: base64 in an object", await infer({"instances": [{"b64": text}]}), answer)
    expect("infer: base64, as Chassis takes it", await infer({"instances": [text]}), answer)
    expect("infer: an input by its name", await infer({"instances": [{"input": sample}]}), answer)
    expect("infer: by columns", await infer({"inputs": {"input": [sample]}}), answer)

    headers: dict = {}
    await client.infer(
        base, {"instances": [sample]}, model_name="digits", headers={"x-request-id": "abc-1"}, response_headers=headers
    )
    expect("infer: the id of the request comes back", headers.get("x-request-id"), "abc-1")

    explained = await client.explain(base, "digits", {"instances": [sample]})
    expect("explain: an explanation for each instance", len(explained["explanations"]), 1)
    expect("explain: the predictions as well", explained["predictions"], answer["predictions"])
    status = await status_of(client.explain(base, "nobody", {"instances": [sample]}))
    expect("explain: an unknown model", status, (404, True))


async def check_events(client: InferenceRESTClient, answer: dict) -> None:
    """CloudEvents in their two forms (https://github.com/cloudevents/spec)."""
    attributes = {"specversion": "1.0", "id": "1", "source": "here", "type": "question", "time": "2026-01-01T00:00:00Z"}
    event = {**attributes, "data": {"instances": [sample]}}
    kind = {"content-type": "application/cloudevents+json"}
    found = await client.infer(base, event, model_name="digits", headers=kind)
    expect("infer: a structured event, answered by one", found.get("data"), answer)
    expect("infer: its type", found.get("type"), "io.kserve.inference.response")

    headers = {f"ce-{name}": value for name, value in attributes.items()}
    answered: dict = {}
    found = await client.infer(
        base, {"instances": [sample]}, model_name="digits", headers=headers, response_headers=answered
    )
    expect("infer: an event in headers, answered by one", found, answer)
    expect("infer: its headers", {"ce-id", "ce-source", "ce-specversion", "ce-type"} <= answered.keys())


async def main() -> None:
    async with InferenceRESTClient(RESTConfig(protocol="v1")) as client:
        with group("health"):
            await check_health(client)
        answer = await check_predictions(client)
        with group("refusals"):
            await check_refusals(client)
        with group("events"):
            await check_events(client, answer)
        if not reference:
            with group("what kserve lacks"):
                await check_what_kserve_lacks(client, answer)


asyncio.run(main())
finish()
