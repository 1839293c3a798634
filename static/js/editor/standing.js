// Whether the content may change now. The server draws #standing and #lock again when a review
// begins or ends; this takes over what they say.
export class Standing extends EventTarget {
  get isEditable() {
    return document.getElementById("standing").dataset.editable === "true";
  }

  get writes() {
    return document.getElementById("standing").dataset.writes === "true";
  }

  constructor(saving) {
    super();
    this.was = this.isEditable;
    document.body.addEventListener("htmx:afterSettle", () => this.#look());
    saving.addEventListener("state", () => saving.state === "locked" && this.refresh());
  }

  refresh() {
    window.htmx.trigger("#standing", "standing");
  }

  #look() {
    if (this.was === this.isEditable) return;
    this.was = this.isEditable;
    this.dispatchEvent(new Event("change"));
  }
}
