// The list of what the compiler found; a click leads to the place.
export function listProblems(preview, code) {
  const list = document.querySelector("[data-problems-list]");
  const none = document.querySelector("[data-no-problems]");
  const [error, warning] = document.getElementById("icons-of-problems").content.children;

  preview.addEventListener("answer", ({ detail: { problems } }) => {
    code.mark(problems);
    list.replaceChildren(...problems.map(item));
    none.hidden = problems.length > 0;
    for (const count of document.querySelectorAll('[data-count="problems"]')) {
      count.textContent = problems.length || "";
      count.dataset.tone = problems.some(({ severity }) => severity === "error") ? "danger" : "warning";
    }
  });

  function item({ line, column, message, severity }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "problem";
    button.dataset.severity = severity;
    const text = document.createElement("span");
    text.textContent = message;
    const where = document.createElement("span");
    where.className = "problem-line";
    where.textContent = line ? `Line ${line}` : "";
    button.append((severity === "error" ? error : warning).cloneNode(true), text, where);
    button.addEventListener("click", () => {
      document.dispatchEvent(new CustomEvent("goes", { detail: "code" }));
      code.goTo(line ?? 1, column ?? 1);
    });
    const entry = document.createElement("li");
    entry.append(button);
    return entry;
  }
}
