"""A stand-in for the agent that KServe puts before a server: its batcher and its logger, as others see them.

The agent is a program in Go. This does what it was seen to do, and is no more helpful: a batch has none of its callers'
headers, everything that goes wrong with a batch is told as a `message` with status 200, and what a batch is answered
is not logged.
"""

import http.client
import json
import queue
import threading
import time
import uuid
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Seconds that anything may take.
TIMEOUT = 60


class Listener(ThreadingHTTPServer):
    """A thread for each connection, however many come at once."""

    request_queue_size = 128


def listen(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    """A server on a port of its own."""
    server = Listener(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Handler(BaseHTTPRequestHandler):
    """Reads and answers whole bodies, and keeps connections."""

    protocol_version = "HTTP/1.1"

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Call:
    """What one caller asks for, and gets."""

    def __init__(self, path: str, instances: list) -> None:
        self.path, self.instances = path, instances
        self.answer: queue.Queue[dict] = queue.Queue(1)


class Batcher:
    """Makes one request of the calls that arrive in `wait` seconds, or fewer as soon as they have `size` instances."""

    def __init__(self, port: int, size: int, wait: float) -> None:
        self.size, self.wait = size, wait
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.calls: queue.Queue[Call] = queue.Queue()
        # The sizes of the batches that were sent.
        self.sent: list[int] = []
        threading.Thread(target=self.run, daemon=True).start()

    def ask(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Waits until the batch of this caller is answered."""
        try:
            instances = json.loads(body)["instances"]
        except (ValueError, KeyError):
            return 400, b"this has no instances\n"
        call = Call(path, instances)
        self.calls.put(call)
        return 200, json.dumps(call.answer.get()).encode()

    def run(self) -> None:
        """One batch after the other: a next one is sent when this one is answered."""
        while True:
            calls = [self.calls.get()]
            end = time.monotonic() + self.wait
            while sum(len(call.instances) for call in calls) < self.size and (left := end - time.monotonic()) > 0:
                try:
                    calls.append(self.calls.get(timeout=left))
                except queue.Empty:
                    break
            self.answer(calls)

    def answer(self, calls: list[Call]) -> None:
        """Gives each caller its own part of the predictions, or all of them the same message."""
        instances = [instance for call in calls for instance in call.instances]
        message, predictions = self.predict(calls[-1].path, instances)
        if not message and len(predictions) != len(instances):
            message = f"{len(predictions)} predictions for {len(instances)} instances"
        at = 0
        for call in calls:
            part = None if message else predictions[at : at + len(call.instances)]
            at += len(call.instances)
            call.answer.put({"message": message, "batchId": str(uuid.uuid4()), "predictions": part})

    def predict(self, path: str, instances: list) -> tuple[str, list]:
        """What went wrong, and the predictions."""
        headers = {"Host": "example.com", "Accept-Encoding": "gzip", "X-Forwarded-For": "192.0.2.1"}
        try:
            self.connection.request("POST", path, json.dumps({"instances": instances}).encode(), headers)
            self.sent.append(len(instances))
            with self.connection.getresponse() as answer:
                text = answer.read().decode()
            return ("", json.loads(text)["predictions"]) if answer.status == 200 else (text, [])
        except (OSError, http.client.HTTPException, ValueError, KeyError) as error:
            self.connection.close()
            return f"{type(error).__name__}: {error}", []


class Logger:
    """Sends an event for each request and each answer to a sink, one after the other."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.events: queue.Queue[tuple[dict, bytes]] = queue.Queue()
        threading.Thread(target=self.run, daemon=True).start()

    def tell(self, kind: str, identifier: str, content_type: str | None, body: bytes) -> None:
        headers = {
            "Ce-Specversion": "1.0", "Ce-Id": identifier, "Ce-Source": "http://localhost/",
            "Ce-Type": f"org.kubeflow.serving.inference.{kind}", "Ce-Inferenceservicename": "digits",
        }
        self.events.put((headers | ({"Content-Type": content_type} if content_type else {}), body))

    def run(self) -> None:
        while True:
            headers, body = self.events.get()
            self.connection.request("POST", "/", body, headers)
            self.connection.getresponse().read()


class Sink:
    """Keeps the events that are sent to it."""

    def __init__(self) -> None:
        kept = self.kept = queue.Queue()

        class Keeper(Handler):
            def do_POST(self) -> None:
                kept.put((dict(self.headers), self.body()))
                self.answer(200, {}, b"")

        self.port = listen(Keeper).server_port

    def take(self, count: int) -> list[tuple[dict, bytes]]:
        """So many events and those that come within a moment after them, or as many as there are after some seconds."""
        found = []
        try:
            while True:
                found.append(self.kept.get(timeout=10 if len(found) < count else 0.2))
        except queue.Empty:
            return found


def make_agent(port: int, batcher: Batcher | None = None, sink: Sink | None = None) -> int:
    """Stands before the server at `port`, and gives the port to ask instead."""
    logger = Logger(sink.port) if sink else None
    return listen(type("Agent", (Proxy,), {"port": port, "batcher": batcher, "logger": logger})).server_port


class Proxy(Handler):
    """The logger, then the batcher or else the server itself, for the calls of one connection."""

    port: int
    batcher: Batcher | None
    logger: Logger | None

    def setup(self) -> None:
        super().setup()
        self.server_behind = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def finish(self) -> None:
        self.server_behind.close()
        super().finish()

    def do_POST(self) -> None:
        body, content_type = self.body(), self.headers.get("Content-Type")
        identifier = self.headers.get("Ce-Id") or str(uuid.uuid4())
        tell: Callable = self.logger.tell if self.logger else lambda *_: None
        tell("request", identifier, content_type, body)
        if self.batcher and self.path.endswith(":predict"):
            status, answer = self.batcher.ask(self.path, body)
            return self.answer(status, {"Content-Type": "text/plain; charset=utf-8"}, answer)
        status, headers, answer = self.pass_on(body)
        if status == 200:
            # The type is that of the request here as well.
            tell("response", identifier, content_type, answer)
        self.answer(status, headers, answer)

    do_GET = do_POST

    def pass_on(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        try:
            self.server_behind.request(self.command, self.path, body, headers | {"X-Forwarded-For": "127.0.0.1"})
            with self.server_behind.getresponse() as answer:
                kept = {
                    name: value
                    for name, value in answer.getheaders()
                    if name.lower() not in ("connection", "content-length")
                }
                return answer.status, kept, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.server_behind.close()
            return 502, {"Content-Type": "text/plain"}, f"{type(error).__name__}: {error}\n".encode()
