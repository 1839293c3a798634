// Threads: a form that was sent is empty again, and an opened one closes.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.("[data-resets], [data-closes-details]");
  if (!form || !detail.successful || detail.requestConfig.verb !== "post") return;
  if (form.matches("[data-closes-details]")) form.closest("details").open = false;
  if (!form.querySelector("[name=words]")?.dataset.keeps) form.reset();
});

// A reply that is opened takes the cursor.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.(".inline-edit[open]")) target.querySelector("textarea, input")?.focus();
}, { capture: true });

// A reaction was sent: its menu closes, and the list that comes back keeps it closed.
document.addEventListener("submit", ({ submitter }) => {
  if (submitter?.name === "reaction") submitter.closest("[popover]")?.hidePopover();
});
