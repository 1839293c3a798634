// The source's editor: MJML or HTML with Liquid in it, and the compiler's problems at their lines.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { liquid, liquidLanguage } from "@codemirror/lang-liquid";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorSelection, EditorState, Transaction } from "@codemirror/state";
import {
  EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { isMixed, lineEnd } from "./line-ends.js";
import { look } from "./look.js";
import { emailHtml } from "./mjml.js";
import { replaceLines } from "./replace-lines.js";

const outside = Annotation.define();

export class Code {
  #editable = new Compartment();

  constructor(parent, draft, { isEditable, onSave, onMove, paths, brand }) {
    this.draft = draft;
    this.lineEnd = lineEnd(draft.now.source);
    const changed = EditorView.updateListener.of((update) => {
      const typed = !update.transactions.some((one) => one.annotation(outside));
      if (update.docChanged && typed) draft.type({ source: this.#text(update.state.doc) });
      if (update.selectionSet || update.docChanged) onMove();
    });
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: draft.now.source,
        extensions: [
          isMixed(draft.now.source) ? EditorState.lineSeparator.of("\n") : [],
          this.#editable.of(access(isEditable)),
          EditorView.contentAttributes.of({
            tabindex: "0",
            "aria-label": "Source. Tab indents; press Escape, then Tab, to leave.",
          }),
          basics(onSave), language(paths), everywhere(brandValues(brand)), lintGutter(), look, replaceLines, changed,
        ],
      }),
    });
    draft.addEventListener("change", ({ detail: { names, typed } }) => {
      if (!typed && names.includes("source")) this.#replace(draft.now.source);
    });
  }

  allow(isEditable) {
    this.view.dispatch({ effects: this.#editable.reconfigure(access(isEditable)) });
  }

  // How far down the body the cursor stands, from 0 to 1; null in the head.
  get position() {
    const { doc, selection } = this.view.state;
    const text = doc.toString();
    const start = Math.max(text.search(/<(mj-)?body\b/i), 0);
    const at = selection.main.head - start;
    return at < 0 ? null : at / Math.max(1, text.length - start);
  }

  goTo(line, column = 1) {
    const { doc } = this.view.state;
    const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const at = Math.min(from + Math.max(column - 1, 0), to);
    this.view.dispatch({
      selection: EditorSelection.cursor(at),
      effects: EditorView.scrollIntoView(at, { y: "center" }),
    });
    this.view.focus();
  }

  mark(problems) {
    const { state } = this.view;
    const placed = problems.filter(({ line }) => line && line <= state.doc.lines);
    this.view.dispatch(setDiagnostics(state, placed.map((problem) => diagnostic(state.doc, problem))));
  }

  #text(doc) {
    return doc.sliceString(0, doc.length, this.lineEnd);
  }

  // Only what differs is replaced, so that the cursor and the scrolling stay.
  #replace(text) {
    this.lineEnd = lineEnd(text);
    const old = this.view.state.doc;
    const fresh = this.view.state.toText(text);
    const [one, other] = [old.toString(), fresh.toString()];
    if (one === other) return;
    const shorter = Math.min(one.length, other.length);
    let start = 0;
    while (start < shorter && one[start] === other[start]) start += 1;
    let end = 0;
    while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
    this.view.dispatch({
      changes: { from: start, to: one.length - end, insert: fresh.slice(start, other.length - end) },
      annotations: [outside.of(true), Transaction.addToHistory.of(true)],
    });
  }
}

function access(isEditable) {
  return [EditorState.readOnly.of(!isEditable), EditorView.contentAttributes.of({ "aria-readonly": String(!isEditable) })];
}

function basics(onSave) {
  return [
    lineNumbers(), highlightActiveLineGutter(), foldGutter(), history(), drawSelection(), dropCursor(),
    EditorState.allowMultipleSelections.of(true), indentOnInput(), bracketMatching(), closeBrackets(),
    autocompletion(), highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
    EditorState.tabSize.of(2),
    keymap.of([
      { key: "Mod-s", run: () => { onSave(); return true; } },
      ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap,
      ...completionKeymap, indentWithTab,
    ]),
  ];
}

function language(paths) {
  return [liquid({ base: emailHtml() }), liquidLanguage.data.of({ autocomplete: variableNames(paths) })];
}

// The same function at each call: completion knows its sources by identity.
function everywhere(autocomplete) {
  const data = [{ autocomplete }];
  return EditorState.languageData.of(() => data);
}

// In {{ … }} and {% … %}: the names that the sample data has.
function variableNames(paths) {
  return (context) => {
    const before = context.matchBefore(/\{[{%][^}%]*/);
    const word = context.matchBefore(/[\w.]*/);
    if (!before || (!word.text && !context.explicit)) return null;
    const options = paths().map(({ path, shown }) => ({ label: path, detail: shown, type: "variable", boost: 5 }));
    return { from: word.from, options, validFor: /^[\w.]*$/ };
  };
}

// In the value of an attribute or of a style: the brand's colours, by name or code, and its fonts.
function brandValues({ colors, fonts }) {
  return (context) => {
    const color = context.matchBefore(/color\s*(=\s*["']|:\s*)[\w# -]*/i);
    const font = context.matchBefore(/font-family\s*(=\s*["']|:\s*)[\w ,'-]*/i);
    if (!color && !font) return null;
    const { from, text } = color ?? font;
    const options = (color ? colors : fonts).map(([name, value]) => ({
      label: `${name} ${value}`, displayLabel: name, detail: value, apply: value, type: "constant", boost: 9,
    }));
    return { from: from + text.match(/^[\w-]+\s*(=\s*["']|:\s*)/)[0].length, options };
  };
}

function diagnostic(doc, { line, column, message, severity }) {
  const { from, to, text } = doc.line(line);
  const at = column ? Math.min(from + column - 1, to) : from + (text.length - text.trimStart().length);
  const word = /^(<\/?[\w-]+|\{[{%]-?\s*[\w.]+|[\w-]+)/.exec(doc.sliceString(at, to));
  return { from: at, to: word ? at + word[0].length : Math.max(at, to), severity, message };
}
