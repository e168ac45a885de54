"""A token service for docker-registry, whose tokens end when they are told to. Listens on loopback until it is ended.

usage: token_server.py --key KEY.pem --certificate CERT.pem --port-file FILE --log FILE --user NAME
                       [--lifetime SECONDS] [--tells SECONDS]

The password is read from the first line of standard input. FILE gets the port once the server listens; the log gets a
line for each answer: `token`, or `refused`.
https://distribution.github.io/distribution/spec/auth/token/
https://distribution.github.io/distribution/spec/auth/jwt/
"""

import argparse
import base64
import json
import math
import secrets
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

# docker-registry takes a token for so long after its end, since clocks differ (distribution 2.8, token.Leeway).
LEEWAY_SECONDS = 60


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A token service for docker-registry.")
    for name in ("key", "certificate", "port-file", "log", "user"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--lifetime", type=int, default=300, help="after which the registry takes a token no more")
    parser.add_argument("--tells", type=int, help="the lifetime that is told to clients, if it is another")
    return parser.parse_args()


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Issuer:
    """Makes tokens, signed by the openssl command."""

    def __init__(self, key: str, certificate: Path) -> None:
        self.key = key
        chain = [base64.b64encode(ssl.PEM_cert_to_DER_cert(certificate.read_text())).decode()]
        self.header = {"typ": "JWT", "alg": "RS256", "x5c": chain}

    def token(self, user: str, service: str, access: list[dict], lifetime: int) -> str:
        # In whole seconds, of which the token is to have no fewer than it should.
        now = math.ceil(time.time())
        claims = {
            "iss": "interop",
            "sub": user,
            "aud": service,
            "iat": now - LEEWAY_SECONDS,
            "nbf": now - LEEWAY_SECONDS,
            "exp": now + lifetime - LEEWAY_SECONDS,
            "jti": secrets.token_hex(8),
            "access": access,
        }
        text = ".".join(encoded(json.dumps(part).encode()) for part in (self.header, claims))
        sign = ["openssl", "dgst", "-sha256", "-sign", self.key]
        signature = subprocess.run(sign, input=text.encode(), capture_output=True, check=True).stdout
        return f"{text}.{encoded(signature)}"


def requested(scopes: list[str]) -> list[dict]:
    """All that is asked for: `repository:team/digits:pull,push` and so on."""
    access = []
    for scope in " ".join(scopes).split():
        kind, _, rest = scope.partition(":")
        name, _, actions = rest.rpartition(":")
        access.append({"type": kind, "name": name, "actions": actions.split(",")})
    return access


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if self.headers.get("Authorization") != wanted:
            self.answer(401, {"errors": [{"code": "UNAUTHORIZED", "message": "wrong name or password"}]}, "refused")
            return
        access = requested(query.get("scope", []))
        token = issuer.token(options.user, query.get("service", [""])[0], access, options.lifetime)
        tells = options.lifetime if options.tells is None else options.tells
        self.answer(200, {"token": token, "expires_in": tells}, "token")

    def do_POST(self) -> None:
        # Without OAuth2, clients are to use GET; the body is not read.
        self.close_connection = True
        self.answer(405, {}, "refused")

    def answer(self, status: int, document: dict, word: str) -> None:
        body = json.dumps(document).encode()
        with open(options.log, "a") as log:
            log.write(word + "\n")
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


options = arguments()
issuer = Issuer(options.key, Path(options.certificate))
password = sys.stdin.readline().rstrip("\n")
wanted = "Basic " + base64.b64encode(f"{options.user}:{password}".encode()).decode()
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
partial = Path(options.port_file + ".partial")
partial.write_text(f"{server.server_address[1]}\n")
partial.rename(options.port_file)
server.serve_forever()
