// HTMX sends our CSRF token, and 422 answers (a form with its errors) are swapped like good ones.
import { csrfToken } from "./csrf.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 422 && isPage(detail.xhr)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// A refusal (data-problem) is shown by problems.js beside what was there; only forms are swapped.
function isPage(xhr) {
  return !xhr.responseText.includes("data-problem");
}
