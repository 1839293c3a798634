// Subject and preheader, edited where they stand; Ctrl S and leaving a field save at once.
export function bindFields(draft, saving, standing) {
  const inputs = [...document.querySelectorAll("[data-field]")];
  for (const input of inputs) {
    input.addEventListener("input", () => draft.type({ [input.dataset.field]: input.value }));
    input.addEventListener("blur", () => saving.flush());
  }
  draft.addEventListener("change", ({ detail: { names, typed } }) => {
    if (typed) return;
    for (const input of inputs) {
      if (names.includes(input.dataset.field)) input.value = draft.now[input.dataset.field];
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    event.preventDefault();
    saving.flush();
  });

  const allow = () => inputs.forEach((input) => { input.readOnly = !standing.isEditable; });
  standing.addEventListener("change", allow);
  allow();
}
