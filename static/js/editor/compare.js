// Two versions side by side, in a dialog: fields that differ, then the sources.
import { liquid } from "@codemirror/lang-liquid";
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { look } from "./look.js";
import { emailHtml } from "./mjml.js";

const LABELS = { subject: "Subject", preheader: "Preheader", sample: "Sample data" };
let shown = null;

// `a` and `b` are { name, draft }; `buttons` are shown below, and close the dialog.
export function compare(a, b, buttons) {
  const dialog = document.querySelector("[data-compare]");
  dialog.querySelector("[data-compare-a]").textContent = a.name;
  dialog.querySelector("[data-compare-b]").textContent = b.name;
  dialog.querySelector("[data-compare-fields]").replaceChildren(...fields(a.draft, b.draft));
  dialog.querySelector("[data-compare-foot]").replaceChildren(...buttons.map((one) => button(dialog, one)));
  shown?.destroy();
  const extensions = [
    lineNumbers(), liquid({ base: emailHtml() }), look, EditorState.readOnly.of(true), EditorView.editable.of(false),
  ];
  const parent = dialog.querySelector("[data-compare-source]");
  parent.hidden = a.draft.source === b.draft.source;
  shown = new MergeView({
    a: { doc: a.draft.source, extensions: [...extensions, EditorView.contentAttributes.of({ tabindex: "0", "aria-label": a.name })] },
    b: { doc: b.draft.source, extensions: [...extensions, EditorView.contentAttributes.of({ tabindex: "0", "aria-label": b.name })] },
    parent,
    collapseUnchanged: { margin: 3, minSize: 6 },
    gutter: false,
  });
  dialog.showModal();
}

function button(dialog, { text, kind, act }) {
  const element = document.createElement("button");
  element.className = "btn";
  element.type = "button";
  element.textContent = text;
  if (kind) element.dataset.kind = kind;
  element.addEventListener("click", () => {
    dialog.close();
    act();
  });
  return element;
}

function fields(a, b) {
  return Object.entries(LABELS).flatMap(([name, label]) => {
    const [one, other] = [a[name], b[name]].map((value) => (typeof value === "string" ? value : JSON.stringify(value, null, 1)));
    if (one === other) return [];
    const row = document.createElement("div");
    row.className = "compare-field";
    const head = document.createElement("strong");
    head.textContent = label;
    row.append(head, ...[["del", one], ["ins", other]].map(([tag, text]) => {
      const element = document.createElement(tag);
      element.textContent = text || "Empty";
      return element;
    }));
    return [row];
  });
}
