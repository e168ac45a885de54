"""Asks an OMI server for one prediction, with the published client, and prints the model's output.

usage: omi_predict.py PORT FILE
"""

import asyncio
import sys
from pathlib import Path

from chassis.client import OMIClient


async def main(port: int, path: str) -> None:
    async with OMIClient("127.0.0.1", port) as client:
        response = await client.run([{"input": Path(path).read_bytes()}])
        item = response.outputs[0]
        if not item.success:
            sys.exit("the model says: " + item.output["error"].decode())
        print(item.output["results.json"].decode())


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
