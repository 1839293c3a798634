// Autosave: shortly after the last key, and now and then while somebody types on; one request at a
// time, never over somebody else's revision.
// `state` is saved, waiting, saving, offline, refused, conflict or locked; "state" is fired on change.
import { NoAnswer, ask } from "./http.js";

const AFTER = 800;
const AT_MOST = 3_000;
const RETRIES = [2_000, 5_000, 15_000, 30_000];
// Only the person can lead out of these.
const BLOCKED = new Set(["conflict", "locked"]);

export class Saving extends EventTarget {
  state = "saved";
  sentence = "";
  #timer;
  #since = 0; // the time of the first change that no save has taken up
  #running = null;
  #failures = 0;

  constructor(draft, url, savedAt) {
    super();
    Object.assign(this, { draft, url, savedAt: new Date(savedAt) });
    draft.addEventListener("change", () => this.soon());
    addEventListener("online", () => this.flush());
    addEventListener("pagehide", () => this.#leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
  }

  get isBusy() {
    return this.#running !== null;
  }

  soon() {
    if (BLOCKED.has(this.state)) return this.#become(this.state, this.sentence);
    clearTimeout(this.#timer);
    if (!this.draft.isDirty) return this.#running ?? this.#become("saved");
    this.#since ||= Date.now();
    const left = this.#since + AT_MOST - Date.now();
    this.#timer = setTimeout(() => this.flush(), Math.min(AFTER, left));
    if (this.state !== "offline") this.#become("waiting");
  }

  // Save now what is not saved yet. Resolves to whether everything is.
  async flush() {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (BLOCKED.has(this.state) || !this.draft.isDirty) return !this.draft.isDirty;
    this.#running = this.#save();
    await this.#running;
    this.#running = null;
    if (this.draft.isDirty && this.state === "saved") this.soon();
    this.dispatchEvent(new Event("settled"));
    return !this.draft.isDirty;
  }

  // The person chose what stays.
  resume() {
    this.#become(this.draft.isDirty ? "waiting" : "saved");
    return this.flush();
  }

  block(state, sentence = "") {
    clearTimeout(this.#timer);
    this.#become(state, sentence);
  }

  async #save() {
    const changes = structuredClone(this.draft.changes);
    this.#since = 0;
    this.#become("saving");
    try {
      const answer = await ask(this.url, { revision: this.draft.revision, ...changes });
      this.draft.saved(changes, answer.revision);
      this.savedAt = new Date(answer.savedAt);
      this.#failures = 0;
      this.#become("saved");
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    if (error instanceof NoAnswer) {
      const wait = RETRIES[Math.min(this.#failures, RETRIES.length - 1)];
      this.#failures += 1;
      this.#timer = setTimeout(() => this.flush(), wait);
      this.#become("offline");
    } else if (error.code === "stale_revision") {
      this.#become("conflict", error.message);
    } else if (error.code === "template_locked") {
      this.#become("locked", error.message);
    } else {
      this.#become("refused", error.message);
    }
  }

  // The browser finishes this request after the page is gone. Over 64 KB it refuses to, and the
  // text that is kept on the device is offered on return.
  #leave() {
    if (!this.draft.isDirty || BLOCKED.has(this.state) || this.#running) return;
    const body = { revision: this.draft.revision, ...this.draft.changes };
    ask(this.url, body, { keepalive: true }).catch(() => {});
  }

  #become(state, sentence = "") {
    Object.assign(this, { state, sentence });
    this.dispatchEvent(new Event("state"));
  }
}
