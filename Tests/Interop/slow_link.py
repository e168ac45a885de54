"""A slow way to a server on loopback: what clients send passes at so many bytes in a second. Runs until it is ended.

usage: slow_link.py SERVER_PORT BYTES_PER_SECOND PORT_FILE

PORT_FILE gets the port once connections are taken.
"""

import asyncio
import sys
from pathlib import Path

PIECE_BYTES = 1 << 18

server_port, rate, port_file = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: int | None) -> None:
    try:
        while piece := await reader.read(PIECE_BYTES):
            writer.write(piece)
            await writer.drain()
            if rate:
                await asyncio.sleep(len(piece) / rate)
        writer.write_eof()
    except OSError:
        writer.close()  # the other side is gone, and this one is to hear of it


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    far_reader, far_writer = await asyncio.open_connection("127.0.0.1", server_port)
    await asyncio.gather(carry(reader, far_writer, rate), carry(far_reader, writer, None))
    far_writer.close()
    writer.close()


async def main() -> None:
    server = await asyncio.start_server(take, "127.0.0.1", 0)
    partial = port_file.with_suffix(".partial")
    partial.write_text(f"{server.sockets[0].getsockname()[1]}\n")
    partial.rename(port_file)
    await server.serve_forever()


asyncio.run(main())
