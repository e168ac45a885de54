"""A registry that keeps the session of an upload whose connection breaks, as the specification has it.

usage: keeping_registry.py PORT FOLDER BYTES_PER_SECOND

Debian's docker-registry takes the bytes of a broken PATCH, and then ends the session because it has more than it knows of:
nothing can be resumed there. FOLDER/received holds the number of bytes that came in bodies, FOLDER/digests a line for each
blob and manifest that is complete. A client's bytes are taken no faster than told.
"""

import hashlib
import http.server
import pathlib
import sys
import threading
import time
import uuid
from urllib.parse import parse_qs, urlsplit

port, folder, rate = int(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
lock = threading.Lock()
sessions: dict[str, bytearray] = {}
blobs: dict[str, int] = {}
manifests: dict[str, tuple[str, bytes]] = {}
received = 0


def tell_received() -> None:
    """Whoever reads the file finds a whole number there."""
    (folder / "new").write_text(str(received))
    (folder / "new").replace(folder / "received")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def read_body(self, taken: bytearray) -> bool:
        """Appends what comes to `taken`, as it comes; false when the connection breaks."""
        global received
        length = self.headers.get("content-length")
        left = int(length) if length is not None else None
        while left != 0:
            if left is None:
                size = int(self.rfile.readline().strip() or b"0", 16)
                if size == 0:
                    self.rfile.readline()
                    return True
            else:
                size = min(left, 1 << 18)
            piece = self.rfile.read1(min(size, 1 << 18)) if left is not None else self.rfile.read(size)
            if not piece:
                return False
            with lock:
                taken += piece
                received += len(piece)
                tell_received()
            time.sleep(len(piece) / rate)
            if left is not None:
                left -= len(piece)
            else:
                self.rfile.readline()
        return True

    def finish_blob(self, data: bytes, wanted: str) -> None:
        found = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if found != wanted:
            return self.answer(400, b'{"errors":[{"code":"DIGEST_INVALID"}]}')
        blobs[found] = len(data)
        self.complete(found)
        self.answer(201, location=f"/v2/x/blobs/{found}", docker_content_digest=found)

    def complete(self, digest: str) -> None:
        with lock, open(folder / "digests", "a") as file:
            file.write(f"{digest}\n")

    def handle_any(self) -> None:
        url = urlsplit(self.path)
        parts = url.path.split("/")
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/v2/":
            return self.answer(200, b"{}")
        if "uploads" in parts:
            return self.handle_upload(url.path, parts[-1], query)
        if parts[-2] == "blobs":
            size = blobs.get(parts[-1])
            return self.answer(404) if size is None else self.answer(200, content_length=str(size))
        if self.command == "PUT":
            body = bytearray()
            self.read_body(body)
            digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
            for name in [parts[-1], digest]:
                manifests[name] = (self.headers["content-type"], bytes(body))
            self.complete(digest)
            return self.answer(201, location=url.path, docker_content_digest=digest)
        if parts[-1] not in manifests:
            return self.answer(404)
        kind, body = manifests[parts[-1]]
        self.answer(200, body, content_type=kind, docker_content_digest=f"sha256:{hashlib.sha256(body).hexdigest()}")

    def handle_upload(self, path: str, name: str, query: dict) -> None:
        if self.command == "POST":
            name = uuid.uuid4().hex
            sessions[name] = bytearray()
            base = path.rstrip("/")
            return self.answer(202, location=f"{base}/{name}", range="0-0")
        if name not in sessions:
            return self.answer(404, b'{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}')
        taken = sessions[name]
        if self.command == "DELETE":
            del sessions[name]
            return self.answer(204)
        if self.command in ("PATCH", "PUT"):
            start = self.headers.get("content-range", "").split("-")[0]
            if start and int(start) != len(taken):
                self.close_connection = True
                return self.answer(416, location=path, range=f"0-{max(0, len(taken) - 1)}")
            if not self.read_body(taken):
                self.close_connection = True
                return
        if self.command == "PUT":
            del sessions[name]
            return self.finish_blob(bytes(taken), query["digest"])
        self.answer(
            204 if self.command == "GET" else 202, location=path, range=f"0-{max(0, len(taken) - 1)}"
        )

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any


folder.mkdir(parents=True, exist_ok=True)
tell_received()
(folder / "digests").write_text("")
server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
server.daemon_threads = True
server.serve_forever()
