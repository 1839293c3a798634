// The variables that the source uses, each with its place and its sample value to be filled in;
// what is missing and what is not used, by name. The same data as JSON beside it.
import { get, items, put, unused } from "./paths.js";

export function editSample(preview, draft, code) {
  const root = document.querySelector("[data-sample-fields]");
  const note = document.querySelector("[data-sample-note]");
  let variables = [];
  let missing = [];

  preview.addEventListener("answer", ({ detail }) => {
    // While Liquid is broken the server cannot tell the variables; the last ones stay.
    const isBroken = detail.problems.some((one) => one.code === "liquid" && one.severity === "error");
    if (isBroken && !detail.variables.length) return;
    ({ variables, missing } = detail);
    render();
  });
  draft.addEventListener("change", ({ detail: { names } }) => names.includes("sample") && update());

  function render() {
    const shape = JSON.stringify(variables);
    if (root.dataset.shape !== shape && !root.contains(document.activeElement)) {
      root.dataset.shape = shape;
      const lacking = variables.filter((one) => lacks(one, draft.now.sample));
      const others = variables.filter((one) => !lacking.includes(one));
      root.replaceChildren(...[...lacking, ...others].map(row), rest());
    }
    update();
  }

  function update() {
    const { sample } = draft.now;
    const lacking = variables.filter((one) => lacks(one, sample));
    for (const element of root.querySelectorAll("[data-variable]")) {
      const variable = variables.find(({ name }) => name === element.dataset.variable);
      if (variable) fill(element, variable, sample);
    }
    const left = unused(sample, variables);
    const tail = root.querySelector("[data-unused]");
    if (tail) {
      tail.hidden = !left.length;
      tail.querySelector("span").textContent = left.join(", ");
    }
    note.textContent = lacking.length
      ? `${lacking.length} without a value`
      : variables.length ? "Every variable has a value" : "The source uses no variables";
    note.classList.toggle("tone-warning", lacking.length > 0);
    for (const count of document.querySelectorAll('[data-count="variables"]')) {
      count.textContent = variables.length || "";
      count.dataset.tone = lacking.length ? "warning" : "";
    }
  }

  function lacks({ name }, sample) {
    return get(sample, name) === undefined || missing.includes(name);
  }

  function row(variable) {
    const { name, kind, lines } = variable;
    const element = document.createElement("div");
    element.className = "variable";
    element.dataset.variable = name;
    const label = document.createElement("label");
    label.className = "merge";
    label.textContent = name;
    const about = document.createElement("span");
    about.className = "variable-about";
    about.append(kind, ...lines.slice(0, 3).map(jump));
    element.append(label, isPlain(name, kind) ? field(label, variable) : summary(), about);
    return element;
  }

  function field(label, { name, kind }) {
    const input = document.createElement("input");
    input.id = `sample-${name}`;
    label.htmlFor = input.id;
    if (kind === "boolean") {
      input.type = "checkbox";
      input.setAttribute("role", "switch");
      const around = document.createElement("span");
      around.className = "switch";
      around.append(input);
      input.addEventListener("change", () => draft.type({ sample: put(draft.now.sample, name, input.checked) }));
      return around;
    }
    input.className = "input";
    input.autocomplete = "off";
    input.addEventListener("input", () => {
      draft.type({ sample: put(draft.now.sample, name, typed(input.value, kind)) });
    });
    return input;
  }

  function fill(element, { name, kind }, sample) {
    const value = get(sample, name);
    element.toggleAttribute("data-missing", lacks({ name }, sample));
    const input = element.querySelector("input");
    if (!input) element.querySelector("[data-summary]").textContent = words(value);
    else if (kind === "boolean") input.checked = Boolean(value);
    else if (input !== document.activeElement) input.value = value === undefined ? "" : words(value);
    if (input) input.placeholder = value === undefined ? "No value yet" : "";
  }

  function jump(line) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "jump-line";
    button.textContent = `line ${line}`;
    button.addEventListener("click", () => {
      document.dispatchEvent(new CustomEvent("goes", { detail: "code" }));
      code.goTo(line);
    });
    return button;
  }
}

function summary() {
  const element = document.createElement("span");
  element.className = "variable-summary";
  element.dataset.summary = "";
  return element;
}

function rest() {
  const element = document.createElement("p");
  element.className = "unused sm dim";
  element.dataset.unused = "";
  element.append("In the sample data, but not used: ", document.createElement("span"));
  return element;
}

// Lists and what is in them are edited as JSON.
function isPlain(name, kind) {
  return !name.includes("[]") && kind !== "list";
}

function typed(text, kind) {
  const number = Number(text);
  return kind === "number" && text.trim() && Number.isFinite(number) ? number : text;
}

function words(value) {
  if (value === undefined) return "No value yet";
  if (Array.isArray(value)) return items(value);
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
}
