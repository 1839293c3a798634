// HTMX sends our CSRF token, and forms that come back with what is wrong (422, and 409 when what
// they were about is another by now) are swapped like good answers.
import { csrfToken } from "./csrf.js";

document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([409, 422].includes(detail.xhr.status) && isPage(detail.xhr)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});

// A refusal (data-problem) is shown by problems.js beside what was there; only forms are swapped.
function isPage(xhr) {
  return !xhr.responseText.includes("data-problem");
}
