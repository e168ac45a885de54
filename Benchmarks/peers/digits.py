"""The model of Examples/DigitsClassifier in numpy: the same weights, the same answers. For serving.py."""

import json
from pathlib import Path

import numpy as np


class Digits:
    """64 inputs, 64 rectified linear units, softmax over ten classes."""

    def __init__(self, path: str) -> None:
        tensors = read_safetensors(Path(path).read_bytes())
        self.hidden = (tensors["hidden.weight"].T * tensors["input.scale"], tensors["hidden.bias"])
        self.output = (tensors["output.weight"].T, tensors["output.bias"])

    def scores(self, pixels: np.ndarray) -> np.ndarray:
        """The ten probabilities of each of N pictures, float32 [N, 64]."""
        units = np.maximum(pixels @ self.hidden[0] + self.hidden[1], 0)
        logits = units @ self.output[0] + self.output[1]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def classifications(self, pixels: np.ndarray) -> list[dict]:
        """What the example's model answers for each of N pictures, float32 [N, 64]."""
        return [classification(scores) for scores in self.scores(pixels)]


def classification(scores: np.ndarray) -> dict:
    ranked = np.argsort(-scores, kind="stable").tolist()
    found = scores.tolist()
    return {"data": {"result": {"classPredictions": [{"class": index, "score": found[index]} for index in ranked]}}}


def pictures(instances: list) -> np.ndarray:
    """Instances of 64 numbers, or of 8 lists of 8, as float32 [N, 64]."""
    return np.asarray(instances, dtype=np.float32).reshape(len(instances), 64)


def read_safetensors(content: bytes) -> dict[str, np.ndarray]:
    """The float32 tensors of a file: a length in 8 bytes, a header of JSON, and the numbers."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            numbers = np.frombuffer(content[8 + length + begin : 8 + length + end], dtype="<f4")
            tensors[name] = numbers.reshape(entry["shape"])
    return tensors
