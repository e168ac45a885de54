// DO NOT EDIT: made by scripts/embed-page.sh from the files in Page.

/// The page as a text, without what is filled in for a model.
enum PageSource {
    /// The document, with names in double brackets where something is to be filled in.
    static let html = #"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <link rel="icon" href="data:,">
        <title>[[title]]</title>
        <style>[[style]]</style>
        </head>
        <body>
        <header>
        <h1 id="name">[[title]]</h1>
        <p id="summary"></p>
        <p class="line"><span id="state" role="status"></span> <a id="openapi" href="openapi.json">OpenAPI</a> <a id="metrics" href="metrics">Metrics</a></p>
        </header>
        <noscript><p class="problem">This page asks the model with JavaScript, which is switched off.</p></noscript>
        <main>
        <section aria-labelledby="try">
        <h2 id="try">Try it</h2>
        <form id="form">
        <label for="instance">Instance, in JSON</label>
        <p id="hint" class="quiet"></p>
        <div id="draw" hidden>
        <canvas id="grid" role="img" width="256" height="256" aria-label="The numbers as a picture, to draw on; the JSON holds the same numbers"></canvas>
        <p><button type="button" id="clear">Clear</button> <span class="quiet">Draw here, or write the numbers.</span></p>
        </div>
        <textarea id="instance" spellcheck="false" autocomplete="off" rows="8" aria-describedby="hint"></textarea>
        <p class="line"><button type="submit" id="predict">Predict</button> <button type="button" id="explain" hidden>Explain</button> <span class="quiet"><kbd>Ctrl</kbd>+<kbd>Enter</kbd></span></p>
        </form>
        <div id="answer" aria-live="polite">
        <p id="outcome" hidden></p>
        <div id="charts"></div>
        <pre id="result" tabindex="0" aria-label="Answer of the server" hidden></pre>
        </div>
        <details id="same">
        <summary>The same request on the command line</summary>
        <pre id="curl" tabindex="0" aria-label="Command"></pre>
        <p class="line"><button type="button" id="copy">Copy</button> <span id="copied" role="status"></span></p>
        </details>
        </section>
        <section aria-labelledby="about">
        <h2 id="about">About this model</h2>
        <div id="texts"></div>
        <div id="fields"></div>
        <dl id="facts"></dl>
        </section>
        </main>
        <script type="application/json" id="model">[[model]]</script>
        <script>[[script]]</script>
        </body>
        </html>
        """#
    /// What stands in the style element.
    static let style = #"""
        :root {
        color-scheme: light dark;
        --ground: #fff; --sheet: #f4f5f7; --ink: #1b1f24; --quiet: #565e68; --line: #c9ced6;
        --accent: #0b5cad; --on-accent: #fff; --bar: #2f7fd1; --negative: #b3541e;
        --good: #12692f; --problem: #a61b1b;
        }
        @media (prefers-color-scheme: dark) {
        :root {
        --ground: #14171b; --sheet: #1d2228; --ink: #e6e9ed; --quiet: #a3acb8; --line: #3a424c;
        --accent: #7db8f5; --on-accent: #0c1a29; --bar: #4c93dd; --negative: #e08a4f;
        --good: #6fce8b; --problem: #ff8f8f;
        }
        }
        * { box-sizing: border-box; }
        body {
        margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink);
        font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere;
        }
        main { display: grid; gap: 2.5rem; grid-template-columns: minmax(0, 1fr); }
        @media (min-width: 60rem) { main { grid-template-columns: minmax(0, 6fr) minmax(0, 5fr); } }
        h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
        h2 { margin: 0 0 .75rem; font-size: 1.25rem; }
        h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; }
        p { margin: .25rem 0 .5rem; }
        a { color: var(--accent); }
        label { font-weight: 600; }
        .quiet { color: var(--quiet); font-size: .875rem; }
        .line { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; margin: .5rem 0; }
        .problem, .problem strong { color: var(--problem); }
        .good { color: var(--good); }
        textarea, pre, code, kbd { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875rem; }
        textarea, pre {
        width: 100%; padding: .625rem .75rem; border: 1px solid var(--line); border-radius: .375rem;
        background: var(--sheet); color: var(--ink); line-height: 1.45;
        }
        textarea { display: block; resize: vertical; min-height: 6rem; }
        pre { margin: .5rem 0; max-height: 26rem; overflow: auto; white-space: pre-wrap; }
        kbd { padding: 0 .3rem; border: 1px solid var(--line); border-radius: .25rem; }
        button {
        min-height: 2.5rem; padding: .375rem 1rem; border: 1px solid var(--accent); border-radius: .375rem;
        background: transparent; color: var(--accent); font: inherit; font-weight: 600; cursor: pointer;
        }
        button[type=submit] { background: var(--accent); color: var(--on-accent); }
        button:disabled { opacity: .6; cursor: progress; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        canvas { width: 12rem; height: 12rem; border: 1px solid var(--line); background: #fff; touch-action: none; cursor: crosshair; image-rendering: pixelated; }
        .chart { width: 100%; border-collapse: collapse; margin: .25rem 0 1rem; font-size: .9375rem; }
        caption { text-align: left; font-weight: 600; padding: .25rem 0; }
        .chart th { font-weight: 400; max-width: 12rem; text-align: left; }
        .chart th, .chart td { padding: .125rem .5rem .125rem 0; }
        .chart td:nth-child(2) { width: 70%; }
        .chart td:last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .bar { height: 1rem; min-width: 1px; border-radius: .125rem; background: var(--bar); }
        .bar.negative { background: var(--negative); }
        .chart tr.top th, .chart tr.top td { font-weight: 700; }
        .text { white-space: pre-line; }
        ul { margin: .25rem 0; padding-left: 1.25rem; }
        li code { font-weight: 600; }
        figure { margin: .5rem 0; }
        dl { display: grid; margin: 1.5rem 0 0; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; font-size: .9375rem; }
        dt { color: var(--quiet); }
        dd { margin: 0; }
        summary { cursor: pointer; padding: .375rem 0; }
        """#
    /// What stands in the script element.
    static let script = #"""
        "use strict";
        (() => {
        const byId = (id) => document.getElementById(id);
        const model = JSON.parse(byId("model").textContent);
        const base = location.origin + location.pathname.replace(/\/docs\/?$/, "");
        function element(tag, text, parent, className) {
        const made = document.createElement(tag);
        if (text !== undefined) made.textContent = text;
        if (className) made.className = className;
        if (parent) parent.append(made);
        return made;
        }
        function pretty(text) {
        const tokens = text.match(/"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+/g) || [];
        let next = 0;
        function value(indent) {
        const open = tokens[next++];
        if (open !== "[" && open !== "{") return { text: open, plain: true };
        const close = open === "[" ? "]" : "}", parts = [];
        let plain = true;
        while (next < tokens.length && tokens[next] !== close) {
        let name = "";
        if (open === "{") { name = tokens[next] + ": "; next += 2; }
        const part = value(indent + "  ");
        plain = plain && part.plain;
        parts.push(name + part.text);
        if (tokens[next] === ",") next++;
        }
        next++;
        const inline = open + parts.join(", ") + close;
        const fits = plain && (open === "[" && !parts.some((part) => part[0] === '"') || inline.length < 76);
        if (!parts.length || fits) return { text: inline, plain: false };
        return { text: open + "\n" + parts.map((part) => indent + "  " + part).join(",\n") + "\n" + indent + close, plain: false };
        }
        return value("").text || "";
        }
        const labelKeys = ["class", "label", "name", "category", "id"];
        const numberKeys = ["score", "probability", "confidence", "prob", "value"];
        const isNumber = (value) => typeof value === "number";
        const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
        function pairs(value) {
        if (isObject(value)) {
        const entries = Object.entries(value);
        return entries.length > 1 && entries.every(([, each]) => isNumber(each)) ? entries : null;
        }
        if (!Array.isArray(value) || value.length < 2) return null;
        if (value.every(isNumber)) return value.map((each, index) => [String(index), each]);
        if (!value.every(isObject)) return null;
        const label = labelKeys.find((key) => value.every((each) => ["string", "number", "boolean"].includes(typeof each[key])));
        const number = numberKeys.find((key) => key !== label && value.every((each) => isNumber(each[key])));
        return label && number ? value.map((each) => [String(each[label]), each[number]]) : null;
        }
        function charts(value, path, found) {
        if (found.length === 6 || value === null || typeof value !== "object") return found;
        const rows = pairs(value);
        if (rows && rows.length <= 100) {
        found.push({ path, rows });
        } else if (!rows) {
        for (const [key, each] of Object.entries(value)) {
        charts(each, Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key, found);
        }
        }
        return found;
        }
        function draw({ path, rows }) {
        const table = element("table", undefined, byId("charts"), "chart");
        element("caption", path, table);
        const body = element("tbody", undefined, table);
        const numbers = rows.map((row) => row[1]);
        const most = Math.max(...numbers.map(Math.abs)), top = Math.max(...numbers);
        const areShares = numbers.every((number) => number >= 0) && most <= 1;
        for (const [label, number] of rows) {
        const row = element("tr", undefined, body, number === top ? "top" : "");
        element("th", label, row).scope = "row";
        const bar = element("div", undefined, element("td", undefined, row), number < 0 ? "bar negative" : "bar");
        bar.style.width = `${most ? Math.abs(number) / (areShares ? 1 : most) * 100 : 0}%`;
        const short = Math.abs(number) >= 1e-4 && Math.abs(number) < 1e6 || number === 0;
        element("td", short ? String(Math.round(number * 1e4) / 1e4) : number.toExponential(2), row);
        }
        }
        const body = () => `{"instances":[${byId("instance").value.trim()}]}`;
        const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
        function showCommand() {
        byId("curl").textContent = `curl -sS ${quoted(base + model.predictPath)} -H 'Content-Type: application/json' -d ${quoted(body())}`;
        }
        function show(problem, title, text) {
        const outcome = byId("outcome");
        outcome.hidden = false;
        outcome.className = problem ? "problem" : "good";
        outcome.replaceChildren();
        element("strong", title, outcome);
        outcome.append(text);
        }
        async function ask(path) {
        byId("charts").replaceChildren();
        byId("result").hidden = true;
        try {
        JSON.parse(byId("instance").value);
        } catch (error) {
        return show(true, "Not sent", `: the instance is not JSON: ${error.message}`);
        }
        const buttons = [byId("predict"), byId("explain")];
        for (const button of buttons) button.disabled = true;
        const start = performance.now();
        try {
        const response = await fetch(base + path, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: body(),
        });
        const text = await response.text();
        const time = `${(performance.now() - start).toFixed(1)} ms`;
        show(!response.ok, `${response.status} ${response.statusText}`.trim(), ` after ${time}`);
        answer(response.ok, text);
        } catch (error) {
        show(true, "No answer", `: ${error.message}`);
        } finally {
        for (const button of buttons) button.disabled = false;
        }
        }
        function answer(isGood, text) {
        const result = byId("result");
        result.hidden = false;
        let value;
        try { value = JSON.parse(text); } catch { result.textContent = text; return; }
        result.textContent = pretty(text);
        if (!isGood) {
        if (isObject(value) && typeof value.error === "string") element("p", value.error, byId("charts"), "problem");
        return;
        }
        const predictions = Array.isArray(value.predictions) ? value.predictions : [];
        for (const chart of charts(predictions.length === 1 ? predictions[0] : predictions, "", [])) draw(chart);
        const explanations = Array.isArray(value.explanations) ? value.explanations : [];
        for (const each of explanations) matrices(each, "");
        }
        function matrices(value, path) {
        if (value === null || typeof value !== "object") return;
        if (isMatrix(value)) {
        const figure = element("figure", undefined, byId("charts"));
        element("figcaption", path, figure);
        const canvas = element("canvas", undefined, figure);
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", `${path}, drawn; the numbers stand below`);
        paint(canvas, value.flat(), value[0].length, true);
        } else {
        for (const [key, each] of Object.entries(value)) matrices(each, path ? `${path}.${key}` : key);
        }
        }
        const isMatrix = (value) => Array.isArray(value) && value.length > 1 && value.every((row) =>
        Array.isArray(row) && row.length > 1 && row.length === value[0].length && row.every(isNumber));
        function paint(canvas, numbers, columns, isSigned) {
        const context = canvas.getContext("2d"), rows = numbers.length / columns;
        [canvas.width, canvas.height] = [columns * 16, rows * 16];
        context.fillStyle = "#fff";
        context.fillRect(0, 0, canvas.width, canvas.height);
        const most = Math.max(...numbers.map(Math.abs)) || 1;
        numbers.forEach((number, index) => {
        const share = Math.abs(number) / most;
        context.fillStyle = !isSigned ? `rgba(0,0,0,${share})` : number < 0 ? `rgba(179,84,30,${share})` : `rgba(11,92,173,${share})`;
        context.fillRect(index % columns * 16, Math.floor(index / columns) * 16, 16, 16);
        });
        }
        function setUpDrawing() {
        const canvas = byId("grid"), editor = byId("instance");
        const numbers = () => {
        try {
        const value = JSON.parse(editor.value);
        const flat = isMatrix(value) && value.length === value[0].length ? value.flat() : value;
        const side = Math.sqrt(flat.length);
        return Number.isInteger(side) && side >= 4 && flat.every(isNumber) && Math.min(...flat) >= 0 ? { flat, side, isNested: flat !== value } : null;
        } catch { return null; }
        };
        let ink = 1;
        const show = () => {
        const found = numbers();
        byId("draw").hidden = !found;
        if (!found) return;
        ink = Math.max(ink, ...found.flat);
        paint(canvas, found.flat, found.side, false);
        };
        const set = (change) => {
        const found = numbers();
        if (!found) return;
        change(found);
        const rows = Array.from({ length: found.side }, (_, row) => found.flat.slice(row * found.side, (row + 1) * found.side));
        editor.value = pretty(JSON.stringify(found.isNested ? rows : found.flat));
        show();
        showCommand();
        };
        let isDrawing = false;
        const point = (event) => set(({ flat, side }) => {
        const box = canvas.getBoundingClientRect();
        const column = Math.floor((event.clientX - box.left) / box.width * side);
        const row = Math.floor((event.clientY - box.top) / box.height * side);
        if (column >= 0 && column < side && row >= 0 && row < side) flat[row * side + column] = ink;
        });
        canvas.addEventListener("pointerdown", (event) => { isDrawing = true; canvas.setPointerCapture(event.pointerId); point(event); });
        canvas.addEventListener("pointermove", (event) => { if (isDrawing) point(event); });
        for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { isDrawing = false; });
        byId("clear").addEventListener("click", () => set(({ flat }) => flat.fill(0)));
        editor.addEventListener("input", show);
        show();
        }
        function showCard() {
        byId("summary").textContent = model.summary;
        for (const [title, text] of [["Use", model.details], ["How it works", model.technical], ["How well it works", model.performance]]) {
        if (!text) continue;
        element("h3", title, byId("texts"));
        element("p", text, byId("texts"), "text");
        }
        for (const [title, fields] of [["Inputs", model.inputs], ["Outputs", model.outputs]]) {
        element("h3", title, byId("fields"));
        const list = element("ul", undefined, byId("fields"));
        for (const field of fields) {
        const item = element("li", undefined, list);
        element("code", field.name, item);
        item.append(` ${field.type} `);
        element("span", `at most ${field.maxSize}`, item, "quiet");
        if (field.description) element("p", field.description, item, "text");
        }
        }
        for (const [title, text] of model.facts) {
        element("dt", title, byId("facts"));
        element("dd", text, byId("facts"));
        }
        }
        async function showState() {
        const state = byId("state");
        try {
        const response = await fetch(base + model.statusPath);
        state.textContent = response.ok ? "● ready" : "○ not ready";
        state.className = response.ok ? "good" : "problem";
        } catch { state.textContent = ""; }
        }
        async function copy() {
        const text = byId("curl").textContent;
        try {
        await navigator.clipboard.writeText(text);
        byId("copied").textContent = "copied";
        } catch {
        getSelection().selectAllChildren(byId("curl"));
        byId("copied").textContent = document.execCommand("copy") ? "copied" : "selected; press Ctrl+C";
        }
        }
        showCard();
        byId("openapi").href = base + "/openapi.json";
        byId("metrics").href = base + "/metrics";
        byId("instance").value = pretty(model.instance);
        byId("hint").textContent = model.hint;
        byId("explain").hidden = !model.explainPath;
        byId("instance").addEventListener("input", showCommand);
        byId("form").addEventListener("submit", (event) => { event.preventDefault(); ask(model.predictPath); });
        byId("explain").addEventListener("click", () => ask(model.explainPath));
        byId("copy").addEventListener("click", copy);
        document.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form").requestSubmit();
        });
        setUpDrawing();
        showCommand();
        showState();
        })();
        """#
    /// What stands in a Content-Security-Policy for the style element.
    static let styleHash = "sha256-FipHlqMC7oZayUorZWaeuYU45f2BDJvV6Q9ycdIMjRM="
    /// What stands in a Content-Security-Policy for the script element.
    static let scriptHash = "sha256-dZ2bhnknWEwhk13+LI53BZkBOfpMKwHO40ArWcz6J40="
}
