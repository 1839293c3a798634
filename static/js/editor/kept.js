// What is not saved yet is kept on this device, for each person, template, revision and tab.
const FOR_DAYS = 30;
const tab = crypto.randomUUID();

export class Kept {
  constructor(draft, { id, me }) {
    this.draft = draft;
    this.prefix = `craftify.unsaved.${me}.${id}.`;
    this.mine = null;
  }

  // Follow the draft: keep while it differs from what is stored, forget when it does not.
  follow(saving) {
    this.draft.addEventListener("change", () => this.#keep());
    saving.addEventListener("state", () => this.#keep());
  }

  // Put the person's version aside, for a choice that replaces it.
  putAside(fields, revision) {
    write(`${this.prefix}${revision}.${crypto.randomUUID()}`, { fields, revision, at: Date.now() });
  }

  // What earlier tabs left, the latest first. What is stored by now (a page that was left saves in
  // its last moment and does not hear of it) or is too old is forgotten.
  found() {
    const oldest = Date.now() - FOR_DAYS * 86_400_000;
    const all = keys(this.prefix).filter((key) => key !== this.mine).map((key) => ({ key, ...read(key) }));
    const isAlive = ({ at, fields }) => at > oldest && this.#isNews(fields);
    this.drop(all.filter((entry) => !isAlive(entry)));
    return all.filter(isAlive).sort((one, other) => other.at - one.at);
  }

  drop(entries) {
    for (const { key } of entries) localStorage.removeItem(key);
  }

  #isNews(fields) {
    return Object.entries(fields).some(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(this.draft.now[name]),
    );
  }

  #keep() {
    const { draft } = this;
    const key = `${this.prefix}${draft.revision}.${tab}`;
    if (this.mine && this.mine !== key) localStorage.removeItem(this.mine);
    this.mine = draft.isDirty ? key : null;
    if (draft.isDirty) write(key, { fields: draft.changes, revision: draft.revision, at: Date.now() });
    else localStorage.removeItem(key);
  }
}

function keys(prefix) {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

// A full or forbidden storage must not stop anybody from typing.
function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn("Unsaved text could not be kept on this device.", error);
  }
}
