"use strict";
(() => {
const byId = (id) => document.getElementById(id);
const model = JSON.parse(byId("model").textContent);
// The page may be served below a prefix, with or without a slash at its end.
const base = location.origin + location.pathname.replace(/\/docs\/?$/, "");

// Everything that comes from the model or the server becomes text here, and never markup.
function element(tag, text, parent, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
}

// JSON with line breaks, from its text, so that numbers keep their digits. What fits a line stays on one.
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

// What in an answer can be drawn: label and number pairs, with the path to them.
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
    // Shares of one are drawn on a scale that ends with 1, so that two answers can be compared.
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

// The request that the form stands for.
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

// Matrices of an explanation, such as what each pixel contributed.
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

// A picture to draw on, where the instance is a square number of plain numbers, as 8 times 8 pixels are.
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

// The model card.
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
        // Without TLS browsers keep the clipboard to themselves, except from a selection.
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
