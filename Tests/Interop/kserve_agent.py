"""A server of the digits model behind KServe's agent, which `agent.py` stands in for: batches and logged events.

usage: kserve_agent.py PROGRAM MODELS SAMPLE
PROGRAM is what chassis-build compiled for kserve, MODELS the folder of the model's files.
"""

import atexit
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from agent import TIMEOUT, Batcher, Sink, make_agent
from report import expect, finish, group, report
from samples import pixels, rotated

program, models, sample_path = sys.argv[1:]
sample = pixels(sample_path)
pictures = [rotated(sample, steps) for steps in range(40)]
predict, explain = "/v1/models/digits:predict", "/v1/models/digits:explain"
typed = {"Content-Type": "application/json"}
# A batch that takes a while.
MANY = 5_000
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]


class Server:
    """The program, running, and ready; killed at the end of a `with` at the latest."""

    def __init__(self, **settings: str) -> None:
        environment = {**os.environ, "MODEL_DIR": models, "HTTP_PORT": str(port), **settings}
        self.process = subprocess.Popen(
            [program], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(self.process.kill)
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                if ask(port, "/v2/health/ready", None)[0] == 200:
                    return
            except OSError:
                pass  # it does not listen yet
            if time.monotonic() > deadline or self.process.poll() is not None:
                sys.exit("the server does not become ready")
            time.sleep(0.05)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(TIMEOUT)


def ask(to: int, path: str, body: bytes | None, headers: dict = {}) -> tuple[int, dict, bytes]:
    """Posts a body, or gets when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", to, timeout=TIMEOUT)
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def body(*instances: list) -> bytes:
    return json.dumps({"instances": instances}).encode()


def batched(to: int, *instances: list, path: str = predict) -> dict:
    """What a batcher gives to one of its callers."""
    status, _, answer = ask(to, path, body(*instances), typed)
    assert status == 200, f"{status} {answer[:200]!r}"
    return json.loads(answer)


def at_once(count: int, call: Callable[[int], object]) -> list:
    """What so many callers get, each in a thread of its own; an exception is what its caller gets."""
    found: list = [None] * count

    def run(number: int) -> None:
        try:
            found[number] = call(number)
        except Exception as error:  # every way in which an answer can be lost counts
            found[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def is_own(found: object, numbers: list[int]) -> bool:
    """Whether a caller got the predictions of its own pictures, in its own order."""
    return isinstance(found, dict) and found["predictions"] == [alone[number] for number in numbers]


def check_batches() -> None:
    one = make_agent(port, Batcher(port, 32, 0.05))
    expect("batcher: a caller alone gets its prediction", is_own(batched(one, pictures[3]), [3]))

    batcher = Batcher(port, 8, 10)
    eight = make_agent(port, batcher)
    found = at_once(40, lambda number: batched(eight, pictures[number]))
    expect("batcher: 40 callers get their own",
           [is_own(each, [number]) for number, each in enumerate(found)], [True] * 40)
    expect("batcher: from batches of 8", batcher.sent, [8] * 5)

    wanted = [[(number + more) % 40 for more in range(number % 4 + 1)] for number in range(12)]
    batcher = Batcher(port, 30, 10)
    thirty = make_agent(port, batcher)
    found = at_once(12, lambda number: batched(thirty, *(pictures[each] for each in wanted[number])))
    expect("batcher: callers with one to four pictures get their own",
           [is_own(each, numbers) for each, numbers in zip(found, wanted)], [True] * 12)
    expect("batcher: from one batch", batcher.sent, [30])

    found = at_once(8, lambda number: batched(eight, pictures[number] if number != 5 else [1, 2, 3]))
    messages = {each["message"] for each in found if each["predictions"] is None}
    error = json.loads(messages.pop())
    expect("batcher: a bad instance is an error for all 8 callers of its batch", (len(found), messages), (8, set()))
    expect("batcher: which says what is wrong, and where in the batch",
           ("found 3 numbers" in error["error"], len(error["failed"])), (True, 1))
    found = batched(one, pictures[0], path="/v1/models/nobody:predict")
    expect("batcher: a model that is not there is named", "nobody" in json.loads(found["message"])["error"])
    expect("batcher: the next batch is answered", is_own(batched(one, pictures[7]), [7]))
    expect("batcher: explain passes it",
           ask(one, explain, body(sample), typed)[2], ask(port, explain, body(sample), typed)[2])


def by_id(events: list) -> dict[str, dict]:
    """The bodies and content types of a request's events, by their kind."""
    found: dict[str, dict] = {}
    for headers, data in events:
        kind = headers["Ce-Type"].rpartition(".")[2]
        found.setdefault(headers["Ce-Id"], {})[kind] = (data, headers.get("Content-Type"))
    return found


def check_events() -> None:
    sink = Sink()
    agent = make_agent(port, sink=sink)
    answers = at_once(40, lambda number: ask(agent, predict, body(pictures[number]), typed))
    events = by_id(sink.take(80))
    wanted = [{"request": (body(picture), typed["Content-Type"]), "response": (direct, typed["Content-Type"])}
              for picture, direct in zip(pictures, directly)]
    expect("logger: 40 callers get what the server answers", [each[2] for each in answers], directly)
    expect("logger: 40 events of requests, each with that of its answer",
           (len(events), all(each in events.values() for each in wanted)), (40, True))

    status, headers, _ = ask(agent, predict, body(sample), typed | {"X-Request-Id": "mine"})
    expect("logger: a request's id comes back", (status, headers.get("x-request-id")), (200, "mine"))
    sink.take(2)
    attributes = {"Ce-Id": "one", "Ce-Source": "/here", "Ce-Type": "a.picture", "Ce-Specversion": "1.0"}
    status, headers, _ = ask(agent, predict, body(sample), typed | attributes)
    expect("logger: a CloudEvent is answered with one",
           (status, headers.get("ce-type")), (200, "io.kserve.inference.response"))
    expect("logger: and logged with its id", {name: list(each) for name, each in by_id(sink.take(2)).items()},
           {"one": ["request", "response"]})
    status, headers, answer = ask(agent, predict, body(sample), typed | {"Ce-Id": "two"})
    expect("logger: an id alone makes no event of it",
           (status, answer, headers.get("ce-type")), (200, directly[0], None))
    expect("logger: and is the id of what is logged", list(by_id(sink.take(2))), ["two"])
    expect("logger: a bad request is refused as without it", ask(agent, predict, body([1, 2]), typed)[0], 400)
    expect("logger: and has no answer in the log", [list(each) for each in by_id(sink.take(1)).values()], [["request"]])

    both = make_agent(port, Batcher(port, 8, 10), sink)
    found = at_once(8, lambda number: batched(both, pictures[number]))
    expect("both: 8 callers get their own", [is_own(each, [number]) for number, each in enumerate(found)], [True] * 8)
    expect("both: and are logged", sorted(each["request"][0] for each in by_id(sink.take(8)).values()),
           sorted(body(picture) for picture in pictures[:8]))


def send_many(batcher: Batcher, agent: int) -> tuple[threading.Thread, list]:
    """A caller with a batch that takes a while, which the server has begun to get."""
    found: list = []
    before = len(batcher.sent)
    thread = threading.Thread(target=lambda: found.extend(at_once(1, lambda _: batched(agent, *[sample] * MANY))))
    thread.start()
    while len(batcher.sent) == before and thread.is_alive():
        time.sleep(0.001)
    time.sleep(0.05)
    return thread, found


def check_kill() -> None:
    """Dies with a batch: its caller hears of it, and the next one is served by the next process."""
    batcher = Batcher(port, 32, 0.05)
    agent = make_agent(port, batcher)
    with Server() as server:
        thread, found = send_many(batcher, agent)
        server.end(signal.SIGKILL)
        thread.join()
    expect("kill: the caller of the batch is told", (bool(found[0]["message"]), found[0]["predictions"]), (True, None))
    with Server():
        expect("kill: the next one is answered by a new server", is_own(batched(agent, pictures[9]), [9]))


def check_drain() -> None:
    """SIGTERM with a batch under way."""
    batcher = Batcher(port, 32, 0.05)
    with Server(LAME_DUCK="0") as server:
        thread, found = send_many(batcher, make_agent(port, batcher))
        began = time.monotonic()
        status = server.end(signal.SIGTERM)
        took = time.monotonic() - began
        thread.join()
    good = isinstance(found[0], dict) and found[0]["predictions"] == [alone[0]] * MANY
    report(f"drain: a batch of {MANY} is answered, for {took:.2f} s after SIGTERM", good, f"found {str(found)[:200]}")
    expect("drain: then it ends with status 0", status, 0)


def check_lame_duck() -> None:
    """SIGTERM while callers wait in the batcher, and go on to come."""
    agent = make_agent(port, Batcher(port, 12, 0.5))

    def come(number: int) -> list[bool]:
        found, until = [], time.monotonic() + 2.5
        while time.monotonic() < until:
            found.append(is_own(batched(agent, pictures[number]), [number]))
        return found

    # What waits in the batcher is sent after SIGTERM: LAME_DUCK has to be longer than the batcher's wait.
    with Server(LAME_DUCK="5") as server:
        threading.Timer(1, server.process.terminate).start()
        found = at_once(16, come)
        status = server.process.wait(TIMEOUT)
    good = [isinstance(each, list) and all(each) for each in found]
    count = sum(len(each) for each in found if isinstance(each, list))
    report(f"drain: SIGTERM loses none of {count} requests through the batcher", all(good), f"found {found}")
    expect("drain: then it ends with status 0", status, 0)


with Server():
    directly = [ask(port, predict, body(picture), typed)[2] for picture in pictures]
    alone = [json.loads(answer)["predictions"][0] for answer in directly]
    expect("different pictures have different predictions", len(set(directly)), len(pictures))
    with group("batcher"):
        check_batches()
    with group("logger"):
        check_events()
with group("kill"):
    check_kill()
with group("drain"):
    check_drain()
    check_lame_duck()
finish()
