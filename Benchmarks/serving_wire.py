"""Requests as they go over the wire: one exchange over a fresh connection, and messages of gRPC written by hand.

What is here must not need a package: the benchmark runs with any Python.
"""

import json
import socket
import struct


class Target:
    """A call that always gets the same answer: where it goes, and the bytes that are sent.

    FIRST is a call that some servers must have answered before.
    """

    def __init__(self, wire, path, body, content_type="application/json", first=None):
        self.wire, self.path, self.body, self.content_type, self.first = wire, path, body, content_type, first

    def ask(self, port, timeout=30):
        """The body of the answer over a new connection, or nothing when the server is not ready yet.

        OSError when there is no connection.
        """
        with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return (ask_http if self.wire == "http" else ask_grpc)(connection, self, port)


def ask_http(connection, target, port):
    head = (
        f"POST {target.path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: {target.content_type}\r\n"
        f"content-length: {len(target.body)}\r\n\r\n"
    )
    connection.sendall(head.encode() + target.body)
    found = b""
    while (end := found.find(b"\r\n\r\n")) < 0:
        found += received(connection)
    lines = found[:end].decode("latin-1").lower().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:])
    body = found[end + 4 :]
    while len(body) < int(fields["content-length"]):
        body += received(connection)
    return body if lines[0].split()[1] == "200" else None


def ask_grpc(connection, target, port):
    """One call on stream 1. An answer without a message is a refusal, whatever its status says."""
    head = (
        b"\x83\x86"
        + text_field(4, target.path)
        + text_field(1, f"127.0.0.1:{port}")
        + b"\x0f\x10"
        + hpack_text(target.content_type)
        + b"\x00"
        + hpack_text("te")
        + hpack_text("trailers")
    )
    connection.sendall(
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 4, 1, head) + frame(0, 1, 1, target.body)
    )
    found, data = b"", b""
    while True:
        while len(found) < 9 or len(found) < 9 + int.from_bytes(found[:3], "big"):
            found += received(connection)
        length, kind, flags = int.from_bytes(found[:3], "big"), found[3], found[4]
        stream = int.from_bytes(found[5:9], "big")
        payload, found = found[9 : 9 + length], found[9 + length :]
        if kind == 4 and not flags & 1:
            connection.sendall(frame(4, 1, 0, b""))
        if kind in (3, 7):
            return None
        if stream == 1:
            data += payload if kind == 0 else b""
            if flags & 1 and kind in (0, 1):
                return data[5:] or None


def received(connection):
    if not (some := connection.recv(1 << 16)):
        raise ConnectionResetError("the server closed the connection")
    return some


def frame(kind, flags, stream, payload):
    """https://www.rfc-editor.org/rfc/rfc9113#section-4.1"""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text_field(index, value):
    """A field of the static table by its name, without indexing (https://www.rfc-editor.org/rfc/rfc7541#section-6.2.2)."""
    return bytes([index]) + hpack_text(value)


def hpack_text(value):
    assert len(value) < 127
    return bytes([len(value)]) + value.encode()


def message(content):
    """A gRPC message in its frame."""
    return b"\0" + struct.pack(">I", len(content)) + content


def field(number, content):
    """A field of a protobuf message that holds bytes, a text or a message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number):
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def targets(pixels, model="digits"):
    """The same picture in the words of each protocol."""
    text = json.dumps(pixels, separators=(",", ":")).encode()
    v1 = b'{"instances":[' + text + b"]}"
    v2 = b'{"inputs":[{"name":"input","shape":[1,64],"datatype":"FP32","data":' + text + b"}]}"
    entry = field(1, "input") + field(2, text)  # an entry of the map InputItem.input
    run = field(1, field(1, entry))
    tensor = field(1, "input") + field(2, "FP32") + field(3, varint(1) + varint(64))
    infer = field(1, model) + field(5, tensor) + field(7, struct.pack("<64f", *pixels))
    grpc = "application/grpc"
    return {
        "v1": Target("http", f"/v1/models/{model}:predict", v1),
        "v2": Target("http", f"/v2/models/{model}/infer", v2),
        # Chassis' own server loads the model when it is asked for its status.
        "omi": Target(
            "grpc", "/ModzyModel/Run", message(run), grpc, Target("grpc", "/ModzyModel/Status", message(b""), grpc)
        ),
        "grpc-v2": Target("grpc", "/inference.GRPCInferenceService/ModelInfer", message(infer), grpc),
    }
