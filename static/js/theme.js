// [data-theme-choice] is a form with a button for each look. It works without a script; with one,
// the page changes at once and the server only stores the choice.
import { csrfToken } from "./csrf.js";

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-theme-choice]");
  if (!form) return;
  event.preventDefault();
  const theme = event.submitter.value;
  paint(theme);
  await fetch(form.action, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
    body: new URLSearchParams({ theme }),
  });
});

function paint(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice] [name=theme]")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}
