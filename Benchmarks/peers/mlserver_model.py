"""The digits model as a custom runtime of MLServer, which speaks the protocol v2. serving.py writes its settings."""

import json
import os

from mlserver import MLModel
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput

from digits import Digits, pictures


class DigitsModel(MLModel):
    async def load(self) -> bool:
        self.network = Digits(os.environ["DIGITS"])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        tensor = payload.inputs[0]
        pixels = pictures([tensor.data.root[at : at + 64] for at in range(0, tensor.shape[0] * 64, 64)])
        texts = [json.dumps(found, separators=(",", ":")) for found in self.network.classifications(pixels)]
        output = ResponseOutput(name="results.json", shape=[len(texts)], datatype="BYTES", data=texts)
        return InferenceResponse(model_name=self.name, id=payload.id, outputs=[output])
