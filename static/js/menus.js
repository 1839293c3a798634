// Menus are native popovers. Arrows, Home and End walk through the items; where CSS cannot anchor
// a popover yet, the menu is placed under its button.
const ANCHORED = CSS.supports("position-area: bottom");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.(".menu[popover]")) return;
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState !== "open") return;
  if (!ANCHORED && button) place(menu, button.getBoundingClientRect());
  itemsOf(menu)[0]?.focus({ preventScroll: true });
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu[popover]");
  if (!menu) return;
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length).focus();
});

function itemsOf(menu) {
  return [...menu.querySelectorAll(".menu-item:not(:disabled)")];
}

function place(menu, button) {
  const { width, height } = menu.getBoundingClientRect();
  const left = menu.dataset.align === "start" ? button.left : button.right - width;
  const below = button.bottom + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${below ? button.bottom + 4 : Math.max(8, button.top - height - 4)}px`;
}
