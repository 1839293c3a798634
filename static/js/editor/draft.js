// The text in this tab (`now`) beside the text that the server has (`stored`, at `revision`).
// Fires "change" with the names of the fields and whether a person typed them here.
const FIELDS = ["source", "subject", "preheader", "sample"];

export class Draft extends EventTarget {
  constructor(stored) {
    super();
    this.stored = fieldsOf(stored);
    this.now = fieldsOf(stored);
    this.revision = stored.revision;
  }

  // What differs from the server's, as { field: value }.
  get changes() {
    return pick(this.now, FIELDS.filter((name) => !same(this.now[name], this.stored[name])));
  }

  get isDirty() {
    return FIELDS.some((name) => !same(this.now[name], this.stored[name]));
  }

  type(fields) {
    this.#set(fields, true);
  }

  put(fields) {
    this.#set(fields, false);
  }

  // The server has these now.
  saved(fields, revision) {
    Object.assign(this.stored, fields);
    this.revision = revision;
  }

  // Somebody else's version is stored now; what was changed here stays changed.
  rebase(theirs) {
    const mine = this.changes;
    this.stored = fieldsOf(theirs);
    this.revision = theirs.revision;
    this.put({ ...this.stored, ...mine });
  }

  // The fields that both changed.
  clashes(theirs) {
    return Object.keys(this.changes).filter(
      (name) => !same(theirs[name], this.stored[name]) && !same(theirs[name], this.now[name]),
    );
  }

  #set(fields, typed) {
    const names = Object.keys(fields).filter((name) => !same(fields[name], this.now[name]));
    if (!names.length) return;
    Object.assign(this.now, pick(fields, names));
    this.dispatchEvent(new CustomEvent("change", { detail: { names, typed } }));
  }
}

export function fieldsOf(draft) {
  return pick(draft, FIELDS);
}

function pick(from, names) {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

function same(one, other) {
  return typeof one === "object" ? JSON.stringify(one) === JSON.stringify(other) : one === other;
}
