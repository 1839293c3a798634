// What an earlier tab could not save is offered: compare, restore or discard.
import { short } from "../short-date.js";
import { compare } from "./compare.js";

export function offerKept(draft, kept, isEditable) {
  const banner = document.querySelector("[data-kept]");
  let entries = [];

  function look() {
    entries = isEditable() ? kept.found() : [];
    banner.hidden = !entries.length;
    if (!entries.length) return;
    const { at, revision, fields } = entries[0];
    banner.querySelector("[data-kept-title]").textContent =
      `Changes of yours from ${short(new Date(at), new Date()).toLowerCase()} are kept on this device`;
    const since = revision < draft.revision ? ` The template is at revision ${draft.revision} now; they began at ${revision}.` : "";
    banner.querySelector("[data-kept-text]").textContent = `Not saved: ${Object.keys(fields).join(", ")}.${since}`;
  }

  function restore() {
    draft.put(entries[0].fields);
    drop(entries.slice(0, 1));
  }

  function drop(which) {
    kept.drop(which);
    look();
  }

  banner.querySelector("[data-kept-restore]").addEventListener("click", restore);
  banner.querySelector("[data-kept-drop]").addEventListener("click", () => drop(entries));
  banner.querySelector("[data-kept-compare]").addEventListener("click", () => {
    compare(
      { name: "As it is now", draft: draft.now },
      { name: "Kept on this device", draft: { ...draft.now, ...entries[0].fields } },
      [{ text: "Discard them", act: () => drop(entries) }, { text: "Restore them", kind: "primary", act: restore }],
    );
  });
  document.addEventListener("keptChanged", look);
  look();
}
