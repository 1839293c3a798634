// form[data-api-form] sends its body as JSON with the method of its button; what comes back is a
// page of the API, whose answer is shown in place of the one before. Empty filters are not sent.
import "./docs.js";
import { csrfToken } from "../csrf.js";

document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-api-form]");
  if (!form) return;
  event.preventDefault();
  const method = event.submitter.value;
  const headers = { Accept: "text/html", "X-CSRFToken": csrfToken() };
  const body = form.elements.body?.value;
  if (body) headers["Content-Type"] = "application/json";
  const shown = document.querySelector("[data-api-answer]");
  try {
    const response = await fetch(form.action, { method, headers, body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    shown.replaceWith(page.querySelector("[data-api-answer]"));
  } catch {
    shown.textContent = "No answer came from the server. Load this page again and look.";
  }
  scrollTo(0, 0);
});
