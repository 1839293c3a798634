// What is drawn over an email: its blocks to be chosen, pins of threads, edges of what changed, and
// washes over words. All of it lies outside of the frame, whose bytes stay as they are approved.
import { blocksIn, boxAround, boxesOf, elementOf, findIn, isLoaded, sizeOf, signAt, sliceOf, textIn, turnPicturesBack, wholeWords } from "./email.js";

const MOST = 60_000; // pixels; a longer email ends there
const PIN = 30; // a pin and the gap below it
const DRAG = 4; // pixels that tell a selection from a click

export class Overlay {
  #sheet;
  #frame;
  #doc;
  #over;
  #blocks = null;
  #threads = [];
  #drawn = "";
  #selecting = false;
  #shownBlock = "";
  #shownQuote = null;
  #onChoose;

  constructor(sheet, onChoose) {
    this.#sheet = sheet;
    this.#frame = sheet.querySelector("iframe");
    this.#onChoose = onChoose;
  }

  // Lay the email out at its full height; then find its blocks by the copy at `marks`, which names
  // them. False when they cannot be found.
  async open(marks) {
    await loaded(this.#frame);
    this.#doc = this.#frame.contentDocument;
    if (!this.#doc) return false;
    if (this.#frame.parentElement.dataset.device === "inverted") turnPicturesBack(this.#frame);
    this.#fit();
    new ResizeObserver(() => this.#fit()).observe(this.#sheet);
    new ResizeObserver(() => this.#fit()).observe(elementOf(this.#doc));
    this.#sheet.dataset.open = "";
    if (!marks) return false;
    const twin = make("iframe", "", { src: marks, sandbox: "allow-same-origin", hidden: "hidden", tabindex: "-1" });
    this.#sheet.append(twin);
    await loaded(twin);
    this.#blocks = twin.contentDocument && blocksIn(this.#doc, twin.contentDocument);
    twin.remove();
    this.#over = make("div", "over");
    this.#sheet.append(this.#over);
    return Boolean(this.#blocks);
  }

  // `choices`: the blocks to write about, with their names, and whether they have words; `threads`, `changes`: what is pinned where.
  draw(choices, threads, changes) {
    const drawn = JSON.stringify([choices, threads, changes]);
    if (!this.#blocks || this.#selecting || drawn === this.#drawn) return;
    this.#drawn = drawn;
    const focused = this.#over.contains(document.activeElement) ? document.activeElement.id : "";
    this.#over.replaceChildren(
      ...this.#edges(changes),
      this.#choices(choices),
      this.#pins(threads),
      make("div", "washes"),
    );
    this.#threads = threads;
    this.#wash();
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  // Outline a block, and wash the words of a quote; "" for none.
  show(id, wordings = [], { scrolls = true } = {}) {
    this.#shownBlock = id;
    this.#shownQuote = wordings;
    this.#wash();
    const target = this.#over?.querySelector(".outline, .wash[data-shown]");
    if (scrolls) target?.scrollIntoView({ block: "center", inline: "nearest" });
    return Boolean(target);
  }

  wordsOf(id) {
    const group = this.#blocks?.get(id)?.[0];
    return group ? textIn(group).text.trim() : "";
  }

  focusBlock() {
    const places = this.#over?.querySelector(".places");
    (places?.querySelector("[tabindex='0']") ?? places?.firstElementChild)?.focus();
    return Boolean(places?.firstElementChild);
  }

  #fit() {
    const frame = this.#frame;
    const paper = frame.parentElement;
    frame.style.removeProperty("--w");
    const own = frame.offsetWidth;
    const { width } = sizeOf(this.#doc);
    if (width > own + 1) frame.style.setProperty("--w", `${Math.min(width, 2_000)}px`);
    const { height } = sizeOf(this.#doc);
    frame.style.setProperty("--tall", `${Math.min(height, MOST)}px`);
    paper.style.setProperty("--tall", `${Math.min(height, MOST) * this.#scale}px`);
    if (this.#over) this.#wash();
  }

  get #scale() {
    return this.#frame.getBoundingClientRect().width / this.#frame.offsetWidth || 1;
  }

  #choices(choices) {
    const box = make("div", "places", { role: "group", "aria-label": "Blocks of the email. Arrows walk through them, Enter writes about one." });
    for (const { id, name, says } of choices) {
      const groups = this.#blocks.get(id) ?? [];
      groups.forEach((group, index) => {
        if (!boxAround(group)) return;
        const label = groups.length > 1 ? `${name} (${index + 1} of ${groups.length})` : name;
        const button = make("button", "place", { type: "button", id: `place-${id}-${index}`, "aria-label": `Write about ${label}`, tabindex: "-1" });
        button.append(make("span", "place-name", { "aria-hidden": "true" }, label));
        button.place = () => boxAround(group);
        if (says) button.addEventListener("pointerdown", (event) => this.#select(event, id, group));
        button.addEventListener("click", (event) => {
          if (event.detail && button.dataset.dragged) delete button.dataset.dragged;
          else this.#onChoose(id, null, button);
        });
        box.append(button);
      });
    }
    box.firstElementChild?.setAttribute("tabindex", "0");
    box.addEventListener("keydown", walk);
    return box;
  }

  #pins(threads) {
    const box = make("div", "pins", { role: "group", "aria-label": "Threads in the email" });
    for (const one of threads) {
      const group = this.#blocks.get(one.block)?.[0];
      if (!group || !boxAround(group)) continue;
      const pin = make("button", "pin", { type: "button", id: `pin-${one.id}`, "data-state": one.state, "aria-label": `Thread ${one.number}, ${one.state}, by ${one.by}: ${one.start}` });
      pin.append(make("span", "", {}, one.number), make("span", "pin-word", {}, one.state));
      pin.place = () => boxAround(group);
      pin.addEventListener("click", one.open);
      box.append(pin);
    }
    [...box.children].forEach((pin, index) => pin.setAttribute("tabindex", index ? "-1" : "0"));
    box.addEventListener("keydown", walk);
    return box;
  }

  #edges(changes) {
    return changes.flatMap(({ block, what, sentence }) => (this.#blocks.get(block) ?? []).map((group) => {
      const edge = make("span", "edge", { "data-change": what, title: sentence });
      edge.place = () => boxAround(group);
      return edge;
    }));
  }

  // Boxes of the email become boxes of the page: both scale alike.
  #place() {
    const scale = this.#scale;
    const floors = new Map(); // pins beside each other's blocks never cover each other
    for (const element of this.#over.querySelectorAll(".edge, .place, .pin")) {
      const box = element.place();
      element.hidden = !box;
      if (!box) continue;
      let top = box.top * scale;
      if (element.matches(".pin")) {
        top = Math.max(top, floors.get("pin") ?? 0);
        floors.set("pin", top + PIN);
        element.style.top = `${top}px`;
        continue;
      }
      element.style.top = `${top}px`;
      element.style.left = `${box.left * scale}px`;
      element.style.width = `${box.width * scale}px`;
      element.style.height = `${box.height * scale}px`;
    }
  }

  #wash() {
    const washes = this.#over?.querySelector(".washes");
    if (!washes) return;
    const drawn = [];
    for (const one of this.#threads) {
      if (one.state !== "resolved") drawn.push(...this.#quoted(one.block, one.wordings, one.state));
    }
    if (this.#shownBlock) {
      const quoted = this.#quoted(this.#shownBlock, this.#shownQuote ?? [], "shown");
      for (const box of quoted) box.dataset.shown = "";
      const groups = quoted.length ? [] : this.#blocks.get(this.#shownBlock) ?? [];
      drawn.push(...quoted, ...groups.map((group) => boxAround(group)).filter(Boolean).map((box) => this.#box("outline", box)));
    }
    washes.replaceChildren(...drawn);
    this.#place();
  }

  #quoted(id, wordings, state) {
    for (const group of wordings?.length ? this.#blocks.get(id) ?? [] : []) {
      const read = textIn(group);
      const found = findIn(read, wordings);
      if (found) return boxesOf(this.#doc, read, found.start, found.end).map((box) => this.#box("wash", box, state));
    }
    return [];
  }

  #box(name, box, state = "") {
    const element = make("span", name, { "data-state": state });
    const scale = this.#scale;
    element.style.top = `${box.top * scale}px`;
    element.style.left = `${box.left * scale}px`;
    element.style.width = `${box.width * scale}px`;
    element.style.height = `${box.height * scale}px`;
    return element;
  }

  // Words are selected by drawing over them with a mouse or a pen; a finger scrolls.
  #select(event, id, group) {
    const button = event.currentTarget;
    delete button.dataset.dragged;
    if (event.pointerType === "touch" || event.button !== 0) return;
    const read = textIn(group);
    const from = this.#sign(event, group, read);
    let to = from;
    button.setPointerCapture(event.pointerId);
    this.#selecting = true;
    const moved = (now) => {
      if (Math.hypot(now.clientX - event.clientX, now.clientY - event.clientY) < DRAG) return;
      to = this.#sign(now, group, read) ?? to;
      if (from === null || to === null || from === to) return;
      button.dataset.dragged = "1";
      const washes = this.#over.querySelector(".washes");
      const boxes = boxesOf(this.#doc, read, ...wholeWords(read, Math.min(from, to), Math.max(from, to)));
      washes.replaceChildren(...boxes.map((box) => this.#box("wash", box, "shown")));
    };
    const done = () => {
      this.#selecting = false;
      button.removeEventListener("pointermove", moved);
      if (!button.dataset.dragged) return;
      const [start, end] = wholeWords(read, Math.min(from, to), Math.max(from, to));
      const quote = sliceOf(read, start, end);
      if (!quote.trim()) return;
      const around = { quote, prefix: sliceOf(read, Math.max(0, start - 40), start), suffix: sliceOf(read, end, end + 40) };
      this.#onChoose(id, around, button);
    };
    button.addEventListener("pointermove", moved);
    button.addEventListener("pointerup", done, { once: true });
    button.addEventListener("pointercancel", done, { once: true });
  }

  #sign(event, group, read) {
    const box = this.#frame.getBoundingClientRect();
    const scale = this.#scale;
    return signAt(this.#doc, group, read, (event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
  }
}

// One tab stop: arrows, Home and End move in the order of the email.
function walk(event) {
  const items = [...event.currentTarget.children].filter((one) => !one.hidden);
  const at = items.indexOf(event.target);
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const to = items[Math.max(0, Math.min(next, items.length - 1))];
  event.target.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

function make(tag, name, attributes = {}, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

function loaded(frame) {
  if (isLoaded(frame.contentDocument)) return Promise.resolve();
  return new Promise((done) => frame.addEventListener("load", done, { once: true }));
}
