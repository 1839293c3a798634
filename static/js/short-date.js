// An instant as people say it: the steps of craftify/web/dates.py, in this computer's time zone.
const MINUTE = 60_000;
const day = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long" });

export function short(instant, now) {
  const age = now - instant;
  if (Math.abs(age) < MINUTE) return "Just now";
  if (age > 0 && age < 60 * MINUTE) return `${Math.floor(age / MINUTE)} min ago`;
  const days = Math.round((day(now) - day(instant)) / (24 * 60 * MINUTE));
  if (days >= 0 && days < 7) {
    const name = ["Today", "Yesterday"][days] ?? weekday.format(instant);
    return `${name}, ${clock.format(instant)}`;
  }
  const date = { day: "numeric", month: "long" };
  if (instant.getFullYear() !== now.getFullYear()) date.year = "numeric";
  return new Intl.DateTimeFormat("en-GB", date).format(instant);
}
