"""Tries a model in headless Chromium on the page that its server has at /docs.

usage: page.py URL [FOLDER]

URL is the server's, such as http://127.0.0.1:8080, and serves the digits example with its sample. With a FOLDER,
pictures of the page are written there. Needs the Debian package chromium and the PyPI package websocket-client.
"""

import json
import pathlib
import sys
import urllib.request
from urllib.parse import urlsplit

from chromium import Chromium
from report import expect, finish

base = sys.argv[1].rstrip("/")
folder = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None

ENTER = 13
BARS = "document.querySelectorAll('#charts .bar').length"
OUTCOME = "document.getElementById('outcome').textContent"


def picture(browser: Chromium, name: str) -> None:
    if folder:
        browser.screenshot(str(folder / f"{name}.png"))


def fill(browser: Chromium, text: str) -> None:
    """Puts a text into the form, as typing it would."""
    browser.value(
        f"(() => {{ const box = document.getElementById('instance'); box.value = {json.dumps(text)};"
        " box.dispatchEvent(new Event('input')); })()"
    )


def predicts(browser: Chromium) -> None:
    browser.open(f"{base}/docs")
    expect("the model's name is the heading", browser.value("document.querySelector('h1').textContent.includes('digits')"))
    expect("the model is said to be ready", browser.wait_for("document.getElementById('state').textContent.includes('ready')"))
    sample = browser.value("document.getElementById('instance').value")
    numbers = json.loads(str(sample))
    expect("the form holds the sample", len(numbers), 64)
    picture(browser, "light")

    browser.value("document.getElementById('predict').click()")
    expect("a click predicts: a bar for each class", browser.wait_for(f"{BARS} === 10"))
    expect("the outcome says status and time", browser.value(f"/^200.* after [0-9.]+ ms$/.test({OUTCOME})"))
    top = browser.value("document.querySelector('#charts tr.top th').textContent")

    request = urllib.request.Request(
        f"{base}/v1/models/digits:predict", json.dumps({"instances": [numbers]}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    scores = answer["predictions"][0]["data"]["result"]["classPredictions"]
    expect("the highest bar is the server's answer", top, str(scores[0]["class"]))
    expect("the answer is shown", json.loads(str(browser.value("document.getElementById('result').textContent"))), answer)
    widths = browser.value("[...document.querySelectorAll('#charts .bar')].map((bar) => parseFloat(bar.style.width))")
    expect("bars are as long as scores", [round(width, 3) for width in widths], [round(100 * each["score"], 3) for each in scores])
    picture(browser, "light-answer")

    fill(browser, json.dumps(list(reversed(numbers))))
    browser.value("document.getElementById('instance').focus()")
    before = str(browser.value("document.getElementById('result').textContent"))
    browser.press("Enter", ENTER, control=True)
    expect(
        "Ctrl+Enter predicts from what was typed",
        browser.wait_for(f"{BARS} === 10 && document.getElementById('result').textContent !== {json.dumps(before)}"),
    )
    command = str(browser.value("document.getElementById('curl').textContent"))
    expect("the command is for this server", command.startswith(f"curl -sS '{base}/v1/models/digits:predict'"))
    expect("links lead to the server", browser.value("document.getElementById('metrics').href"), f"{base}/metrics")


def draws(browser: Chromium) -> None:
    expect("64 numbers are drawn", browser.value("!document.getElementById('draw').hidden"))
    browser.value("document.getElementById('clear').click()")
    expect("clearing clears", browser.value("JSON.parse(document.getElementById('instance').value).every((n) => n === 0)"))
    box = browser.value("(() => { const c = document.getElementById('grid'); c.scrollIntoView(); const b = c.getBoundingClientRect(); return [b.left + 2, b.top + 2]; })()")
    for kind in ("mousePressed", "mouseReleased"):
        browser.call(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": box[0], "y": box[1], "button": "left", "buttons": 1, "clickCount": 1},
        )
    expect("a click is a pixel", browser.value("JSON.parse(document.getElementById('instance').value).map(Boolean).indexOf(true)"), 0)


def explains(browser: Chromium) -> None:
    browser.value("document.getElementById('explain').click()")
    expect("an explanation is drawn", browser.wait_for("document.querySelectorAll('figure canvas').length > 0"))
    picture(browser, "explanation")


def refuses(browser: Chromium) -> None:
    fill(browser, "[1, 2")
    browser.value("document.getElementById('predict').click()")
    expect("what is not JSON is not sent", browser.wait_for(f"{OUTCOME}.startsWith('Not sent')"))
    fill(browser, "[1, 2]")
    browser.value("document.getElementById('predict').click()")
    expect("an error has its status", browser.wait_for(f"{OUTCOME}.startsWith('400')"))
    said = browser.value("document.querySelector('#charts .problem').textContent")
    expect("an error is shown as the server says it", "64 numbers" in str(said))
    picture(browser, "error")


def reads_well(browser: Chromium) -> None:
    unlabelled = browser.value(
        "[...document.querySelectorAll('textarea, input, select')].filter((each) => !each.labels.length).length"
    )
    expect("every field has a label", unlabelled, 0)
    browser.call("Emulation.setDeviceMetricsOverride", {"width": 360, "height": 780, "deviceScaleFactor": 2, "mobile": True})
    expect("nothing is wider than a phone", browser.value("document.documentElement.scrollWidth <= 360"))
    picture(browser, "phone")
    browser.call("Emulation.clearDeviceMetricsOverride")
    browser.call("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    expect("dark where it is asked for", browser.value("getComputedStyle(document.body).backgroundColor"), "rgb(20, 23, 27)")


with Chromium() as browser:
    predicts(browser)
    expect("no error and no warning in the console", browser.messages, [])
    explains(browser)
    draws(browser)
    expect("explaining and drawing make no error either", browser.messages, [])
    refuses(browser)
    browser.messages.clear()  # the browser notes an answer of 400
    reads_well(browser)
    browser.open(f"{base}/docs/")
    browser.value("document.getElementById('predict').click()")
    expect("with a slash at its end the page works as well", browser.wait_for(f"{BARS} === 10"))
    picture(browser, "dark-answer")
    expect("no error to the end", browser.messages, [])
    hosts = {urlsplit(url).netloc for url in browser.requests if urlsplit(url).scheme not in ("data", "about")}
    expect("no other host was asked", hosts, {urlsplit(base).netloc})

finish()
