// CodeMirror in our colours: roles of tokens.css, so light and dark follow by themselves.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const shape = EditorView.theme({
  "&": { height: "100%", fontSize: "0.8125rem", color: "var(--ink)", backgroundColor: "var(--raised)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)", padding: "var(--s-3) 0" },
  ".cm-line": { padding: "0 var(--s-4) 0 var(--s-2)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "1.5px" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--hover)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "var(--code-selection)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-tint)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-tint)", outline: "1px solid var(--accent-line)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--danger-tint)" },
  ".cm-searchMatch": { backgroundColor: "var(--warning-tint)", outline: "1px solid var(--warning-line)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--accent-tint)", outline: "1px solid var(--accent)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--sunken)", border: "1px solid var(--line-2)", color: "var(--ink-3)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)", fontFamily: "var(--font)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "var(--s-2) var(--s-8) var(--s-2) var(--s-3)", fontSize: "var(--t-sm)" },
  ".cm-panel.cm-search [name=close]": { fontSize: "1.25rem", width: "1.75rem", height: "1.75rem", color: "var(--ink-2)" },
  ".cm-textfield": { backgroundColor: "var(--raised)", border: "1px solid var(--line-strong)", borderRadius: "var(--r-1)", color: "var(--ink)", fontSize: "var(--t-sm)", minHeight: "var(--h-sm)" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--raised)", border: "1px solid var(--line-2)", borderRadius: "var(--r-1)", color: "var(--ink)", fontSize: "var(--t-sm)", minHeight: "var(--h-sm)" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-2)", borderRadius: "var(--r-2)", boxShadow: "var(--sh-3)", overflow: "hidden" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-tint)", color: "var(--accent-text)" },
  ".cm-completionDetail": { color: "var(--ink-3)", fontStyle: "normal" },
  ".cm-diagnostic": { fontFamily: "var(--font)", fontSize: "var(--t-sm)", padding: "var(--s-2) var(--s-3)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--danger)", textUnderlineOffset: "3px" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warning)", textUnderlineOffset: "3px" },
  ".cm-gutter-lint": { width: "1.25rem" },
  ".cm-lint-marker": { width: "0.5rem", height: "0.5rem", margin: "0.4rem", borderRadius: "50%", content: "none" },
  ".cm-lint-marker-error": { backgroundColor: "var(--danger)", content: "''" },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warning)", borderRadius: "1px", content: "''" },
  ".cm-changedLine, &.cm-merge-b .cm-changedLine, &.cm-merge-a .cm-changedLine": { backgroundColor: "transparent" },
  "&.cm-merge-a .cm-changedLine": { boxShadow: "inset 3px 0 0 var(--danger)" },
  "&.cm-merge-b .cm-changedLine": { boxShadow: "inset 3px 0 0 var(--success)" },
  "&.cm-merge-a .cm-changedText": { background: "var(--danger-tint)" },
  "&.cm-merge-b .cm-changedText": { background: "var(--success-tint)" },
  ".cm-changedText, .cm-changedText *": { textDecoration: "none", color: "var(--ink)" },
  ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: "none" },
  ".cm-collapsedLines": { background: "var(--sunken)", color: "var(--ink-3)", fontFamily: "var(--font)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket, tags.propertyName], color: "var(--info)" },
  { tag: tags.attributeName, color: "var(--warning)" },
  { tag: [tags.attributeValue, tags.string], color: "var(--success)" },
  { tag: [tags.brace, tags.processingInstruction, tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.moduleKeyword], color: "var(--st-in_review)", fontWeight: "500" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--accent-text)" },
  { tag: [tags.function(tags.variableName), tags.operator], color: "var(--st-in_review)" },
  { tag: [tags.number, tags.bool, tags.atom, tags.null, tags.color, tags.unit], color: "var(--danger)" },
  { tag: [tags.comment, tags.documentMeta, tags.meta], color: "var(--ink-3)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

// The policy lets no style element in without the nonce of this page.
const nonce = document.querySelector("script[data-nonce]").nonce;

export const look = [EditorView.cspNonce.of(nonce), shape, syntaxHighlighting(colours), EditorView.lineWrapping];
