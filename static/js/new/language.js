// Says beside “As its first tag says” what that is, for pasted text and for a chosen file.
const form = document.querySelector("[data-new]");
const word = form.querySelector("[data-detected]");
const before = /^(?:\s|\ufeff|<!--[^]*?-->|<\?xml[^]*?\?>|\{%[^]*?%\}|\{\{[^]*?\}\})*/;

async function show() {
  const { way, source, file } = form.elements;
  const text = way.value === "paste" ? source.value : await file.files[0]?.slice(0, 20_000).text();
  if (!text?.trim()) word.textContent = "";
  else word.textContent = text.replace(before, "").slice(0, 5).toLowerCase() === "<mjml" ? "(MJML)" : "(HTML)";
}

form.addEventListener("input", show);
form.addEventListener("change", show);
show();
