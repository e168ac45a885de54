"""Writes what Chassis packs into an OMI image of the digits model: its own server, and the model as a pickle.

usage: DIGITS=FILE omi_context.py FOLDER
The image runs `python3 entrypoint.py` in FOLDER.
"""

import json
import os
import sys

from chassisml import ChassisModel
from chassis.builder import BuildOptions

from digits import Digits, pictures

network = Digits(os.environ["DIGITS"])


def predict(inputs):
    (found,) = network.classifications(pictures([json.loads(inputs["input"])]))
    return {"results.json": json.dumps(found, separators=(",", ":")).encode()}


model = ChassisModel(process_fn=predict)
model.metadata.model_name = "digits"
model.metadata.model_version = "1.0.0"
model.metadata.add_input("input", ["application/json"], "64K", "64 numbers from 0 to 16")
model.metadata.add_output("results.json", "application/json", "64K", "ten classes and their scores")
model.prepare_context(BuildOptions(base_dir=sys.argv[1]))
