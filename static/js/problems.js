// A failed HTMX request says so where it happened, and what was there stays readable:
// a region that could not be refreshed in the region itself; a refused action in the nearest
// [data-problems], else in #problems at the top of the page. "Try again" repeats the request.
// Elements with [data-quiet-errors] refresh something that may be stale and say nothing.
const SLOW = "The server did not answer. Check the connection, then try again.";

export function showProblem(slot, { sentence, requestId = "", retry = null, html = "" }) {
  clearProblem(slot);
  const banner = parse(html) ?? document.getElementById("problem").content.cloneNode(true).firstElementChild;
  if (sentence) banner.querySelector("[data-problem-sentence]").textContent = sentence;
  if (requestId) {
    const line = banner.querySelector("[data-problem-id]");
    line.textContent = `Request ${requestId}`;
    line.hidden = false;
  }
  const button = banner.querySelector("[data-retry]");
  if (button && retry) button.addEventListener("click", () => retry());
  else button?.remove();
  slot.prepend(banner);
  if (slot.id === "problems") banner.scrollIntoView({ block: "nearest" });
}

export function clearProblem(slot) {
  slot.querySelector(":scope > [data-problem]")?.remove();
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-problem]");
}

function slotOf({ elt, target, requestConfig }) {
  if (requestConfig.verb === "get" && target?.isConnected) return target;
  return elt.closest("[data-problems]") ?? document.getElementById("problems");
}

function failed({ detail }) {
  const { elt, xhr, requestConfig } = detail;
  if (elt.closest("[data-quiet-errors]")) return;
  const { verb, path, parameters } = requestConfig;
  const retry = () => window.htmx.ajax(verb, path, { source: elt, values: parameters });
  const answered = xhr.status > 0;
  showProblem(slotOf(detail), {
    html: answered ? xhr.responseText : "",
    sentence: answered ? wordsFor(xhr) : SLOW,
    requestId: xhr.getResponseHeader("X-Request-ID") ?? "",
    retry: verb === "get" || !answered || xhr.status >= 500 ? retry : null,
  });
}

// Our own answers carry their sentence; a proxy's page does not.
function wordsFor(xhr) {
  if (parse(xhr.responseText)) return "";
  return `This could not be loaded. The server answered with ${xhr.status}. The rest of the page works.`;
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(name, failed);
}
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => clearProblem(slotOf(detail)));
