// [data-mentions]: behind an @ the names of members are offered, as a listbox that the field keeps
// control of: arrows choose, Enter or Tab takes, Escape closes.
const names = () => [...document.querySelectorAll("#people option")].map((one) => one.value);
let box = null;
let field = null;

function asked() {
  const before = field.value.slice(0, field.selectionStart);
  return /(?:^|\s)@([^@\n]{0,30})$/.exec(before)?.[1] ?? null;
}

function close() {
  box?.remove();
  box = null;
  field?.removeAttribute("aria-activedescendant");
}

function choose(step) {
  const items = [...box.children];
  const now = items.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const next = items[(now + step + items.length) % items.length];
  for (const one of items) {
    one.setAttribute("aria-selected", String(one === next));
    one.toggleAttribute("data-active", one === next);
  }
  next.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", next.id);
}

function take(name) {
  const at = field.selectionStart - asked().length;
  field.setRangeText(`${name} `, at, field.selectionStart, "end");
  close();
  field.focus();
}

function offer() {
  const part = asked();
  const found = part === null
    ? []
    : names().filter((name) => name.toLowerCase().includes(part.toLowerCase())).slice(0, 8);
  close();
  if (!found.length) return;
  box = document.createElement("ul");
  box.className = "menu mentions";
  box.id = "mentions";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Members");
  found.forEach((name, index) => {
    const item = document.createElement("li");
    item.className = "menu-item";
    item.id = `mention-${index}`;
    item.setAttribute("role", "option");
    item.textContent = name;
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(name);
    });
    box.append(item);
  });
  const { left, bottom } = field.getBoundingClientRect();
  field.after(box);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`#mentions { left: ${left}px; top: ${bottom + 4}px; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => !one.ofMentions), Object.assign(sheet, { ofMentions: true })];
  choose(1);
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-mentions]")) return;
  field = target;
  offer();
});

document.addEventListener("keydown", (event) => {
  if (!box || event.target !== field) return;
  const acts = {
    ArrowDown: () => choose(1),
    ArrowUp: () => choose(-1),
    Enter: () => take(box.querySelector("[data-active]").textContent),
    Tab: () => take(box.querySelector("[data-active]").textContent),
    Escape: close,
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
}, { capture: true });

document.addEventListener("focusout", ({ target }) => {
  if (target === field) close();
});
