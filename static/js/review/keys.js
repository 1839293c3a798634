// Everything on the review page by keyboard: single letters outside of fields, `?` tells them.
import { enter, general, step } from "./places.js";

const keys = {
  a: () => press("[name=decision][value=approve]"),
  r: () => focus("#comment"),
  b: () => enter(),
  n: () => step(1),
  p: () => step(-1),
  c: () => {
    general();
    focus("#thread-words");
  },
  j: () => press("a[rel=next]"),
  k: () => press("a[rel=prev]"),
  1: () => press("#view-desktop"),
  2: () => press("#view-tablet"),
  3: () => press("#view-phone"),
  4: () => press("#view-dark"),
  5: () => press("#view-compare"),
  6: () => press("#view-text"),
  7: () => press("#view-source"),
  "?": () => document.getElementById("keys")?.showModal(),
};

function press(selector) {
  // A decision is only ever brought to the cursor: nobody approves by a slip of the finger.
  const found = document.querySelector(selector);
  if (found?.name === "decision") found.focus();
  else found?.click();
}

function focus(selector) {
  const found = document.querySelector(selector);
  found?.scrollIntoView({ block: "center" });
  found?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog[open], [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
