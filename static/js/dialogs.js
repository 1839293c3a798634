// [data-opens="id"] opens a native <dialog>; [data-closes] inside closes it. The browser keeps the
// focus inside, closes on Esc and gives the focus back.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
  if (event.target.matches("dialog[open]")) closeOnBackdrop(event);
});

function closeOnBackdrop({ target, clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  const inside = clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
  if (!inside) target.close();
}
