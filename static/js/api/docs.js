// form[data-api-try] sends a request as its fields say and shows the answer below itself;
// input[data-api-find] leaves the endpoints that have all of its words.
import { csrfToken } from "../csrf.js";

const SHOWN = ["etag", "location", "retry-after", "idempotent-replayed", "x-request-id"];

function requestOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  let body;
  for (const field of form.querySelectorAll("[data-in]")) {
    const value = field.value.trim();
    if (!value) continue;
    if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(value));
    if (field.dataset.in === "query") query.set(field.name, value);
    if (field.dataset.in === "header") headers[field.name] = value;
    if (field.dataset.in === "body") body = value;
  }
  if (body) headers["Content-Type"] = "application/json";
  const address = query.size ? `${path}?${query}` : path;
  return [address, { method: form.dataset.method, headers, body }];
}

async function textOf(response) {
  const lines = SHOWN.filter((name) => response.headers.has(name)).map(
    (name) => `${name}: ${response.headers.get(name)}`,
  );
  const text = await response.text();
  try {
    lines.push("", JSON.stringify(JSON.parse(text), null, 2));
  } catch {
    if (text) lines.push("", text);
  }
  return lines.join("\n");
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-api-try]");
  if (!form) return;
  event.preventDefault();
  const [address, request] = requestOf(form);
  const result = form.querySelector("[data-api-result]");
  const status = result.querySelector("[data-api-status]");
  const body = result.querySelector("[data-api-body]");
  result.hidden = false;
  result.querySelector("[data-api-request]").textContent = `${request.method} ${address}`;
  status.textContent = "…";
  try {
    const response = await fetch(address, request);
    body.textContent = await textOf(response);
    status.textContent = `${response.status} ${response.statusText}`;
  } catch {
    status.textContent = "";
    body.textContent = "No answer came from the server. Send it again when you are connected.";
  }
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-api-find]")) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const group of document.querySelectorAll("[data-api-group]")) {
    let here = 0;
    for (const one of group.querySelectorAll("[data-words]")) {
      one.hidden = !words.every((word) => one.dataset.words.includes(word));
      here += one.hidden ? 0 : 1;
    }
    group.hidden = !here;
    found += here;
  }
  document.querySelector("[data-api-none]").hidden = found > 0;
});

// An address with #get_templates opens that endpoint.
const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (named instanceof HTMLDetailsElement) named.open = true;
