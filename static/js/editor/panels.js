// The panel under the code: tabs with arrow keys, folded by its button. On phones the bar at the
// bottom shows one part at a time; the event "goes" leads to a part from anywhere.
export function arrangePanels() {
  const editor = document.querySelector("[data-editor]");
  const drawer = document.querySelector("[data-drawer]");
  const tabs = [...drawer.querySelectorAll("[role=tab]")];
  const fold = drawer.querySelector("[data-fold]");

  function select(tab) {
    for (const one of tabs) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
    }
    unfold(true);
  }

  function unfold(open) {
    drawer.toggleAttribute("data-folded", !open);
    fold.setAttribute("aria-expanded", String(open));
    fold.setAttribute("aria-label", open ? "Fold this panel" : "Unfold this panel");
  }

  for (const tab of tabs) tab.addEventListener("click", () => select(tab));
  drawer.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs.at(next % tabs.length);
    select(tab);
    tab.focus();
  });
  fold.addEventListener("click", () => unfold(drawer.hasAttribute("data-folded")));

  function go(part) {
    editor.dataset.tab = part;
    for (const button of editor.querySelectorAll("[data-goes]")) {
      button.setAttribute("aria-pressed", String(button.dataset.goes === part));
    }
    const tab = tabs.find(({ id }) => id === `tab-${part}`);
    if (tab) select(tab);
  }

  for (const button of editor.querySelectorAll("[data-goes]")) {
    button.addEventListener("click", () => go(button.dataset.goes));
  }
  document.addEventListener("goes", ({ detail }) => go(detail));

  const ways = [...document.querySelectorAll("[data-sample-as]")];
  for (const way of ways) {
    way.addEventListener("click", () => {
      for (const one of ways) one.setAttribute("aria-pressed", String(one === way));
      const asJson = way.dataset.sampleAs === "json";
      document.querySelector("[data-sample-fields]").hidden = asJson;
      document.querySelector("[data-sample-json]").hidden = !asJson;
    });
  }
}
