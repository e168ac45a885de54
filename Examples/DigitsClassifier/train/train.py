"""Trains the digits classifier and writes every generated file of this example.

    python3 -m venv .venv && .venv/bin/pip install -r train/requirements.txt
    .venv/bin/python train/train.py

Running it twice writes the same bytes: the split and the training have a seed, and the linear algebra runs on one
thread, since the order of its additions would otherwise depend on the number of cores.
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from safetensors.numpy import save
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

SEED = 0
HELD_OUT = 450  # of 1,797 images
PIXEL_MAX = 16.0
ACCURACY_MIN = 0.97

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    digits = load_digits()
    train_x, test_x, train_y, test_y = train_test_split(
        digits.data, digits.target, test_size=HELD_OUT, random_state=SEED, stratify=digits.target
    )
    model = MLPClassifier(hidden_layer_sizes=(64,), alpha=0.1, max_iter=1000, random_state=SEED)
    with threadpool_limits(limits=1):
        model.fit(train_x / PIXEL_MAX, train_y)
        # From here on the model is the one that is written: its weights are those of the file.
        model.coefs_ = [rounded(weights) for weights in model.coefs_]
        model.intercepts_ = [rounded(bias) for bias in model.intercepts_]
        probabilities = model.predict_proba(test_x / PIXEL_MAX)

    accuracy = float(np.mean(probabilities.argmax(axis=1) == test_y))
    print(f"{accuracy * HELD_OUT:.0f} of {HELD_OUT} held-out images are classified correctly")
    if accuracy < ACCURACY_MIN:
        raise SystemExit(f"the model is not good enough: expected at least {ACCURACY_MIN}")

    write_model(model, accuracy)
    write_held_out(test_x, test_y, probabilities)
    write_samples(test_x[0])


def rounded(values: np.ndarray) -> np.ndarray:
    """The values as 32-bit numbers, still in the type that scikit-learn computes with."""
    return values.astype(np.float32).astype(np.float64)


def write_model(model: MLPClassifier, accuracy: float) -> None:
    hidden, output = model.coefs_  # each is inputs × outputs; the file holds outputs × inputs, a row a neuron
    tensors = {
        "input.scale": np.array([1 / PIXEL_MAX], dtype=np.float32),
        "hidden.weight": np.ascontiguousarray(hidden.T, dtype=np.float32),
        "hidden.bias": model.intercepts_[0].astype(np.float32),
        "output.weight": np.ascontiguousarray(output.T, dtype=np.float32),
        "output.bias": model.intercepts_[1].astype(np.float32),
    }
    metadata = {"accuracy": f"{accuracy:.4f}", "scikit-learn": sklearn.__version__, "seed": str(SEED)}
    path_of("models/digits.safetensors").write_bytes(with_sorted_header(save(tensors, metadata)))


def with_sorted_header(file: bytes) -> bytes:
    """The same file with its header in a fixed order: safetensors writes the metadata in a random one.

    A file is the header's length (8 bytes, little-endian), the header (JSON, padded with spaces), and the numbers.
    """
    length = int.from_bytes(file[:8], "little")
    header = compact(json.loads(file[8 : 8 + length]), sort_keys=True).encode().ljust(length)
    assert len(header) == length
    return file[:8] + header + file[8 + length :]


def write_held_out(images: np.ndarray, labels: np.ndarray, probabilities: np.ndarray) -> None:
    """The images that the model has not seen, one a line, with what scikit-learn answers for each."""
    lines = [
        compact({"pixels": image.astype(int).tolist(), "label": int(label), "probabilities": row.round(7).tolist()})
        for image, label, row in zip(images, labels, probabilities)
    ]
    path_of("Tests/DigitsClassifierTests/Fixtures/heldout.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


def write_samples(image: np.ndarray) -> None:
    pixels = image.astype(int).tolist()
    path_of("samples/digit.json").write_text(compact(pixels) + "\n")
    path_of("samples/kserve.json").write_text(compact({"instances": [pixels]}) + "\n")


def compact(value: object, sort_keys: bool = False) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=sort_keys)


def path_of(name: str) -> Path:
    path = ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()
