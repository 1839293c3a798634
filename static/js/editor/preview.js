// The preview follows what is typed: compiled by the server, shown in a sandboxed frame. The next
// frame loads behind the present one and takes its place when it is ready, so nothing flashes.
// The frame's policy lets nobody look into it; anchors in it (#at-40) let it follow the cursor.
import { NoAnswer, ask } from "./http.js";

const AFTER = 250;
const SLOW_AFTER = 1_500;
const GMAIL_CLIPS_AT = 102 * 1024;

export class Preview extends EventTarget {
  #timer;
  #request = null;
  #images = false;
  #address = null;
  #body = document.querySelector("[data-frames]");
  #state = document.querySelector("[data-preview-state]");

  constructor(draft, url, code) {
    super();
    Object.assign(this, { draft, url, code });
    draft.addEventListener("change", () => this.soon());
    this.#widths();
    this.#remoteImages();
    this.refresh();
  }

  soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), AFTER);
  }

  async refresh() {
    clearTimeout(this.#timer);
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    const slow = setTimeout(() => this.#say("Compiling"), SLOW_AFTER);
    const { source, subject, preheader, sample } = this.draft.now;
    try {
      const answer = await ask(this.url, { source, subject, preheader, data: sample }, { signal: request.signal });
      this.#show(answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#say(error instanceof NoAnswer ? "Not up to date: the server does not answer" : error.message);
      if (error instanceof NoAnswer) this.#timer = setTimeout(() => this.refresh(), 5_000);
    } finally {
      clearTimeout(slow);
    }
  }

  // Where the cursor is, without loading anything again.
  follow() {
    const frame = this.#body.querySelector("iframe:not([data-next])");
    if (frame && this.#address) frame.contentWindow.location.replace(this.#placed());
  }

  #show(answer) {
    this.#merged("subject", answer.subject || "No subject");
    this.#merged("preheader", answer.preheader || "");
    this.#size(answer.size);
    this.#body.toggleAttribute("data-stale", !answer.frame);
    this.#say(answer.frame || !this.#address ? "" : "Shown is the last version without errors");
    document.querySelector("[data-images]").hidden = !answer.remoteImages && !this.#images;
    if (answer.frame) this.#load(answer.frame);
    this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
  }

  #load(address) {
    if (this.#address === address && !this.#body.querySelector("[data-next]")) return;
    this.#address = address;
    for (const waiting of this.#body.querySelectorAll("[data-next]")) waiting.remove();
    const next = document.createElement("iframe");
    next.setAttribute("sandbox", "");
    next.title = "The email with the sample data";
    next.dataset.next = "";
    next.src = this.#placed();
    next.addEventListener("load", () => this.#swap(next), { once: true });
    this.#body.prepend(next);
  }

  #swap(next) {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      if (!next.isConnected) return;
      delete next.dataset.next;
      for (const old of this.#body.querySelectorAll("iframe")) if (old !== next) old.remove();
    }));
  }

  #placed() {
    const place = this.code.position;
    const hash = place === null ? "" : `#at-${Math.round(place * 50) * 2}`;
    return `${this.#address}${this.#images ? "?images=remote" : ""}${hash}`;
  }

  #widths() {
    const buttons = [...document.querySelectorAll("[data-device]")];
    for (const button of buttons) {
      button.addEventListener("click", () => {
        this.#body.dataset.width = button.dataset.device;
        for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      });
    }
  }

  #remoteImages() {
    const button = document.querySelector("[data-images]");
    button.addEventListener("click", () => {
      this.#images = !this.#images;
      button.setAttribute("aria-pressed", String(this.#images));
      this.#address = null;
      this.refresh();
    });
  }

  #merged(field, text) {
    document.querySelector(`[data-merged="${field}"]`).textContent = text;
  }

  #size(bytes) {
    const element = document.querySelector("[data-size-of-email]");
    const clipped = bytes > GMAIL_CLIPS_AT;
    element.textContent = bytes ? `${Math.max(1, Math.round(bytes / 1024))} KB${clipped ? ", Gmail clips at 102 KB" : " of 102 KB"}` : "";
    element.classList.toggle("tone-warning", clipped);
    element.title = "Gmail hides what follows after 102 KB of HTML behind a link.";
  }

  #say(text) {
    if (this.#state.textContent !== text) this.#state.textContent = text;
  }
}
