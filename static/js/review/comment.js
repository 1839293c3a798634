// A half-typed comment survives the decision bar being replaced: it goes into the new bar, or,
// when somebody else decided meanwhile, stands there as not sent. Focus and cursor stay as well.
let kept = null;

function keep() {
  const field = document.getElementById("comment");
  if (!field) return;
  const { value, selectionStart, selectionEnd } = field;
  kept = { value, selectionStart, selectionEnd, focused: document.activeElement === field };
}

function restore() {
  if (!kept) return;
  const { value, selectionStart, selectionEnd, focused } = kept;
  const field = document.getElementById("comment");
  if (field) {
    field.value = value;
    if (focused) field.focus();
    field.setSelectionRange(selectionStart, selectionEnd);
  } else if (value.trim() && !sent) {
    showUnsent(value);
  }
  kept = null;
}

function showUnsent(value) {
  const box = document.querySelector("[data-unsent]");
  box.querySelector("[data-unsent-text]").textContent = value;
  box.hidden = false;
}

// What went out with a decision that was taken is not unsent.
let sent = false;

document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const isDecision = detail.elt.closest("#decision") && detail.requestConfig.verb === "post";
  if (isDecision) sent = detail.successful;
});
document.body.addEventListener("htmx:beforeSwap", keep);
document.body.addEventListener("htmx:afterSettle", restore);
