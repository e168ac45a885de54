"""Calls a KServe v1 server with kserve's own InferenceRESTClient.

usage: kserve_client.py PORT SAMPLE
"""

import sys

# Importing kserve reads sys.argv, so what this program is told is taken first.
port, sample_path = int(sys.argv[1]), sys.argv[2]
sys.argv = sys.argv[:1]

import asyncio  # noqa: E402

import httpx  # noqa: E402
from kserve import InferenceRESTClient, RESTConfig  # noqa: E402

from report import expect, finish  # noqa: E402
from samples import pixels, rotated, scores  # noqa: E402

base = f"http://127.0.0.1:{port}"
sample = pixels(sample_path)


async def status_of(call: object) -> tuple[int, bool]:
    """The HTTP status by which a call is refused, and whether the body says why under `error`."""
    try:
        await call
        return (200, False)
    except httpx.HTTPStatusError as error:
        return (error.response.status_code, bool(error.response.json().get("error")))


async def main() -> None:
    async with InferenceRESTClient(RESTConfig(protocol="v1")) as client:
        expect("is_server_live, v1", await client.is_server_live(base))
        expect("is_model_ready", await client.is_model_ready(base, "digits"))
        expect(
            "is_model_ready of an unknown model", await status_of(client.is_model_ready(base, "nobody")), (404, True)
        )

        pictures = [rotated(sample, steps) for steps in range(5)]
        alone = [await client.infer(base, {"instances": [picture]}, model_name="digits") for picture in pictures]
        together = await client.infer(base, {"instances": pictures}, model_name="digits")
        expect("infer: a prediction for each instance", len(together["predictions"]), len(pictures))
        best = [scores(answer["predictions"][0])[0][0] for answer in alone]
        expect("infer: in their order", [scores(entry)[0][0] for entry in together["predictions"]], best)
        nothing = await client.infer(base, {"instances": []}, model_name="digits")
        expect("infer: no instances, no predictions", nothing, {"predictions": []})

        async def refused(data: object, model: str = "digits", headers: dict | None = None) -> tuple[int, bool]:
            return await status_of(client.infer(base, data, model_name=model, headers=headers))

        expect("infer: an unknown model", await refused({"instances": [sample]}, "nobody"), (404, True))
        expect("infer: no instances given", await refused({}), (400, True))
        expect("infer: instances that are no list", await refused({"instances": 5}), (400, True))
        expect(
            "infer: a bad instance among good ones", await refused({"instances": [sample, [1], sample]}), (400, True)
        )
        expect("infer: a body cut short", await refused(b'{"instances": [[1, 2'), (400, True))
        expect("infer: a body that is empty", await refused(b""), (400, True))
        charset = {"content-type": "application/json; charset=utf-8"}
        answer = await client.infer(base, {"instances": [sample]}, model_name="digits", headers=charset)
        expect("infer: a content type with a charset", answer, alone[0])

    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
        expect("is_server_live, v2", await client.is_server_live(base))
        expect("is_server_ready, v2", await client.is_server_ready(base))


asyncio.run(main())
finish()
