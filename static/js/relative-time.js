// <time data-when>: short words in the reader's time zone, kept true; the exact instant on hover.
import { short } from "./short-date.js";

const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

function refresh(root = document) {
  const now = new Date();
  for (const element of root.querySelectorAll("time[data-when]")) {
    const instant = new Date(element.dateTime);
    const text = short(instant, now);
    if (element.textContent !== text) element.textContent = text;
    element.title = full.format(instant);
  }
}

refresh();
setInterval(refresh, 30_000);
document.body.addEventListener("htmx:load", ({ target }) => refresh(target));
