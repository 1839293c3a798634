// Threads and the email point at each other: pins at the blocks, the place of a thread, what
// changed. The overlay is made anew with each look at the email; the threads redraw its pins.
import { close, compose, composer, place } from "./composer.js";
import { Overlay } from "./overlay.js";

let overlay = null;
let stage = null;
let selected = "";
let said = false; // a thread was begun, and the list is about to have it

const threads = () => [...document.querySelectorAll("[data-thread]")];

function pinned() {
  return threads().filter((one) => one.dataset.block).map((one) => ({
    id: one.id,
    number: one.dataset.number,
    by: one.dataset.by,
    state: one.dataset.state,
    block: one.dataset.block,
    wordings: [one.dataset.shown, one.dataset.quote].filter(Boolean),
    start: one.querySelector(".comment-words")?.textContent.slice(0, 80) ?? "",
    open: () => openThread(one.id),
  }));
}

function choices() {
  const options = document.querySelectorAll("#thread-block option");
  return [...options].filter((one) => one.value).map((one) => ({
    id: one.value,
    name: one.text[0].toLowerCase() + one.text.slice(1),
    says: one.dataset.says !== undefined,
  }));
}

function changes() {
  return [...document.querySelectorAll("[data-changed-block]")].map((one) => ({
    block: one.dataset.changedBlock,
    what: one.dataset.change,
    sentence: one.querySelector("[data-sentence]").textContent,
  }));
}

function draw() {
  overlay?.draw(choices(), pinned(), changes());
  select(selected);
}

function select(id) {
  selected = document.getElementById(id) ? id : "";
  for (const one of document.querySelectorAll("[data-thread], .over .pin")) {
    one.toggleAttribute("data-selected", one.id === selected || one.id === `pin-${selected}`);
  }
}

// From the list to the email: its pin takes the focus, so that Enter leads back.
function showPlace(id) {
  const thread = pinned().find((one) => one.id === id);
  if (!thread) return false;
  select(id);
  const found = overlay?.show(thread.block, thread.wordings);
  document.getElementById(`pin-${id}`)?.focus({ preventScroll: found });
  return found;
}

// From the email to the list.
function openThread(id) {
  select(id);
  const thread = pinned().find((one) => one.id === id);
  overlay?.show(thread?.block ?? "", thread?.wordings, { scrolls: false });
  const article = document.getElementById(id);
  article.scrollIntoView({ block: "center" });
  article.focus({ preventScroll: true });
}

export function step(by) {
  const all = threads();
  if (!all.length) return;
  const at = all.findIndex((one) => one.id === selected);
  const next = at < 0 && by < 0 ? all.at(-1) : all[(at + by + all.length) % all.length];
  openThread(next.id);
  if (next.dataset.block) overlay?.show(next.dataset.block, [next.dataset.shown, next.dataset.quote].filter(Boolean));
}

export function enter() {
  return overlay?.focusBlock();
}

export function general() {
  close();
  const field = document.getElementById("thread-block");
  if (!field) return;
  field.value = "";
  field.dispatchEvent(new Event("change"));
}

async function open() {
  const now = document.getElementById("stage");
  if (now === stage) return;
  // The choice that was clicked is in a menu that is closed by now.
  if (stage && document.activeElement === document.body) now.querySelector("#look-menu").focus();
  stage = now;
  overlay = null;
  for (const sheet of stage.querySelectorAll("[data-email]")) {
    const one = new Overlay(sheet, (id, quote, anchor) => compose(id, quote, anchor));
    const { marks } = sheet.dataset;
    const opened = await one.open(marks);
    if (stage !== now) return;
    if (marks && opened) overlay = one;
    if (marks) stage.dataset.pins = opened ? "on" : "off";
  }
  stage.querySelector("[data-papers]")?.addEventListener("scroll", place, { passive: true });
  draw();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shows-place]");
  if (link && showPlace(link.closest("[data-thread]").id)) event.preventDefault();
  const change = event.target.closest("[data-changed-block]");
  if (change) overlay?.show(change.dataset.changedBlock);
});
document.addEventListener("composer:about", ({ detail }) => overlay?.show(detail.id, detail.wordings, { scrolls: false }));
document.addEventListener("composer:closed", () => overlay?.show("", [], { scrolls: false }));
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  said = detail.successful && detail.elt.id === "new-thread";
});
document.body.addEventListener("htmx:afterSettle", () => {
  open();
  draw();
  if (!said) return;
  said = false;
  const latest = threads().at(-1);
  select(latest?.id);
  latest?.scrollIntoView({ block: "nearest" });
});
addEventListener("resize", place);
addEventListener("scroll", place, { passive: true });

// A section says nothing itself: its blocks do.
composer((id) => (choices().find((one) => one.id === id)?.says && overlay?.wordsOf(id)) || "");
open();
