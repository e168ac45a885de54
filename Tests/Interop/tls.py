"""A server of the digits model over TLS: who is let in, what is renewed, what is refused.

usage: tls.py kserve|omi PROGRAM MODELS SAMPLE
PROGRAM is from an image built with --tls, MODELS the folder of the model's files. Certificates are made with openssl.
"""

import atexit
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time

from report import expect, finish, group
from samples import encoded, pixels, scores

interface, program, models, sample_path = sys.argv[1:]
sample = pixels(sample_path)
folder = pathlib.Path(tempfile.mkdtemp(prefix="interop-tls-"))
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_authority(name: str) -> None:
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem")


def make_certificate(name: str, authority: str) -> None:
    """A certificate for 127.0.0.1 with its key, which take the place of others of that name at once."""
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", "new.key", "-out", "new.csr")
    openssl("x509", "-req", "-in", "new.csr", "-CA", f"{authority}.pem", "-CAkey", f"{authority}.key",
            "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "new.pem")
    for kind in ["key", "pem"]:
        os.replace(folder / f"new.{kind}", folder / f"{name}.{kind}")


class Server:
    """The program, running; with `clients` only those get in that have a certificate of that authority."""

    def __init__(self, clients: str | None = None) -> None:
        environment = {
            **os.environ, "MODEL_DIR": models, ("PSC_MODEL_PORT" if interface == "omi" else "PORT"): str(port),
            "TLS_CERT_FILE": str(folder / "server.pem"), "TLS_KEY_FILE": str(folder / "server.key"),
            **({"TLS_CA_FILE": str(folder / f"{clients}.pem")} if clients else {}),
        }
        self.process = subprocess.Popen(
            [program], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(self.process.kill)

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(60)


def context(authority: str, client: str | None = None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=folder / f"{authority}.pem")
    made.set_alpn_protocols(["h2"] if interface == "omi" else ["http/1.1"])
    if client:
        made.load_cert_chain(folder / f"{client}.pem", folder / f"{client}.key")
    return made


def ask(authority: str, client: str | None = None) -> list:
    """The scores of the sample, as a client that trusts `authority` gets them; raises what that client does."""
    if interface == "omi":
        import grpc
        from chassis.protos.v1.model_pb2 import InputItem, RunRequest, RunResponse

        key, chain = [(folder / f"{client}.{kind}").read_bytes() if client else None for kind in ["key", "pem"]]
        roots = grpc.ssl_channel_credentials((folder / f"{authority}.pem").read_bytes(), key, chain)
        with grpc.secure_channel(f"127.0.0.1:{port}", roots) as channel:
            run = channel.unary_unary(
                "/ModzyModel/Run", RunRequest.SerializeToString, RunResponse.FromString)
            answer = run(RunRequest(inputs=[InputItem(input={"input": encoded(sample)})]), timeout=20)
        return scores(json.loads(answer.outputs[0].output["results.json"]))
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=context(authority, client))
    connection.request("POST", "/v1/models/digits:predict", json.dumps({"instances": [sample]}))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return scores(answer["predictions"][0])


def served_certificate() -> str:
    """The certificate that a new connection is shown."""
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        with context("first").wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            return secure.getpeercert(binary_form=True).hex()


def is_refused(authority: str, client: str | None = None) -> bool:
    try:
        ask(authority, client)
    except Exception as error:  # ssl's, grpc's, or a connection that was reset
        print(f"    {type(error).__name__}", flush=True)
        return True
    return False


def await_ready(authority: str, client: str | None = None) -> list:
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask(authority, client)
        except Exception:  # it does not listen yet, or the model is not loaded
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def check_server() -> None:
    server = Server()
    expect("a client that trusts the authority gets an answer", await_ready("first")[0][0], 2)
    expect("one that trusts another does not", is_refused("second"))
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        plain.sendall(b"GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        try:
            while piece := plain.recv(4096):
                answer += piece
        except ConnectionResetError:
            pass
    expect("without TLS there is no answer in HTTP", b"HTTP/1.1 200" not in answer)
    before = served_certificate()
    make_certificate("server", "first")
    deadline = time.monotonic() + 20
    while served_certificate() == before and time.monotonic() < deadline:
        time.sleep(0.2)
    expect("a certificate that is renewed is shown without a new start", served_certificate() != before)
    expect("and serves", ask("first")[0][0], 2)
    expect("SIGTERM ends it with status 0", server.end(), 0)


def check_clients() -> None:
    server = Server(clients="second")
    expect("a client with a certificate of its authority gets in", await_ready("first", "ours")[0][0], 2)
    expect("one without does not", is_refused("first"))
    expect("one with a certificate of another does not", is_refused("first", "theirs"))
    expect("SIGTERM ends it with status 0", server.end(), 0)


for authority in ["first", "second"]:
    make_authority(authority)
make_certificate("server", "first")
make_certificate("ours", "second")
make_certificate("theirs", "first")
with group("the server's certificate"):
    check_server()
with group("the clients' certificates"):
    check_clients()
finish()
