// [data-asks-review]: everything is saved before anybody is asked to approve it.
export function askForReview(saving) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-asks-review]");
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    const isSaved = await saving.flush();
    button.removeAttribute("aria-busy");
    if (isSaved) document.getElementById("submit").showModal();
    else document.querySelector("[data-save-state]").scrollIntoView();
  });
}
