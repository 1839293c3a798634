// A starter's own words stand as placeholders: what is left empty is taken from it.
const form = document.querySelector("[data-new]");
const names = ["name", "subject", "preheader", "category", "tags"];

function show() {
  const starter = form.elements.way.value === "starter" ? form.querySelector("[name=starter]:checked") : null;
  for (const name of names) form.elements[name].placeholder = starter?.dataset[name] ?? "";
}

form.addEventListener("change", show);
show();
