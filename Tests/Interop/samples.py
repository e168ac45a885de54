"""Inputs for the digits model, made from the example's sample: a JSON list of 64 numbers."""

import json
from pathlib import Path


def pixels(path: str) -> list[float]:
    """The sample at `path` as 64 numbers, whether it is a flat list or 8 lists."""
    sample = json.loads(Path(path).read_text())
    return [number for row in sample for number in (row if isinstance(row, list) else [row])]


def rotated(sample: list[float], steps: int) -> list[float]:
    """Another picture, with other predictions: the sample, moved on by `steps` pixels."""
    return sample[steps:] + sample[:steps]


def encoded(picture: list[float]) -> bytes:
    """The picture as the model's input."""
    return json.dumps(picture).encode()


def scores(prediction: dict) -> list[tuple[int, float]]:
    """The classes and scores of one prediction, as they stand."""
    found = prediction["data"]["result"]["classPredictions"]
    return [(entry["class"], entry["score"]) for entry in found]


def best_classes(output: object) -> list[int]:
    """The likeliest class of each picture, from an output of JSON texts or of a row of ten scores for each."""
    rows = output.tolist()
    if output.dtype.kind in "OSU":
        flat = [row for entry in rows for row in (entry if isinstance(entry, list) else [entry])]
        return [scores(json.loads(text))[0][0] for text in flat]
    return [row.index(max(row)) for row in rows]
