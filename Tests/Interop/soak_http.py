"""What the soak does to a KServe server: good requests, and what clients do to a server besides."""

import http.client
import json
import socket
import struct
import time

from samples import rotated


# Pictures in a large request: 750 kB, with an answer of 2 MB, and some seconds of work on a busy machine.
MANY = 5_000
# Seconds that anything may take.
TIMEOUT = 120


class HTTPClients:
    """Clients of the digits model on one port. Each method makes one visit; it raises when the server does wrong."""

    variable = "HTTP_PORT"
    path = "/v1/models/digits:predict"

    def __init__(self, port: int, sample: list[float]) -> None:
        self.port = port
        self.bodies = [self.body([rotated(sample, steps)]) for steps in range(16)]
        self.many = self.body([sample] * MANY)
        self.answers: list[bytes] = []

    @staticmethod
    def body(pictures: list) -> bytes:
        return json.dumps({"instances": pictures}, separators=(",", ":")).encode()

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def post(self, connection: http.client.HTTPConnection, body: bytes, path: str | None = None) -> tuple[int, bytes]:
        connection.request("POST", path or self.path, body, {"content-type": "application/json"})
        with connection.getresponse() as answer:
            return answer.status, answer.read()

    def learn(self) -> None:
        """Asks once for what is asked all the time; every later answer must be the same."""
        connection = self.connection()
        self.answers = [self.post(connection, body)[1] for body in self.bodies]
        connection.close()
        assert len(set(self.answers)) > 4, "different pictures are answered alike"

    def good(self, turn: int) -> int:
        """Some requests on one connection; returns how many."""
        connection = self.connection()
        try:
            for number in range(200):
                index = (turn + number) % len(self.bodies)
                status, found = self.post(connection, self.bodies[index])
                assert (status, found) == (200, self.answers[index]), f"{status} {found[:200]!r}"
            return 200
        finally:
            connection.close()

    def bad(self, turn: int) -> int:
        """Requests that are refused, each with a good one after it on the same connection."""
        connection = self.connection()
        try:
            for path, body, wanted in [
                (None, b'{"instances": [[1, 2', 400),
                (None, b"[" * 10_000, 400),
                (None, b'{"instances": [[1, 2, 3]]}', 400),
                (None, b'{"instances": 5}', 400),
                ("/v1/models/nobody:predict", self.bodies[0], 404),
                ("/nowhere", b"", 404),
            ]:
                status, found = self.post(connection, body, path)
                assert status == wanted and found, f"{status}, wanted {wanted}: {found[:200]!r}"
                status, found = self.post(connection, self.bodies[0])
                assert (status, found) == (200, self.answers[0]), f"after a refusal: {status} {found[:200]!r}"
            return 12
        finally:
            connection.close()

    def big(self, turn: int) -> int:
        """Thousands of pictures in one request."""
        connection = self.connection()
        try:
            status, found = self.post(connection, self.many)
            assert status == 200 and found.count(b'"classPredictions"') == MANY, f"{status} {found[:200]!r}"
            return 1
        finally:
            connection.close()

    def request(self, body: bytes) -> bytes:
        return (f"POST {self.path} HTTP/1.1\r\nhost: soak\r\ncontent-length: {len(body)}\r\n\r\n").encode() + body

    def cut(self, turn: int) -> int:
        """A request that ends somewhere, by a close or by a reset."""
        whole = self.request(self.bodies[0])
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            connection.sendall(whole[: (turn * 37) % len(whole)])
            if turn % 2:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return 1

    def slow(self, turn: int) -> int:
        """A request in thirty pieces over three seconds, which is answered."""
        whole = self.request(self.bodies[0])
        size = len(whole) // 30 + 1
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            for at in range(0, len(whole), size):
                connection.sendall(whole[at : at + size])
                time.sleep(0.1)
            found = b""
            while self.answers[0] not in found:
                some = connection.recv(65536)
                assert some, f"a slow client is not answered: {found[:200]!r}"
                found += some
        return 1

    def deaf(self, turn: int) -> int:
        """Asks for more than fits into the buffers between two processes, reads some, and goes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(self.request(self.many))
            for _ in range(20):
                connection.recv(1024)
                time.sleep(0.05)
        return 1

    def strange(self, turn: int) -> int:
        """Bytes that are no HTTP."""
        junk = [
            b"\x16\x03\x01\x02\x00\x01\x00",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET\r\n\r\n",
            b"\x00" * 4096,
            b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 100_000,
        ]
        return visit(self.port, junk[turn % len(junk)])

    visits = ["good", "good", "good", "bad", "big", "cut", "slow", "deaf", "strange"]

    def one_long(self, started: object) -> None:
        """A request that takes a while; calls `started` when it is sent."""
        connection = self.connection()
        try:
            connection.request("POST", self.path, self.many, {"content-type": "application/json"})
            started()
            answer = connection.getresponse()
            found = answer.read()
            assert answer.status == 200 and found.count(b'"classPredictions"') == MANY, f"{answer.status}"
        finally:
            connection.close()


def visit(port: int, junk: bytes) -> int:
    """Sends junk, and reads until the server closes the connection; whatever it says is right, as long as it does."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        try:
            connection.sendall(junk)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except TimeoutError:
            raise
        except OSError:
            # It was closed, or reset, before everything was said.
            pass
    return 1
