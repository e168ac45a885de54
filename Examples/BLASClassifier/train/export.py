"""Writes models/digits.f32: the weights of ../DigitsClassifier, as 32-bit little-endian numbers without a header.

    python3 train/export.py
"""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORDER = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"]

# A safetensors file is the header's length (8 bytes, little-endian), the header (JSON), and the numbers.
file = (ROOT.parent / "DigitsClassifier/models/digits.safetensors").read_bytes()
end = 8 + int.from_bytes(file[:8], "little")
header, numbers = json.loads(file[8:end]), file[end:]
offsets = [header[name]["data_offsets"] for name in ORDER]
(ROOT / "models/digits.f32").write_bytes(b"".join(numbers[first:last] for first, last in offsets))
