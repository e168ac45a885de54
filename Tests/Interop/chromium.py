"""A headless Chromium, told what to do through its DevTools protocol."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import time

import websocket  # PyPI: websocket-client


class Chromium:
    """One page of a browser of its own, which ends with the `with` block."""

    def __init__(self, width: int = 1100, height: int = 1400) -> None:
        self.messages: list[str] = []
        self.requests: list[str] = []
        self._next_id = 0
        self._profile = tempfile.mkdtemp(prefix="chromium-")
        self._process = subprocess.Popen(
            [
                "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-extensions", "--disable-background-networking",
                "--disable-component-update", "--no-proxy-server", "--remote-debugging-port=0",
                "--remote-allow-origins=*", f"--user-data-dir={self._profile}", f"--window-size={width},{height}",
                "about:blank",
            ],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )
        try:
            self._connect()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            found = re.search(r"DevTools listening on (ws://\S+)", line)
            if found:
                break
        else:
            raise RuntimeError("chromium ended before it listened")
        self._socket = websocket.create_connection(found.group(1), timeout=60)
        targets = self.call("Target.getTargets", on_page=False)["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session: str | None = self.call(
            "Target.attachToTarget", {"targetId": page, "flatten": True}, on_page=False
        )["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser and removes what it wrote."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, params: dict | None = None, on_page: bool = True) -> dict:
        """The result of one command; what happens meanwhile is noted."""
        self._next_id += 1
        message: dict = {"id": self._next_id, "method": method, "params": params or {}}
        if on_page:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._next_id:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _note(self, event: dict) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Log.entryAdded":
                entry = params["entry"]
                if entry["level"] in ("error", "warning"):
                    self.messages.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}")
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.messages.append(details.get("exception", {}).get("description", details["text"]))
            case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
                self.messages.append(json.dumps(params["args"]))
            case "Page.javascriptDialogOpening":
                self.messages.append(f"dialog: {params['message']}")
                self._socket.send(
                    json.dumps(
                        {
                            "id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True},
                            "sessionId": self._session,
                        }
                    )
                )

    def open(self, url: str) -> None:
        """Loads a page, and waits until it is complete."""
        problem = self.call("Page.navigate", {"url": url}).get("errorText")
        if problem:
            raise RuntimeError(f"{url}: {problem}")
        self.wait_for(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    def value(self, expression: str) -> object:
        """The value of a JavaScript expression on the page, which may be a promise."""
        result = self.call(
            "Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True}
        )
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 20) -> bool:
        """Whether the expression became true in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.value(expression):
                return True
            time.sleep(0.05)
        return False

    def press(self, key: str, code: int, control: bool = False) -> None:
        """Presses and releases a key."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call(
                "Input.dispatchKeyEvent",
                {
                    "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code,
                    "modifiers": 2 if control else 0,
                },
            )

    def screenshot(self, path: str) -> None:
        """Writes a picture of the whole page."""
        picture = self.call("Page.captureScreenshot", {"captureBeyondViewport": True})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))
