// A half-typed comment survives the decision bar being refreshed: it goes into the new bar, focus
// and cursor with it, or, when somebody else decided meanwhile, stands there as not sent. Whoever
// decided by keyboard stays at the bar.
let kept = null;
let sent = false;

function keep({ detail: { target } }) {
  const field = target.id === "decision" && document.getElementById("comment");
  if (!field) return;
  const { value, selectionStart, selectionEnd } = field;
  const focused = target.contains(document.activeElement) && document.activeElement;
  kept = { value, selectionStart, selectionEnd, focused };
}

function restore() {
  if (!kept) return;
  const { value, selectionStart, selectionEnd, focused } = kept;
  kept = null;
  const field = document.getElementById("comment");
  if (field) {
    field.value = value;
    field.setSelectionRange(selectionStart, selectionEnd);
  } else {
    showUnsent(value);
  }
  if (focused) (document.getElementById(focused.id) ?? document.getElementById("decision")).focus();
}

function showUnsent(value) {
  const box = document.querySelector("[data-unsent]");
  if (sent || !box || !value.trim()) return;
  box.querySelector("[data-unsent-text]").textContent = value;
  box.hidden = false;
}

// What went out with a decision that was taken is not unsent.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.path.endsWith("/decisions")) sent = detail.successful;
});
document.body.addEventListener("htmx:oobBeforeSwap", keep);
document.body.addEventListener("htmx:oobAfterSwap", restore);
