"""The digits model behind the Python kserve server: v1, v2, and v2 over gRPC.

usage: DIGITS=FILE kserve_server.py [--http_port=N] [--grpc_port=N] [--enable_grpc=false] [--configure_logging=false] …
"""

import json
import os
import uuid

import numpy as np
from kserve import InferOutput, InferRequest, InferResponse, Model, ModelServer
from kserve.errors import InvalidInput

from digits import Digits, pictures


class DigitsModel(Model):
    def __init__(self) -> None:
        super().__init__("digits")
        self.network = None

    def load(self) -> bool:
        self.network = Digits(os.environ["DIGITS"])
        self.ready = True
        return True

    async def get_input_types(self) -> list[dict]:
        return [{"name": "input", "datatype": "FP32", "shape": [-1, 64]}]

    async def get_output_types(self) -> list[dict]:
        return [{"name": "results.json", "datatype": "BYTES", "shape": [-1]}]

    def predict(self, payload: dict | InferRequest, headers: dict | None = None) -> dict | InferResponse:
        if isinstance(payload, InferRequest):
            return self.infer(payload)
        try:
            pixels = pictures(payload["instances"])
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(str(error)) from error
        return {"predictions": self.network.classifications(pixels)}

    def infer(self, request: InferRequest) -> InferResponse:
        """Numbers or JSON texts in, JSON texts out."""
        try:
            tensor = request.get_input_by_name("input").as_numpy()
            if tensor.dtype == np.object_:
                pixels = pictures([json.loads(text) for text in tensor.flatten()])
            else:
                pixels = pictures(tensor)
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidInput(str(error)) from error
        texts = [json.dumps(found, separators=(",", ":")) for found in self.network.classifications(pixels)]
        output = InferOutput(name="results.json", shape=[len(texts)], datatype="BYTES")
        output.set_data_from_numpy(
            np.array([text.encode() for text in texts], dtype=np.object_), binary_data=request.use_binary_outputs
        )
        return InferResponse(
            response_id=request.id or str(uuid.uuid4()),
            model_name="digits",
            infer_outputs=[output],
            use_binary_outputs=request.use_binary_outputs,
            requested_outputs=request.request_outputs,
        )


if __name__ == "__main__":
    model = DigitsModel()
    model.load()
    ModelServer().start([model])
