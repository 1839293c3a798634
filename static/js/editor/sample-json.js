// The sample data as JSON, and the sentence that says where it is none.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching } from "@codemirror/language";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { look } from "./look.js";
import { replaceLines } from "./replace-lines.js";

export function editSampleAsJson(draft, isEditable) {
  const mistake = document.querySelector("[data-sample-mistake]");
  const access = new Compartment();
  let own = false;
  const view = new EditorView({
    parent: document.querySelector("[data-sample-source]"),
    state: EditorState.create({
      doc: pretty(draft.now.sample),
      extensions: [
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), json(), look, replaceLines,
        access.of(EditorState.readOnly.of(!isEditable)),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "Sample data as JSON" }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && !own && read()),
      ],
    }),
  });

  function read() {
    const text = view.state.sliceDoc();
    try {
      const sample = JSON.parse(text || "{}");
      if (sample === null || typeof sample !== "object" || Array.isArray(sample)) throw new SyntaxError("");
      say("");
      draft.type({ sample });
    } catch (error) {
      say(sentence(error, text));
    }
  }

  function say(text) {
    mistake.hidden = !text;
    mistake.querySelector("span").textContent = text;
  }

  draft.addEventListener("change", ({ detail: { names } }) => {
    if (!names.includes("sample") || view.hasFocus) return;
    own = true;
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: pretty(draft.now.sample) } });
    own = false;
    say("");
  });
}

function pretty(sample) {
  return JSON.stringify(sample, null, 2);
}

function sentence(error, text) {
  const at = /position (\d+)/.exec(error.message)?.[1];
  const place = at === undefined ? "" : `Line ${text.slice(0, Number(at)).split("\n").length}: `;
  return `${place}this is no JSON object yet, so it is neither shown nor saved.`;
}
