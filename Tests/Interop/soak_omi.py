"""What the soak does to an OMI server: good calls, and what clients do to a server besides."""

import socket
import struct
import time

import grpc
from chassis.protos.v1.model_pb2 import InputItem, RunRequest, RunResponse

from samples import encoded, rotated
from soak_http import MANY, TIMEOUT, visit

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])


class OMIClients:
    """Clients of the digits model on one port. Each method makes one visit; it raises when the server does wrong."""

    variable = "PSC_MODEL_PORT"

    def __init__(self, port: int, sample: list[float]) -> None:
        self.port = port
        self.requests = [self.request([encoded(rotated(sample, steps))]) for steps in range(16)]
        self.many = self.request([encoded(sample)] * MANY)
        self.answers: list[RunResponse] = []

    @staticmethod
    def request(items: list[bytes]) -> RunRequest:
        return RunRequest(inputs=[InputItem(input={"input": item}) for item in items])

    def channel(self) -> grpc.Channel:
        # Without a pool of its own, a channel would share the connection of all others.
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]
        return grpc.insecure_channel(f"127.0.0.1:{self.port}", options=options)

    @staticmethod
    def run(channel: grpc.Channel, request: RunRequest, **more: object) -> RunResponse:
        call = channel.unary_unary("/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
        return call(request, timeout=TIMEOUT, **more)

    def learn(self) -> None:
        """Asks once for what is asked all the time; every later answer must be the same."""
        with self.channel() as channel:
            self.answers = [self.run(channel, request) for request in self.requests]
        assert len({answer.SerializeToString() for answer in self.answers}) > 4, "different pictures are answered alike"

    def good(self, turn: int) -> int:
        """Some calls on one connection, some of them at the same time; returns how many."""
        with self.channel() as channel:
            call = channel.unary_unary("/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
            for first in range(turn, turn + 100, 4):
                indexes = [index % len(self.requests) for index in range(first, first + 4)]
                calls = [call.future(self.requests[index], timeout=TIMEOUT) for index in indexes]
                found = [future.result() for future in calls]
                assert found == [self.answers[index] for index in indexes], f"{found}"[:500]
        return 100

    def bad(self, turn: int) -> int:
        """Items that fail, a message that is none, a method that is none."""
        with self.channel() as channel:
            answer = self.run(channel, self.request([b"[1, 2", b"", encoded([1.0] * 64)]))
            assert [item.success for item in answer.outputs] == [False, False, True], f"{answer}"[:500]
            for path, message, wanted in [
                ("/ModzyModel/Run", b"\x0a\xff\xff", grpc.StatusCode.INVALID_ARGUMENT),
                ("/ModzyModel/Train", b"", grpc.StatusCode.UNIMPLEMENTED),
            ]:
                try:
                    channel.unary_unary(path, bytes, bytes)(message, timeout=TIMEOUT)
                    raise AssertionError(f"{path} is not refused")
                except grpc.RpcError as error:
                    assert error.code() == wanted, f"{path}: {error}"
        return 3

    def big(self, turn: int) -> int:
        """Thousands of pictures in one call."""
        with self.channel() as channel:
            answer = self.run(channel, self.many)
            assert [item.success for item in answer.outputs] == [True] * MANY, f"{answer}"[:500]
        return 1

    def cut(self, turn: int) -> int:
        """A call that its client gives up, by a deadline or by leaving; a connection that ends within a frame."""
        with self.channel() as channel:
            call = channel.unary_unary("/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
            future = call.future(self.many, timeout=0.001 * (turn % 40))
            if turn % 3:
                future.cancel()
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            connection.sendall((PREFACE + bytes([0, 0, 40, 1, 4, 0, 0, 0, 1]) + b"\x83\x86")[: turn % 45])
            if turn % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return 2

    def slow(self, turn: int) -> int:
        """A connection that opens byte by byte, for three seconds."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            for byte in PREFACE:
                connection.sendall(bytes([byte]))
                time.sleep(0.09)
            assert connection.recv(9)[3:4] == b"\x04", "the server does not answer with its settings"
        return 1

    def deaf(self, turn: int) -> int:
        """Asks for megabytes, and takes only what fits into the first window."""
        message = self.many.SerializeToString()
        head = b"\x83\x86\x04\x0f/ModzyModel/Run\x01\x04soak\x0f\x10\x10application/grpc\x00\x02te\x08trailers"
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            connection.sendall(PREFACE + struct.pack(">I", len(head))[1:] + bytes([1, 4, 0, 0, 0, 1]) + head)
            body = b"\0" + struct.pack(">I", len(message)) + message[:40_000]
            for at in range(0, len(body), 16384):
                piece = body[at : at + 16384]
                connection.sendall(struct.pack(">I", len(piece))[1:] + bytes([0, 0, 0, 0, 0, 1]) + piece)
            time.sleep(1)
        return 1

    def strange(self, turn: int) -> int:
        """Bytes that are no HTTP/2, or break its rules."""
        frames = [
            b"GET / HTTP/1.1\r\nhost: soak\r\n\r\n",
            b"\x00" * 4096,
            PREFACE + b"\xff" * 4096,
            PREFACE + bytes([0, 0, 4, 3, 0, 0, 0, 0, 9]) + bytes(4),  # a reset of a stream that is idle
            PREFACE + bytes([0, 0, 4, 8, 0, 0, 0, 0, 0]) + bytes(4),  # a window that grows by nothing
            PREFACE + bytes([0, 0, 9, 1, 4, 0, 0, 0, 1]) + b"\xff" * 9,  # headers that cannot be decoded
            PREFACE + bytes([0, 0, 8, 6, 0, 0, 0, 0, 0]) * 1000,  # pings whose contents are missing
        ]
        return visit(self.port, frames[turn % len(frames)])

    visits = ["good", "good", "good", "bad", "big", "cut", "slow", "deaf", "strange"]

    def one_long(self, started: object) -> None:
        """A call that takes a while; calls `started` when it is sent."""
        with self.channel() as channel:
            grpc.channel_ready_future(channel).result(timeout=TIMEOUT)
            call = channel.unary_unary("/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
            future = call.future(self.many, timeout=TIMEOUT)
            started()
            answer = future.result()
            assert [item.success for item in answer.outputs] == [True] * MANY, f"{answer}"[:500]
