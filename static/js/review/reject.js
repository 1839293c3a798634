// [data-asks="id"]: a button that ends something for others asks first, in a dialog with the same
// button. Without a comment the server says what is missing, so there is nothing to ask yet.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-asks]");
  if (!button || !button.form.elements.comment.value.trim()) return;
  event.preventDefault();
  event.stopPropagation();
  document.getElementById(button.dataset.asks).showModal();
}, { capture: true });
