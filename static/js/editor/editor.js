// The editor's page: one draft, and the parts that show, change, save and compare it.
import { Code } from "./code.js";
import { Conflict } from "./conflict.js";
import { Draft } from "./draft.js";
import { bindFields } from "./fields.js";
import { Kept } from "./kept.js";
import { listenLive } from "./live.js";
import { offerKept } from "./offer-kept.js";
import { arrangePanels } from "./panels.js";
import { leaves } from "./paths.js";
import { Preview } from "./preview.js";
import { listProblems } from "./problems.js";
import { editSampleAsJson } from "./sample-json.js";
import { showSaveState } from "./save-state.js";
import { Saving } from "./saving.js";
import { Standing } from "./standing.js";
import { askForReview } from "./submit.js";
import { editSample } from "./variables.js";

const data = JSON.parse(document.getElementById("editor-data").textContent);
const draft = new Draft(data);
const saving = new Saving(draft, data.draft, data.updatedAt);
const standing = new Standing(saving);
const kept = new Kept(draft, data);
const conflict = new Conflict(draft, saving, kept, { url: data.draft, me: data.me, tell });

let moved;
const code = new Code(document.querySelector("[data-source]"), draft, {
  isEditable: standing.isEditable,
  onSave: () => saving.flush(),
  onMove: () => {
    clearTimeout(moved);
    moved = setTimeout(() => preview.follow(), 200);
  },
  paths: () => leaves(draft.now.sample),
  brand: data.brand,
});
const preview = new Preview(draft, data.preview, code);

arrangePanels();
bindFields(draft, saving, standing);
listProblems(preview, code);
editSample(preview, draft, code);
editSampleAsJson(draft, standing.writes);
showSaveState(saving);
kept.follow(saving);
offerKept(draft, kept, () => standing.isEditable);
listenLive(data, { draft, saving, conflict, standing });
askForReview(saving);
standing.addEventListener("change", () => {
  code.allow(standing.isEditable);
  if (standing.isEditable && saving.state === "locked") saving.resume();
});

function tell(text) {
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
}
