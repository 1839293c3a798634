// Trusted Types: text becomes part of a page (by htmx, or by a parser of ours) only when it holds
// nothing that could run. There is no policy for scripts and their addresses, so no text ever
// becomes one. Browsers without Trusted Types have the content security policy alone.
const ADDRESSES = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "to", "values"]);
const RUNS = /^(?:on|hx-on|data-hx-on|srcdoc$)/;

const types = window.trustedTypes;
if (types) {
  // Only what is parsed to be looked at: a document of a parser runs and loads nothing.
  const inert = types.createPolicy("craftify-inert", { createHTML: (html) => html });
  const parse = (html) => new DOMParser().parseFromString(inert.createHTML(html), "text/html");
  types.createPolicy("default", { createHTML: (html) => (isInert(parse(html)) ? html : null) });
}

function isInert(root) {
  return [...root.querySelectorAll("*")].every(
    (element) =>
      [...element.attributes].every(isHarmless) &&
      !isInlineScript(element) &&
      (!element.content?.querySelectorAll || isInert(element.content)),
  );
}

function isHarmless({ name, value }) {
  const address = value.replace(/[\u0000-\u0020]/g, "").toLowerCase();
  return !RUNS.test(name) && !(ADDRESSES.has(name) && address.startsWith("javascript:"));
}

// Scripts with an address are the policy's to judge; pages that are parsed whole have some.
function isInlineScript(element) {
  return element.localName === "script" && !element.hasAttribute("src");
}
