// The form of a new thread, at hand where somebody points: it floats beside the block (on narrow
// screens above the decision), and lies in the discussion otherwise. Its block's words stand in a
// field of their own, so that fingers and keys can select a part of them too.
const NARROW = matchMedia("(max-width: 1023px)");
let form = null;
let back = null; // where the focus came from
let wordsOf = () => "";

const field = (name) => form.elements.namedItem(name);
const part = (selector) => form.querySelector(selector);

export function composer(words) {
  form = document.getElementById("new-thread");
  wordsOf = words;
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "";
  if (!field("quote")) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "quote" }));
  new ResizeObserver(place).observe(form);
  part("[data-composer-close]").addEventListener("click", close);
  field("block").addEventListener("change", () => about(field("block").value));
  // Not `readonly`: there the keyboard moves no cursor, and so selects nothing.
  part("#block-words").addEventListener("beforeinput", (event) => event.preventDefault());
  document.addEventListener("selectionchange", chosenWords);
  form.addEventListener("reset", () => setTimeout(() => {
    about("");
    close();
  }));
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || form.dataset.floating === undefined) return;
    event.preventDefault();
    close();
  });
}

// Write about a block, or about words in it; beside `anchor`.
export function compose(id, selected, anchor) {
  if (!form) return;
  back = anchor;
  field("block").value = id;
  about(id);
  if (selected) {
    const words = part("#block-words");
    const at = words.value.indexOf(selected.quote.trim());
    if (at >= 0) words.setSelectionRange(at, at + selected.quote.trim().length);
    quote(selected);
  }
  form.dataset.floating = "";
  part("[data-composer-head]").hidden = false;
  place();
  if (NARROW.matches) anchor.scrollIntoView({ block: "start" });
  field("words").focus({ preventScroll: true });
}

export function close() {
  if (!form || form.dataset.floating === undefined) return;
  delete form.dataset.floating;
  part("[data-composer-head]").hidden = true;
  document.dispatchEvent(new CustomEvent("composer:closed"));
  const anchor = back && document.getElementById(back.id);
  back = null;
  anchor?.focus({ preventScroll: true });
}

// Beside the email, never over it: on the column of facts, or on narrow screens above the decision.
export function place() {
  if (form?.dataset.floating === undefined) return;
  const bar = document.querySelector(".dock")?.getBoundingClientRect().top ?? innerHeight;
  form.style.setProperty("--floor", `${Math.max(0, innerHeight - bar)}px`);
  const facts = document.querySelector(".facts").getBoundingClientRect();
  form.style.setProperty("--left", `${facts.left + 12}px`);
  form.style.setProperty("--wide", `${facts.width - 24}px`);
  const beside = document.getElementById(back?.id)?.getBoundingClientRect().top ?? 0;
  const lowest = bar - form.getBoundingClientRect().height - 12;
  form.style.setProperty("--top", `${Math.max(facts.top + 12, Math.min(beside, lowest))}px`);
}

function about(id) {
  const words = id ? wordsOf(id) : "";
  part("[data-block-words]").hidden = !words;
  part("#block-words").value = words;
  part("[data-composer-about]").textContent = id ? `On ${lower(field("block").selectedOptions[0].text)}` : "On the whole email";
  quote({ quote: "", prefix: "", suffix: "" });
  document.dispatchEvent(new CustomEvent("composer:about", { detail: { id, wordings: [] } }));
}

function lower(text) {
  return text[0].toLowerCase() + text.slice(1);
}

function quote(selected) {
  for (const name of ["quote", "prefix", "suffix"]) field(name).value = selected[name].trim() ? selected[name] : "";
  part("[data-on-words]").textContent = selected.quote.trim() ? `On exactly: “${selected.quote.trim()}”` : "On all of it.";
}

function chosenWords() {
  const words = part("#block-words");
  if (document.activeElement !== words) return;
  const { value, selectionStart, selectionEnd } = words;
  const selected = {
    quote: value.slice(selectionStart, selectionEnd),
    prefix: value.slice(Math.max(0, selectionStart - 40), selectionStart),
    suffix: value.slice(selectionEnd, selectionEnd + 40),
  };
  quote(selected);
  document.dispatchEvent(new CustomEvent("composer:about", { detail: { id: field("block").value, wordings: [selected.quote] } }));
}
