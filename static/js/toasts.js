// Toasts say what was done, for ten seconds, and may offer to undo it.
// Server: HX-Trigger {"toast": {"text": "…", "undo": "/path"}}, or Django's messages, whose
// extra_tags are the path that undoes.
const SHOWN_FOR = 10_000;

export function toast(text, undo = null) {
  const item = document.getElementById("toast").content.cloneNode(true).firstElementChild;
  item.querySelector("p").textContent = text;
  if (undo) {
    const button = item.querySelector("[data-undo]");
    button.hidden = false;
    button.dataset.undo = undo;
  }
  document.getElementById("toasts").append(item);
  expire(item);
}

// Time stops while somebody points at the toast or has focus in it.
function expire(item) {
  let timer;
  const start = () => { timer = setTimeout(() => item.remove(), SHOWN_FOR); };
  const stop = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) item.addEventListener(name, stop);
  for (const name of ["pointerleave", "focusout"]) item.addEventListener(name, start);
  start();
}

for (const item of document.querySelectorAll("[data-toast]")) expire(item);
document.body.addEventListener("toast", ({ detail }) => toast(detail.text, detail.undo));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-undo]");
  if (button) window.htmx.ajax("POST", button.dataset.undo, { source: document.body, swap: "none" });
  event.target.closest("[data-dismiss], [data-undo]")?.closest("[data-toast]").remove();
});
