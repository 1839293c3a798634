// [data-sidebar-toggle] folds the sidebar to a rail. The cookie lets the server draw it so at once.
import { remember } from "./cookie.js";

const root = document.documentElement;

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sidebar-toggle]")) return;
  const rail = root.dataset.sidebar !== "rail";
  if (rail) root.dataset.sidebar = "rail";
  else delete root.dataset.sidebar;
  remember("craftify_sidebar", rail ? "rail" : "");
});
