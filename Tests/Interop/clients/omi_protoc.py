"""Calls an OMI server with a client that protoc generates from this repository's proto file.

usage: PYTHONPATH=Tests/Interop omi_protoc.py PORT SAMPLE PROTO
"""

import importlib
import json
import sys
import tempfile
from pathlib import Path

import grpc
from grpc_tools import protoc

from report import expect, finish
from samples import encoded, pixels, scores

port, sample, proto = int(sys.argv[1]), pixels(sys.argv[2]), Path(sys.argv[3])

with tempfile.TemporaryDirectory() as folder:
    arguments = ["protoc", f"-I{proto.parent}", f"--python_out={folder}", f"--grpc_python_out={folder}", proto.name]
    expect("protoc accepts the proto file", protoc.main(arguments), 0)
    sys.path.insert(0, folder)
    messages = importlib.import_module("model_pb2")
    services = importlib.import_module("model_pb2_grpc")

with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
    client = services.ModzyModelStub(channel)
    status = client.Status(messages.StatusRequest(), timeout=30, wait_for_ready=True)
    expect("Status: status_code", status.status_code, 200)
    expect("Status: model_version is given", bool(status.model_info.model_version))

    request = messages.RunRequest(inputs=[messages.InputItem(input={"input": encoded(sample)})])
    response = client.Run(request, timeout=30)
    expect("Run: status_code", response.status_code, 200)
    best = scores(json.loads(response.outputs[0].output["results.json"]))
    expect("Run: ten classes, the likeliest first", [len(best), best[0][1]], [10, max(score for _, score in best)])
    expect("Run: the scores add up to one", abs(sum(score for _, score in best) - 1) < 1e-3)

    request.explain = request.detect_drift = True
    response = client.Run(request, timeout=30)
    expect("Run: explain and detect_drift do not stop a prediction", "results.json" in response.outputs[0].output)
finish()
