// Somebody else saved in between. Fields that only one of the two changed are put together; where
// both changed the same field both versions stay, and the person chooses.
import { compare } from "./compare.js";
import { fieldsOf } from "./draft.js";
import { ask } from "./http.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export class Conflict {
  #banner = document.querySelector("[data-conflict]");
  #theirs = null;

  constructor(draft, saving, kept, { url, me, tell }) {
    Object.assign(this, { draft, saving, kept, url, me, tell });
    saving.addEventListener("state", () => saving.state === "conflict" && !this.#theirs && this.meet());
    this.#on("compare", () => this.#compare());
    this.#on("theirs", () => this.#takeTheirs());
    this.#on("mine", () => this.#keepMine());
  }

  // Look at what is stored now, and go on with it as far as that needs no choice.
  async meet() {
    const theirs = await ask(this.url).catch(() => null);
    if (!theirs) return;
    const clashes = this.draft.clashes(theirs);
    if (clashes.length) return this.#offer(theirs);
    const isNews = theirs.revision !== this.draft.revision || !isSame(theirs, this.draft.stored);
    this.draft.rebase(theirs);
    this.#close();
    if (isNews) this.tell(`${this.#who(theirs)} saved revision ${theirs.revision}${this.#where(theirs)}. It is shown now.`);
    this.saving.savedAt = new Date(theirs.updatedAt);
    this.saving.resume();
  }

  #offer(theirs) {
    this.#theirs = theirs;
    const time = clock.format(new Date(theirs.updatedAt));
    this.#banner.querySelector("[data-conflict-title]").textContent =
      `${this.#who(theirs)} saved revision ${theirs.revision} at ${time}${this.#where(theirs)}, while you were writing here`;
    this.#banner.hidden = false;
    if (this.saving.state !== "conflict") this.saving.block("conflict");
  }

  #compare() {
    compare(
      { name: `${this.#who(this.#theirs)}, revision ${this.#theirs.revision}`, draft: this.#theirs },
      { name: "Yours, not saved", draft: this.draft.now },
      [
        { text: "Decide later", act() {} },
        { text: "Take theirs", act: () => this.#takeTheirs() },
        { text: "Keep mine", kind: "primary", act: () => this.#keepMine() },
      ],
    );
  }

  #keepMine() {
    this.draft.rebase(this.#theirs);
    this.#close();
    this.saving.resume();
  }

  #takeTheirs() {
    const theirs = this.#theirs;
    this.kept.putAside(this.draft.changes, theirs.revision);
    this.draft.rebase(theirs);
    this.draft.put(fieldsOf(theirs));
    this.saving.savedAt = new Date(theirs.updatedAt);
    this.#close();
    this.saving.resume();
    document.dispatchEvent(new Event("keptChanged"));
  }

  #close() {
    this.#theirs = null;
    this.#banner.hidden = true;
  }

  #who({ updatedBy, updatedById }) {
    return updatedById === this.me ? "You" : updatedBy;
  }

  #where({ updatedById }) {
    return updatedById === this.me ? " in another tab" : "";
  }

  #on(name, act) {
    this.#banner.querySelector(`[data-conflict-${name}]`).addEventListener("click", act);
  }
}

function isSame(one, other) {
  return JSON.stringify(fieldsOf(one)) === JSON.stringify(fieldsOf(other));
}
