// [data-save-state]: whether what is on the screen is stored, always in sight. What needs an ear as
// well (trouble, and its end) is also said politely; each “Saved” would be too much.
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const ICONS = { saved: 0, waiting: 1, saving: 1, offline: 2, conflict: 3, locked: 4, refused: 2 };

export function showSaveState(saving) {
  const root = document.querySelector("[data-save-state]");
  const spoken = document.querySelector("[data-save-spoken]");
  const icons = document.getElementById("icons-of-save").content.children;
  let told = "saved";

  function show() {
    const { state } = saving;
    const text = words(saving);
    root.dataset.state = state;
    root.querySelector("[data-save-word]").textContent = text;
    root.title = saving.sentence;
    root.querySelector("svg").replaceWith(icons[ICONS[state]].cloneNode(true));
    const trouble = !["saved", "waiting", "saving"].includes(state);
    if (trouble || (state === "saved" && told !== "saved")) spoken.textContent = `${text}. ${saving.sentence}`;
    if (trouble || state === "saved") told = state;
  }

  saving.addEventListener("state", show);
  show();
}

function words({ state, sentence, savedAt, draft }) {
  if (state === "saved") return `Saved · ${clock.format(savedAt)}`;
  if (state === "waiting") return "Editing";
  if (state === "saving") return "Saving";
  if (state === "refused") return `Not saved: ${sentence}`;
  const count = Object.keys(draft.changes).length;
  return count ? `Not saved: ${count} change${count === 1 ? "" : "s"} kept here` : `Saved · ${clock.format(savedAt)}`;
}
